"""What the stand-ins share. A stand-in fails where the program that it stands in for fails, with its exit code."""

import os
import re
import signal
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from commandline import fail, say

# Seconds for which a program that tries again at its start does so.
TRIES = int(os.environ.get("STANDINS_TRIES", "60"))


def stop(*_):
    raise SystemExit(0)


# The first process of a container has no default action for it.
signal.signal(signal.SIGTERM, stop)


def required(name, kind=str):
    """A variable that the program does not start without; its value as `kind`."""
    value = os.environ.get(name)
    if not value:
        fail(f"the environment variable {name} is not set")
    try:
        return kind(value)
    except ValueError:
        fail(f"the environment variable {name} is not {kind.__name__}: {value!r}")


def interpolated(text, what):
    """${NAME} from the environment; one that is not set stops the program."""
    def value(match):
        return os.environ[match[1]] if match[1] in os.environ else fail(f"{what}: environment variable {match[1]} not found")

    return re.sub(r"\$\{(\w+)\}", value, text)


def configuration(path, substitute=True):
    """A YAML file of settings."""
    import yaml

    try:
        text = Path(path).read_text()
        read = yaml.safe_load(interpolated(text, path) if substitute else text)
    except (OSError, yaml.YAMLError) as error:
        fail(f"failed loading config: {error}")
    return read if isinstance(read, dict) else fail(f"failed loading config: {path} is no mapping")


def touch(path):
    """A heartbeat, about once a second."""
    with open(path, "a"):
        os.utime(path)


def fetch(url, data=None, headers=(), seconds=10):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(urllib.request.Request(url, data, dict(headers)), timeout=seconds)


def serve(address, answer):
    """HTTP until SIGTERM; answer(method, path, headers, body) → (status, body)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = do_OPTIONS = do_GET

        def log_message(self, *_):
            pass

    ThreadingHTTPServer.daemon_threads = True
    host, _, port = address.rpartition(":")
    try:
        server = ThreadingHTTPServer((host, int(port)), Handler)
    except (OSError, ValueError) as error:
        fail(f"{address}: {error}")
    say(f"listening on {address}")
    server.serve_forever(poll_interval=0.2)


def every(seconds, work):
    while True:
        work()
        time.sleep(seconds)
