"""Real SDKs, each sending one exception: from Python, from Node and from a page of another origin in Chromium."""

import base64
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import zlib
from pathlib import Path

from doors import Backend, open_folder
from processes import ROOT, as_user, stop

HERE = Path(__file__).parent / "sdks"
KEY = "0123456789abcdef0123456789abcdef"
LOCK = json.loads((HERE / "package-lock.json").read_text())["packages"]

# Name, how it is run, the module, the folder of its requirements or its alias in package.json.
SDKS = [
    ("raven-python", "python", "raven", "raven"),
    ("sentry-sdk (Python) 1", "python", "sentry_sdk", "sentry-sdk-1"),
    ("sentry-sdk (Python) 2", "python", "sentry_sdk", "sentry-sdk-2"),
    ("raven-node", "node", "raven", "raven"),
    ("@sentry/node 6", "node", "sentry-node-6", "sentry-node-6"),
    ("@sentry/node 7", "node", "sentry-node-7", "sentry-node-7"),
    ("@sentry/node, newest", "node", "sentry-node", "sentry-node"),
    ("raven-js", "page", "raven-js", "raven-js"),
    ("@sentry/browser 6", "page", "sentry-browser-6", "sentry-browser-6"),
    ("@sentry/browser 7", "page", "sentry-browser-7", "sentry-browser-7"),
    ("@sentry/browser, newest", "page", "sentry-browser", "sentry-browser"),
]
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()


def version(how, source):
    if how == "python":
        pins = dict(line.split("==") for line in (HERE / f"{source}.txt").read_text().split())
        return pins.get("raven") or pins["sentry-sdk"]
    return LOCK[f"node_modules/{source}"]["version"]


class Relay(Backend):
    """Answers like Relay: any origin may send, and read what was made of it."""

    def answer(self, request):
        allowed = "x-sentry-auth, content-type, content-encoding"
        head = [
            "HTTP/1.1 200 OK",
            "Access-Control-Allow-Origin: *",
            "Access-Control-Expose-Headers: x-sentry-error, x-sentry-rate-limits, retry-after",
            *(["Access-Control-Allow-Methods: POST", f"Access-Control-Allow-Headers: {allowed}"] if request.method == "OPTIONS" else []),
            "Content-Type: application/json",
            "Content-Length: 2",
        ]
        return "\r\n".join([*head, "", "{}"]).encode()


def event_of(request):
    """The event in a request, decoded as its sender says; raven-node sends base64 without a word."""
    body, encoding = request.body, request.header("Content-Encoding")
    if encoding == "gzip":
        body = gzip.decompress(body)
    elif encoding == "deflate":
        body = zlib.decompress(body)
    elif encoding is not None:
        raise AssertionError(f"a body in {encoding}")
    elif body.startswith(b"eJ"):
        body = zlib.decompress(base64.b64decode(body))
    if not request.target.split("?")[0].endswith("/envelope/"):
        return json.loads(body)
    _, *rest = body.split(b"\n")
    items = iter(rest)
    for header in items:
        if not header:
            continue
        payload = next(items)
        if json.loads(header).get("type") == "event":
            return json.loads(payload)
    return None


def run_script(command, environment):
    result = subprocess.run(
        command, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    return {"id": result.stdout.split()[-1]}


class PageServer:
    """Serves the page and its SDK, and hears what came of it."""

    def __init__(self, module, node_modules):
        bundle = subprocess.run(
            [ROOT / "node_modules/.bin/esbuild", "--bundle", "--format=iife", "--platform=browser", "--log-level=error"],
            input=f"globalThis.SDK = require('{module}');",
            env={"PATH": os.environ["PATH"], "NODE_PATH": str(node_modules)},
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        files = {
            "/": ("text/html", '<!doctype html><meta charset="utf-8"><script src="sdk.js"></script><script src="page.js"></script>'),
            "/sdk.js": ("text/javascript", bundle),
            "/page.js": ("text/javascript", (HERE / "page.js").read_text()),
        }
        page = self
        self.heard = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def respond(self, status, kind="text/plain", text=""):
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def do_GET(self):
                found = files.get(self.path.split("?")[0])
                self.respond(200, *found) if found else self.respond(404)

            def do_POST(self):
                page.result = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.respond(200)
                page.heard.set()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def run_page(module, dsn, store, node_modules):
    """What the page of another origin says came of it."""
    server = PageServer(module, node_modules)
    profile = open_folder()
    address = f"http://127.0.0.1:{server.port}/?dsn={dsn.replace('@', '%40')}&store={store}"
    browser = subprocess.Popen(
        as_user("nobody", ["env", f"HOME={profile}", "chromium", *CHROMIUM, f"--user-data-dir={profile}", address]),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        assert server.heard.wait(90), "the page said nothing"
        return server.result
    finally:
        stop(browser)
        server.close()
        shutil.rmtree(profile, ignore_errors=True)


def run(how, module, source, port):
    """Sends one exception to the edge on a port; returns at least {"id": …}."""
    node_modules = os.environ["EDGE_NODE_MODULES"]
    if how == "page":
        # Another host and port than the page's.
        dsn = f"http://{KEY}@localhost:{port}/1"
        return run_page(module, dsn, f"http://localhost:{port}/api/1/store/", node_modules)
    dsn = f"http://{KEY}@127.0.0.1:{port}/1"
    if how == "python":
        return run_script([sys.executable, HERE / "send.py", module, dsn], {"PYTHONPATH": f"{os.environ['EDGE_SDKS']}/{source}"})
    return run_script(["node", HERE / "send.js", module, dsn], {"NODE_PATH": node_modules})
