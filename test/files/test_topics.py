"""topics.py against franz-go's kfake, which speaks Kafka's protocol, and against librdkafka's
mock cluster, which knows topics but, having no controller, no request that creates or alters one."""

import json
import os
import subprocess

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic
from conftest import FILES, free_port, run_script, stop, wait_for_port

SCRIPT = "bootstrap/topics.py"


@pytest.fixture
def start_kafka():
    running = []

    def start(port):
        running.append(subprocess.Popen([os.environ["KFAKE"], str(port)], stdout=subprocess.DEVNULL))
        wait_for_port(port)
        return f"127.0.0.1:{port}"

    yield start
    for process in running:
        stop(process)


@pytest.fixture
def kafka(start_kafka):
    return start_kafka(free_port())


@pytest.fixture
def run(tmp_path, kafka):
    def run(topics, servers=kafka):
        (tmp_path / "topics.json").write_text(json.dumps(topics))
        return run_script(SCRIPT, tmp_path / "topics.json", environment={"KAFKA_BOOTSTRAP_SERVERS": servers})

    return run


def topic(partitions=1, replicas=1, **config):
    return {"partitions": partitions, "replicationFactor": replicas, "config": {key.replace("_", "."): value for key, value in config.items()}}


def admin(servers):
    return AdminClient({"bootstrap.servers": servers})


def partitions(servers):
    return {name: len(found.partitions) for name, found in admin(servers).list_topics(timeout=10).topics.items()}


def configuration(servers, name):
    client, resource = admin(servers), ConfigResource(ConfigResource.Type.TOPIC, name)
    return {key: entry.value for key, entry in client.describe_configs([resource])[resource].result(10).items()}


def test_creates_with_partitions_and_configuration(kafka, run):
    result = run({"events": topic(3, retention_ms="86400000", message_timestamp_type="LogAppendTime"), "plain": topic()})
    assert result.returncode == 0, result.stderr
    assert partitions(kafka) == {"events": 3, "plain": 1}
    found = configuration(kafka, "events")
    assert (found["retention.ms"], found["message.timestamp.type"]) == ("86400000", "LogAppendTime")
    assert "2 topics exist, 2 of them new" in result.stdout


def test_more_topics_than_one_request_takes(kafka, run):
    topics = {f"topic-{number:03}": topic() for number in range(95)}
    assert run(topics).returncode == 0
    assert partitions(kafka) == dict.fromkeys(topics, 1)


def test_a_second_run_changes_nothing_and_says_nothing(kafka, run):
    topics = {"events": topic(3, retention_ms="86400000")}
    run(topics)
    result = run(topics)
    assert (result.returncode, result.stdout) == (0, "1 topics exist, 0 of them new\n")


def test_adds_what_is_missing_beside_what_exists(kafka, run):
    run({"old": topic()})
    assert run({"old": topic(), "new": topic(2)}).returncode == 0
    assert partitions(kafka) == {"old": 1, "new": 2}


def test_adds_partitions(kafka, run):
    run({"events": topic(1)})
    result = run({"events": topic(4)})
    assert result.returncode == 0
    assert partitions(kafka) == {"events": 4}
    assert "events: has 4 partitions now" in result.stdout


def test_never_shrinks(kafka, run):
    run({"events": topic(4)})
    result = run({"events": topic(2)})
    assert result.returncode == 0
    assert partitions(kafka) == {"events": 4}
    assert "events: has 4 partitions, wanted 2; left as it is" in result.stdout


def test_never_deletes(kafka, run):
    run({"mine": topic(), "theirs": topic()})
    assert run({"mine": topic()}).returncode == 0
    assert partitions(kafka) == {"mine": 1, "theirs": 1}


def test_reports_other_configuration_without_changing_it(kafka, run):
    run({"events": topic(retention_ms="86400000")})
    result = run({"events": topic(retention_ms="1000", **{"max.message.bytes": "25000000"})})
    assert result.returncode == 0
    assert "events: retention.ms is 86400000, wanted 1000; left as it is" in result.stdout
    assert "wanted 25000000; left as it is" in result.stdout
    assert configuration(kafka, "events")["retention.ms"] == "86400000"


def test_alters_what_is_settled_and_nothing_else(kafka, run):
    run({"events": topic(retention_ms="86400000", **{"max.message.bytes": "25000000"}), "other": topic(retention_ms="86400000")})
    wanted = {
        "events": {**topic(retention_ms="3600000", **{"max.message.bytes": "1000000"}), "settled": ["retention.ms"]},
        "other": {**topic(retention_ms="7200000"), "settled": ["retention.ms"]},
        "new": {**topic(retention_ms="10800000"), "settled": ["retention.ms"]},
    }
    result = run(wanted)
    assert result.returncode == 0, result.stderr
    assert "events: retention.ms is 3600000 now" in result.stdout
    assert "events: max.message.bytes is 25000000, wanted 1000000; left as it is" in result.stdout
    found = configuration(kafka, "events")
    assert (found["retention.ms"], found["max.message.bytes"]) == ("3600000", "25000000")
    assert configuration(kafka, "other")["retention.ms"] == "7200000"
    assert configuration(kafka, "new")["retention.ms"] == "10800000"
    assert "now" not in run(wanted).stdout


def test_what_cannot_be_altered_fails_with_the_reason(kafka, run, monkeypatch):
    """A topic may be deleted between the look and the request."""
    monkeypatch.syspath_prepend(FILES / "bootstrap")
    import topics

    run({"fine": topic(retention_ms="86400000")})
    failed = topics.alter(admin(kafka), {name: {"retention.ms": "3600000"} for name in ("fine", "gone")})
    assert failed == {"gone": "could not be altered: Broker: Unknown topic or partition"}
    assert configuration(kafka, "fine")["retention.ms"] == "3600000"


def test_reports_other_replication(kafka, run):
    run({"events": topic()})
    result = run({"events": topic(replicas=3)})
    assert result.returncode == 0
    assert "events: has 1 replicas, wanted 3; left as it is" in result.stdout


def test_what_cannot_be_created_fails_with_the_reason_and_the_rest_is_created(kafka, run):
    result = run({"lonely": topic(replicas=5), "fine": topic()})
    assert result.returncode == 1
    assert "lonely: could not be created: Broker: Invalid replication factor" in result.stderr
    assert partitions(kafka) == {"fine": 1}
    assert "exist" not in result.stdout


def test_a_topic_made_by_another_meanwhile(kafka, monkeypatch):
    """Snuba's bootstrap or a consumer may create a topic between the look and the request."""
    monkeypatch.syspath_prepend(FILES / "bootstrap")
    import topics

    client = admin(kafka)
    client.create_topics([NewTopic("events", 1, 1)])["events"].result(10)
    assert topics.create(client, {"events": topic()}) == {}
    assert topics.create(client, {"other": topic(replicas=5)}) == {
        "other": "could not be created: Broker: Invalid replication factor"
    }


def test_waits_for_the_broker(start_script, start_kafka, tmp_path):
    port = free_port()
    (tmp_path / "topics.json").write_text(json.dumps({"events": topic()}))
    waiting = start_script(SCRIPT, tmp_path / "topics.json", environment={"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{port}"})
    waiting.wait_for(f"waiting for 127.0.0.1:{port}")
    start_kafka(port)
    assert waiting.finish(60) == 0
    assert partitions(f"127.0.0.1:{port}") == {"events": 1}
    assert len([line for line in waiting.lines if line.startswith("waiting")]) == 1


def test_a_missing_variable_is_named(tmp_path):
    (tmp_path / "topics.json").write_text("{}")
    result = run_script(SCRIPT, tmp_path / "topics.json")
    assert result.returncode == 1
    assert "KAFKA_BOOTSTRAP_SERVERS is not set" in result.stderr


def test_librdkafka_mock_cluster_with_the_topics_in_place(run):
    cluster = Producer({"bootstrap.servers": "unused", "test.mock.num.brokers": 3, "log_level": 0})
    servers = ",".join(f"{b.host}:{b.port}" for b in cluster.list_topics(timeout=10).brokers.values())
    # Asking for a topic makes it there, with 4 partitions and 3 replicas.
    admin(servers).list_topics("events", timeout=10)
    result = run({"events": topic(4, 3)}, servers)
    assert (result.returncode, result.stdout) == (0, "1 topics exist, 0 of them new\n"), result.stderr
    result = run({"events": topic(3, 1)}, servers)
    assert result.returncode == 0
    assert result.stdout.splitlines()[:2] == [
        "events: has 4 partitions, wanted 3; left as it is",
        "events: has 3 replicas, wanted 1; left as it is",
    ]
