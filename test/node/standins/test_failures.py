"""Each stand-in fails where its program fails: at least ten cases for each, beside a start with the same surroundings
that does not fail."""

import socket
from pathlib import Path

import pytest
from conftest import config_map
from processes import free_port

CONSUMER = ["run", "consumer", "ingest-events", "--consumer-group", "g"]
ERRORS = ["rust-consumer", "--storage", "errors", "--consumer-group", "g"]
# A storage into whose topic no test writes: what a consumer does first does not hang on what others have sent.
IDLE = ["rust-consumer", "--storage", "transactions", "--consumer-group", "g"]
REFUSED = "127.0.0.1:9"


# (what, arguments, changed variables, files, exit code, what is said); `@name` is the path of such a file.
CASES = {
    "snuba": [
        ("no command", [], {}, {}, 0, "Usage"),
        ("unknown command", ["consume"], {}, {}, 2, "No such command"),
        ("unknown option", [*ERRORS, "--strict"], {}, {}, 2, "No such option"),
        ("option without its value", [*ERRORS, "--health-check-file"], {}, {}, 2, "requires an argument"),
        ("missing option", ["rust-consumer", "--storage", "errors"], {}, {}, 2, "Missing option"),
        ("value that is no choice", [*ERRORS, "--auto-offset-reset=first"], {}, {}, 2, "Invalid value"),
        ("text for a number", [*ERRORS, "--max-batch-time-ms", "soon"], {}, {}, 2, "Invalid value"),
        ("unknown storage", ["rust-consumer", "--storage", "error", "--consumer-group", "g"], {}, {}, 2, "Invalid value"),
        ("unexpected argument", ["api", "now"], {}, {}, 2, "argument"),
        ("bootstrap without --force", ["bootstrap"], {}, {}, 1, "--force"),
        ("no host of ClickHouse", ERRORS, {"CLICKHOUSE_HOST": None}, {}, 1, "CLICKHOUSE_HOST"),
        ("ClickHouse refuses", ERRORS, {"CLICKHOUSE_HTTP_PORT": "9"}, {}, 1, "clickhouse"),
        ("ClickHouse's native port refuses", ["bootstrap", "--force"], {"CLICKHOUSE_PORT": "9"}, {}, 1, "clickhouse"),
        ("wrong password of ClickHouse", ERRORS, {"CLICKHOUSE_PASSWORD": "wrong"}, {}, 1, "Authentication failed"),
        ("empty password of ClickHouse", ["bootstrap", "--force"], {"CLICKHOUSE_PASSWORD": ""}, {}, 1, "Authentication failed"),
        ("wrong password of Redis", ["api"], {"REDIS_PASSWORD": "wrong"}, {}, 1, "redis"),
        ("Kafka refuses", ["bootstrap", "--force"], {"DEFAULT_BROKERS": REFUSED}, {}, 1, "kafka"),
        ("topic that is not there", [*ERRORS, "--raw-events-topic", "nowhere"], {}, {}, 1, "nowhere"),
        ("heartbeat where it cannot write", [*IDLE, "--health-check-file", "/proc/health"], {}, {}, 1, "/proc/health"),
    ],
    "sentry": [
        ("unknown command", ["start"], {}, {}, 2, "No such command"),
        ("unknown service", ["run", "worker-web"], {}, {}, 2, "No such command"),
        ("unknown option", ["run", "web", "--port", "1"], {}, {}, 2, "No such option"),
        ("option without its value", ["run", "consumer", "ingest-events", "--consumer-group"], {}, {}, 2, "requires an argument"),
        ("consumer without its group", ["run", "consumer", "ingest-events"], {}, {}, 2, "Missing option"),
        ("unknown consumer", ["run", "consumer", "ingest-event", "--consumer-group", "g"], {}, {}, 1, "No consumer named"),
        ("consumer without a name", ["run", "consumer", "--consumer-group", "g"], {}, {}, 2, "argument"),
        ("one of two options that belong together", [*CONSUMER, "--synchronize-commit-group=g"], {}, {}, 2, "or neither"),
        ("no configuration", ["run", "web"], {"SENTRY_CONF": "/nowhere"}, {}, 1, "/nowhere"),
        ("configuration that is no Python", ["run", "web"], {"SENTRY_CONF": "@"}, {"sentry.conf.py": "=", "config.yml": "a: 1"}, 1, "invalid syntax"),
        ("configuration that is no YAML", ["run", "web"], {"SENTRY_CONF": "@"}, {"sentry.conf.py": "SENTRY_OPTIONS = {}", "config.yml": "a: ["}, 1, "config"),
        ("missing variable", ["run", "web"], {"SENTRY_URL": None}, {}, 1, "SENTRY_URL"),
        ("wrong number in a variable", ["run", "web"], {"SENTRY_EVENT_RETENTION_DAYS": "long"}, {}, 1, "RETENTION"),
        ("wrong password of Redis", ["run", "taskworker-scheduler"], {"REDIS_PASSWORD": "wrong"}, {}, 1, "redis"),
        ("Redis refuses", ["run", "web"], {"REDIS_PORT": "9"}, {}, 1, "redis"),
        ("PostgreSQL refuses", ["upgrade", "--noinput"], {"POSTGRES_PORT": "9"}, {}, 1, "postgres"),
        ("wrong password of PostgreSQL", ["cleanup", "--days", "9"], {"POSTGRES_PASSWORD": "wrong"}, {}, 1, "postgres"),
        ("text for a number", ["cleanup", "--days", "many"], {}, {}, 2, "Invalid value"),
        ("user without password", ["createuser", "--email", "a@b.c", "--no-input"], {}, {}, 1, "No password"),
        ("user without address", ["createuser", "--password", "x", "--no-input"], {}, {}, 1, "email"),
        ("option that is on disk", ["config", "set", "system.url-prefix", "x"], {}, {}, 1, "configured on disk"),
        ("topic that is not there", [*CONSUMER, "--topic", "nowhere"], {}, {}, 1, "nowhere"),
        ("heartbeat where it cannot write", [*CONSUMER, "--healthcheck-file-path", "/proc/health"], {}, {}, 1, "/proc/health"),
    ],
    "relay": [
        ("no command", [], {}, {}, 2, "subcommand"),
        ("unknown command", ["start"], {}, {}, 2, "No such command"),
        ("unknown option", ["run", "--conf", "@"], {}, {}, 2, "No such option"),
        ("option without its value", ["run", "--config"], {}, {}, 2, "requires an argument"),
        ("option for a value", ["run", "--config", "--processing"], {}, {}, 2, "requires an argument"),
        ("no configuration", ["run", "--config", "/nowhere"], {}, {}, 1, "/nowhere"),
        ("configuration that is no YAML", ["run", "--config", "@"], {}, {"config.yml": "relay: ["}, 1, "config"),
        ("configuration without what is needed", ["run", "--config", "@"], {}, {"config.yml": "relay: {}"}, 1, "config"),
        ("missing variable of the configuration", ["run", "--config", "@rendered"], {"RELAY_UPSTREAM_URL": None}, {}, 1, "RELAY_UPSTREAM_URL"),
        ("no URL of Redis", ["run", "--config", "@rendered"], {"RELAY_REDIS_URL": "redis:6379"}, {}, 1, "redis"),
        ("no secret key", ["run", "--config", "@rendered"], {"RELAY_SECRET_KEY": None}, {}, 1, "RELAY_SECRET_KEY"),
        ("public key of another length", ["run", "--config", "@rendered"], {"RELAY_PUBLIC_KEY": "AAAA"}, {}, 1, "RELAY_PUBLIC_KEY"),
        ("id that is no UUID", ["run", "--config", "@rendered"], {"RELAY_ID": "relay-1"}, {}, 1, "RELAY_ID"),
    ],
    "symbolicator": [
        ("no command", [], {}, {}, 2, "subcommand"),
        ("unknown command", ["serve"], {}, {}, 2, "No such command"),
        ("unknown option", ["run", "--port", "1"], {}, {}, 2, "No such option"),
        ("option of another command", ["run", "--repeat", "1h"], {}, {}, 2, "No such option"),
        ("option without its value", ["run", "-c"], {}, {}, 2, "requires an argument"),
        ("no configuration", ["run", "-c", "/nowhere"], {}, {}, 1, "/nowhere"),
        ("configuration that is no YAML", ["run", "-c", "@config.yml"], {}, {"config.yml": "a: ["}, 1, "config"),
        ("missing variable", ["run", "-c", "@rendered/config.yml"], {"SYMBOLICATOR_STATSD_ADDR": None}, {}, 1, "SYMBOLICATOR_STATSD_ADDR"),
        ("wrong duration in a variable", ["run", "-c", "@rendered/config.yml"], {"SYMBOLICATOR_MAX_UNUSED_FOR": "long"}, {}, 2, "duration"),
        ("cache where it cannot write", ["run", "-c", "@config.yml"], {}, {"config.yml": "cache_dir: /proc/cache"}, 1, "/proc/cache"),
        ("cleanup of a cache that is not there", ["cleanup", "-c", "@config.yml"], {}, {"config.yml": "cache_dir: /nowhere"}, 1, "/nowhere"),
        ("wrong duration", ["cleanup", "-c", "@config.yml", "--repeat", "often"], {}, {"config.yml": "cache_dir: /tmp"}, 2, "duration"),
    ],
    "taskbroker": [
        ("command", ["run"], {}, {"VERSION": "1"}, 2, "argument"),
        ("unknown option", ["--port", "1"], {}, {"VERSION": "1"}, 2, "No such option"),
        ("option without its value", ["-c"], {}, {"VERSION": "1"}, 2, "requires an argument"),
        ("value that is no choice", ["--run", "worker"], {}, {"VERSION": "1"}, 2, "Invalid value"),
        ("no configuration", ["-c", "/nowhere"], {}, {"VERSION": "1"}, 1, "/nowhere"),
        ("configuration that is no YAML", ["-c", "@config.yml"], {}, {"VERSION": "1", "config.yml": "a: ["}, 1, "config"),
        ("configuration that is no mapping", ["-c", "@config.yml"], {}, {"VERSION": "1", "config.yml": "- a"}, 1, "config"),
        ("topic of an unknown cluster", ["-c", "@config.yml"], {}, {"VERSION": "1", "config.yml": "kafka_topics: {a: {cluster: b}}"}, 1, "no such cluster"),
        ("another working folder", [], {}, {}, 1, "VERSION"),
        ("database where it cannot write", [], {"TASKBROKER_DB_PATH": "/proc/x.sqlite"}, {"VERSION": "1"}, 1, "/proc/x.sqlite"),
        ("topic that is not there", ["-c", "@config.yml"], {"TASKBROKER_GRPC_PORT": "0"}, {"VERSION": "1", "config.yml": "kafka_topics: {nowhere: {cluster: default}}"}, 1, "nowhere"),
        ("port in use", [], {"TASKBROKER_GRPC_PORT": "@port"}, {"VERSION": "1"}, 1, ""),
    ],
    "vroom": [
        ("unknown scheme of its bucket", [], {"SENTRY_BUCKET_PROFILES": "seaweedfs://profiles"}, {}, 1, "no driver"),
        ("bucket without a scheme", [], {"SENTRY_BUCKET_PROFILES": "profiles"}, {}, 1, "no driver"),
        ("empty bucket", [], {"SENTRY_BUCKET_PROFILES": ""}, {}, 1, "no driver"),
        ("no variable: its default folder is not there", [], {"SENTRY_BUCKET_PROFILES": None}, {}, 1, "no such directory"),
        ("folder that is not there", [], {"SENTRY_BUCKET_PROFILES": "file:///nowhere"}, {}, 1, "/nowhere"),
        ("folder that is a file", [], {"SENTRY_BUCKET_PROFILES": "file:///proc/version"}, {}, 1, "/proc/version"),
        ("bucket without a region", [], {"SENTRY_BUCKET_PROFILES": "s3://profiles"}, {}, 1, "region"),
        ("bucket without a name", [], {"SENTRY_BUCKET_PROFILES": "s3://?region=us-east-1"}, {}, 1, "no bucket"),
        ("text for its port", [], {"PORT": "http"}, {}, 1, "PORT"),
        ("text for its pool", [], {"WORKER_POOL_SIZE": "many"}, {}, 1, "WORKER_POOL_SIZE"),
        ("port in use", [], {"PORT": "@port"}, {}, 1, "in use"),
    ],
    "uptime-checker": [
        ("no command", [], {}, {}, 2, "subcommand"),
        ("unknown command", ["check"], {}, {}, 2, "No such command"),
        ("unknown option", ["run", "--port", "1"], {}, {}, 2, "No such option"),
        ("option without its value", ["run", "--config"], {}, {}, 2, "requires an argument"),
        ("value that is no choice", ["run", "--log-level", "loud"], {}, {}, 2, "Invalid value"),
        ("no configuration", ["run", "--config", "/nowhere"], {}, {}, 1, "/nowhere"),
        ("configuration that is no YAML", ["run", "--config", "@config.yml"], {}, {"config.yml": "a: ["}, 1, "config"),
        ("no URL of Redis", ["run"], {"UPTIME_CHECKER_REDIS_HOST": "redis:6379"}, {}, 101, "redis"),
        ("text for a switch", ["run"], {"UPTIME_CHECKER_ALLOW_INTERNAL_IPS": "never"}, {}, 101, "allow_internal_ips"),
        ("text for a number", ["run"], {"UPTIME_CHECKER_FAILURE_RETRIES": "some"}, {}, 101, "failure_retries"),
        ("a name for an address", ["run"], {"UPTIME_CHECKER_STATSD_ADDR": "statsd:8125"}, {}, 101, "statsd_addr"),
        ("port in use", ["run"], {"UPTIME_CHECKER_WEBSERVER_PORT": "@port"}, {}, 1, "in use"),
    ],
    "launchpad": [
        ("no command", [], {}, {}, 0, "Usage"),
        ("unknown command", ["work"], {}, {}, 2, "No such command"),
        ("unknown option", ["worker", "--concurrency", "1"], {}, {}, 2, "No such option"),
        ("value for a flag", ["worker", "--verbose=1"], {}, {}, 2, "does not take a value"),
        ("option before its command", ["--verbose", "worker"], {}, {}, 2, "No such option"),
        ("unexpected argument", ["worker", "now"], {}, {}, 2, "argument"),
        ("no address of Taskbroker", ["worker"], {"LAUNCHPAD_WORKER_RPC_HOST": None}, {}, 1, "RPC_HOST"),
        ("empty address of Taskbroker", ["worker"], {"LAUNCHPAD_WORKER_RPC_HOST": ""}, {}, 1, "RPC_HOST"),
        ("no concurrency", ["worker"], {"LAUNCHPAD_WORKER_CONCURRENCY": None}, {}, 1, "CONCURRENCY"),
        ("text for its concurrency", ["worker"], {"LAUNCHPAD_WORKER_CONCURRENCY": "few"}, {}, 1, "CONCURRENCY"),
        ("heartbeat where it cannot write", ["worker"], {"LAUNCHPAD_WORKER_HEALTH_CHECK_FILE_PATH": "/proc/health"}, {}, 1, "/proc/health"),
    ],
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    """Puts files into the test's folder, and a configuration as rendered into rendered/; gives what stands for @…"""
    held = socket.create_server(("0.0.0.0", 0))

    def put(program, files):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        if program in ("relay", "symbolicator"):
            (tmp_path / "rendered").mkdir()
            text = config_map(f"sentry-{program}")["config.yml"].replace("/data", str(tmp_path / "data"))
            (tmp_path / "rendered/config.yml").write_text(text.replace(":3021", f":{free_port()}").replace("port: 3000", f"port: {free_port()}"))

        def filled(text):
            if text == "@port":
                return str(held.getsockname()[1])
            return str(tmp_path / text[1:]) if isinstance(text, str) and text.startswith("@") else text

        return filled

    yield put
    held.close()


@pytest.mark.parametrize(
    ("program", "case"), [pytest.param(p, c, id=f"{p}: {c[0]}") for p, cases in CASES.items() for c in cases]
)
def test_fails(start, place, program, case):
    _, arguments, changes, files, code, said = case
    filled = place(program, files)
    running = start(program, *map(filled, arguments), **{name: filled(value) for name, value in changes.items()})
    assert (running.finish(), said.lower() in running.said().lower()) == (code, True), running.said()


STARTS = {
    "sentry": (["run", "web", "--bind", "127.0.0.1:@free"], {}, {}, "listening"),
    "snuba": (["api", "--bind", "127.0.0.1:@free"], {}, {}, "listening"),
    "relay": (["run", "--config", "@rendered"], {}, {}, "listening"),
    "symbolicator": (["run", "-c", "@rendered/config.yml"], {}, {}, "listening"),
    "taskbroker": (["-c", "@config.yml"], {"TASKBROKER_GRPC_PORT": "@free"}, {"VERSION": "1"}, "starting"),
    "vroom": ([], {"PORT": "@free"}, {}, "listening"),
    "uptime-checker": (["run"], {"UPTIME_CHECKER_WEBSERVER_PORT": "@free"}, {}, "listening"),
    "launchpad": (["worker", "--verbose"], {"LAUNCHPAD_WORKER_HEALTH_CHECK_FILE_PATH": "@health"}, {}, "unavailable"),
}


@pytest.mark.parametrize("program", STARTS)
def test_starts_and_stops(start, place, tmp_path, program):
    arguments, changes, files, said = STARTS[program]
    if program == "taskbroker":
        files = {**files, **config_map("sentry-taskbroker")}
        changes = {**changes, "TASKBROKER_DB_PATH": str(tmp_path / "x.sqlite")}
    filled = place(program, files)
    free = str(free_port())
    running = start(
        program,
        *(filled(argument.replace("@free", free)) for argument in arguments),
        **{name: filled(value.replace("@free", free)) for name, value in changes.items()},
    )
    running.wait_for(said)
    assert running.end() == 0, running.said()


def test_ten_cases_each():
    programs = {path.name for path in Path(__file__).parent.glob("[!.]*") if path.is_file() and "python3.11" in path.read_text()[:25]}
    assert programs == set(CASES)
    assert min(len(cases) for cases in CASES.values()) >= 10


def test_of_at_most_120_lines():
    files = [path for path in Path(__file__).parent.glob("[!.]*") if path.is_file() and not path.name.startswith(("test_", "conftest"))]
    assert {path.name: lines for path in files if path.suffix in ("", ".py") if (lines := len(path.read_text().splitlines())) > 120} == {}
