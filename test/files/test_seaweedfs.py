"""The ports that the object store's container names are those that its program listens on."""

import json
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest
from processes import IS_ROOT, ROOT, stop

WEED = Path(sysconfig.get_path("scripts")) / "weed"

# A network of its own: the ports are the program's, not ours to choose.
OWN_NETWORK = ["unshare", *([] if IS_ROOT else ["--map-root-user"]), "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def rendered(release):
    settings = f"release: {release}\nurl: https://a.internal.example.com\ningest: {{ url: https://a.example.com }}\n"
    printed = subprocess.run(
        ["node", "tools/run.js", "test/files/render.ts"], cwd=ROOT, input=settings, capture_output=True, text=True, check=True
    )
    return json.loads(printed.stdout)["seaweedfs"]


def listening(process):
    """Ports that anything in the network of the process listens on."""
    found = set()
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/{process.pid}/net/{table}").read_text().splitlines()[1:]
        rows = [line.split() for line in lines]
        found |= {int(row[1].split(":")[1], 16) for row in rows if row[3] == "0A"}
    return found


# The second starts it as `server` with every port given, where the newest says `mini`; its own image is an older SeaweedFS.
@pytest.mark.parametrize("release", ["26.8.0", "26.5.1"])
def test_ports(release, folder):
    container = rendered(release)
    arguments = [argument.replace("/data", str(folder)) for argument in container["args"]]
    (folder / "idx").mkdir()
    process = subprocess.Popen(
        [*OWN_NETWORK, WEED, *arguments],
        cwd=folder,
        env={"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "HOME": str(folder), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wanted = {port["name"]: port["containerPort"] for port in container["ports"]}
    try:
        deadline = time.monotonic() + 60
        while missing := {name: port for name, port in wanted.items() if port not in listening(process)}:
            assert process.poll() is None, f"weed ended with {process.returncode}"
            assert time.monotonic() < deadline, f"nothing listens on {missing}, but on {sorted(listening(process))}"
            time.sleep(0.2)
    finally:
        process.kill()
        stop(process)
