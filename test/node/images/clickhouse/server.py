#!/usr/bin/python3.11
"""A server around ClickHouse's engine (chdb), which comes as a library: the HTTP interface, the configuration files with
what is merged over them, users and their networks, and of the native protocol what a client needs to find out whether
its password is right (hello, ping; a query is refused there with a message).

    clickhouse-server --config-file=/etc/clickhouse-server/config.xml
"""

import base64
import copy
import hmac
import ipaddress
import os
import re
import signal
import socketserver
import sys
import threading
import urllib.parse
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, os.environ.get("CHDB_FOLDER", "/opt/clickhouse/chdb"))
import _chdb  # noqa: E402

RESERVED = {"query", "user", "password", "database", "default_format", "session_id", "query_id", "wait_end_of_query"}


def resolve(node):
    """Values taken from the environment; a variable that is not set stops the server."""
    for element in node.iter():
        if name := element.attrib.pop("from_env", None):
            if name not in os.environ:
                raise SystemExit(f"Code: 137. DB::Exception: Env variable '{name}' is not set")
            element.text = os.environ[name]
    return node


def merge(into, over):
    for child in over:
        old = into.find(child.tag)
        if "remove" in child.attrib:
            for gone in into.findall(child.tag):
                into.remove(gone)
        elif old is None or child.attrib.pop("replace", None):
            if old is not None:
                into.remove(old)
            into.append(copy.deepcopy(child))
        else:
            old.text = child.text
            merge(old, child)
    return into


def read(path):
    """The file and, over it, those of <name>.d beside it in the order of their names."""
    try:
        tree = ET.parse(path).getroot()
        for part in sorted(path.with_suffix(".d").glob("*.xml")):
            merge(tree, ET.parse(part).getroot())
    except (ET.ParseError, OSError) as error:
        raise SystemExit(f"Code: 347. DB::Exception: Failed to merge config with '{path}': {error}") from None
    return resolve(tree)


class Refused(Exception):
    """A query that the engine or this server refuses; the message begins with `Code: <number>.`."""


class Engine:
    """One session that all share, one statement at a time: the library has no more."""

    def __init__(self, path):
        self.lock, self.connection = threading.Lock(), _chdb.connect(path)

    def run(self, statement, output, settings):
        # An embedded engine has no background drop to wait for: SYNC would wait for ever.
        if re.match(r"\s*(DROP|DETACH|TRUNCATE)\b", statement, re.I):
            statement = re.sub(r"\s+(SYNC|NO DELAY)\s*;?\s*$", "", statement, flags=re.I)
        with self.lock:
            try:
                for name, value in settings:
                    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
                    self.connection.query(f"SET {name} = '{quoted}'", "TabSeparated")
                return self.connection.query(statement, output).bytes()
            except RuntimeError as error:
                raise Refused(str(error)) from None


class Users:
    def __init__(self, tree):
        self.users = {user.tag: user for user in tree.find("users")}

    def check(self, name, password, address):
        user = self.users.get(name)
        here = ipaddress.ip_address(address.split("%")[0])
        here = getattr(here, "ipv4_mapped", None) or here
        allowed = user is not None and any(within(here, ip.text.strip()) for ip in user.findall("networks/ip"))
        if not allowed or not hmac.compare_digest((user.findtext("password") or "").encode(), password.encode()):
            raise Refused(
                f"Code: 516. DB::Exception: {name}: Authentication failed: password is incorrect, "
                "or there is no user with such name. (AUTHENTICATION_FAILED)"
            )


def within(address, network):
    network = ipaddress.ip_network(network, strict=False)
    return address in network or (network.prefixlen == 0 and network.version == 6)


class Http(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path, _, query = self.path.partition("?")
        parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="surrogateescape")
        if path not in ("/", "/ping") or (path == "/" and not query and not body):
            return self.answer(200 if path == "/" else 404, b"Ok.\n" if path == "/" else b"There is no handle\n")
        if path == "/ping":
            return self.answer(200, b"Ok.\n")
        try:
            basic = base64.b64decode(self.headers.get("Authorization", "Basic ").partition(" ")[2]).decode().partition(":")
            user = self.headers.get("X-ClickHouse-User") or parameters.get("user") or basic[0] or "default"
            password = self.headers.get("X-ClickHouse-Key") or parameters.get("password") or basic[2]
            self.server.users.check(user, password, self.client_address[0])
            statement = "\n".join(filter(None, (parameters.get("query"), body)))
            settings = [(name, value) for name, value in parameters.items() if name not in RESERVED]
            output = parameters.get("default_format") or self.headers.get("X-ClickHouse-Format") or "TabSeparated"
            self.answer(200, self.server.engine.run(statement, output, settings))
        except Refused as error:
            code = re.match(r"Code: (\d+)", str(error))
            status = {"516": 403, "60": 404, "81": 404, "62": 400}.get(code and code[1], 500)
            self.answer(status, f"{error}\n".encode(), X_ClickHouse_Exception_Code=code[1] if code else "1000")

    do_POST = do_GET

    def log_message(self, *_):
        pass


class Native(socketserver.StreamRequestHandler):
    """https://clickhouse.com/docs/native-protocol: numbers are LEB128, strings have their length before them."""

    def number(self):
        value = shift = 0
        while True:
            byte = self.rfile.read(1)
            if not byte:
                raise EOFError
            value |= (byte[0] & 127) << shift
            shift += 7
            if byte[0] < 128:
                return value

    def text(self):
        return self.rfile.read(self.number()).decode()

    def refuse(self, error):
        code = int(re.match(r"Code: (\d+)", error)[1])
        self.wfile.write(b"\2" + code.to_bytes(4, "little") + string("DB::Exception") + string(error) + string("") + b"\0")

    def handle(self):
        try:
            if self.number() != 0:
                return
            _client, _major, _minor, _revision = self.text(), self.number(), self.number(), self.number()
            _database, user, password = self.text(), self.text(), self.text()
            self.server.users.check(user, password, self.client_address[0])
            # The oldest revision that has no more than name and version.
            self.wfile.write(b"\0" + string("ClickHouse") + bytes([25, 5]) + varint(54000))
            while True:
                if self.number() == 4:
                    self.wfile.write(b"\4")
                else:
                    self.refuse("Code: 48. DB::Exception: queries are answered over HTTP only. (NOT_IMPLEMENTED)")
                    return
        except Refused as error:
            self.refuse(str(error))
        except (EOFError, ConnectionError):
            pass


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def string(text):
    return varint(len(text.encode())) + text.encode()


def main(arguments):
    given = [argument.partition("=")[2] for argument in arguments if argument.startswith("--config-file=")]
    if len(given) != 1 or len(arguments) != 1:
        raise SystemExit(f"clickhouse-server: expected --config-file=<file>, got {arguments}")
    config = read(Path(given[0]))
    users = Users(read(Path(given[0]).with_name("users.xml")))
    float(config.findtext("max_server_memory_usage_to_ram_ratio"))
    with open(config.findtext("logger/log"), "a"):
        pass
    engine = Engine(config.findtext("path").rstrip("/") + "/engine")
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    host = config.findtext("listen_host").replace("::", "0.0.0.0")
    servers = [
        ThreadingHTTPServer((host, int(config.findtext("http_port"))), Http),
        socketserver.ThreadingTCPServer((host, int(config.findtext("tcp_port"))), Native),
    ]
    for server in servers:
        server.engine, server.users, server.daemon_threads = engine, users, True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("clickhouse-server: ready for connections", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    with engine.lock:
        engine.connection.close()
    os._exit(0)


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
main(sys.argv[1:])
