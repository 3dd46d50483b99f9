"""The cluster's network: a bridge, an address for each pod and stand-in, and DNS; nothing leads out of it."""

import os
import subprocess
from pathlib import Path

SUFFIX = "sentry.svc.cluster.local"
GATEWAY = "10.42.0.1"
# Everything that is written, and gone with the namespace. Not /tmp, which the project itself may lie in.
SCRATCH = Path("/mnt")


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def mount_over(path, *options):
    subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", path], check=True)


class Network:
    """Call in namespaces of its own: hides SCRATCH, /run and the resolver's files behind private ones."""

    def __init__(self):
        assert os.getpid() == 1, "expected namespaces of its own: start this with test/sentry/run"
        mount_over(SCRATCH, "-o", "mode=1777")
        mount_over("/run")
        Path("/run/netns").mkdir()
        self.addresses = {}
        self.resolver = SCRATCH / "resolv.conf"
        self.resolver.write_text(f"nameserver {GATEWAY}\nsearch {SUFFIX}\noptions ndots:5\n")
        self.hosts = SCRATCH / "hosts"
        self.hosts.write_text("127.0.0.1 localhost\n")
        for file, of in ((self.hosts, "/etc/hosts"), (self.resolver, "/etc/resolv.conf")):
            subprocess.run(["mount", "--bind", file, os.path.realpath(of)], check=True)
        ip("link", "set", "lo", "up")
        ip("link", "add", "pods", "type", "bridge")
        ip("address", "add", f"{GATEWAY}/16", "dev", "pods")
        ip("link", "set", "pods", "up")
        self.number = 1

    def address(self, *names):
        """The next address, under these names."""
        self.number += 1
        address = f"10.42.0.{self.number}"
        self.name(address, *names)
        return address

    def name(self, address, *names):
        for name in names:
            self.addresses[name] = address
        spelled = [each for name in names for each in ([name] if "." in name else [name, f"{name}.{SUFFIX}"])]
        with self.hosts.open("a") as file:
            file.write(f"{address} {' '.join(spelled)}\n")

    def here(self, *names):
        """An address of this process, for a stand-in."""
        address = self.address(*names)
        ip("address", "add", f"{address}/32", "dev", "pods")
        return address

    def pod(self, name):
        """A network namespace with an address; returns that."""
        address = self.address(name)
        link = f"v{self.number}"
        ip("netns", "add", name)
        ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", link, "master", "pods", "up")
        for arguments in (["address", "add", f"{address}/16", "dev", "eth0"], ["link", "set", "eth0", "up"], ["link", "set", "lo", "up"]):
            ip("-n", name, *arguments)
        return address

    def serve_names(self):
        """DNS of every name given so far, by a real server."""
        return subprocess.Popen(
            ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--local=/#/", "--no-hosts", f"--addn-hosts={self.hosts}",
             f"--listen-address={GATEWAY}", "--bind-interfaces", "--user=root", "--pid-file="]
        )  # fmt: skip
