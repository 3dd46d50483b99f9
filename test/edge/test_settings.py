"""What each setting of `ingest` makes of the edge."""

import pytest
from conftest import start_edge
from doors import request

KEY = "0123456789abcdef0123456789abcdef"
EVENT = "fc6d8c0c43fc4630ad850ee518f1b9d0"
DASHED = "fc6d8c0c-43fc-4630-ad85-0ee518f1b9d0"
POST, BOTH = ("POST", "OPTIONS"), ("POST", "GET", "OPTIONS")

# What Relay serves below /api/7/, and the spellings that its router takes (relay-server/src/endpoints/mod.rs).
ENDPOINTS = {
    "store": (BOTH, ["store/"]),
    "envelope": (POST, ["envelope/"]),
    "security": (POST, ["security/"]),
    "csp-report": (POST, ["csp-report/"]),
    "nel": (POST, ["nel/"]),
    "minidump": (POST, ["minidump/", "minidump"]),
    "unreal": (POST, [f"unreal/{KEY}/", f"unreal/{KEY}"]),
    "attachments": (POST, [f"events/{EVENT}/attachments/", f"events/{DASHED}/attachments/"]),
    "cron": (BOTH, ["cron/nightly-job_1/", "cron/nightly-job_1", f"cron/nightly/{KEY}/", f"cron/nightly/{KEY}"]),
    "otlp": (
        POST,
        [f"{path}{slash}" for path in ("integration/otlp/v1/traces", "integration/otlp/v1/logs", "otlp/v1/traces") for slash in ("/", "")],
    ),
    "vercel": (POST, ["integration/vercel/logs/", "integration/vercel/logs"]),
    "heroku": (POST, ["integration/heroku/logs/", "integration/heroku/logs"]),
}
NEVER = [
    "", "store", "store/x", "envelope", "envelopes/", "security", "minidump/x", f"unreal/{KEY[1:]}/", f"unreal/{KEY}0/", f"unreal/{KEY}/x/",
    "unreal/", f"events/{EVENT}/", f"events/{EVENT}/attachments", f"events/{EVENT[1:]}/attachments/", "events/../attachments/", "cron/", "cron/a.b/",
    "cron/a/b/", f"cron/a/{KEY}/c/", "cron/%2e%2e/", "cron/../envelope/", "cron//", "cron/" + "a" * 51, "otlp/v1/metrics/", "otlp/v1/logs/",
    "integration/otlp/v1/", "integration/otlp/v2/traces/", "integration/vercel/", "integration/slack/logs/", "playstation/", "upload/",
]  # fmt: skip


def closes_with_slash(path):
    return path if path.endswith("/") else f"{path}/"


@pytest.fixture
def ask(edges, relay):
    def ask(ingest, target, method="POST", **options):
        relay.requests.clear()
        response = request(edges(ingest).ports["door"], target, method, **options)
        assert len(relay.requests) < 2
        return response, relay.requests[0].target if relay.requests else None

    return ask


@pytest.fixture
def own_edge(names, relay):
    running = []

    def start(ingest):
        relay.requests.clear()
        running.append(start_edge(relay.port, names, ingest))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.mark.parametrize("opened", ENDPOINTS)
def test_an_endpoint_opens_its_own_paths_and_no_others(own_edge, relay, opened):
    edge = own_edge(f"endpoints: [{opened}]")
    for name, (methods, paths) in ENDPOINTS.items():
        for path in paths:
            for method in ("POST", "GET", "OPTIONS", "PUT", "DELETE", "HEAD"):
                relay.requests.clear()
                status = request(edge.ports["door"], f"/api/7/{path}?sentry_key={KEY}", method).status
                if name != opened:
                    expected = (404, None)
                elif method in methods:
                    expected = (200, f"/api/7/{closes_with_slash(path)}?sentry_key={KEY}")
                else:
                    expected = (405, None)
                assert (status, relay.requests[0].target if relay.requests else None) == expected, (method, path)
    relay.requests.clear()
    for path in NEVER:
        assert request(edge.ports["door"], f"/api/7/{path}", "POST").status == 404, path
        assert request(edge.ports["door"], f"/api/0/{path}", "POST").status == 404, path
    assert relay.requests == []


def test_projects_narrow(ask):
    ingest = "endpoints: [store, envelope]\nprojects: [1, 42, 42, 4505281256090624]\n"
    for project in (1, 42, 4505281256090624):
        assert ask(ingest, f"/api/{project}/envelope/")[1] == f"/api/{project}/envelope/"
    for project in (2, 4, 421, 142, 10, 4505281256090625):
        response, seen = ask(ingest, f"/api/{project}/store/")
        assert (response.status, response.body, seen) == (404, "", None)


@pytest.mark.parametrize(
    "origin, status",
    [
        (None, 200),
        ("https://shop.example.com", 200),
        ("http://localhost:3000", 200),
        ("https://shop.example.com:8443", 403),
        ("http://shop.example.com", 403),
        ("https://evil.example.com", 403),
        ("https://shop.example.com.evil.example.com", 403),
        ("null", 403),
    ],
)
@pytest.mark.parametrize("method", BOTH)
def test_origins_narrow(ask, origin, status, method):
    ingest = 'allowedOrigins: ["https://shop.example.com", "http://localhost:3000"]\n'
    response, seen = ask(ingest, "/api/1/store/", method, headers=[f"Origin: {origin}"] if origin else [])
    assert (response.status, seen) == (status, "/api/1/store/" if status == 200 else None)
    assert response.body == ("relay" if status == 200 else "")


def test_any_origin_by_default(ask):
    assert ask("", "/api/1/store/", "OPTIONS", headers=["Origin: https://anywhere.example.com"])[0].status == 200


EXPLAINED = "explainRefusals: true\nprojects: [1]\nallowedOrigins: [https://shop.example.com]\n"


@pytest.mark.parametrize(
    "target, headers, status, named",
    [
        ("/api/1/envelope/", [], 404, "ingest.endpoints"),
        (f"/api/1/unreal/{KEY}", [], 404, "ingest.endpoints"),
        ("/api/2/store/", [], 404, "ingest.projects"),
        ("/api/1/store/", ["Origin: https://evil.example.com"], 403, "ingest.allowedOrigins"),
        ("/api/1/nothing/", [], 404, None),
        ("/api/0/organizations/", [], 404, None),
        ("/api/1/envelope/../store/", [], 404, None),
    ],
)
def test_refusals_are_explained_on_demand(ask, target, headers, status, named):
    response, seen = ask(EXPLAINED, target, headers=headers)
    assert (response.status, seen) == (status, None)
    if named is None:
        assert response.body == ""
    else:
        assert response.body.count("\n") == 1 and named in response.body
        assert response.headers["access-control-allow-origin"] == "*"
    response, seen = ask(EXPLAINED.replace("true", "false"), target, headers=headers)
    assert (response.status, response.body, seen) == (status, "", None)
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "networks, chain, client",
    [
        ("[127.0.0.0/8]", "203.0.113.9, 10.0.0.1", "10.0.0.1"),
        ('[127.0.0.0/8, 10.0.0.0/8, "2001:db8::/32"]', "203.0.113.9, 2001:db8::1, 10.0.0.1", "203.0.113.9"),
        ("[192.0.2.0/24]", "203.0.113.9", "127.0.0.1"),
        ("[]", "203.0.113.9", "127.0.0.1"),
    ],
)
def test_trusted_proxies(edges, relay, networks, chain, client):
    edge = edges(f"trustedProxies: {networks}\n")
    relay.requests.clear()
    request(edge.ports["door"], "/api/1/store/", "POST", headers=[f"X-Forwarded-For: {chain}"])
    assert relay.requests[0].header("X-Forwarded-For") == client


def claimed(megabytes, more=0):
    return [f"Content-Length: {(megabytes << 20) + more}", "Expect: 100-continue"]


@pytest.mark.parametrize("ingest, limits", [("", {"store": 20, "envelope": 100}), ("limits: { bodyMegabytes: 2 }\n", {"store": 2, "envelope": 2})])
def test_body_limits(ask, edges, ingest, limits):
    ingest += "endpoints: [store, envelope]\n"
    for endpoint, megabytes in limits.items():
        response, seen = ask(ingest, f"/api/1/{endpoint}/", headers=claimed(megabytes, 1))
        assert (response.status, response.body, seen) == (413, "", None)
    response, seen = ask(ingest, "/api/1/store/", body="x" * (limits["store"] << 20))
    assert (response.status, seen) == (200, "/api/1/store/")


def test_a_refused_path_is_refused_whatever_its_body(ask):
    response, seen = ask("", "/api/1/envelope/", headers=claimed(500))
    assert (response.status, seen) == (404, None)


def test_header_size(ask):
    for ingest, kilobytes in (("", 8), ("limits: { headerKilobytes: 32 }\n", 32)):
        fits, too_long = (kilobytes - 1) * 1024, kilobytes * 1024
        assert ask(ingest, "/api/1/store/?a=" + "x" * fits)[0].status == 200
        assert ask(ingest, "/api/1/store/?a=" + "x" * too_long)[0].status == 414
        assert ask(ingest, "/api/1/store/", headers=["X: " + "x" * fits])[0].status == 200
        response, seen = ask(ingest, "/api/1/store/", headers=["X: " + "x" * too_long])
        assert (response.status, response.body, seen) == (400, "", None)
