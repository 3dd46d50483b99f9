"""The public door: /api/<project id>/store/ and nothing else."""

import json
import socket
import time

import pytest
from conftest import start_edge
from doors import Backend, nginx_test, request, send
from senders import exchange_all

@pytest.fixture
def edge(edges):
    return edges()


@pytest.fixture
def ask(edge, relay):
    def ask(target, *arguments, **options):
        relay.requests.clear()
        response = request(edge.ports["door"], target, *arguments, **options)
        assert len(relay.requests) < 2
        return response, relay.requests[0] if relay.requests else None

    return ask


def test_configuration(folder):
    variables = {"NGINX_LOCAL_RESOLVERS": "10.0.0.10 [fd00::10]"}
    result = nginx_test(folder, "edge", variables)
    assert result.returncode == 0, result.stderr
    assert "warn" not in result.stderr


@pytest.mark.parametrize(
    "target, method, status",
    [
        ("/api/1/store/?sentry_data=eyJ9&sentry_key=k", "GET", 200),
        ("/api/1/store/", "OPTIONS", 200),
        ("/api/18446744073709551615/store/", "POST", 200),
        ("/api/184467440737095516150/store/", "POST", 404),
        ("/api/1/store/?a=\"b\"", "POST", 200),
        ("/api/1/store/?a=b#c", "POST", 404),
        ("/api/1/store/?a=\x7f", "POST", 400),
        ("/api/1/store/?a=\xe9", "POST", 404),
        ("/api/1/store", "POST", 404),
        ("/api/store/", "POST", 404),
        ("/api/1/store/", "PUT", 405),
        ("/healthz", "GET", 404),
    ],
)
def test_what_passes(ask, target, method, status):
    response, seen = ask(target, method)
    assert response.status == status
    assert (seen is not None) is (status == 200)
    if seen:
        assert seen.target == target
    else:
        assert response.body == ""
        assert "server" not in response.headers or response.headers["server"] == "nginx"


@pytest.mark.parametrize("target", ["http://sentry.example.com/api/1/store/", "https://sentry.example.com/api/1/store/", "HTTP://a/api/1/store/"])
def test_the_absolute_form_is_refused(ask, target):
    response, seen = ask(target, "POST")
    assert (response.status, response.body, seen) == (404, "", None)


def test_simple_requests_of_http_0_9_are_refused(edge, relay):
    relay.requests.clear()
    for line in (b"GET /api/1/store/\r\n", b"GET /api/1/store/ HTTP/0.9\r\n\r\n"):
        send(edge.ports["door"], line)
    assert relay.requests == []


def test_the_event_arrives_as_it_was_sent(ask):
    response, seen = ask(
        "/api/1/store/?sentry_key=k",
        "POST",
        body="\x1f\x8bgzip",
        headers=["X-Sentry-Auth: Sentry sentry_key=k", "Content-Encoding: gzip", "Origin: https://shop.example.com"],
    )
    assert response.body == "relay"
    assert seen.body == "\x1f\x8bgzip".encode("latin-1")
    assert seen.header("X-Sentry-Auth") == "Sentry sentry_key=k"
    assert seen.header("Content-Encoding") == "gzip"
    assert seen.header("Origin") == "https://shop.example.com"
    assert seen.header("Host") == "sentry.example.com"


def test_a_chunked_body_arrives_whole_and_with_a_length(edge, relay):
    relay.requests.clear()
    head = b"POST /api/1/store/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert send(edge.ports["door"], head + b"3\r\n{\"a\r\n3\r\n\":1\r\n1\r\n}\r\n0\r\n\r\n").status == 200
    [seen] = relay.requests
    assert (seen.body, seen.header("Content-Length"), seen.header("Transfer-Encoding")) == (b'{"a":1}', "7", None)


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded: for=6.6.6.6",
        "X-Real-IP: 6.6.6.6",
        "X-Sentry-Forwarded-For: 6.6.6.6",
        "X-Vercel-Forwarded-For: 6.6.6.6",
        "CF-Connecting-IP: 6.6.6.6",
        "CF-Connecting-IPv6: 2001:db8::6",
        "True-Client-IP: 6.6.6.6",
        "X-Client-IP: 6.6.6.6",
        "X-Cluster-Client-IP: 6.6.6.6",
        "X-Original-URL: /api/0/",
        "X-Original-URI: /api/0/",
        "X-Rewrite-URL: /api/0/",
        "X-Forwarded-URI: /api/0/",
        "X-Forwarded-Path: /api/0/",
        "X-Forwarded-Prefix: /api/0/",
        "X-Script-Name: /api/0/",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Scheme: gopher",
        "X-Forwarded-Port: 1",
        "X-Forwarded-Server: evil.example.com",
        "X-Forwarded-Host: evil.example.com",
        "X-Original-Host: evil.example.com",
        "X-Host: evil.example.com",
        "X-HTTP-Method: DELETE",
        "X-HTTP-Method-Override: DELETE",
        "X-Method-Override: DELETE",
        "X-Sentry-Relay-Id: 1",
        "X-Sentry-Relay-Signature: 1",
        "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
        "Proxy-Connection: keep-alive",
        "Trailer: X",
        "TE: trailers",
        "Keep-Alive: timeout=5",
    ],
)
def test_headers_that_claim_something_are_cleared(ask, header):
    response, seen = ask("/api/1/store/", "POST", headers=[header])
    assert response.status == 200
    assert seen.header(header.split(":")[0]) is None


@pytest.mark.parametrize(
    "chain, client",
    [(None, "127.0.0.1"), ("203.0.113.9", "203.0.113.9"), ("6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9")],
)
def test_client_address(ask, chain, client):
    _, seen = ask("/api/1/store/", "POST", headers=[f"X-Forwarded-For: {chain}"] if chain else [])
    assert seen.header("X-Forwarded-For") == client


@pytest.mark.parametrize("upgrade", ["websocket", "h2c"])
def test_no_upgrade(ask, upgrade):
    response, seen = ask("/api/1/store/", headers=[f"Upgrade: {upgrade}"])
    assert (response.status, response.body, seen) == (400, "", None)


def test_body_size(ask):
    response, seen = ask("/api/1/store/", "POST", headers=[f"Content-Length: {20 * 2**20 + 1}"])
    assert (response.status, response.body, seen) == (413, "", None)
    response, seen = ask("/api/1/store/", "POST", body="x" * (1 << 20))
    assert (response.status, len(seen.body)) == (200, 1 << 20)


def test_long_request_lines(ask):
    response, seen = ask("/api/1/store/?a=" + "x" * 20000, "POST")
    assert (response.status, response.body, seen) == (414, "", None)


def test_health_is_on_its_own_port(edge, relay):
    relay.requests.clear()
    response = request(edge.ports["health"], "/healthz")
    assert (response.status, response.body) == (200, "ok\n")
    for target in ("/", "/api/1/store/"):
        assert request(edge.ports["health"], target, "POST").status == 404
    assert relay.requests == []


def test_a_slow_sender_is_cut_off(edge, relay):
    """A request of which a byte comes now and then must not hold a connection."""
    relay.requests.clear()
    with socket.create_connection(("127.0.0.1", edge.ports["door"]), timeout=20) as connection:
        connection.sendall(b"POST /api/1/store/ HTTP/1.1\r\n")
        start = time.monotonic()
        answer = b""
        try:
            while time.monotonic() - start < 15 and not answer:
                connection.settimeout(1)
                try:
                    connection.sendall(b"X")
                    answer = connection.recv(1024) or b"closed"
                except TimeoutError:
                    pass
        except ConnectionError:
            answer = b"closed"
        assert answer, "still open after 15 s"
    assert relay.requests == []


@pytest.fixture
def own_edge(names):
    running = []

    def start(port):
        running.append(start_edge(port, names))
        return running[-1]

    yield start
    names.address = "127.0.0.1"
    for server in running:
        server.stop()


@pytest.mark.parametrize("why", ["nobody listens", "no such name"])
def test_without_relay_it_asks_to_come_back(own_edge, names, why):
    if why == "no such name":
        names.address = None
    edge = own_edge(1)
    response = request(edge.ports["door"], "/api/1/store/?sentry_key=s3cret", "POST", body="{}")
    assert (response.status, response.body) == (503, "")
    assert response.headers["retry-after"] == "30"
    # Its own health does not depend on Relay's.
    assert request(edge.ports["health"], "/healthz").status == 200
    assert "s3cret" not in edge.log(lines=1) + edge.errors()


def test_relay_s_new_address_is_found_without_a_restart(own_edge, names):
    first = Backend("first")
    second = Backend("second", "127.0.0.2", first.port)
    edge = own_edge(first.port)

    def answers():
        # Each worker remembers the address on its own: ask until both have been heard.
        return {request(edge.ports["door"], "/api/1/store/", "POST").body for _ in range(40)}

    assert answers() == {"first"}
    names.address = "127.0.0.2"
    deadline = time.monotonic() + 20
    while answers() != {"second"}:
        assert time.monotonic() < deadline, "still the old address after 20 s"
        time.sleep(0.5)
    first.close()
    second.close()


def test_log_is_json_without_keys_bodies_or_queries(own_edge, relay):
    edge = own_edge(relay.port)
    door = edge.ports["door"]
    headers = ["X-Sentry-Auth: Sentry sentry_key=s3cret", 'User-Agent: raven "x"', "Referer: https://x/?s3cret"]
    request(door, "/api/7/store/?sentry_key=s3cret", "POST", headers, '{"message":"s3cret"}')
    request(door, "/api/8/cron/s3cret/", "POST")
    request(door, "/s3cret/", "POST")
    lines = {line["verdict"]: line for line in map(json.loads, edge.log(lines=3).splitlines())}
    passed, closed, unknown = [lines[verdict] for verdict in ("event", "closed", "unknown")]
    assert {"method": "POST", "endpoint": "store", "project": "7", "status": "200", "upstream_status": "200"}.items() <= passed.items()
    assert (passed["user_agent"], len(passed["request_id"])) == ('raven "x"', 32)
    assert {"endpoint": "closed", "project": "8", "status": "404", "upstream_status": ""}.items() <= closed.items()
    assert {"endpoint": "-", "project": "", "status": "404"}.items() <= unknown.items()
    assert "s3cret" not in edge.log() + edge.errors()
    request(door, "/api/9/store/", "POST", ["User-Agent: caf\xe9"])
    assert json.loads(edge.log(lines=4).splitlines()[3])["user_agent"] == "not ASCII"


def test_lines_of_the_log_do_not_mix(own_edge, relay):
    """Many at once, from both workers."""
    edge = own_edge(relay.port)
    agent = "x" * 300
    data = f"POST /api/1/store/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUser-Agent: {agent}\r\n\r\n".encode()
    exchange_all(edge.ports["door"], [(data, True)] * 400)
    lines = [json.loads(line) for line in edge.log(lines=400).splitlines()]
    assert {line["user_agent"] for line in lines} == {agent}


def test_metrics_are_as_prometheus_reads_them(edge):
    with socket.create_connection(("127.0.0.1", edge.ports["door"])):
        response = request(edge.ports["health"], "/metrics")
    assert (response.status, response.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    rows = [line.split(" ") for line in response.body.splitlines() if not line.startswith("#")]
    values = {name: int(value) for name, value in rows}
    assert list(values) == [f"nginx_connections_{state}" for state in ("active", "reading", "writing", "waiting")]
    assert values["nginx_connections_active"] >= 1
    for name in values:
        assert response.body.count(f"# HELP {name} ") == response.body.count(f"# TYPE {name} gauge\n") == 1
    assert "server accepts handled requests" in request(edge.ports["health"], "/stub_status").body


def test_without_a_host_relay_is_told_one(edge, relay):
    relay.requests.clear()
    assert send(edge.ports["door"], b"POST /api/1/store/ HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}").status == 200
    assert relay.requests[0].header("Host") == "relay"
    # HTTP/1.1 asks for one.
    assert send(edge.ports["door"], b"POST /api/1/store/ HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}").status == 400
    assert len(relay.requests) == 1


@pytest.mark.parametrize("location", "event file closed project origin method upgrade unknown empty busy unavailable".split())
def test_its_own_locations_cannot_be_asked_for(ask, location):
    for target in (f"/{location}", f"/{location}?a=/api/1/store/", f"/{location}/"):
        response, seen = ask(target, "POST")
        assert (response.status, response.body, seen) == (404, "", None)
