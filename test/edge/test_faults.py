"""Edges with a planted fault: the checks of the vectors and of the mutations find each."""

import pytest
import vectors
from conftest import door_of, start_edge
from doors import Response
from leaks import mutation_findings
from mutations import made
from senders import exchange

FAULTS = {
    "the case of letters does not matter": [("~^/api/", "~*^/api/")],
    "the target is looked at as nginx reads it": [("map $request_uri $target", "map $uri $target")],
    "Upgrade is forwarded": [
        ('"~^[^ -]\\S* yes [a-z]+ yes ." upgrade;', '"~^[^ -]\\S* yes (?<any>event|file) yes ." $any;'),
        ('proxy_set_header Connection "";', "proxy_set_header Connection upgrade;"),
        ('proxy_set_header Upgrade "";', "proxy_set_header Upgrade $http_upgrade;"),
    ],
    "anything may follow": [('$-~]*)?\\z"', '$-~]*)?"')],
    "Relay is sent the sender's own bytes": [("http://$relay$path$is_args$args", "http://$relay$request_uri"), ("~^/api/", "~/api/")],
    "any method": [('"store GET" event;', '"store GET" event; "store DELETE" event;')],
    "addresses are passed on": [("X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for")],
}


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_fault(names, relay, fault):
    edge = start_edge(relay.port, names, replace=FAULTS.get(fault, []))
    try:
        door = door_of(edge, relay, "store")
        found = []
        for vector in vectors.VECTORS:
            relay.requests.clear()
            response = Response(exchange(door.port, vectors.raw(vector), vector["expect"] == "pass"))
            found += vectors.findings(vector, response, relay.requests, door.endpoints)
        found += mutation_findings(door, made(5, 2000))[0]
    finally:
        edge.stop()
    assert bool(found) is (fault is not None), found
