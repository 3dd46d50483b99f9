"""The rendered files in a real Sentry: every option and setting is known and means what was meant."""

import pytest
from conftest import VARIANTS, VERSION

# `vacuum` changes nothing of Sentry's own.
OTHERS = [name for name in VARIANTS if not name.startswith("vacuum")]


def check(sentry):
    states = sentry("options_on_disk")
    assert {key: state for key, state in states.items() if state != "as set"} == {key: "unknown" for key in VERSION["unknownOptions"]}
    assert sentry("unknown_settings") == sorted(VERSION["unknownSettings"])


def test_options_and_settings_are_known_and_as_meant(sentry):
    check(sentry)


@pytest.mark.parametrize("variant", OTHERS)
def test_options_of_a_variant_are_known_and_as_meant(sentry_of, variant):
    sentry = sentry_of(variant)
    check(sentry)
    assert sentry("asked_by_the_wizard") == []


def test_no_option_on_disk_is_falsy_where_the_wizard_would_ask_for_it(sentry):
    assert sentry("asked_by_the_wizard") == []


def test_config_list_warns_of_nothing_but_what_is_newer(cluster, bootstrap):
    output = cluster.pod("sentry-sentry-cleanup").run("sentry-cleanup", ["tini", "--", "sentry", "config", "list"])
    warned = {line.split(":", 1)[1].strip().strip("'") for line in output.splitlines() if line.startswith("* Unknown config option")}
    assert warned == set(VERSION["unknownOptions"])
    assert "Traceback" not in output


def test_known_features_are_as_rendered(sentry):
    features = sentry("features")
    assert len(features) > 20
    assert all(features.values()), features


def test_a_falsy_option_on_disk_would_be_found(sentry_of):
    sentry = sentry_of("default", 'SENTRY_OPTIONS["auth.allow-registration"] = False')
    assert sentry("asked_by_the_wizard") == ["auth.allow-registration"]
    assert sentry("update_refused", key="auth.allow-registration") == "OPTION_ON_DISK"


def test_newer_rules_refuse_what_stands_on_disk(sentry):
    assert sentry("update_refused", key="system.url-prefix") == "OPTION_ON_DISK"
    assert sentry("update_refused", key="mail.backend") in ("READONLY", "OPTION_ON_DISK")
    assert sentry("update_refused", key="beacon.anonymous") is None


def test_backends_are_valid_and_keep_what_they_are_given(sentry):
    assert sentry("backends") == "valid"
    assert sentry("round_trips") == {"memcached": "value", "nodestore": {"body": "value"}, "redis": "value", "file": True}
