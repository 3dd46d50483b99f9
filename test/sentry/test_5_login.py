"""The first login in a real browser, with the rules of newer releases (inside/newer_rules)."""

import json
import os
import re
import subprocess

import pytest
from conftest import admin
from network import SCRATCH
from processes import ROOT

HTTPS = "https://sentry.internal.example.com"
FORWARDED = "http://localhost:8080"


def visit(cluster, url, within=None):
    """Logs in at this address with Chromium; `within` a pod, as a port-forward's requests come from inside it."""
    inside = ["nsenter", f"--net=/run/netns/{within}"] if within else []
    result = subprocess.run(
        [*inside, "node", "tools/run.js", "test/sentry/browser.ts"],
        cwd=ROOT, input=json.dumps({"url": url, **admin(cluster)}), capture_output=True, text=True, timeout=400,
        env={**os.environ, "HOME": str(SCRATCH), "TMPDIR": str(SCRATCH)},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def is_in(seen):
    assert not seen["error"], seen
    assert "Welcome to Sentry" not in seen["page"], seen
    assert "/auth/login" not in seen["page"].splitlines()[0], seen


def cookies(seen, name):
    return next(each for each in seen["cookies"] if each["name"] == name)


@pytest.fixture
def forgotten(sentry):
    """As if nobody had answered the wizard, and the bootstrap had not either."""
    sentry("forget_options")


def test_by_https_no_wizard_stands_in_the_way(web):
    seen = visit(web, HTTPS)
    is_in(seen)
    assert not seen["wizard"], seen["options"]
    assert cookies(seen, "sentrysid")["secure"] and cookies(seen, "sentrysid")["httpOnly"] and cookies(seen, "sc")["secure"]


def test_the_pages_own_reports_go_to_relay_by_the_door_they_came_from(web, sentry):
    before = len(web.relay.requests)
    seen = visit(web, HTTPS)
    sent = [path for _, path, _, _ in web.relay.requests[before:] if "/envelope/" in path]
    assert sent and not [line for line in seen["console"] if "CORS" in line], seen["console"]
    assert sentry("project_of_key", key=re.search(r"sentry_key=(\w+)", sent[0])[1]) == int(re.search(r"/api/(\d+)/", sent[0])[1])


def test_by_https_a_wizard_shown_anyway_is_got_through(web, forgotten):
    seen = visit(web, HTTPS)
    assert seen["wizard"], seen
    assert [each["status"] for each in seen["options"]] == [200], seen["options"]
    is_in(seen)


def test_by_a_port_forward(web):
    is_in(visit(web, FORWARDED, within="sentry-nginx"))


def test_by_http(http_web):
    seen = visit(http_web, "http://sentry.lan:8080")
    is_in(seen)
    assert not cookies(seen, "sentrysid")["secure"]


def test_with_an_http_url_by_a_port_forward(http_web):
    is_in(visit(http_web, FORWARDED, within="sentry-nginx"))


def test_with_an_http_url_a_wizard_shown_anyway_is_got_through(http_web, forgotten):
    seen = visit(http_web, "http://sentry.lan:8080")
    assert seen["wizard"], seen
    assert [each["status"] for each in seen["options"]] == [200], seen["options"]
    is_in(seen)
