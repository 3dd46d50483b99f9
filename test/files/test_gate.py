"""schema.py against a real PostgreSQL, directly and through a transaction-pooling PgBouncer,
and against a stand-in for ClickHouse's HTTP interface (Debian has no ClickHouse)."""

import http.server
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest
from conftest import PASSWORD, as_user, free_port, run_script, stop, wait_for_port

SCRIPT = "gate/schema.py"
FAST = {"GATE_SECONDS_BETWEEN_TRIES": "0.1"}


def pg(port, release="26.8.0", **changes):
    return {
        **FAST,
        "SCHEMA_RELEASE": release,
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(port),
        "POSTGRES_DB": "postgres",
        "POSTGRES_USER": "sentry",
        "POSTGRES_PASSWORD": PASSWORD,
        **changes,
    }


@pytest.fixture
def pgbouncer(postgres, folder):
    port = free_port()
    (folder / "users").write_text(f'"sentry" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
postgres = host=127.0.0.1 port={postgres.port} dbname=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 1
"""
    )
    process = subprocess.Popen(
        as_user("postgres", ["pgbouncer", "-q", str(folder / "pgbouncer.ini")]), stderr=subprocess.DEVNULL
    )
    wait_for_port(port)
    yield port
    stop(process)


@pytest.fixture(params=["directly", "through pgbouncer"])
def postgres_port(request, postgres):
    return postgres.port if request.param == "directly" else request.getfixturevalue("pgbouncer")


def test_postgres_wait_ends_when_the_release_is_marked(start_script, postgres_port):
    waiting = start_script(SCRIPT, "wait", "postgres", environment=pg(postgres_port))
    waiting.wait_for("waiting: postgres: the schema of release 26.8.0 is not in place yet")

    assert run_script(SCRIPT, "mark", "postgres", environment=pg(postgres_port, "26.5.1")).returncode == 0
    time.sleep(0.5)
    assert waiting.process.poll() is None, "another release's mark let the pod through"

    marked = run_script(SCRIPT, "mark", "postgres", environment=pg(postgres_port))
    assert marked.returncode == 0, marked.stdout + marked.stderr
    assert waiting.finish() == 0
    assert len(waiting.lines) == 2, waiting.lines


def test_postgres_mark_is_idempotent_and_keeps_former_releases(postgres, postgres_port):
    for release in ("26.5.1", "26.8.0", "26.8.0"):
        assert run_script(SCRIPT, "mark", "postgres", environment=pg(postgres_port, release)).returncode == 0
    assert postgres.query("SELECT release FROM cdk8s_sentry_schema ORDER BY 1") == [("26.5.1",), ("26.8.0",)]
    # A roll-back finds the mark of the release it goes back to.
    assert run_script(SCRIPT, "wait", "postgres", environment=pg(postgres_port, "26.5.1")).returncode == 0


def test_postgres_marks_made_at_once(postgres, start_script):
    marks = [start_script(SCRIPT, "mark", "postgres", environment=pg(postgres.port)) for _ in range(5)]
    assert [mark.finish() for mark in marks] == [0] * 5
    assert postgres.query("SELECT count(*) FROM cdk8s_sentry_schema") == [(1,)]


def test_postgres_that_comes_up_later(start_script, postgres):
    waiting = start_script(SCRIPT, "wait", "postgres", environment=pg(postgres.port))
    waiting.wait_for("not in place yet")
    postgres.stop()
    waiting.wait_for("onnection")
    postgres.start()
    run_script(SCRIPT, "mark", "postgres", environment=pg(postgres.port))
    assert waiting.finish() == 0


def test_postgres_wrong_password_is_said_and_retried(start_script, postgres):
    waiting = start_script(SCRIPT, "wait", "postgres", environment=pg(postgres.port, POSTGRES_PASSWORD="wrong"))
    waiting.wait_for("password authentication failed")
    time.sleep(0.5)
    assert waiting.process.poll() is None
    assert len(waiting.lines) == 1, "one line for each change of state, not for each try"
    assert "wrong" not in "".join(waiting.lines)


@pytest.mark.parametrize("database, host", [("postgres", "POSTGRES_HOST"), ("clickhouse", "CLICKHOUSE_HOST")])
def test_absent_name_is_retried(start_script, database, host):
    waiting = start_script(SCRIPT, "wait", database, environment={**pg(5432), host: "absent.invalid"})
    waiting.wait_for("absent.invalid")
    time.sleep(0.5)
    assert waiting.process.poll() is None


def test_wait_for_peers_after_the_schema(start_script, postgres):
    peer, other = free_port(), free_port()
    run_script(SCRIPT, "mark", "postgres", environment=pg(postgres.port))
    listener = socket.create_server(("127.0.0.1", peer))
    waiting = start_script(
        SCRIPT, "wait", "postgres", environment=pg(postgres.port, WAIT_FOR=f"127.0.0.1:{peer}, 127.0.0.1:{other}")
    )
    waiting.wait_for(f"waiting: 127.0.0.1:{other}")
    assert waiting.process.poll() is None
    with socket.create_server(("127.0.0.1", other)):
        assert waiting.finish() == 0
    listener.close()
    assert f"127.0.0.1:{other}: accepts connections" in waiting.lines


def test_sigterm_ends_it_even_inside_a_blocking_call(start_script):
    """A server that accepts and never answers holds the driver in C code for its time-out."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        waiting = start_script(SCRIPT, "wait", "postgres", environment=pg(silent.getsockname()[1]))
        silent.accept()
        start = time.monotonic()
        waiting.process.send_signal(signal.SIGTERM)
        assert waiting.finish(5) == 143
        assert time.monotonic() - start < 1


@pytest.mark.parametrize("arguments", [[], ["wait"], ["wait", "mysql"], ["look", "postgres"]])
def test_usage(arguments):
    result = run_script(SCRIPT, *arguments)
    assert (result.returncode, result.stderr.strip()) == (1, "usage: schema.py wait|mark postgres|clickhouse")


@pytest.mark.parametrize(
    "command, absent",
    [("postgres", "SCHEMA_RELEASE"), ("postgres", "POSTGRES_HOST"), ("postgres", "POSTGRES_DB"), ("clickhouse", "CLICKHOUSE_HOST")],
)
def test_a_missing_variable_is_named(command, absent):
    environment = {**pg(5432), "CLICKHOUSE_HOST": "127.0.0.1"}
    del environment[absent]
    result = run_script(SCRIPT, "wait", command, environment=environment)
    assert result.returncode == 1
    assert f"the environment variable {absent} is not set" in result.stderr


class FakeClickHouse(http.server.ThreadingHTTPServer):
    """Answers the statements of the gate as ClickHouse's HTTP interface documents it."""

    def __init__(self, port):
        self.table = None
        self.statements = []
        super().__init__(("127.0.0.1", port), self.Handler)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_POST(self):
            server = self.server
            statement = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query, keep_blank_values=True)
            release = query["param_release"][0]
            server.statements.append(statement)
            if (self.headers["X-ClickHouse-User"], self.headers["X-ClickHouse-Key"]) != ("default", PASSWORD):
                return self.answer(403, "Code: 516. DB::Exception: default: Authentication failed\nmore", 516)
            if statement.startswith("CREATE TABLE IF NOT EXISTS cdk8s_sentry_schema "):
                server.table = server.table if server.table is not None else []
                return self.answer(200, "")
            if server.table is None:
                return self.answer(404, "Code: 60. DB::Exception: Unknown table", 60)
            if statement == "SELECT count() FROM cdk8s_sentry_schema WHERE release = {release:String}":
                return self.answer(200, f"{server.table.count(release)}\n")
            if statement == "INSERT INTO cdk8s_sentry_schema (release) SELECT {release:String}":
                server.table.append(release)
                return self.answer(200, "")
            return self.answer(400, "Code: 62. DB::Exception: Syntax error", 62)

        def answer(self, status, body, code=None):
            self.send_response(status)
            if code:
                self.send_header("X-ClickHouse-Exception-Code", str(code))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())


@pytest.fixture
def clickhouse():
    server = FakeClickHouse(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ch(server, release="26.8.0", password=PASSWORD):
    return {
        **FAST,
        "SCHEMA_RELEASE": release,
        "CLICKHOUSE_HOST": "127.0.0.1",
        "CLICKHOUSE_HTTP_PORT": str(server.server_address[1]),
        "CLICKHOUSE_PASSWORD": password,
        # Proxies of the environment must not be asked.
        "http_proxy": "http://127.0.0.1:9",
    }


def test_clickhouse_wait_ends_when_the_release_is_marked(start_script, clickhouse):
    waiting = start_script(SCRIPT, "wait", "clickhouse", environment=ch(clickhouse))
    waiting.wait_for("waiting: clickhouse: the schema of release 26.8.0 is not in place yet")
    assert run_script(SCRIPT, "mark", "clickhouse", environment=ch(clickhouse, "26.5.1")).returncode == 0
    time.sleep(0.5)
    assert waiting.process.poll() is None, "another release's mark let the pod through"
    assert run_script(SCRIPT, "mark", "clickhouse", environment=ch(clickhouse)).returncode == 0
    assert waiting.finish() == 0


def test_clickhouse_mark_is_idempotent(clickhouse):
    for release in ("26.5.1", "26.8.0", "26.8.0"):
        assert run_script(SCRIPT, "mark", "clickhouse", environment=ch(clickhouse, release)).returncode == 0
    assert clickhouse.table == ["26.5.1", "26.8.0"]


def test_clickhouse_wrong_password_is_said_and_retried(start_script, clickhouse):
    waiting = start_script(SCRIPT, "wait", "clickhouse", environment=ch(clickhouse, password="wrong"))
    waiting.wait_for("clickhouse: HTTP 403: Code: 516. DB::Exception: default: Authentication failed")
    time.sleep(0.5)
    assert waiting.process.poll() is None
    assert len(waiting.lines) == 1


def test_clickhouse_that_is_not_up(start_script):
    port = free_port()
    environment = {**FAST, "SCHEMA_RELEASE": "1", "CLICKHOUSE_HOST": "127.0.0.1", "CLICKHOUSE_HTTP_PORT": str(port), "CLICKHOUSE_PASSWORD": PASSWORD}
    waiting = start_script(SCRIPT, "wait", "clickhouse", environment=environment)
    waiting.wait_for("refused")
    server = FakeClickHouse(port)
    server.table = ["1"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert waiting.finish() == 0
    server.shutdown()
    server.server_close()
