"""create.py against a small API server over TLS; the key pair against Relay's own library."""

import base64
import datetime
import http.server
import ipaddress
import json
import ssl
import string
import threading
import uuid

import pytest
from conftest import free_port, run_script
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sentry_relay.auth import PublicKey, SecretKey

SCRIPT = "secrets/create.py"
LABELS = {"app.kubernetes.io/name": "sentry", "app.kubernetes.io/component": "secrets"}
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789@#%^&*(-_=+)"
ANNOTATIONS = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"}
SYSTEM = {
    "name": "sentry-system",
    "labels": LABELS,
    "annotations": ANNOTATIONS,
    "keys": {"secret-key": {"random": {"length": 50, "alphabet": ALPHABET}}},
}
RELAY = {
    "name": "sentry-relay",
    "labels": LABELS,
    "keys": {"id": {"relay": "id"}, "public-key": {"relay": "public-key"}, "secret-key": {"relay": "secret-key"}},
}


class Cluster(http.server.ThreadingHTTPServer):
    """Secrets of namespace "sentry": get and create, as far as the token's Role goes."""

    def __init__(self, port=0):
        self.secrets = {}
        self.requests = []
        self.refuse = {}
        self.race = None
        super().__init__(("127.0.0.1", port), self.Handler)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            name = self.path.removeprefix("/api/v1/namespaces/sentry/secrets/")
            if self.permitted("get", name):
                found = self.server.secrets.get(name)
                self.answer(200, found) if found else self.answer(404, {"kind": "Status", "code": 404})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = body["metadata"]["name"]
            if self.path != "/api/v1/namespaces/sentry/secrets":
                return self.answer(404, {})
            if self.permitted("create", name):
                if self.server.race:
                    self.server.secrets[name] = self.server.race
                if name in self.server.secrets:
                    return self.answer(409, {"kind": "Status", "code": 409})
                self.server.secrets[name] = body
                self.answer(201, body)

        def permitted(self, verb, name):
            self.server.requests.append((verb, name))
            if self.headers["Authorization"] != "Bearer account-token":
                return self.answer(401, {"kind": "Status", "code": 401})
            if self.server.refuse.get(verb):
                status, times = self.server.refuse[verb]
                self.server.refuse[verb] = (status, times - 1) if times > 1 else None
                return self.answer(status, {"kind": "Status", "code": status})
            return True

        def answer(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)


def authority(folder, name):
    """A self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.timezone.utc)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / f"{name}.pem").write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem


@pytest.fixture
def start_cluster(tmp_path):
    running = []
    (tmp_path / "account").mkdir()
    (tmp_path / "account/ca.crt").write_bytes(authority(tmp_path, "server"))
    (tmp_path / "account/token").write_text("account-token")
    (tmp_path / "account/namespace").write_text("sentry\n")

    def start(port=0):
        cluster = Cluster(port)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        cluster.socket = context.wrap_socket(cluster.socket, server_side=True)
        threading.Thread(target=cluster.serve_forever, daemon=True).start()
        running.append(cluster)
        return cluster

    yield start
    for cluster in running:
        cluster.shutdown()
        cluster.server_close()


@pytest.fixture
def cluster(start_cluster):
    return start_cluster()


@pytest.fixture
def environment(tmp_path):
    def environment(port):
        return {
            "SERVICE_ACCOUNT_FOLDER": str(tmp_path / "account"),
            "KUBERNETES_SERVICE_HOST": "127.0.0.1",
            "KUBERNETES_SERVICE_PORT": str(port),
            "SECONDS_UNREACHABLE": "3",
            "SECONDS_FORBIDDEN": "3",
            "https_proxy": "http://127.0.0.1:9",
        }

    return environment


@pytest.fixture
def run(tmp_path, cluster, environment):
    def run(*secrets, port=None):
        (tmp_path / "secrets.json").write_text(json.dumps({"secrets": secrets}))
        return run_script(
            SCRIPT, tmp_path / "secrets.json", environment=environment(port or cluster.server_address[1])
        )

    return run


def decoded(secret):
    return {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}


def test_creates_what_is_missing(cluster, run):
    result = run(SYSTEM, RELAY)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "sentry-system: created\nsentry-relay: created\n"
    made = cluster.secrets["sentry-system"]
    assert (made["kind"], made["type"]) == ("Secret", "Opaque")
    assert made["metadata"] == {"name": "sentry-system", "labels": LABELS, "annotations": ANNOTATIONS}
    key = decoded(made)["secret-key"]
    assert len(key) == 50 and set(key) <= set(ALPHABET)


def test_the_alphabet_is_letters_and_digits_unless_given(cluster, run):
    run({"name": "sentry-redis", "keys": {"password": {"random": {"length": 400}}}})
    password = decoded(cluster.secrets["sentry-redis"])["password"]
    assert len(password) == 400
    assert set(password) <= set(string.ascii_letters + string.digits)


def test_values_differ_from_run_to_run(cluster, run):
    run(SYSTEM, RELAY)
    first = {name: decoded(secret) for name, secret in cluster.secrets.items()}
    cluster.secrets.clear()
    run(SYSTEM, RELAY)
    second = {name: decoded(secret) for name, secret in cluster.secrets.items()}
    for name in first:
        for key in first[name]:
            assert first[name][key] != second[name][key]


def test_relay_accepts_the_key_pair(cluster, run):
    run(RELAY)
    values = decoded(cluster.secrets["sentry-relay"])
    secret, public = SecretKey.parse(values["secret-key"]), PublicKey.parse(values["public-key"])
    signature = secret.sign(b"a request")
    assert public.verify(b"a request", signature)
    assert not public.verify(b"another", signature)
    assert uuid.UUID(values["id"]).version == 4
    for key in ("public-key", "secret-key"):
        # Padding or the other alphabet would be refused by Sentry or lost in a header.
        assert set(values[key]) <= set(string.ascii_letters + string.digits + "-_")
        assert len(base64.urlsafe_b64decode(values[key] + "=")) == 32


def test_an_existing_secret_is_left_as_it_is(cluster, run):
    before = {"metadata": {"name": "sentry-system"}, "data": {"secret-key": "b2xk"}}
    cluster.secrets["sentry-system"] = dict(before)
    result = run(SYSTEM, RELAY)
    assert result.returncode == 0
    assert cluster.secrets["sentry-system"] == before
    assert ("create", "sentry-system") not in cluster.requests
    assert "sentry-system: exists\n" in result.stdout
    assert "sentry-relay" in cluster.secrets


def test_a_missing_key_is_reported(cluster, run):
    cluster.secrets["sentry-relay"] = {"metadata": {"name": "sentry-relay"}, "data": {"id": "eA=="}}
    result = run(RELAY)
    assert result.returncode == 0
    assert "warning: sentry-relay: exists without public-key, secret-key; left as it is" in result.stdout
    assert list(cluster.secrets["sentry-relay"]["data"]) == ["id"]


def test_a_race_lost_counts_as_existing(cluster, run):
    cluster.race = {"metadata": {"name": "sentry-system"}, "data": {"secret-key": "b3RoZXI="}}
    result = run(SYSTEM)
    assert result.returncode == 0
    assert result.stdout == "sentry-system: exists\n"
    assert decoded(cluster.secrets["sentry-system"]) == {"secret-key": "other"}


@pytest.mark.parametrize("verb, doing", [("get", "reading"), ("create", "creating")])
def test_a_role_that_does_not_allow_it_fails_with_the_reason(cluster, run, verb, doing):
    cluster.refuse[verb] = (403, 1000)
    result = run(SYSTEM)
    assert result.returncode == 1
    assert f"create.py: {doing} Secret sentry-system: the API server refuses it (HTTP 403)" in result.stderr
    assert not cluster.secrets


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_passing_refusal_is_waited_out(cluster, run, status):
    cluster.refuse["get"] = (status, 1)
    result = run(SYSTEM)
    assert result.returncode == 0
    assert f"HTTP {status}" in result.stdout
    assert "sentry-system" in cluster.secrets


def test_an_unexpected_answer_fails(cluster, run):
    cluster.refuse["create"] = (422, 1000)
    result = run(SYSTEM)
    assert result.returncode == 1
    assert "create.py: creating Secret sentry-system: HTTP 422" in result.stderr


def test_unreachable_fails_after_a_while(run):
    result = run(SYSTEM, port=free_port())
    assert result.returncode == 1
    assert "the API server cannot be reached" in result.stderr
    assert "gave up after 3 s" in result.stderr


def test_a_server_that_comes_up_later(start_script, start_cluster, tmp_path, environment):
    port = free_port()
    (tmp_path / "secrets.json").write_text(json.dumps({"secrets": [SYSTEM]}))
    waiting = start_script(
        SCRIPT, tmp_path / "secrets.json", environment={**environment(port), "SECONDS_UNREACHABLE": "30"}
    )
    waiting.wait_for("cannot be reached")
    cluster = start_cluster(port)
    assert waiting.finish() == 0
    assert "sentry-system" in cluster.secrets


def test_another_authority_is_not_trusted(cluster, run, tmp_path):
    (tmp_path / "account/ca.crt").write_bytes(authority(tmp_path, "impostor"))
    result = run(SYSTEM)
    assert result.returncode == 1
    assert "CERTIFICATE_VERIFY_FAILED" in result.stderr
    assert not cluster.requests


def test_no_value_is_ever_printed(cluster, run):
    result = run(SYSTEM, RELAY)
    result_again = run(SYSTEM, RELAY)
    output = result.stdout + result.stderr + result_again.stdout + result_again.stderr
    for secret in cluster.secrets.values():
        for key, value in decoded(secret).items():
            assert value not in output and secret["data"][key] not in output


@pytest.mark.parametrize("value", [{"rendom": {}}, {"relay": "private"}, {}])
def test_a_value_it_cannot_make_fails_before_anything_is_created(cluster, run, value):
    result = run(SYSTEM, {"name": "odd", "keys": {"key": value}})
    assert result.returncode == 1
    assert "create.py: odd: key: no way to make" in result.stderr
    assert not cluster.requests
