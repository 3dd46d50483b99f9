"""The stand-ins as plain processes, against real PostgreSQL, Redis and ClickHouse's engine and a Kafka of the real protocol,
with the variables and files that dist/ has for them."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml
from processes import ROOT, free_port, stop, wait_for_port

HERE = Path(__file__).resolve().parent
PASSWORD = "secret"
spec = importlib.util.spec_from_file_location("files_conftest", ROOT / "test/files/conftest.py")
files_conftest = importlib.util.module_from_spec(spec)
spec.loader.exec_module(files_conftest)
postgres_server = files_conftest.postgres_server


def rendered():
    for path in sorted((ROOT / "dist").glob("*.yaml")):
        yield from filter(None, yaml.safe_load_all(path.read_text()))


def config_map(name):
    return next(o["data"] for o in rendered() if o["kind"] == "ConfigMap" and o["metadata"]["name"] == name)


@pytest.fixture(scope="session")
def redis_port(tmp_path_factory):
    port = free_port()
    command = ["redis-server", "--port", port, "--requirepass", PASSWORD, "--save", "", "--dir", tmp_path_factory.mktemp("redis")]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    wait_for_port(port)
    yield port
    stop(process)


class ClickHouse:
    def __init__(self, folder):
        self.folder, self.http, self.native, self.process = folder, free_port(), free_port(), None
        images = HERE.parent / "images/clickhouse"
        text = (images / "config.xml").read_text()
        for old, new in (("/var/log/clickhouse-server", folder), ("/var/lib/clickhouse", folder), ("8123", self.http), ("9000", self.native)):
            text = text.replace(str(old), str(new))
        (folder / "config.xml").write_text(text)
        (folder / "users.xml").write_text((images / "users.xml").read_text())
        for source, name in (("config.xml", "config.d/sentry.xml"), ("users.xml", "users.d/password.xml")):
            (folder / name).parent.mkdir()
            (folder / name).write_text((ROOT / "files/clickhouse" / source).read_text())

    def start(self, **changes):
        chdb = next(Path(entry) / "chdb" for entry in sys.path if (Path(entry) / "chdb").is_dir())
        environment = {"CHDB_FOLDER": str(chdb), "CLICKHOUSE_PASSWORD": PASSWORD, "MAX_MEMORY_USAGE_RATIO": "0.8", **changes}
        server = HERE.parent / "images/clickhouse/server.py"
        self.process = subprocess.Popen(
            [sys.executable, server, f"--config-file={self.folder}/config.xml"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def ask(self, statement, password=PASSWORD):
        url = f"http://127.0.0.1:{self.http}/"
        request = urllib.request.Request(url, statement.encode(), {"X-ClickHouse-User": "default", "X-ClickHouse-Key": password})
        return urllib.request.urlopen(request, timeout=20).read().decode().strip()


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory):
    server = ClickHouse(tmp_path_factory.mktemp("clickhouse")).start()
    wait_for_port(server.http)
    wait_for_port(server.native)
    yield server
    stop(server.process)


class Kafka:
    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        controller = free_port()
        settings = {
            "process.roles": "broker,controller", "node.id": 1, "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}", "log.dirs": folder / "data",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}", "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT", "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": 1, "offsets.topic.num.partitions": 1, "group.initial.rebalance.delay.ms": 0,
        }  # fmt: skip
        (folder / "kafka.properties").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        (folder / "log4j.properties").write_text("log4j.rootLogger=ERROR\n")
        self.run("kafka.tools.StorageTool", "format", "--cluster-id", "MkU3OEVBNTcwNTJENDM2Qg", "-c").wait(60)

    def run(self, program, *arguments):
        java = ["java", "-Xmx256m", f"-Dlog4j.configuration=file:{self.folder}/log4j.properties", "-cp", f"{os.environ['KAFKA_LIBS']}/*"]
        command = [*java, program, *arguments, self.folder / "kafka.properties"]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        self.process = self.run("kafka.Kafka")
        wait_for_port(self.port, 60)
        return self

    def make_topics(self):
        from confluent_kafka.admin import AdminClient, NewTopic

        topics = json.loads((ROOT / "releases/26.8.0.json").read_text())["topics"]
        admin = AdminClient({"bootstrap.servers": f"127.0.0.1:{self.port}", "log_level": 0})
        for made in admin.create_topics([NewTopic(name, 1, 1) for name in topics]).values():
            made.result(60)
        return self


@pytest.fixture(scope="session")
def kafka(tmp_path_factory):
    server = Kafka(tmp_path_factory.mktemp("kafka")).start().make_topics()
    yield server
    stop(server.process)


@pytest.fixture(scope="session")
def environment(postgres_server, redis_port, clickhouse, kafka, tmp_path_factory):
    """What each program's container has in dist/, with this machine's addresses; nothing else."""
    conf = tmp_path_factory.mktemp("sentry")
    for name, text in config_map("sentry-sentry-conf").items():
        (conf / name).write_text(text)
    servers = f"127.0.0.1:{kafka.port}"
    redis = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(redis_port), "REDIS_PASSWORD": PASSWORD}
    sentry = {
        **config_map("sentry-sentry-environment"), **redis, "SENTRY_CONF": str(conf), "KAFKA_BOOTSTRAP_SERVERS": servers,
        "POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": str(postgres_server.port), "POSTGRES_USER": "sentry",
        "POSTGRES_PASSWORD": files_conftest.PASSWORD, "SENTRY_SYSTEM_SECRET_KEY": "x", "RELAY_PUBLIC_KEY": "A" * 43,
        "RELAY_ID": "x", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "LAUNCHPAD_RPC_SHARED_SECRET": "x",
    }  # fmt: skip
    snuba = {
        **config_map("sentry-snuba-environment"), **redis, "CLICKHOUSE_HOST": "127.0.0.1", "DEFAULT_BROKERS": servers,
        "CLICKHOUSE_PORT": str(clickhouse.native), "CLICKHOUSE_HTTP_PORT": str(clickhouse.http), "CLICKHOUSE_PASSWORD": PASSWORD,
    }  # fmt: skip
    url = f"redis://:{PASSWORD}@127.0.0.1:{redis_port}"
    relay = {
        "RELAY_ID": "00000000-0000-4000-8000-000000000000", "RELAY_PUBLIC_KEY": "A" * 43, "RELAY_SECRET_KEY": "A" * 43,
        "RELAY_REDIS_URL": url, "KAFKA_BOOTSTRAP_SERVERS": servers, "RELAY_STATSD_ADDR": "127.0.0.1:8125", "RELAY_UPSTREAM_URL": "http://127.0.0.1:9/",
    }  # fmt: skip
    return {
        "sentry": sentry, "snuba": snuba, "relay": relay,
        "symbolicator": {"SYMBOLICATOR_MAX_UNUSED_FOR": "7d", "SYMBOLICATOR_STATSD_ADDR": "127.0.0.1:8125"},
        "taskbroker": {"TASKBROKER_KAFKA_CLUSTERS__DEFAULT__ADDRESS": servers},
        "vroom": {"SENTRY_BUCKET_PROFILES": "s3://profiles?region=us-east-1&endpoint=127.0.0.1:9"},
        "uptime-checker": {"UPTIME_CHECKER_REDIS_HOST": url, "UPTIME_CHECKER_STATSD_ADDR": "127.0.0.1:8125", "UPTIME_CHECKER_ALLOW_INTERNAL_IPS": "false"},
        "launchpad": {"LAUNCHPAD_WORKER_RPC_HOST": "127.0.0.1:9", "LAUNCHPAD_WORKER_CONCURRENCY": "1"},
    }  # fmt: skip


class Running:
    def __init__(self, program, arguments, environment, folder):
        base = {"PATH": os.environ["PATH"], "STANDINS": str(HERE), "STANDINS_TRIES": "2", "PYTHONDONTWRITEBYTECODE": "1"}
        self.log = folder / f"{program}-{time.monotonic_ns()}.log"
        given = {name: value for name, value in {**base, **environment}.items() if value is not None}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, HERE / program, *map(str, arguments)], env=given, cwd=folder, stdout=log, stderr=log
            )

    def said(self):
        return self.log.read_text()

    def wait_for(self, condition, seconds=20):
        deadline = time.monotonic() + seconds
        while not (condition in self.said() if isinstance(condition, str) else condition()):
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said()}"
            assert time.monotonic() < deadline, f"not within {seconds} s: {self.said()}"
            time.sleep(0.05)

    def finish(self, seconds=30):
        return self.process.wait(seconds)

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(15)


@pytest.fixture
def start(environment, tmp_path):
    running = []

    def run(program, *arguments, **changes):
        running.append(Running(program, arguments, {**environment[program], **changes}, tmp_path))
        return running[-1]

    yield run
    for each in running:
        stop(each.process, signal.SIGKILL)
