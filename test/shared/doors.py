"""nginx as the image would run a door of the rendered manifests, and raw HTTP on both sides of it."""

import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from processes import ROOT, as_user, free_port, stop, wait_for_port

LISTENED = {"8080": "door", "8081": "health"}
URLS = "url: https://sentry.internal.example.com\ningest:\n  url: https://sentry.example.com\n"


@functools.cache
def rendered(door, ingest=""):
    """Files and environment of a door for these lines of `ingest`, as the manifests have them."""
    settings = URLS + "".join(f"  {line}\n" for line in ingest.splitlines())
    result = subprocess.run(
        ["node", "tools/run.js", "test/edge/render.ts"], cwd=ROOT, input=settings, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)[door]


def open_folder():
    """A temporary folder that other users may enter and write to."""
    path = Path(tempfile.mkdtemp(prefix="cdk8s-sentry-"))
    path.chmod(0o777)
    return path


def substituted(text, variables):
    """As the image's entrypoint does it: only variables of the filter, in place."""
    names = " ".join(f"${{{name}}}" for name in variables if name.startswith(("SENTRY_", "NGINX_LOCAL_RESOLVERS")))
    result = subprocess.run(
        ["envsubst", names], input=text, env={"PATH": os.environ["PATH"], **variables}, capture_output=True, text=True, check=True
    )
    return result.stdout


def configuration(folder, files, variables, replace=()):
    """Writes nginx.conf and what it includes; returns the path of nginx.conf."""
    for name, text in files.items():
        path = folder / ("nginx.conf.template" if name == "nginx.conf" else name)
        for old, new in replace:
            text = text.replace(old, new)
        path.write_text(text)
    text = substituted((folder / "nginx.conf.template").read_text(), variables)
    (folder / "nginx.conf").write_text(text.replace("/etc/nginx/templates/", f"{folder}/"))
    return folder / "nginx.conf"


def nginx_test(folder, door, variables, ingest=""):
    """`nginx -t` on the very files, its own paths and ports included."""
    made = rendered(door, ingest)
    path = configuration(folder, made["files"], {**made["environment"], **variables})
    return subprocess.run(["nginx", "-t", "-c", path], capture_output=True, text=True)


class Nginx:
    """Runs as an unprivileged user and may write to its temporary folder only."""

    def __init__(self, door, variables, ingest="", http2=False, replace=()):
        made = rendered(door, ingest)
        self.folder = open_folder()
        self.ports = {role: free_port() for role in LISTENED.values()}
        listens = [(f"listen {number}", f"listen 127.0.0.1:{self.ports[role]}") for number, role in LISTENED.items()]
        # Debian's nginx speaks either version on a port; this makes it the other one.
        versions = [("default_server;", "default_server http2;")] if http2 else []
        for old, _ in [*listens, *versions, *replace]:
            assert any(old in text for text in made["files"].values()), f"{old} is nowhere"
        path = configuration(
            self.folder, made["files"], {**made["environment"], **variables}, [("/tmp/", f"{self.folder}/"), *replace, *listens, *versions]
        )
        for log in ("out", "err"):
            (self.folder / log).touch()
            (self.folder / log).chmod(0o666)
        with open(self.folder / "out", "a") as out, open(self.folder / "err", "a") as err:
            command = as_user("nobody", ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", str(path)])
            self.process = subprocess.Popen(command, stdout=out, stderr=err)
        wait_for_port(self.ports["door"])

    def reload(self):
        os.kill(int((self.folder / "nginx.pid").read_text()), signal.SIGHUP)

    def log(self, lines=0):
        """The access log, once it has at least so many lines."""
        deadline = time.monotonic() + 10
        while (text := (self.folder / "out").read_text()).count("\n") < lines:
            assert time.monotonic() < deadline, f"fewer than {lines} lines: {text}"
            time.sleep(0.02)
        return text

    def errors(self):
        return (self.folder / "err").read_text()

    def stop(self):
        stop(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


class Backend:
    """Answers everything with its name, and keeps each request as it came."""

    def __init__(self, name, host="127.0.0.1", port=0):
        self.name = name
        self.requests = []
        self.server = socket.create_server((host, port), backlog=1024)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        data = b""
        try:
            while True:
                while b"\r\n\r\n" not in data:
                    received = connection.recv(65536)
                    if not received:
                        return
                    data += received
                head, data = data.split(b"\r\n\r\n", 1)
                request = Request(head)
                length = int(request.header("content-length") or 0)
                while len(data) < length:
                    data += connection.recv(65536)
                request.body, data = data[:length], data[length:]
                self.requests.append(request)
                connection.sendall(self.answer(request))
        except OSError:
            return

    def answer(self, request):
        body = self.name.encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Disposition: attachment\r\nContent-Length: %d\r\n\r\n" % len(body)
        return head + (b"" if request.method == "HEAD" else body)

    def close(self):
        # Shut down first: a thread blocked in accept would keep the port.
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


class Request:
    def __init__(self, head):
        line, *headers = head.decode("latin-1").split("\r\n")
        self.method, self.target, self.version = line.split(" ", 2)
        self.headers = [tuple(part.strip() for part in header.split(":", 1)) for header in headers]
        self.body = b""

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, f"{name} came more than once"
        return values[0] if values else None


class Response:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ")
        self.status = int(parts[1]) if lines[0].startswith("HTTP/") else None
        self.headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        self.body = self.body.decode("latin-1")


def send(port, data, timeout=15, host="127.0.0.1"):
    """What comes back for these bytes, until the server closes or, having answered, is silent."""
    received = b""
    with socket.create_connection((host, port), timeout=timeout) as connection:
        try:
            connection.sendall(data)
            while chunk := connection.recv(65536):
                received += chunk
                connection.settimeout(1)
        except (ConnectionError, TimeoutError):
            pass
    while received.startswith(b"HTTP/1.1 100 "):
        received = received.split(b"\r\n\r\n", 1)[1]
    return Response(received)


def request(port, target, method="GET", headers=(), body="", host="sentry.example.com"):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return send(port, ("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1"))
