"""Many requests, a connection each, as fast as the edge takes them."""

import contextlib
import socket
from concurrent.futures import ThreadPoolExecutor


def answered(received, number):
    return received.count(b"HTTP/1.1 200 ") >= number


def exchange(port, data, certain):
    """Sends the bytes and reads until the server closes. A server that waits for more is told that there is no more:
    at once where nothing has to come of it, and never where something has (nginx would give up the request)."""
    received = b""
    with contextlib.suppress(ConnectionError, TimeoutError), socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(data)
        if not certain:
            sock.settimeout(0.1)
            with contextlib.suppress(TimeoutError):
                while chunk := sock.recv(65536):
                    received += chunk
                return received
            sock.shutdown(socket.SHUT_WR)
        sock.settimeout(20)
        while chunk := sock.recv(65536):
            received += chunk
            if certain and answered(received, 1):
                break
    while received.startswith(b"HTTP/1.1 100 "):
        received = received.split(b"\r\n\r\n", 1)[1]
    return received


def exchange_all(port, requests):
    """[(bytes, certain)] → what came back for each, in order."""
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda item: exchange(port, *item), requests))
