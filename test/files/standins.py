"""What `snuba` and `sentry` leave when they are killed, as programs with a database of one SQLite file.

    standins.py snuba migrations reverse-in-progress | snuba bootstrap --force | sentry upgrade --noinput

As snuba/migrations/runner.py of 26.8.0 does it: a migration is marked in progress, changed statement by statement,
and marked completed; whoever finds one in progress refuses; the first one makes the table of marks itself; migrations
are looked for in the working folder, and where there are none nothing is done. As Django's migrate with
django-pg-zero-downtime-migrations does it: each statement is committed by itself, the mark comes last, and a statement
whose work is done is refused, or left out where sentry.conf.py sets ZERO_DOWNTIME_MIGRATIONS_IDEMPOTENT_SQL.
$KILL_AT and $KILL_AFTER: the write at which the whole container is killed, before or after it.
"""

import fcntl
import json
import os
import signal
import sqlite3
import sys
from pathlib import Path

here = Path(os.environ["STANDIN_FOLDER"])
writes = 0


def write(database, statement, *values):
    global writes
    writes += 1
    here.joinpath("writes").write_text(str(writes))
    fatal = writes == int(os.environ.get("KILL_AT", "0"))
    if fatal and not os.environ.get("KILL_AFTER"):
        kill()
    database.execute(statement, values)
    if fatal:
        kill()


def kill():
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def migrations(kind):
    """Folder names in order, each with the tables that it makes."""
    return sorted((path.stem, json.loads(path.read_text())) for path in Path(kind).glob("[0-9]*.json"))


def tables(database):
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def marks(database):
    return dict(database.execute("SELECT id, status FROM marks")) if "marks" in tables(database) else {}


def mark(database, migration, status):
    write(database, "INSERT OR REPLACE INTO marks VALUES (?, ?)", migration, status)


def bootstrap(database):
    found = marks(database)
    for migration, _ in migrations("snuba_migrations"):
        if found.get(migration) == "in_progress":
            sys.exit(f"snuba.migrations.errors.MigrationInProgress: {migration}")
    for migration, made in migrations("snuba_migrations"):
        if marks(database).get(migration) == "completed":
            continue
        if "marks" in made:
            write(database, "CREATE TABLE IF NOT EXISTS marks (id TEXT PRIMARY KEY, status TEXT)")
        else:
            mark(database, migration, "in_progress")
            for table in made:
                write(database, f"CREATE TABLE {table} (id)")
        mark(database, migration, "completed")


def reverse_in_progress(database):
    for migration, made in migrations("snuba_migrations"):
        if marks(database).get(migration) == "in_progress":
            for table in made:
                write(database, f"DROP TABLE IF EXISTS {table}")
            mark(database, migration, "not_started")


def upgrade(database):
    idempotent = "\nZERO_DOWNTIME_MIGRATIONS_IDEMPOTENT_SQL = True\n" in Path(os.environ["SENTRY_CONF"], "sentry.conf.py").read_text()
    if "marks" not in tables(database):
        write(database, "CREATE TABLE marks (id TEXT PRIMARY KEY, status TEXT)")
    for migration, made in migrations("sentry_migrations"):
        if migration in marks(database):
            continue
        for table in made:
            if not (idempotent and table in tables(database)):
                write(database, f"CREATE TABLE {table} (id)")
        mark(database, migration, "applied")


COMMANDS = {
    ("snuba", "bootstrap", "--force"): bootstrap,
    ("snuba", "migrations", "reverse-in-progress"): reverse_in_progress,
    ("sentry", "upgrade", "--noinput"): upgrade,
}


def main(arguments):
    command = COMMANDS.get(tuple(arguments))
    if command is None:
        sys.exit(f"Error: No such command {' '.join(arguments)!r}.")
    with open(here / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            (here / "two at once").touch()
        database = sqlite3.connect(here / f"{arguments[0]}.sqlite", isolation_level=None)
        command(database)


if __name__ == "__main__":
    main(sys.argv[1:])
