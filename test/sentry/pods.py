"""Runs containers of rendered pods: arguments, environment, user, mounts and probes are the manifests'."""

import glob
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml
from manifests import expanded
from network import SCRATCH
from processes import stop

HERE = Path(__file__).resolve().parent
VENV = os.environ["SENTRY_VENV"]
PLACES = {"venv": VENV, "postgres": sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]}
IMAGES = yaml.safe_load((HERE / "images.yaml").read_text())
USERS = {"root": 0, "pgbouncer": 70, "nginx": 101, "postgres": 999, "seaweed": 1000, "memcache": 11211}


def image(name):
    """What stands in for docker.io/library/postgres:14.23-bookworm, ghcr.io/getsentry/sentry:26.8.0, …"""
    repository = re.sub(r"[:@].*", "", name)
    found = [key for key in IMAGES if repository == key or repository.endswith(f"/{key}")]
    assert found, f"nothing stands in for the image {name}"
    return IMAGES[max(found, key=len)]


def filled(text):
    return text.format(**PLACES)


def interpreters():
    """What a virtual environment needs besides itself: the Python it was made of."""
    base = os.path.dirname(os.path.dirname(os.path.realpath(f"{VENV}/bin/python")))
    return [] if base == "/usr" else [base]


class Pod:
    """A pod with its network and volumes. `changed` files: {path in its volume: function of the rendered text}."""

    def __init__(self, network, manifests, secrets, workload, changed):
        self.network, self.manifests, self.secrets = network, manifests, secrets
        self.name = workload
        self.specification = manifests.pod(workload)
        self.changed = changed
        self.folder = SCRATCH / "pods" / workload
        self.folder.mkdir(parents=True, exist_ok=True)
        self.volumes = {each["name"]: self._volume(each) for each in self.specification.get("volumes", [])}
        self.address = network.addresses.get(workload) or network.pod(workload)
        self.running = {}

    def _volume(self, volume):
        """As the kubelet leaves it: fsGroup's, so that its group may write; files of ConfigMaps for everybody to read."""
        folder = self.folder / "volumes" / volume["name"]
        folder.mkdir(parents=True, exist_ok=True)
        group = self.specification["securityContext"]["fsGroup"]
        if "configMap" in volume:
            for path, text in self.manifests.files(volume).items():
                (folder / path).write_text(self.changed.get(path, lambda same: same)(text))
        else:
            os.chown(folder, 0, group)
            folder.chmod(0o2775 if "persistentVolumeClaim" in volume else 0o2777)
        return folder

    def container(self, name):
        every = self.specification.get("initContainers", []) + self.specification["containers"]
        return next(each for each in every if each["name"] == name)

    def started(self, name, argv=None, trace=None, **options):
        """The container's process; `argv` in place of the rendered one, `trace` a file for strace."""
        container = self.container(name)
        stands = image(container["image"])
        path = [filled(each) for each in stands.get("path", [])]
        environment = {
            "PATH": ":".join([*path, "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]),
            "HOSTNAME": self.name,
            **stands.get("environment", {}),
            **self.manifests.environment(container, self.secrets),
        }
        entrypoint = container.get("command") or stands.get("entrypoint", [])
        default = [] if container.get("command") else stands.get("command", [])
        argv = argv or [*entrypoint, *(container.get("args") or default)]
        assert argv, f"{self.name}: {name} would start nothing"
        security = {**self.specification["securityContext"], **container["securityContext"]}
        assert security["readOnlyRootFilesystem"] and security["capabilities"]["drop"] == ["ALL"], security
        specification = {
            "argv": expanded(argv, environment),
            "environment": environment,
            "uid": security["runAsUser"],
            "gid": security["runAsGroup"],
            "groups": [security["fsGroup"]],
            "links": {link: filled(target) for link, target in stands.get("links", {}).items()},
            "binds": [VENV, *interpreters()],
            "texts": {
                "/etc/passwd": "".join(f"{user}:x:{number}:{number}::/:/bin/sh\n" for user, number in USERS.items()),
                "/etc/group": "".join(f"{user}:x:{number}:\n" for user, number in USERS.items()),
                "/etc/hosts": "127.0.0.1 localhost\n",
                "/etc/resolv.conf": self.network.resolver.read_text(),
            },
            "mounts": [
                {"path": each["mountPath"], "source": str(self.volumes[each["name"]]), "readOnly": each.get("readOnly", False)}
                for each in container["volumeMounts"]
            ]
            + [{"path": f"/{name}", "source": str(HERE / name), "readOnly": True} for name in ("entrypoints", "inside")],
        }
        # A detached tracer, so that the container's process is still this one's child.
        traced = ["strace", "-D", "-f", "--seccomp-bpf", "-Z", "-e", "trace=%file", "-e", "signal=none", "-o", trace] if trace else []
        return subprocess.Popen(
            [f"{part}" for part in ("nsenter", f"--net=/run/netns/{self.name}", "unshare", "--mount", "--ipc", "--",
                                    *traced, sys.executable, HERE / "container.py", json.dumps(specification))],
            **options,
        )  # fmt: skip

    def run(self, name, argv=None, seconds=300, check=True, trace=None):
        """Runs a container to its end; returns what it wrote."""
        process = self.started(name, argv, trace, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"{self.name}: {name} is not done after {seconds} s: {process.communicate()[0][-4000:]}") from None
        if check:
            assert process.returncode == 0, f"{self.name}: {name} ended with {process.returncode}: {output[-4000:]}"
        return output if check else (process.returncode, output)

    def start(self, seconds=300, trace=None):
        """Init containers but the waits for stores and schemas, then every container until its probes say ready."""
        for each in self.specification.get("initContainers", []):
            if not each["name"].startswith("wait-for-"):
                self.run(each["name"])
        for each in self.specification["containers"]:
            log = (self.folder / f"{each['name']}.log").open("ab")
            os.fchown(log.fileno(), {**self.specification["securityContext"], **each["securityContext"]}["runAsUser"], 0)
            self.running[each["name"]] = self.started(each["name"], trace=trace, stdout=log, stderr=log)
        for each in self.specification["containers"]:
            for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
                self.wait_for(each, kind, seconds)
        return self

    def wait_for(self, container, kind, seconds):
        deadline = time.monotonic() + seconds
        while (said := self.probe(container, kind)) is not None:
            process = self.running[container["name"]]
            assert process.poll() is None, f"{self.name} ended with {process.returncode}: {self.log(container['name'])[-4000:]}"
            assert time.monotonic() < deadline, f"{self.name}: {kind}: {said}: {self.log(container['name'])[-4000:]}"
            time.sleep(0.2)

    def probe(self, container, kind):
        """None if the probe succeeds, otherwise what it said. From outside the pod, as the kubelet asks."""
        probe = container[kind]
        port = lambda name: next((p["containerPort"] for p in container["ports"] if p["name"] == name), name)  # noqa: E731
        seconds = probe.get("timeoutSeconds", 1)
        try:
            if "httpGet" in probe:
                urllib.request.urlopen(f"http://{self.address}:{port(probe['httpGet']['port'])}{probe['httpGet']['path']}", timeout=seconds).close()
            elif "tcpSocket" in probe:
                import socket

                socket.create_connection((self.address, port(probe["tcpSocket"]["port"])), timeout=seconds).close()
            else:
                code, output = self.run(container["name"], probe["exec"]["command"], seconds=60, check=False)
                return None if code == 0 else output
            return None
        except (OSError, urllib.error.URLError) as error:
            return str(error)

    def log(self, container):
        return (self.folder / f"{container}.log").read_text(errors="replace")

    def stop(self):
        for process in self.running.values():
            stop(process)
        self.running = {}
