"""The vectors behind real proxies: what arrives at Relay is as the rule wants it, whatever they made of the request."""

import http2
import pytest
import vectors
from conftest import OPEN, door_of
from doors import Response
from fronts import TEMPLATES, Front
from senders import exchange


@pytest.fixture(scope="module", params=[f"{endpoints} {front}" for endpoints in OPEN for front in TEMPLATES])
def behind(request, edges, relay):
    endpoints, front = request.param.split()
    edge = edges(OPEN[endpoints])
    server = Front(front, edge.ports["door"])
    yield door_of(edge, relay, endpoints, server.port)
    server.stop()


@pytest.mark.parametrize("vector", vectors.VECTORS, ids=[vector["id"] for vector in vectors.VECTORS])
def test_vectors(behind, vector):
    behind.relay.requests.clear()
    response = Response(exchange(behind.port, vectors.raw(vector), vectors.wanted(vector, behind.endpoints) == "pass"))
    assert vectors.findings(vector, response, behind.relay.requests, behind.endpoints, respelt=True) == []


@pytest.fixture(scope="module", params=OPEN)
def behind_http2(request, edges, relay):
    edge = edges(OPEN[request.param])
    server = Front("haproxy-http", edge.ports["door"])
    yield door_of(edge, relay, request.param, server.port)
    server.stop()


@pytest.mark.parametrize("vector", vectors.http2(), ids=[vector["id"] for vector in vectors.http2()])
def test_vectors_over_http_2(behind_http2, vector):
    """HAProxy takes HTTP/2 from the sender and speaks HTTP/1.1 to the edge, as an Ingress controller does."""
    behind_http2.relay.requests.clear()
    response = http2.send(behind_http2.port, vectors.http2_headers(vector), (vector["bodyLatin1"] or "").encode("latin-1"))
    assert vectors.findings(vector, response, behind_http2.relay.requests, behind_http2.endpoints, respelt=True) == []
