"""Creates each missing Secret once, with random values; one that exists is never touched.

    create.py [file]    /etc/secrets/secrets.json unless given:
                        {"secrets": [{"name", "labels", "annotations", "keys": {key: value}}]}

A value is {"random": {"length", "alphabet"}}, or {"relay": "id"|"public-key"|"secret-key"}
for a part of the one key pair that all such values of a Secret share.
"""

import base64
import json
import os
import secrets
import ssl
import string
import sys
import time
import urllib.error
import urllib.request
import uuid

ACCOUNT = os.environ.get("SERVICE_ACCOUNT_FOLDER", "/var/run/secrets/kubernetes.io/serviceaccount")
SECONDS_UNREACHABLE = float(os.environ.get("SECONDS_UNREACHABLE", "300"))
# The Role may have been created moments ago, and not be in force yet.
SECONDS_FORBIDDEN = float(os.environ.get("SECONDS_FORBIDDEN", "30"))
SECONDS_BETWEEN_TRIES = 2
RELAY_PARTS = ("id", "public-key", "secret-key")


def relay_identity():
    """What `relay credentials generate` makes: an Ed25519 pair, the seed standing for the secret key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    def encode(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    key = Ed25519PrivateKey.generate()
    return {
        "id": str(uuid.uuid4()),
        "public-key": encode(key.public_key().public_bytes_raw()),
        "secret-key": encode(key.private_bytes_raw()),
    }


def random_string(length, alphabet=string.ascii_letters + string.digits):
    return "".join(secrets.choice(alphabet) for _ in range(length))


def check(specification):
    for secret in specification["secrets"]:
        for key, value in secret["keys"].items():
            if not (set(value) == {"random"} or (set(value) == {"relay"} and value["relay"] in RELAY_PARTS)):
                raise SystemExit(f"create.py: {secret['name']}: {key}: no way to make {json.dumps(value)}")


def values(keys):
    relay = relay_identity() if any("relay" in value for value in keys.values()) else {}
    return {
        key: relay[value["relay"]] if "relay" in value else random_string(**value["random"])
        for key, value in keys.items()
    }


def manifest(secret):
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {key: secret[key] for key in ("name", "labels", "annotations") if key in secret},
        "type": "Opaque",
        "data": {key: base64.b64encode(value.encode()).decode() for key, value in values(secret["keys"]).items()},
    }


def read(name):
    with open(os.path.join(ACCOUNT, name), encoding="utf-8") as file:
        return file.read().strip()


def required(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"create.py: the environment variable {name} is not set")
    return value


class Api:
    """The Secrets of this pod's namespace."""

    def __init__(self):
        host = required("KUBERNETES_SERVICE_HOST")
        if ":" in host:
            host = f"[{host}]"
        self._url = (
            f"https://{host}:{required('KUBERNETES_SERVICE_PORT')}/api/v1/namespaces/{read('namespace')}/secrets"
        )
        self._open = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=os.path.join(ACCOUNT, "ca.crt"))),
        ).open

    def _once(self, path, body):
        request = urllib.request.Request(
            self._url + path,
            data=body and json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {read('token')}",
                "Accept": "application/json",
                "Content-Type": "application/json",
            },
        )
        try:
            with self._open(request, timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, None

    def call(self, what, path="", body=None):
        """Returns status and answer; repeats while the API server is away or the Role not in force."""
        start = time.monotonic()
        said = None
        while True:
            try:
                status, answer = self._once(path, body)
                if status in (401, 403):
                    state, patience = f"the API server refuses it (HTTP {status})", SECONDS_FORBIDDEN
                elif status == 429 or status >= 500:
                    state, patience = f"the API server answers HTTP {status}", SECONDS_UNREACHABLE
                else:
                    return status, answer
            except OSError as error:
                state, patience = f"the API server cannot be reached: {error}", SECONDS_UNREACHABLE
            if state != said:
                said = state
                print(f"waiting: {what}: {state}", flush=True)
            if time.monotonic() - start >= patience:
                raise SystemExit(f"create.py: {what}: {state}; gave up after {patience:g} s")
            time.sleep(SECONDS_BETWEEN_TRIES)

    def get(self, name):
        """The Secret, or None."""
        status, answer = self.call(f"reading Secret {name}", f"/{name}")
        if status == 404:
            return None
        if status != 200:
            raise SystemExit(f"create.py: reading Secret {name}: HTTP {status}")
        return answer

    def create(self, body):
        """Whether it was this call that created it."""
        name = body["metadata"]["name"]
        status, _ = self.call(f"creating Secret {name}", body=body)
        if status not in (200, 201, 202, 409):
            raise SystemExit(f"create.py: creating Secret {name}: HTTP {status}")
        return status != 409


def ensure(api, secret):
    name = secret["name"]
    if api.get(name) is None and api.create(manifest(secret)):
        print(f"{name}: created", flush=True)
        return
    found = api.get(name) or {}
    missing = sorted(set(secret["keys"]) - set(found.get("data") or {}))
    if missing:
        print(f"warning: {name}: exists without {', '.join(missing)}; left as it is", flush=True)
    else:
        print(f"{name}: exists", flush=True)


def main(arguments):
    with open(arguments[0] if arguments else "/etc/secrets/secrets.json", encoding="utf-8") as file:
        specification = json.load(file)
    check(specification)
    api = Api()
    for secret in specification["secrets"]:
        ensure(api, secret)


if __name__ == "__main__":
    main(sys.argv[1:])
