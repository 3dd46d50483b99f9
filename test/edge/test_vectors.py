"""Every vector to the edge itself, byte by byte, over each version of HTTP that can carry it."""

import http2
import pytest
import vectors
from doors import send
from rule import must

ids = [vector["id"] for vector in vectors.VECTORS]


@pytest.mark.parametrize("vector", vectors.VECTORS, ids=ids)
def test_as_they_are(door, vector):
    response = send(door.port, vectors.raw(vector))
    assert vectors.findings(vector, response, door.relay.requests, door.endpoints) == []


@pytest.mark.parametrize("vector", vectors.http1_0(), ids=[vector["id"] for vector in vectors.http1_0()])
def test_over_http_1_0(door, vector):
    response = send(door.port, vectors.raw(vector, "HTTP/1.0"))
    assert vectors.findings(vector, response, door.relay.requests, door.endpoints) == []


@pytest.mark.parametrize("vector", vectors.http2(), ids=[vector["id"] for vector in vectors.http2()])
def test_over_http_2(door2, vector):
    response = http2.send(door2.port, vectors.http2_headers(vector), (vector["bodyLatin1"] or "").encode("latin-1"))
    assert vectors.findings(vector, response, door2.relay.requests, door2.endpoints) == []


def test_all_kinds_of_vectors_are_there():
    kinds = [vector["expect"] for vector in vectors.VECTORS]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"pass": 10, "deny": 78, "deny-N": 14, "safe": 2}


def test_the_second_reading_of_the_rule_agrees_with_the_vectors():
    sure = {vector["id"] for vector in vectors.VECTORS if must(vectors.raw(vector), ("store",))}
    # It leaves Expect, and Host with a port, to nginx.
    assert sure == {vector["id"] for vector in vectors.VECTORS if vector["expect"] == "pass"} - {"L13", "L15"}
