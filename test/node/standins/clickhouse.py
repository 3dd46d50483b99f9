"""ClickHouse as Snuba reaches it, from its variables."""

import os
import socket
import time

from commandline import fail
from common import fetch, required

UNKNOWN_TABLE = "60"


def query(statement, tries=1, absent=None):
    """The rows, or `absent`, if that is given, where the table is not there."""
    host, port = required("CLICKHOUSE_HOST"), os.environ.get("CLICKHOUSE_HTTP_PORT", "8123")
    user, password = os.environ.get("CLICKHOUSE_USER", "default"), os.environ.get("CLICKHOUSE_PASSWORD", "")
    headers = {"X-ClickHouse-User": user, "X-ClickHouse-Key": password}
    for left in reversed(range(tries)):
        try:
            return fetch(f"http://{host}:{port}/", statement.encode(), headers, 30).read().decode().splitlines()
        except OSError as error:
            said = getattr(error, "read", lambda: b"")().decode() or str(error)
            code = error.headers.get("X-ClickHouse-Exception-Code") if getattr(error, "headers", None) else None
            if absent is not None and code == UNKNOWN_TABLE:
                return absent
            if not left or "AUTHENTICATION_FAILED" in said:
                fail(f"clickhouse {host}:{port}: {said.strip()}")
            time.sleep(1)


def native():
    """The native protocol's greeting, with the password."""
    words = ["snuba", 1, 1, 54000, "default", os.environ.get("CLICKHOUSE_USER", "default"), os.environ.get("CLICKHOUSE_PASSWORD", "")]
    number = lambda value: bytes([value]) if value < 128 else bytes([value & 127 | 128]) + number(value >> 7)  # noqa: E731
    packed = b"".join(number(word) if isinstance(word, int) else number(len(word)) + word.encode() for word in words)
    try:
        with socket.create_connection((required("CLICKHOUSE_HOST"), required("CLICKHOUSE_PORT", int)), 5) as server:
            server.sendall(b"\0" + packed)
            if server.recv(1) != b"\0":
                fail("clickhouse: Authentication failed")
    except OSError as error:
        fail(f"clickhouse: {error}")
