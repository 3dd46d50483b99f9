"""What the tests of files/ share: scripts and PostgreSQL."""

import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

# The tests of files/ take all of these from here.
from processes import FILES, IS_ROOT, as_user, free_port, stop, wait_for_port  # noqa: F401

PASSWORD = "pa:ss/w@rd"


def script_environment(environment):
    """Nothing from this machine but the way to the interpreter."""
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment}


def run_script(path, *arguments, environment=None, timeout=60):
    return subprocess.run(
        [sys.executable, str(FILES / path), *map(str, arguments)],
        env=script_environment(environment or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
    )


class Background:
    """A running script whose output can be waited for."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            [str(part) for part in command],
            env=script_environment(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, text, seconds=20):
        deadline = time.monotonic() + seconds
        while not any(text in line for line in self.lines):
            assert time.monotonic() < deadline, f"{text!r} is not in {self.lines}"
            time.sleep(0.02)

    def finish(self, seconds=20):
        code = self.process.wait(seconds)
        self._reader.join(5)
        return code


@pytest.fixture
def background():
    running = []

    def start(*command, environment=None):
        running.append(Background(command, environment or {}))
        return running[-1]

    yield start
    for each in running:
        stop(each.process, signal.SIGKILL)


@pytest.fixture
def start_script(background):
    return lambda path, *arguments, environment=None: background(
        sys.executable, FILES / path, *arguments, environment=environment
    )


@pytest.fixture
def folder():
    """A temporary folder that other users may enter."""
    path = Path(tempfile.mkdtemp(prefix="cdk8s-sentry-"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path, ignore_errors=True)


class Postgres:
    def __init__(self, folder):
        self.folder = folder
        self.bin = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        self.data = folder / "data"
        self.port = free_port()
        self.process = None
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        self._run("initdb", "-D", self.data, "-U", "sentry", "-A", "scram-sha-256", f"--pwfile={folder}/password")

    def _run(self, tool, *arguments):
        subprocess.run(
            as_user("postgres", [str(self.bin / tool), *map(str, arguments)]),
            check=True,
            capture_output=True,
            cwd=self.folder,
        )

    def start(self):
        self.process = subprocess.Popen(
            as_user(
                "postgres",
                [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder)],
            ),
            cwd=self.folder,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                return self.query("SELECT 1")
            except Exception:
                time.sleep(0.1)
        raise AssertionError("PostgreSQL does not answer")

    def stop(self):
        if self.process:
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
            self.process.wait(20)
            self.process = None

    def query(self, statement):
        import psycopg2

        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="sentry", password=PASSWORD, dbname="postgres"
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@pytest.fixture(scope="session")
def postgres_server():
    path = Path(tempfile.mkdtemp(prefix="cdk8s-sentry-pg-"))
    path.chmod(0o777)
    server = Postgres(path)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server):
    postgres_server.query("DROP TABLE IF EXISTS cdk8s_sentry_schema")
    return postgres_server
