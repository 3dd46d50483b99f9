"""alone.py with Debian's redis-server and the oldest client library of the images that run it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from conftest import free_port, run_script, stop, wait_for_port

SCRIPT = "bootstrap/alone.py"
LEASE = 2

# Writes when it starts and ends into the file given; a second one beside it would start in between.
WORK = "import sys,time; f=open(sys.argv[1],'a',buffering=1); f.write('start\\n'); time.sleep(float(sys.argv[2])); f.write('end\\n')"


class Redis:
    def __init__(self, folder):
        self.port, self.folder, self.process = free_port(), folder, None

    @property
    def environment(self):
        return {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(self.port), "REDIS_PASSWORD": "s3cret", "LEASE_SECONDS": str(LEASE)}

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", "s3cret", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        wait_for_port(self.port)
        return self


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Asked for a lease when it is younger than one, a Redis makes everybody wait, so the tests share an older one."""
    server = Redis(tmp_path_factory.mktemp("redis")).start()
    yield server
    stop(server.process)


@pytest.fixture
def own(tmp_path):
    server = Redis(tmp_path).start()
    yield server
    stop(server.process, signal.SIGKILL)


@pytest.fixture
def start(start_script, shared, tmp_path):
    def start(seconds=0.0, server=shared):
        return start_script(SCRIPT, sys.executable, "-c", WORK, tmp_path / "work", seconds, environment=server.environment)

    return start


def work(tmp_path):
    path = tmp_path / "work"
    return path.read_text().split() if path.exists() else []


def child_of(running):
    children = Path(f"/proc/{running.process.pid}/task").glob("*/children")
    return int(" ".join(each.read_text() for each in children))


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_runs_the_commands_in_order(shared, tmp_path):
    append = "import sys; open(sys.argv[1], 'a').write(sys.argv[2])"
    command = [sys.executable, "-c", append, tmp_path / "out"]
    result = run_script(SCRIPT, *command, "1", "--", *command, "2", environment=shared.environment)
    assert (result.returncode, (tmp_path / "out").read_text()) == (0, "12"), result.stderr


def test_the_first_failure_ends_it(shared, tmp_path):
    result = run_script(SCRIPT, "sh", "-c", "exit 3", "--", "touch", tmp_path / "out", environment=shared.environment)
    assert (result.returncode, (tmp_path / "out").exists()) == (3, False)
    assert "alone.py: sh -c exit 3: exit code 3" in result.stderr
    assert run_script(SCRIPT, "sh", "-c", "kill -9 $$", environment=shared.environment).returncode == 137


def test_never_two_at_once(start, tmp_path):
    all_of_them = [start(0.4) for _ in range(6)]
    assert [each.finish(60) for each in all_of_them] == [0] * 6
    assert work(tmp_path) == ["start", "end"] * 6
    assert any("runs migrations" in line for each in all_of_them for line in each.lines)


def test_a_killed_holder_is_followed_within_its_lease(start, tmp_path):
    holder = start(60)
    until(lambda: work(tmp_path) == ["start"])
    # What the kubelet kills is the whole container.
    os.kill(child_of(holder), signal.SIGKILL)
    holder.process.kill()
    killed = time.monotonic()
    assert start().finish() == 0
    assert time.monotonic() - killed < LEASE + 3
    assert work(tmp_path) == ["start", "start", "end"]


def test_sigterm_ends_the_command_and_the_lease(shared, start, tmp_path):
    holder = start(60)
    until(lambda: work(tmp_path) == ["start"])
    holder.process.send_signal(signal.SIGTERM)
    assert holder.finish(5) == 143
    assert not redis.Redis(port=shared.port, password="s3cret").exists("cdk8s-sentry:bootstrap")


def test_sigterm_while_waiting(start, tmp_path):
    start(60)
    until(lambda: work(tmp_path) == ["start"])
    waiting = start()
    waiting.wait_for("runs migrations")
    waiting.process.send_signal(signal.SIGTERM)
    assert waiting.finish(5) == 143


def test_a_redis_that_forgets_lets_nobody_else_in(own, start, tmp_path):
    holder = start(3 * LEASE, own)
    until(lambda: work(tmp_path) == ["start"])
    # Killed, it has not saved; a second one asks at once.
    stop(own.process, signal.SIGKILL)
    other = start(0, own)
    own.start()
    other.wait_for("has just started and may have forgotten")
    assert [holder.finish(), other.finish()] == [0, 0]
    assert work(tmp_path) == ["start", "end", "start", "end"]


def test_a_holder_that_cannot_renew_ends_its_command_before_its_lease(own, start, tmp_path):
    holder = start(60, own)
    until(lambda: work(tmp_path) == ["start"])
    child = child_of(holder)
    own.process.send_signal(signal.SIGSTOP)
    stopped = time.monotonic()
    until(lambda: not os.path.exists(f"/proc/{child}"), LEASE)
    assert time.monotonic() - stopped < LEASE
    assert holder.finish() == 1
    assert "the lease could not be renewed" in "".join(holder.lines)
    own.process.send_signal(signal.SIGCONT)
    assert start(0, own).finish() == 0
    assert work(tmp_path) == ["start", "start", "end"]


def test_a_lease_that_another_took_ends_the_command(shared, start, tmp_path):
    holder = start(60)
    until(lambda: work(tmp_path) == ["start"])
    client = redis.Redis(port=shared.port, password="s3cret")
    client.set("cdk8s-sentry:bootstrap", "another 1", ex=1)
    assert holder.finish(5) == 1
    assert start().finish() == 0


def test_waits_for_redis(start_script, own):
    stop(own.process)
    waiting = start_script(SCRIPT, "true", environment=own.environment)
    waiting.wait_for("waiting: Redis: ")
    own.start()
    assert waiting.finish(60) == 0


@pytest.mark.parametrize("arguments", [[], ["--"], ["true", "--"], ["--", "true"]])
def test_usage(arguments):
    result = run_script(SCRIPT, *arguments)
    assert (result.returncode, result.stderr.strip()) == (1, "usage: alone.py command [argument…] [-- command [argument…]]…")


def test_a_missing_variable_is_named():
    assert "REDIS_HOST is not set" in run_script(SCRIPT, "true").stderr


