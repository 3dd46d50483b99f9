"""What the stand-ins keep and pass on: migrations that were killed, users, events from Relay to a row, heartbeats."""

import json
import signal
import time
import urllib.error
import urllib.request
import uuid

import pytest
from commandline import COMMANDS, parse
from conftest import ROOT, ClickHouse
from processes import free_port, stop, wait_for_port

RELEASES = [json.loads(path.read_text()) for path in sorted((ROOT / "releases").glob("[0-9]*.json"))]


def upstreams_argvs():
    for release in RELEASES:
        for name, service in release["services"].items():
            program = service["image"].rsplit("/", 1)[-1].partition(":")[0]
            arguments = service.get("command") or []
            if program in COMMANDS and arguments and not (program == "sentry" and " " in arguments[0]):
                yield pytest.param(program, arguments, id=f"{release['version']} {name}")


@pytest.mark.parametrize(("program", "arguments"), list(upstreams_argvs()))
def test_upstreams_arguments_are_taken(program, arguments):
    path, _, rest = parse(program, [word for word in arguments if word != "/opt/taskbroker"])
    assert not rest or path == ["run", "consumer"] and rest[0] in COMMANDS["sentry"]["consumers"]


@pytest.fixture
def empty(clickhouse):
    for table in ("migrations_local", "errors_local"):
        clickhouse.ask(f"DROP TABLE IF EXISTS {table}")
    return clickhouse


def test_a_killed_bootstrap_wedges_until_it_is_reversed(start, empty):
    assert start("snuba", "migrations", "reverse-in-progress").finish() == 0
    killed = start("snuba", "bootstrap", "--force")
    killed.wait_for("Finished: system")
    time.sleep(0.2)
    killed.end(signal.SIGKILL)
    stuck = empty.ask("SELECT count() FROM migrations_local FINAL WHERE status = 'in_progress'")
    again = start("snuba", "bootstrap", "--force")
    assert (stuck, again.finish()) == ("1", 1), again.said()
    assert "MigrationInProgress: events: 0001_errors" in again.said()
    assert start("snuba", "migrations", "reverse-in-progress").finish() == 0
    assert start("snuba", "bootstrap", "--force").finish() == 0
    assert empty.ask("SELECT count() FROM migrations_local FINAL WHERE status = 'completed'") == "6"


@pytest.fixture
def migrated(start, postgres_server):
    for (table,) in postgres_server.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        postgres_server.query(f"DROP TABLE {table} CASCADE")
    killed = start("sentry", "upgrade", "--noinput")
    killed.wait_for("Applying contenttypes")
    killed.end(signal.SIGKILL)
    again = start("sentry", "upgrade", "--noinput")
    assert again.finish() == 0
    assert "contenttypes" not in again.said()
    return postgres_server


def test_users(start, migrated):
    given = ["createuser", "--email", "a@example.com", "--password", "x", "--superuser", "--no-input"]
    users = "SELECT password, is_superuser FROM auth_user"
    killed = start("sentry", *given)
    killed.wait_for(lambda: migrated.query(users))
    killed.end(signal.SIGKILL)
    assert migrated.query(users) == [("", True)]
    exists = start("sentry", *given)
    assert exists.finish() == 0
    assert "exists, use --force-update" in exists.said()
    assert migrated.query(users) == [("", True)]
    assert start("sentry", *given, "--force-update").finish() == 0
    assert migrated.query(users) == [("pbkdf2_sha256$x", True)]


def test_options(start, migrated):
    assert start("sentry", "config", "set", "system.admin-email", "a@example.com").finish() == 0
    got = start("sentry", "config", "get", "system.admin-email")
    assert got.finish() == 0
    assert "a@example.com" in got.said()


def post(url, body):
    return json.load(urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode()), timeout=10))["id"]


@pytest.fixture
def path(start, empty, kafka, migrated, tmp_path):
    """Relay, web and the two consumers between Relay and ClickHouse; gives Relay's address."""
    assert start("snuba", "bootstrap", "--force").finish() == 0
    port, web = free_port(), free_port()
    folder = tmp_path / "relay"
    folder.mkdir()
    text = (ROOT / "files/relay/config.yml").read_text().replace("port: 3000", f"port: {port}")
    (folder / "config.yml").write_text(text)
    relay = start("relay", "run", "--config", folder, RELAY_UPSTREAM_URL=f"http://127.0.0.1:{web}/")
    relay.wait_for("listening")
    with pytest.raises(urllib.error.HTTPError, match="503"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api/relay/healthcheck/ready/", timeout=5)
    start("sentry", "run", "web", "--bind", f"127.0.0.1:{web}").wait_for("listening")
    relay.wait_for("registered")
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/api/relay/healthcheck/ready/", timeout=5).status == 200
    consumers = [
        start("sentry", "run", "consumer", "ingest-events", "--consumer-group", uuid.uuid4().hex, "--healthcheck-file-path", tmp_path / "sentry"),
        start("snuba", "rust-consumer", "--storage", "errors", "--consumer-group", uuid.uuid4().hex, "--health-check-file", tmp_path / "snuba"),
    ]
    for consumer, name in zip(consumers, ("sentry", "snuba"), strict=True):
        consumer.wait_for((tmp_path / name).exists)
    return f"http://127.0.0.1:{port}", consumers[1]


def rows(clickhouse, identity):
    return clickhouse.ask(f"SELECT count() FROM errors_local WHERE event_id = '{identity}'")


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


def test_an_event_becomes_one_row(start, path, empty, kafka):
    relay, snuba = path
    with pytest.raises(urllib.error.HTTPError, match="400"):
        post(f"{relay}/api/1/store/", {"event_id": "no id"})
    first, twice = post(f"{relay}/api/1/store/", {"message": "x"}), uuid.uuid4().hex
    for _ in range(2):
        assert post(f"{relay}/api/1/store/", {"event_id": twice}) == twice
    until(lambda: rows(empty, first) == rows(empty, twice) == "1")
    # All once more, by a group that has read nothing yet.
    snuba.end(signal.SIGKILL)
    start("snuba", "rust-consumer", "--storage", "errors", "--consumer-group", uuid.uuid4().hex)
    last = post(f"{relay}/api/1/store/", {})
    until(lambda: rows(empty, last) == "1")
    assert (rows(empty, first), rows(empty, twice)) == ("1", "1")


def test_a_consumer_without_its_table_ends(start, path, empty):
    relay, snuba = path
    empty.ask("DROP TABLE errors_local")
    post(f"{relay}/api/1/store/", {})
    assert snuba.finish() == 1
    assert "errors_local" in snuba.said()


def test_relay_keeps_what_comes_while_kafka_is_away(path, empty, kafka):
    relay, _ = path
    stop(kafka.process)
    sent = [post(f"{relay}/api/1/store/", {}) for _ in range(20)]
    kafka.start()
    until(lambda: empty.ask(f"SELECT count() FROM errors_local WHERE event_id IN {tuple(sent)}") == "20", 60)


def test_a_command_that_ignores_the_option_writes_no_heartbeat(start, kafka, empty, tmp_path):
    ignores, writes = tmp_path / "accepted", tmp_path / "outcomes"
    given = ["--consumer-group", uuid.uuid4().hex, "--health-check-file"]
    start("snuba", "accepted-outcomes-consumer", "--storage", "eap_items", *given, ignores)
    start("snuba", "rust-consumer", "--storage", "outcomes_raw", *given, writes).wait_for(writes.exists)
    time.sleep(3)
    assert not ignores.exists()


def test_entities_may_share_a_topic(start, kafka, empty, tmp_path):
    file = tmp_path / "health"
    service = json.loads((ROOT / "releases/26.8.0.json").read_text())["services"]["snuba-subscription-consumer-metrics"]
    assert service["command"].count("--entity") == 2
    start("snuba", *(file if argument == "/tmp/health.txt" else argument for argument in service["command"])).wait_for(file.exists)


def test_clickhouse_keeps_its_data_and_refuses(tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    server = ClickHouse(folder)
    refused = server.start(CLICKHOUSE_PASSWORD="x", MAX_MEMORY_USAGE_RATIO="much")
    assert refused.process.wait(20) == 1
    server.start()
    wait_for_port(server.http)
    server.ask("CREATE TABLE kept (x String) ENGINE = MergeTree ORDER BY x")
    server.ask("INSERT INTO kept FORMAT JSONEachRow {\"x\": \"1\"}\n{\"x\": \"2\"}")
    for password in ("", "wrong"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            server.ask("SELECT 1", password)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0
    server.start()
    wait_for_port(server.http)
    assert server.ask("SELECT count() FROM kept") == "2"
    stop(server.process, signal.SIGKILL)
