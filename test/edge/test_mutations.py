"""20,000 requests that are almost what the rule lets in. What arrives is what the rule lets in, and all of that arrives."""

import http2
import pytest
from conftest import OPEN, door_of
from fronts import TEMPLATES, Front
from leaks import mutation_findings
from mutations import made
from rule import allowed, canonical

SEED = 20260817


def test_20000_mutations(door):
    findings, sent, arrived = mutation_findings(door, made(SEED, 20000))
    assert findings == []
    # A generator of nothing but noise, or of nothing but good requests, would prove little.
    assert 2000 < arrived < 16000
    assert sent == 20000


def test_mutations_over_http_2(door2):
    for method, target, _ in made(SEED + 1, 1500):
        door2.relay.requests.clear()
        headers = [(b":method", method), (b":scheme", b"http"), (b":authority", b"sentry.example.com"), (b":path", target)]
        response = http2.send(door2.port, headers, b"{}")
        reached = [(seen.method.encode(), seen.target.encode("latin-1")) for seen in door2.relay.requests]
        if allowed(method, target, door2.endpoints):
            assert (response.status, reached) == (200, [(method, canonical(target, door2.endpoints))])
        else:
            assert reached == [], (method, target)


@pytest.mark.parametrize("front", TEMPLATES)
@pytest.mark.parametrize("endpoints", OPEN)
def test_mutations_through_other_proxies(edges, relay, front, endpoints):
    """They respell requests, so the sender's bytes tell nothing: what arrives has to be as the rule wants it."""
    edge = edges(OPEN[endpoints])
    server = Front(front, edge.ports["door"])
    try:
        door = door_of(edge, relay, endpoints, server.port)
        findings, _, arrived = mutation_findings(door, made(SEED + 2, 2000), respelt=True)
    finally:
        server.stop()
    assert findings == []
    assert arrived > 200
