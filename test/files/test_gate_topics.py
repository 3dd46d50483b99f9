"""The gate that waits for topics, against franz-go's kfake, which speaks Kafka's protocol."""

import os
import signal
import subprocess
import sys
import time

import pytest
from confluent_kafka.admin import AdminClient, NewTopic
from conftest import FILES, free_port, run_script, script_environment, stop, wait_for_port

SCRIPT = "gate/topics.py"


@pytest.fixture
def waiting(tmp_path):
    """Starts the gate; gives the process and what it has said."""
    running = []

    def start(servers, *topics):
        log = tmp_path / "log"
        environment = script_environment({"KAFKA_BOOTSTRAP_SERVERS": servers})
        with log.open("w") as output:
            running.append(subprocess.Popen([sys.executable, FILES / SCRIPT, *topics], env=environment, stdout=output, stderr=output))
        return running[-1], log.read_text

    yield start
    for process in running:
        stop(process)


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def kafka():
    port = free_port()
    process = subprocess.Popen([os.environ["KFAKE"], str(port)], stdout=subprocess.DEVNULL)
    wait_for_port(port)
    yield f"127.0.0.1:{port}"
    stop(process)


def make(servers, *names):
    admin = AdminClient({"bootstrap.servers": servers})
    for future in admin.create_topics([NewTopic(name, 1, 1) for name in names]).values():
        future.result(10)


def test_waits_until_the_last_topic_is_there(kafka, waiting):
    make(kafka, "one")
    process, said = waiting(kafka, "one", "two")
    until(lambda: said() == "waiting for two\n")
    assert process.poll() is None
    make(kafka, "two")
    assert process.wait(20) == 0
    assert said() == "waiting for two\n2 topics are there\n"


def test_waits_for_kafka_and_says_so_once(waiting):
    process, said = waiting("127.0.0.1:9", "one")
    until(lambda: said().startswith("waiting for Kafka: "))
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 143
    assert said().count("\n") == 1


@pytest.mark.parametrize(
    ("topics", "environment", "message"),
    [([], {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9"}, "usage: "), (["one"], {}, "KAFKA_BOOTSTRAP_SERVERS is not set")],
)
def test_a_wrong_call_ends_at_once(topics, environment, message):
    result = run_script(SCRIPT, *topics, environment=environment)
    assert result.returncode == 1
    assert message in result.stderr
