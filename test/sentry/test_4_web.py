"""web behind the rendered doors: API, files, DSN, Relay's registration."""

import gzip
import hashlib
import json
import os
import ssl
import urllib.error
import urllib.request
import uuid

import pytest
from conftest import admin
from manifests import values

URL = "https://sentry.internal.example.com"


class Api:
    """Requests of a program, with a token, through the Ingress and the internal door."""

    def __init__(self, token):
        self.token = token

    def __call__(self, method, path, data=None, headers=(), url=URL):
        headers = {"Authorization": f"Bearer {self.token}", **dict(headers)}
        if data is not None and not isinstance(data, bytes):
            data, headers["Content-Type"] = json.dumps(data).encode(), "application/json"
        request = urllib.request.Request(path if "://" in path else url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120, context=ssl._create_unverified_context()) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def json(self, *arguments, **options):
        status, body = self(*arguments, **options)
        assert status in (200, 201), body[:2000]
        return json.loads(body)


@pytest.fixture(scope="module")
def api(doors, sentry):
    doors.web()
    return Api(sentry("token", email=admin(doors)["email"]))


@pytest.fixture(scope="module")
def project(api):
    team = api.json("POST", "/api/0/organizations/sentry/teams/", {"name": "Trial", "slug": "trial"})
    return api.json("POST", f"/api/0/teams/sentry/{team['slug']}/projects/", {"name": "Trial", "slug": "trial-project", "platform": "python"})


def form(fields, file):
    """A multipart body: {name: value} and (name, file name, bytes)."""
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    name, file_name, content = file
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def test_every_probe_succeeds(web):
    for name, pod in web.pods.items():
        for container in pod.specification["containers"]:
            for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert pod.probe(container, kind) is None, (name, kind)


def test_pages_and_assets_come_through_the_internal_door(api):
    for path, kind in (("/_health/", b"ok"), ("/_static/dist/sentry/entrypoints/app.js", b""), ("/_assets/entrypoints/app.js", b"")):
        status, body = api("GET", path)
        assert status == 200 and kind in body, path


def test_the_api_knows_its_own_address(api):
    links = api.json("GET", "/api/0/organizations/sentry/")["links"]
    assert links["organizationUrl"] == URL


def test_a_dsn_leads_through_the_public_door_to_relay(api, project, doors):
    dsn = api.json("GET", f"/api/0/projects/sentry/{project['slug']}/keys/")[0]["dsn"]["public"]
    key, _, rest = dsn.removeprefix("https://").partition("@")
    assert rest == f"sentry.example.com/{project['id']}"
    before = len(doors.relay.requests)
    headers = {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={key}", "Content-Type": "application/json"}
    status, _ = api("POST", f"/api/{project['id']}/store/", b'{"message": "it arrives"}', headers, url="https://sentry.example.com")
    assert status == 200
    method, path, sent, body = doors.relay.requests[before]
    assert (method, path, body) == ("POST", f"/api/{project['id']}/store/", b'{"message": "it arrives"}')
    assert sent["X-Sentry-Auth"] == headers["X-Sentry-Auth"]


def test_chunks_are_stored_and_come_back(api, sentry):
    limits = api.json("GET", "/api/0/organizations/sentry/chunk-upload/")
    assert limits["url"] == f"{URL}/api/0/organizations/sentry/chunk-upload/"
    content = os.urandom(limits["chunkSize"])
    checksum = hashlib.sha1(content).hexdigest()
    body, headers = form({}, ("file_gzip", checksum, gzip.compress(content, 1)))
    status, said = api("POST", limits["url"], body, headers)
    assert status == 200, said
    assert sentry("blob", checksum=checksum) == checksum


def test_a_file_of_a_release_comes_back_by_the_api(api, project):
    # The release itself asks Snuba, which has no events here.
    api("POST", "/api/0/organizations/sentry/releases/", {"version": "1.0", "projects": [project["slug"]]})
    content = os.urandom(3 * 1024 * 1024)
    body, headers = form({"name": "~/app.js"}, ("file", "app.js", content))
    made = api.json("POST", f"/api/0/projects/sentry/{project['slug']}/releases/1.0/files/", body, headers)
    status, back = api("GET", f"/api/0/projects/sentry/{project['slug']}/releases/1.0/files/{made['id']}/?download=1")
    assert status == 200 and back == content


REGISTER = """
import json, sys, urllib.error, urllib.request
from sentry_relay import SecretKey
identity, public, secret, address = sys.argv[1:]
key = SecretKey.parse(secret)
def post(path, data):
    body, signature = key.pack(data)
    headers = {"X-Sentry-Relay-Id": identity, "X-Sentry-Relay-Signature": signature, "Content-Type": "application/json"}
    if address:
        headers["X-Forwarded-For"] = address
    request = urllib.request.Request("http://sentry-web:9000/api/0/relays/register/" + path, body, headers)
    try:
        return json.load(urllib.request.urlopen(request, timeout=60))
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code} {error.read().decode()}")
challenge = post("challenge/", {"relay_id": identity, "public_key": public, "version": "23.7.1"})
print(post("response/", {"relay_id": identity, "token": challenge["token"], "version": "23.7.1"}))
"""
OUTSIDE = "203.0.113.5"


def registered(cluster, identity, public, secret, address=""):
    """Exit code and words of a Relay with these credentials that asks web, which is told that address."""
    pod = cluster.pod("sentry-sentry-cleanup")
    return pod.run("sentry-cleanup", ["python3", "-c", REGISTER, identity, public, secret, address], check=False)


def test_relay_registers_by_its_key_wherever_it_is(web):
    identity, public, secret = (web.secrets["sentry-relay", key] for key in ("id", "public-key", "secret-key"))
    code, output = registered(web, identity, public, secret, OUTSIDE)
    assert code == 0 and identity in output, output


def test_a_relay_with_another_key_is_refused_outside_of_the_cluster(web):
    made = values({key: {"relay": key} for key in ("id", "public-key", "secret-key")})
    code, output = registered(web, *made.values(), OUTSIDE)
    assert code == 1 and "403" in output, output


def test_the_doors_never_lead_a_registration_to_web(api, doors):
    before = len(doors.relay.requests)
    api("POST", "/api/0/relays/register/challenge/", {})
    assert doors.relay.requests[before][1] == "/api/0/relays/register/challenge/"
