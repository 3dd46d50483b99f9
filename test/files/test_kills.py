"""Each step of the bootstrap is killed after its first write, before its last and at some between, and run again:
what it leaves then is what it leaves when nobody disturbs it."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading

import boto3
import pytest
import redis
import yaml
from conftest import FILES, free_port, script_environment, stop, wait_for_port
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic
from killing import KillingProxy
from moto.server import ThreadedMotoServer
from test_alone import shared  # noqa: F401
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


def moments(writes):
    """After the first write, before the last, and some between; the same ones each time."""
    between = [(at, after) for at in range(1, writes + 1) for after in (False, True)]
    chosen = {(1, True), (writes, False)}
    return sorted(chosen | set(random.Random(writes).sample(between, min(2, len(between)))))


def rendered():
    return yaml.safe_load_all((FILES.parent / "dist/20-schema.k8s.yaml").read_text())


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


def test_killed_at_writes(step):
    undisturbed, writes = attempt(step)
    assert undisturbed
    assert writes > 1
    for at, after in moments(writes):
        assert attempt(step, at, after)[0] == undisturbed, f"killed {'after' if after else 'before'} write {at} of {writes}"


class Migrations:
    """A command under alone.py, as the Job runs it, with the stand-ins of snuba and sentry."""

    migrations = {
        "snuba_migrations": {"0001_migrations": ["marks"], "0002_events": ["events", "events_ro", "groups"], "0003_spans": ["spans"]},
        "sentry_migrations": {"0001_squashed": ["project", "group_", "event"], "0002_index": ["by_project", "by_group"]},
    }

    def __init__(self, folder, server, command):
        self.folder, self.redis = folder, server
        standins = [sys.executable, str(FILES.parent / "test/files/standins.py")]
        self.command = [word for part in command for word in ([*standins, part] if part in ("snuba", "sentry") else [part])]
        for kind, made in self.migrations.items():
            (folder / kind).mkdir()
            for name, tables in made.items():
                (folder / kind / f"{name}.json").write_text(json.dumps(tables))

    def start(self, **changes):
        environment = {**self.redis.environment, "STANDIN_FOLDER": str(self.folder), "SENTRY_CONF": str(FILES / "sentry"), **changes}
        return subprocess.Popen(
            [sys.executable, str(FILES / "bootstrap/alone.py"), *self.command],
            env=script_environment(environment),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, process):
        output, _ = process.communicate(timeout=60)
        assert not (self.folder / "two at once").exists()
        return process.returncode, output

    def run(self, **changes):
        # The lease of one that was killed would end in seconds; test_alone.py waits for that.
        redis.Redis(port=self.redis.port, password="s3cret").flushall()
        return self.finish(self.start(**changes))

    def state(self):
        dumps = {}
        for path in sorted(self.folder.glob("*.sqlite")):
            database = sqlite3.connect(path)
            dumps[path.name] = sorted(database.iterdump())
            database.close()
        return dumps

    def clear(self):
        for path in self.folder.glob("*.sqlite*"):
            path.unlink()


commands = {
    "snuba": "snuba migrations reverse-in-progress -- snuba bootstrap --force".split(),
    "sentry": "sentry upgrade --noinput".split(),
}


@pytest.fixture(params=["snuba", "sentry"])
def migrations(request, tmp_path, shared):
    return Migrations(tmp_path, shared, commands[request.param])


def test_migrations_killed_at_writes(migrations):
    assert migrations.run()[0] == 0
    undisturbed, writes = migrations.state(), int((migrations.folder / "writes").read_text())
    assert writes > 5
    for at, after in moments(writes):
        migrations.clear()
        assert migrations.run(KILL_AT=str(at), KILL_AFTER="yes" if after else "")[0] == -9
        code, output = migrations.run()
        assert code == 0, output
        assert migrations.state() == undisturbed, f"killed {'after' if after else 'before'} write {at} of {writes}"


def test_migrations_killed_again_and_again_end_too(migrations):
    """Each attempt is killed a write later than the one before, the reversal of the former included."""
    assert migrations.run()[0] == 0
    undisturbed = migrations.state()
    migrations.clear()
    for at in (3, 1, 4, 2):
        assert migrations.run(KILL_AT=str(at))[0] == -9
    assert migrations.run()[0] == 0
    assert migrations.state() == undisturbed


def test_bootstraps_of_two_releases_at_once(migrations):
    assert migrations.run()[0] == 0
    undisturbed = migrations.state()
    migrations.clear()
    both = [migrations.start() for _ in range(3)]
    assert [migrations.finish(each)[0] for each in both] == [0, 0, 0]
    assert migrations.state() == undisturbed


def test_without_the_reversal_it_would_not_heal(tmp_path, shared):
    """What the stand-in is for: it fails where the real one fails."""
    migrations = Migrations(tmp_path, shared, "snuba bootstrap --force".split())
    assert migrations.run(KILL_AT="4")[0] == -9
    code, output = migrations.run()
    assert (code, "MigrationInProgress: 0002_events" in output) == (1, True)


def test_the_job_runs_these_commands():
    job = next(each for each in rendered() if each["kind"] == "Job" and "bootstrap" in each["metadata"]["name"])
    steps = {container["name"]: container["command"] for container in job["spec"]["template"]["spec"]["initContainers"]}
    alone = ["python3", "/etc/bootstrap/alone.py"]
    assert steps["snuba-bootstrap"] == [*alone, *commands["snuba"]]
    assert steps["sentry-upgrade"] == ["tini", "--", *alone, *commands["sentry"]]
