"""What the tests of both doors share: nginx as the image would run it, and raw HTTP on both sides."""

import os
import socket
import subprocess
import threading
import time

from conftest import FILES, as_user, free_port, stop, wait_for_port

LISTENED = {"8080": "door", "8081": "health"}


def rendered(name, variables):
    """The configuration as the image's entrypoint makes it: only variables of the filter, in place."""
    names = " ".join(f"${{{name}}}" for name in variables if name.startswith(("SENTRY_", "NGINX_LOCAL_RESOLVERS")))
    return subprocess.run(
        ["envsubst", names],
        input=(FILES / name).read_text(),
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


class Nginx:
    """Runs as an unprivileged user and may write to its temporary folder only."""

    def __init__(self, folder, name, variables, www=None, without=()):
        self.ports = {role: free_port() for role in LISTENED.values()}
        text = rendered(name, variables).replace("/tmp/", f"{folder}/")
        for number, role in LISTENED.items():
            assert f"listen {number}" in text
            text = text.replace(f"listen {number}", f"listen 127.0.0.1:{self.ports[role]}")
        for line in without:
            assert line in text
            text = text.replace(line, "")
        if www:
            assert "root /var/www;" in text
            text = text.replace("root /var/www;", f"root {www};")
        (folder / "nginx.conf").write_text(text)
        for log in ("out", "err"):
            (folder / log).touch()
            (folder / log).chmod(0o666)
        self.folder = folder
        with open(folder / "out", "a") as out, open(folder / "err", "a") as err:
            self.process = subprocess.Popen(
                as_user(
                    "nobody", ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", str(folder / "nginx.conf")]
                ),
                stdout=out,
                stderr=err,
            )
        wait_for_port(self.ports["door"])

    def log(self):
        time.sleep(0.2)
        return (self.folder / "out").read_text()

    def errors(self):
        return (self.folder / "err").read_text()

    def stop(self):
        stop(self.process)


class Backend:
    """Answers everything with its name, and keeps each request as it came."""

    def __init__(self, name, host="127.0.0.1", port=0):
        self.name = name
        self.requests = []
        self.server = socket.create_server((host, port))
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
                body = self.name.encode()
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Disposition: attachment\r\nContent-Length: %d\r\n\r\n" % len(body)
                    + (b"" if request.method == "HEAD" else body)
                )
        except OSError:
            return

    def close(self):
        # Shut down first: a thread blocked in accept would keep the port.
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


class Request:
    def __init__(self, head):
        line, *headers = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = line.split(" ", 2)
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


def send(port, data, timeout=15):
    """What comes back for these bytes, until the server closes or, having answered, is silent."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
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


def nginx_test(folder, name, variables):
    """`nginx -t` on the very file, its own paths and ports included."""
    (folder / "nginx.conf").write_text(rendered(name, variables))
    return subprocess.run(["nginx", "-t", "-c", folder / "nginx.conf"], capture_output=True, text=True)
