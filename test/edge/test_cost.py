"""What the edge costs, against an nginx that forwards everything: the same body, the same Relay, turn by turn."""

import shutil
import statistics
import subprocess
from pathlib import Path

import pytest
from conftest import OPEN
from doors import Nginx, open_folder
from processes import as_user, free_port, stop, wait_for_port

# On a machine that does other things too, a round says little: few are enough where they agree, more where they do not.
FEWEST, MOST = 9, 31
SECONDS = 1
FRAME = """
worker_processes 2;
pid {folder}/{name}.pid;
error_log {folder}/{name}.err crit;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/client_body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ {what} }}
    }}
}}
"""


class Plain:
    """nginx with one location."""

    def __init__(self, folder, name, what):
        self.port = free_port()
        path = folder / f"{name}.conf"
        path.write_text(FRAME.format(folder=folder, name=name, port=self.port, what=what))
        command = ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", str(path)]
        self.process = subprocess.Popen(as_user("nobody", command), stderr=subprocess.DEVNULL)
        wait_for_port(self.port)


@pytest.fixture(scope="module")
def plain():
    folder = open_folder()
    relay = Plain(folder, "relay", 'return 200 "{}";')
    bare = Plain(folder, "bare", f"proxy_pass http://127.0.0.1:{relay.port}; proxy_http_version 1.1; proxy_set_header Connection \"\";")
    yield relay, bare
    for each in (bare, relay):
        stop(each.process)
    shutil.rmtree(folder, ignore_errors=True)


def load(port):
    """Requests a second and the 99th percentile in milliseconds."""
    script = Path(__file__).parent / "post.lua"
    output = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-s", script, f"http://127.0.0.1:{port}/api/1/store/"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    [line] = [line for line in output.splitlines() if line.startswith("RESULT ")]
    requests, microseconds, p99, errors = map(int, line.split()[1:])
    assert errors == 0
    return requests / microseconds * 1e6, p99 / 1000


def ratio_of(pairs):
    return statistics.median(ours[0] / theirs[0] for ours, theirs in pairs)


@pytest.mark.parametrize("opened", OPEN)
def test_cost(plain, opened):
    relay, bare = plain
    edge = Nginx("edge", {"SENTRY_RELAY": f"127.0.0.1:{relay.port}", "NGINX_LOCAL_RESOLVERS": "127.0.0.1"}, OPEN[opened])
    try:
        pairs = []
        while len(pairs) < FEWEST or (ratio_of(pairs) < 0.9 and len(pairs) < MOST):
            # Whoever goes first gains or loses by it every other time.
            pair = [load(port) for port in (edge.ports["door"], bare.port)[:: 1 if len(pairs) % 2 else -1]]
            pairs.append(pair[:: 1 if len(pairs) % 2 else -1])
    finally:
        edge.stop()
    ratio = ratio_of(pairs)
    (rate, p99), (bare_rate, bare_p99) = ([statistics.median(values) for values in zip(*side)] for side in zip(*pairs))
    print(f"\ncost [{opened}]: {rate:.0f}/s p99 {p99:.1f} ms, bare {bare_rate:.0f}/s p99 {bare_p99:.1f} ms, ratio {ratio:.3f}")
    assert ratio >= 0.9
