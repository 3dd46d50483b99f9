"""Holds a pod back until the schema of its own release is in place.

    schema.py wait postgres|clickhouse   until $SCHEMA_RELEASE is marked, then until each
                                         host:port of $WAIT_FOR accepts a connection
    schema.py mark postgres|clickhouse   marks $SCHEMA_RELEASE, after its migrations

Imports neither Sentry nor Snuba, so that waiting costs little memory and no start-up time.
"""

import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

TABLE = "cdk8s_sentry_schema"
SECONDS_BETWEEN_TRIES = float(os.environ.get("GATE_SECONDS_BETWEEN_TRIES", "3"))
SECONDS_TO_MARK = 300


class NotYet(Exception):
    """What is being waited for; the message is what the log says."""


class Postgres:
    """Speaks through a transaction-pooling PgBouncer: one statement at a time, no session state."""

    def _execute(self, statement, parameters=()):
        import psycopg2

        try:
            connection = psycopg2.connect(
                host=required("POSTGRES_HOST"),
                port=os.environ.get("POSTGRES_PORT") or "5432",
                dbname=required("POSTGRES_DB"),
                user=required("POSTGRES_USER"),
                password=os.environ.get("POSTGRES_PASSWORD", ""),
                connect_timeout=5,
            )
            try:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute(statement, parameters)
                    return cursor.fetchall() if cursor.description else []
            finally:
                connection.close()
        except psycopg2.errors.UndefinedTable:
            return []
        except psycopg2.Error as error:
            raise NotYet(f"postgres: {first_line(error)}") from None

    def is_marked(self, release):
        return bool(self._execute(f"SELECT 1 FROM {TABLE} WHERE release = %s", (release,)))

    def mark(self, release):
        self._execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} "
            "(release text PRIMARY KEY, marked_at timestamptz NOT NULL DEFAULT now())"
        )
        self._execute(
            f"INSERT INTO {TABLE} (release) VALUES (%s) ON CONFLICT (release) DO NOTHING", (release,)
        )


class ClickHouse:
    UNKNOWN_TABLE = "60"

    def __init__(self):
        # A proxy from the environment would be asked for a name only the cluster knows.
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def _execute(self, statement, release=""):
        host = required("CLICKHOUSE_HOST")
        port = os.environ.get("CLICKHOUSE_HTTP_PORT") or "8123"
        request = urllib.request.Request(
            f"http://{host}:{port}/?{urllib.parse.urlencode({'param_release': release})}",
            data=statement.encode(),
            headers={
                "X-ClickHouse-User": os.environ.get("CLICKHOUSE_USER") or "default",
                "X-ClickHouse-Key": os.environ.get("CLICKHOUSE_PASSWORD", ""),
            },
        )
        try:
            with self._open(request, timeout=10) as response:
                return response.read().decode().strip()
        except urllib.error.HTTPError as error:
            if error.headers.get("X-ClickHouse-Exception-Code") == self.UNKNOWN_TABLE:
                return "0"
            raise NotYet(f"clickhouse: HTTP {error.code}: {first_line(error.read().decode(errors='replace'))}") from None
        except (OSError, ValueError) as error:
            raise NotYet(f"clickhouse: {host}:{port}: {first_line(getattr(error, 'reason', error))}") from None

    def is_marked(self, release):
        return self._execute(f"SELECT count() FROM {TABLE} WHERE release = {{release:String}}", release) not in ("", "0")

    def mark(self, release):
        self._execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (release String, marked_at DateTime DEFAULT now()) "
            "ENGINE = MergeTree ORDER BY release"
        )
        if not self.is_marked(release):
            self._execute(f"INSERT INTO {TABLE} (release) SELECT {{release:String}}", release)


DATABASES = {"postgres": Postgres, "clickhouse": ClickHouse}


def required(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"schema.py: the environment variable {name} is not set")
    return value


def first_line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def until(attempt, seconds=None):
    """Repeats until attempt stops raising NotYet; says what it waits for when that changes."""
    deadline = seconds and time.monotonic() + seconds
    said = None
    while True:
        try:
            return attempt()
        except NotYet as state:
            if str(state) != said:
                said = str(state)
                print(f"waiting: {said}", flush=True)
            if deadline and time.monotonic() > deadline:
                raise SystemExit(f"schema.py: gave up after {seconds} s: {said}") from None
            time.sleep(SECONDS_BETWEEN_TRIES)


def check_mark(database, name, release):
    if not database.is_marked(release):
        raise NotYet(f"{name}: the schema of release {release} is not in place yet")


def check_tcp(address):
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=3).close()
    except OSError as error:
        raise NotYet(f"{address}: {first_line(error)}") from None


def wait(name, release):
    database = DATABASES[name]()
    until(lambda: check_mark(database, name, release))
    print(f"{name}: the schema of release {release} is in place", flush=True)
    for address in filter(None, map(str.strip, os.environ.get("WAIT_FOR", "").split(","))):
        until(lambda: check_tcp(address))
        print(f"{address}: accepts connections", flush=True)


def mark(name, release):
    database = DATABASES[name]()
    until(lambda: database.mark(release), SECONDS_TO_MARK)
    print(f"{name}: the schema of release {release} is marked as in place", flush=True)


COMMANDS = {"wait": wait, "mark": mark}


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in COMMANDS or arguments[1] not in DATABASES:
        raise SystemExit("usage: schema.py wait|mark postgres|clickhouse")
    COMMANDS[arguments[0]](arguments[1], required("SCHEMA_RELEASE"))


def run_interruptibly(work):
    """Runs work in a thread, so that a signal ends the process even inside a driver's blocking call."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: os._exit(128 + received))
    outcome = []

    def run():
        try:
            work()
            outcome.append(None)
        except SystemExit as stop:
            outcome.append(stop.code)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(1)
    sys.exit(outcome[0] if outcome else 1)


if __name__ == "__main__":
    run_interruptibly(lambda: main(sys.argv[1:]))
