"""Each file parses, as what it is, and holds no value of its own."""

import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
import yaml
from conftest import FILES

ALL = sorted(path.relative_to(FILES).as_posix() for path in FILES.rglob("*") if path.is_file())


def of(suffix):
    return [name for name in ALL if name.endswith(suffix)]


@pytest.mark.parametrize("name", of(".py"))
def test_python(name):
    compile((FILES / name).read_text(), name, "exec")


@pytest.mark.parametrize("name", of(".yml"))
def test_yaml(name):
    assert isinstance(yaml.safe_load((FILES / name).read_text()), dict)


@pytest.mark.parametrize("name", of(".xml"))
def test_xml(name):
    subprocess.run(["xmllint", "--noout", "--nonet", FILES / name], check=True)


@pytest.mark.parametrize("name", ALL)
def test_no_host_or_address_of_its_own(name):
    text = (FILES / name).read_text()
    without_comments = re.sub(r"(?m)^\s*#.*$|<!--.*?-->", "", text)
    assert not re.findall(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|io|local|svc|org)\b(?!/)", without_comments.replace("kubernetes.io/serviceaccount", ""))
    assert not re.findall(r"https?://(?![$\[{%]|relay|web/|web;|web\b)[\w.-]+", without_comments)


def relay():
    return yaml.safe_load((FILES / "relay/config.yml").read_text())


def test_relay_takes_what_varies_from_the_environment():
    config = relay()
    assert config["relay"] == {"upstream": "${RELAY_UPSTREAM_URL}", "host": "0.0.0.0", "port": 3000}
    kafka = {entry["name"]: entry["value"] for entry in config["processing"]["kafka_config"]}
    # Relay reads these values as strings.
    assert kafka == {"bootstrap.servers": "${KAFKA_BOOTSTRAP_SERVERS}", "message.max.bytes": "50000000"}
    assert config["processing"]["redis"] == "${RELAY_REDIS_URL}"
    assert config["processing"]["enabled"] is True
    assert "geoip_path" not in config["processing"]
    assert config["limits"]["shutdown_timeout"] == 30
    assert config["metrics"]["statsd"] == "${RELAY_STATSD_ADDR}"


def test_environment_references_are_whole_values():
    """serde-vars, which Relay and Symbolicator use, replaces a value, never a part of one."""

    def leaves(node):
        if isinstance(node, dict):
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                yield from leaves(child)
        else:
            yield node

    for name in ("relay/config.yml", "symbolicator/config.yml"):
        for leaf in leaves(yaml.safe_load((FILES / name).read_text())):
            assert "$" not in str(leaf) or re.fullmatch(r"\$\{[A-Z_]+\}", leaf), (name, leaf)


def test_symbolicator():
    config = yaml.safe_load((FILES / "symbolicator/config.yml").read_text())
    assert config["cache_dir"] == "/data"
    assert config["bind"] == "0.0.0.0:3021"
    for cache in ("downloaded", "derived"):
        assert config["caches"][cache]["max_unused_for"] == "${SYMBOLICATOR_MAX_UNUSED_FOR}"


REMOVED_LOGS = """query_log query_thread_log query_views_log text_log trace_log metric_log
    asynchronous_metric_log session_log part_log processors_profile_log error_log latency_log query_metric_log""".split()


def test_clickhouse_config():
    root = ElementTree.parse(FILES / "clickhouse/config.xml").getroot()
    assert root.tag == "clickhouse"
    removed = [element.tag for element in root if element.get("remove") == "remove"]
    assert sorted(removed) == sorted(REMOVED_LOGS)
    ratio = root.find("max_server_memory_usage_to_ram_ratio")
    # The image's config.xml has a value there: without replace ClickHouse refuses to mix the two.
    assert ratio.attrib == {"from_env": "MAX_MEMORY_USAGE_RATIO", "replace": "replace"}
    assert not list(ratio) and not (ratio.text or "").strip()
    assert root.findtext("allow_nullable_key") == "1"
    assert root.findtext("merge_tree/enable_mixed_granularity_parts") == "1"
    assert root.findtext("merge_tree/max_suspicious_broken_parts") == "100"
    assert root.findtext("logger/console") == "true"
    # The log and the log of errors, each with the current file, share a volume of 1Gi.
    assert 2 * (int(root.findtext("logger/count")) + 1) * int(root.findtext("logger/size").removesuffix("M")) < 1024


def test_clickhouse_users():
    root = ElementTree.parse(FILES / "clickhouse/users.xml").getroot()
    password = root.find("users/default/password")
    assert password.attrib == {"from_env": "CLICKHOUSE_PASSWORD", "replace": "replace"}
    assert not (password.text or "").strip()
    assert [ip.text for ip in root.find("users/default/networks")] == ["::/0"]
    assert root.findtext("profiles/default/log_queries") == "0"
