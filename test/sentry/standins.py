"""What is not Sentry's web server or its stores: Relay and Snuba as far as web and the doors ask, mail and TLS."""

import http.server
import json
import ssl
import subprocess
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

HERE = Path(__file__).resolve().parent


class Http:
    """Answers each request by a function (method, path, body) → object, and keeps them."""

    def __init__(self, address, port, answer):
        self.requests = requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                requests.append((self.command, self.path, dict(self.headers), body))
                data = json.dumps(answer(self.command, self.path, body)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_DELETE = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def snuba(address):
    """No event was ever stored: every query has no row."""
    return Http(address, 1218, lambda method, path, body: {"data": [], "meta": [], "totals": {}, "profile": {}, "timing": {}})


def relay(address):
    """Takes whatever a door passes on, as Relay answers a stored event."""
    return Http(address, 3000, lambda method, path, body: {"id": "0" * 32})


def certificate(folder, *names):
    """A self-signed certificate and its key, in one file."""
    path = Path(folder) / f"{names[0]}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={names[0]}",
         "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names), "-keyout", path, "-out", f"{path}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    with path.open("a") as file:
        file.write(Path(f"{path}.crt").read_text())
    return path


class Mail:
    """An SMTP server. `tls`: none, starttls (refuses mail without) or tls; with `login`, (user, password), refuses others."""

    def __init__(self, address, port, tls, login, pem):
        self.messages = messages = []
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                messages.append({
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "text": envelope.content.decode(),
                    "tls": session.ssl is not None or tls == "tls",
                    "login": session.authenticated,
                })
                return "250 OK"

        def authenticate(server, session, envelope, mechanism, data):
            return AuthResult(success=login is not None and (data.login.decode(), data.password.decode()) == login)

        class Server(Controller):
            def factory(self):
                return SMTP(
                    Handler(),
                    hostname="smtp.example.com",
                    authenticator=authenticate,
                    auth_required=login is not None,
                    auth_require_tls=tls == "starttls",
                    require_starttls=tls == "starttls",
                    tls_context=context if tls == "starttls" else None,
                )

        self.server = Server(Handler(), hostname=address, port=port, ssl_context=context if tls == "tls" else None)
        self.server.start()

    def stop(self):
        self.server.stop()


def ingress(address, pem, routes, folder):
    """Ends TLS as an Ingress controller does: {host: address of a door}."""
    servers = "".join(
        f"server {{ listen {address}:443 ssl; server_name {host}; ssl_certificate {pem}; ssl_certificate_key {pem};"
        f" location / {{ proxy_pass http://{door}; proxy_request_buffering off; client_max_body_size 0; }} }}\n"
        for host, door in routes.items()
    )
    path = Path(folder) / "ingress.conf"
    path.write_text(
        f"daemon off; error_log stderr warn; pid {folder}/ingress.pid; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/ingress-body; proxy_temp_path {folder}/ingress-proxy;"
        f" fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;\n"
        " proxy_http_version 1.1; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;\n"
        " proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $http_host;\n"
        f" proxy_buffer_size 128k; proxy_buffers 4 256k;\n{servers}}}\n"
    )
    return subprocess.Popen(["nginx", "-e", "stderr", "-c", str(path)])
