"""sentry.conf.py and config.yml have the settings of upstream's examples, but for what docs/differences.md lists."""

import json
import re

import pytest
import yaml
from conftest import FILES
from test_sentry_conf import DISALLOWED, GITHUB, GOOGLE, MAIL, SLACK, load  # noqa: F401

ROOT = FILES.parent
RELEASES = sorted(ROOT.glob("releases/[0-9]*.json"))
# Of sentry.conf.server itself, which is stood in.
SERVER = ("SENTRY_PROJECT", "SENTRY_FEATURES")
COMPUTED = "(computed)"
EVERYTHING = {
    **MAIL,
    **GITHUB,
    **SLACK,
    **GOOGLE,
    "NODESTORE_BACKEND": "s3",
    "SENTRY_STATSD_ADDR": "statsd.example.com:8125",
    "SENTRY_INTERNAL_NETWORKS": "10.0.0.0/8",
    "SENTRY_ALLOWED_NETWORKS": "10.20.0.0/16",
}


def flatten(value, path=""):
    """As releases/import/setting.ts does."""
    entries = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, (list, tuple)) else []
    if not entries:
        return {path: value}
    return {
        name: each for key, below in entries for name, each in flatten(below, f"{path}.{key}" if path else str(key)).items()
    }


def listed():
    """Names in the rows of the page that are about sentry.conf.py; `*` at the end stands for all that begin so."""
    page = (ROOT / "docs/differences.md").read_text()
    rows = re.findall(r"^\| sentry/sentry\.conf\.py \| ([^|]+) \|", page, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def covers(name, setting):
    return setting.startswith(name[:-1]) if name.endswith("*") else setting == name


@pytest.fixture
def differing(load):  # noqa: F811
    def differing(path, settings):
        assigned = {name: value for name, value in settings.items() if name.isupper() and name not in SERVER}
        if assigned["SENTRY_DISALLOWED_IPS"] is DISALLOWED:
            del assigned["SENTRY_DISALLOWED_IPS"]
        constants = yaml.safe_load((FILES / "sentry/config.yml").read_text())
        ours = {**flatten(assigned), **flatten(constants, "SENTRY_OPTIONS"), "SENTRY_FEATURES.auth:register": False}
        upstream = json.loads(path.read_text())["settings"]
        theirs = {
            **{f"SENTRY_OPTIONS.{name}": value for name, value in upstream["sentry/config.example.yml"].items()},
            **upstream["sentry/sentry.conf.example.py"],
        }
        absent = object()
        return [
            name
            for name in {**theirs, **ours}
            if ours.get(name, absent) != theirs.get(name, absent)
            and not (name in ours and theirs.get(name) == COMPUTED)
        ]

    def either(path):
        """With nothing that a sentry.yaml may leave out, and with all of it."""
        plain = load()
        full = load(EVERYTHING, exists=["/geoip/GeoLite2-City.mmdb"])
        return sorted({*differing(path, plain), *differing(path, full)})

    return either


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_settings_are_upstreams_but_for_listed_differences(differing, path):
    assert [name for name in differing(path) if not any(covers(each, name) for each in listed())] == []


def test_every_listed_difference_occurs(differing):
    found = {name for path in RELEASES for name in differing(path)}
    assert [each for each in listed() if not any(covers(each, name) for name in found)] == []
