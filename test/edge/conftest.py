"""What the tests of the doors share."""

import shutil
from dataclasses import dataclass

import pytest
from doors import Backend, Nginx, open_folder
from names import RELAY_NAME, NameServer

# The default, and what a current SDK needs.
OPEN = {"store": "", "store-envelope": "endpoints: [store, envelope]\n"}


@dataclass(frozen=True)
class Door:
    """A running edge and the Relay behind it, which records."""

    edge: Nginx
    relay: Backend
    endpoints: tuple
    # Where requests are sent: the edge itself, or what stands in front of it.
    port: int


@pytest.fixture(scope="session")
def names():
    server = NameServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def relay():
    backend = Backend("relay")
    yield backend
    backend.close()


@pytest.fixture(scope="session")
def edges(relay, names):
    """Edges by their lines of `ingest`; each is started once."""
    running = {}

    def edge(ingest="", **options):
        key = (ingest, str(options))
        if key not in running:
            running[key] = start_edge(relay.port, names, ingest, **options)
        return running[key]

    yield edge
    for server in running.values():
        server.stop()


def start_edge(relay_port, names, ingest="", **options):
    variables = {"SENTRY_RELAY": f"{RELAY_NAME}:{relay_port}", "NGINX_LOCAL_RESOLVERS": f"127.0.0.1:{names.port}"}
    return Nginx("edge", variables, ingest, **options)


def door_of(edge, relay, endpoints, port=None):
    return Door(edge, relay, tuple(endpoints.split("-")), port or edge.ports["door"])


@pytest.fixture(params=OPEN)
def door(request, edges, relay):
    """The edge with each of the two sets of endpoints."""
    relay.requests.clear()
    return door_of(edges(OPEN[request.param]), relay, request.param)


@pytest.fixture(params=OPEN)
def door2(request, edges, relay):
    """The same, speaking HTTP/2."""
    relay.requests.clear()
    return door_of(edges(OPEN[request.param], http2=True), relay, request.param)


@pytest.fixture
def folder():
    path = open_folder()
    yield path
    shutil.rmtree(path, ignore_errors=True)
