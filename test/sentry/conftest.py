"""One Sentry for all tests: stores, bootstrap, web and doors of the committed dist/, and variants of it."""

import json
import os
import subprocess
import time
from pathlib import Path

import manifests as rendering
import pytest
import standins
import yaml
from network import GATEWAY, SCRATCH, Network
from pods import Pod

HERE = Path(__file__).resolve().parent
VERSION = yaml.safe_load((HERE / "versions" / os.environ["SENTRY_VERSION"] / "version.yaml").read_text())
STORES = ("postgres", "pgbouncer", "redis", "memcached", "seaweedfs")


def settings(text):
    """The rendered file of settings with what this release needs otherwise."""
    return text + "".join(f"\n# {each['why']}\n{each['lines']}" for each in VERSION["settings"])


class Cluster:
    """The rendered pods that run, and what stands in for the rest."""

    def __init__(self):
        self.network = Network()
        self.folder = SCRATCH / "cluster"
        self.folder.mkdir()
        self.manifests = {"default": rendering.committed()}
        self.secrets = rendering.made_up(self.manifests["default"])
        self.pods = {}
        self.web_variant = None
        network = self.network
        self.relay = standins.relay(network.here("sentry-relay"))
        self.snuba = standins.snuba(network.here("sentry-snuba-api"))
        for service in self.manifests["default"].services():
            for port in service["spec"]["ports"]:
                # A Service's address is its pod's here.
                assert isinstance(port["targetPort"], str), port
        self.pods = {name: self.pod(f"sentry-{name}") for name in (*STORES, "nginx", "edge")}
        network.pod("sentry-web")
        # Whatever else has a Service is refused at once, as when it does not run.
        for service in self.manifests["default"].services():
            if service["metadata"]["name"] not in network.addresses:
                network.name(GATEWAY, service["metadata"]["name"])
        pem = standins.certificate(self.folder, "sentry.internal.example.com", "sentry.example.com")
        self.mail_pem = standins.certificate(self.folder, "smtp.example.com")
        at = network.here("sentry.internal.example.com", "sentry.example.com")
        self.smtp = network.here("smtp.example.com")
        network.name(network.addresses["sentry-nginx"], "sentry.lan")
        self.names = network.serve_names()
        self.ingress = standins.ingress(
            at, pem, {host: f"{network.addresses[door]}:8080" for host, door in (("sentry.internal.example.com", "sentry-nginx"), ("sentry.example.com", "sentry-edge"))}, self.folder
        )

    def variant(self, name):
        if name not in self.manifests:
            self.manifests[name] = rendering.rendered(VARIANTS[name])
        return self.manifests[name]

    def pod(self, workload, variant="default", planted=""):
        """`planted` is one more line of sentry.conf.py."""
        changed = {"sentry.conf.py": lambda text: f"{settings(text)}\n{planted}\n"}
        return Pod(self.network, self.variant(variant), self.secrets, workload, changed)

    def web(self, variant="default"):
        """web of this variant, in place of another one's."""
        if self.web_variant != variant:
            if "web" in self.pods:
                self.pods["web"].stop()
            self.pods["web"] = self.pod("sentry-web", variant).start(trace=str(self.folder / f"web-{variant}.strace"))
            self.web_variant = variant
        return self.pods["web"]


committed = yaml.safe_load((rendering.ROOT / "sentry.yaml").read_text())
VARIANTS = {
    "http": {"url": "http://sentry.lan:8080", "ingest": {"url": "http://sentry-in.lan:8081"}, "admin": committed["admin"]},
    "mail: none": {**committed, "mail": {"host": "smtp.example.com", "from": "sentry@example.com"}},
    "mail: tls": {**committed, "mail": {**committed["mail"], "port": 465, "tls": "tls"}},
    "vacuum": {**committed, "retention": {"vacuum": {}}},
    "vacuum: full": {**committed, "retention": {"vacuum": {"full": True}}},
}


@pytest.fixture(scope="session")
def cluster():
    return Cluster()


@pytest.fixture(scope="session")
def stores(cluster):
    for name in STORES:
        cluster.pods[name].start()
    return cluster


class Agent:
    """A configured Sentry, in the container of the cleanup, that answers calls of inside/checks.py."""

    def __init__(self, pod):
        self.log = SCRATCH / f"agent-{time.monotonic_ns()}.log"
        self.process = pod.started(
            "sentry-cleanup", ["python3", "/inside/agent.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log.open("w"), text=True
        )
        assert self._answer() == "ready"

    def _answer(self):
        line = self.process.stdout.readline()
        assert line, self.log.read_text()[-4000:]
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def __call__(self, function, /, **arguments):
        self.process.stdin.write(json.dumps([function, arguments]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def stop(self):
        self.process.kill()
        self.process.wait()


BOOTSTRAP = ("buckets", "sentry-upgrade", "mark-sentry-schema", "bootstrap")
# What another program than Sentry and its stores does.
NOT_HERE = ("announce", "wait-for-stores", "topics", "snuba-bootstrap", "mark-snuba-schema", "snuba-api")


class Bootstrap:
    """The Job's containers in their order, but those of NOT_HERE."""

    def __init__(self, stores):
        self.pod = stores.pod("sentry-bootstrap")
        self.output, self.seconds = {}, {}
        specification = self.pod.specification
        for each in [*specification["initContainers"], *specification["containers"]]:
            if each["name"] not in NOT_HERE:
                began = time.monotonic()
                self.output[each["name"]] = self.pod.run(each["name"], seconds=600)
                self.seconds[each["name"]] = time.monotonic() - began


@pytest.fixture(scope="session")
def bootstrap(stores):
    return Bootstrap(stores)


@pytest.fixture(scope="session")
def sentry(bootstrap, stores):
    """Calls of inside/checks.py with the committed dist/."""
    agent = Agent(stores.pod("sentry-sentry-cleanup"))
    yield agent
    agent.stop()


@pytest.fixture
def sentry_of(bootstrap, stores):
    """Calls of inside/checks.py with a variant."""
    agents = []

    def start(variant, planted=""):
        agents.append(Agent(stores.pod("sentry-sentry-cleanup", variant, planted)))
        return agents[-1]

    yield start
    for agent in agents:
        agent.stop()


@pytest.fixture(scope="session")
def doors(bootstrap, stores):
    for name in ("nginx", "edge"):
        stores.pods[name].start()
    return stores


@pytest.fixture
def web(doors):
    doors.web()
    return doors


@pytest.fixture
def http_web(doors):
    doors.web("http")
    return doors


def admin(cluster):
    return {"email": committed["admin"]["email"], "password": cluster.secrets["sentry-admin", "password"]}
