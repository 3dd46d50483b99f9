"""Each step of the bootstrap is killed at each of its writes, before and after it, and run again until it is done:
what it leaves then is what it leaves when nobody disturbs it."""

import json
import os
import subprocess
import sys
import threading

import boto3
import pytest
from conftest import FILES, free_port, script_environment, stop, wait_for_port
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic
from killing import KillingProxy
from moto.server import ThreadedMotoServer
from test_gate import FakeClickHouse, ch, pg


def run(script, arguments, environment, proxy=None):
    process = subprocess.Popen(
        [sys.executable, str(FILES / script), *map(str, arguments)],
        env=script_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if proxy is not None:
        proxy.process = process
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


class Step:
    """One step: a server to begin with, how it is run against a port, and what it leaves."""

    script: str
    arguments: tuple

    def __init__(self, folder):
        self.folder = folder

    def is_write(self, data):
        raise NotImplementedError

    def start(self):
        """Port of a server in the state before the step."""
        raise NotImplementedError

    def stop(self):
        raise NotImplementedError

    def environment(self, port):
        raise NotImplementedError

    def state(self, port):
        raise NotImplementedError


class Topics(Step):
    script = "bootstrap/topics.py"
    topics = {
        **{f"topic-{number:02}": {"partitions": 1, "replicationFactor": 1, "config": {"retention.ms": "1000"}} for number in range(45)},
        "grows": {"partitions": 3, "replicationFactor": 1, "config": {}},
    }

    # CreateTopics and CreatePartitions, by the key after the length of the frame.
    def is_write(self, data):
        return int.from_bytes(data[4:6]) in (19, 37)

    def start(self):
        (self.folder / "topics.json").write_text(json.dumps(self.topics))
        self.arguments = (self.folder / "topics.json",)
        port = free_port()
        self.process = subprocess.Popen([os.environ["KFAKE"], str(port)], stdout=subprocess.DEVNULL)
        wait_for_port(port)
        admin = self.admin(port)
        admin.create_topics([NewTopic("grows", 1, 1)])["grows"].result(10)
        return port

    def stop(self):
        stop(self.process)

    def admin(self, port):
        return AdminClient({"bootstrap.servers": f"127.0.0.1:{port}"})

    def environment(self, port):
        return {"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{port}"}

    def state(self, port):
        admin = self.admin(port)
        partitions = {name: len(found.partitions) for name, found in admin.list_topics(timeout=10).topics.items()}
        resources = {name: ConfigResource(ConfigResource.Type.TOPIC, name) for name in partitions}
        found = admin.describe_configs(list(resources.values()))
        return {
            name: (count, found[resources[name]].result(10)["retention.ms"].value) for name, count in sorted(partitions.items())
        }


class Buckets(Step):
    script = "bootstrap/buckets.py"
    port = None
    buckets = {"filestore": {}, "profiles": {"expireDays": 90}, "nodestore": {"expireDays": 90}}

    def is_write(self, data):
        return data.startswith(b"PUT ")

    def start(self):
        from moto.core.models import DEFAULT_ACCOUNT_ID
        from moto.s3.models import s3_backends

        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].reset()
        (self.folder / "buckets.json").write_text(json.dumps(self.buckets))
        self.arguments = (self.folder / "buckets.json",)
        # Stopping one takes seconds, so all attempts share it.
        if Buckets.port is None:
            Buckets.port = free_port()
            ThreadedMotoServer("127.0.0.1", Buckets.port, verbose=False).start()
        return Buckets.port

    def stop(self):
        pass

    def environment(self, port):
        return {
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "S3_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "access",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }

    def state(self, port):
        s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        names = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
        rules = {name: s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"] for name in names if name != "filestore"}
        return sorted(names), rules


class MarkPostgres(Step):
    script = "gate/schema.py"
    arguments = ("mark", "postgres")

    def __init__(self, folder, postgres):
        self.postgres = postgres
        super().__init__(folder)

    # A simple query of the protocol.
    def is_write(self, data):
        return data.startswith(b"Q")

    def start(self):
        self.postgres.query("DROP TABLE IF EXISTS cdk8s_sentry_schema")
        return self.postgres.port

    def stop(self):
        pass

    def environment(self, port):
        return pg(port)

    def state(self, port):
        columns = self.postgres.query(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'cdk8s_sentry_schema' ORDER BY 1"
        )
        return columns, self.postgres.query("SELECT release FROM cdk8s_sentry_schema")


class MarkClickHouse(Step):
    script = "gate/schema.py"
    arguments = ("mark", "clickhouse")

    def is_write(self, data):
        return b"CREATE TABLE" in data or b"INSERT INTO" in data

    def start(self):
        self.server = FakeClickHouse(0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_address[1]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def environment(self, port):
        return {**ch(self.server), "CLICKHOUSE_HTTP_PORT": str(port)}

    def state(self, port):
        return self.server.table


@pytest.fixture(params=["topics", "buckets", "mark postgres", "mark clickhouse"])
def step(request, tmp_path):
    kinds = {"topics": Topics, "buckets": Buckets, "mark clickhouse": MarkClickHouse}
    if request.param in kinds:
        return kinds[request.param](tmp_path)
    return MarkPostgres(tmp_path, request.getfixturevalue("postgres"))


def attempt(step, at=None, after=False):
    """Killed at that write and run again; what is left, and how many writes the undisturbed run had."""
    port = step.start()
    proxy = KillingProxy(port, step.is_write, at, after)
    try:
        code, output = run(step.script, step.arguments, step.environment(proxy.port), proxy)
        assert code == (0 if at is None else -9), output
        if at is not None:
            code, output = run(step.script, step.arguments, step.environment(port))
            assert code == 0, output
        return step.state(port), proxy.writes
    finally:
        proxy.close()
        step.stop()


def test_killed_at_each_write(step):
    undisturbed, writes = attempt(step)
    assert undisturbed
    assert writes > 1
    for at in range(1, writes + 1):
        for after in (False, True):
            assert attempt(step, at, after)[0] == undisturbed, f"killed {'after' if after else 'before'} write {at} of {writes}"
