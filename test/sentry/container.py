"""Starts one container of a rendered pod, in place of a container runtime.

    nsenter --net=… unshare --mount --ipc -- python3 container.py <specification as JSON>

{"argv", "environment", "uid", "gid", "groups", "texts": {path: text}, "links": {path: target},
 "binds": [path], "mounts": [{"path", "source", "readOnly"}]}

The root is the machine's /usr and /etc with what the image has besides them, and nothing else; it is read-only.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

WORK = Path("/media")  # hidden by a tmpfs of this mount namespace
DEVICES = ("null", "zero", "full", "random", "urandom")


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def make_root(specification):
    root = WORK / "root"
    mount("-t", "tmpfs", "tmpfs", WORK)
    root.mkdir()
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", root)
    paths = [each["path"] for each in specification["mounts"]] + specification["binds"]
    for top in ("usr", "etc"):
        (WORK / top).mkdir()
        (root / top).mkdir()
    # What lies under /usr and /etc is a layer above the machine's, the rest stands in the empty root.
    place = lambda path: (WORK if path.split("/")[1] in ("usr", "etc") else root) / path.lstrip("/")  # noqa: E731
    for path in (*paths, "/proc", "/dev/shm", "/tmp", "/run", "/var/log/nginx", "/var/lib/nginx"):
        place(path).mkdir(parents=True, exist_ok=True)
    for path, text in specification["texts"].items():
        place(path).parent.mkdir(parents=True, exist_ok=True)
        place(path).write_text(text)
    for path, target in specification["links"].items():
        place(path).parent.mkdir(parents=True, exist_ok=True)
        place(path).symlink_to(target)
    for top in ("usr", "etc"):
        # Two lower layers and no upper one: nothing can be written.
        mount("-t", "overlay", "overlay", "-o", f"lowerdir={WORK / top}:/{top}", root / top)
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if os.path.islink(f"/{name}"):
            (root / name).symlink_to(os.readlink(f"/{name}"))
    return root


def fill(root, specification):
    mount("--rbind", "/proc", root / "proc")
    for name in DEVICES:
        (root / "dev" / name).touch()
        mount("--bind", f"/dev/{name}", root / "dev" / name)
    for name, target in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        (root / "dev" / name).symlink_to(f"/proc/self/{target}")
    mount("-t", "tmpfs", "-o", "size=64m,mode=1777", "tmpfs", root / "dev/shm")
    for path in specification["binds"]:
        mount("--bind", path, root / path.lstrip("/"))
        mount("-o", "remount,bind,ro", root / path.lstrip("/"))
    for each in sorted(specification["mounts"], key=lambda each: len(each["path"])):
        at = root / each["path"].lstrip("/")
        mount("--bind", each["source"], at)
        if each["readOnly"]:
            mount("-o", "remount,bind,ro", at)
    mount("-o", "remount,ro", root)


def main(specification):
    root = make_root(specification)
    fill(root, specification)
    os.chroot(root)
    os.chdir("/")
    groups = specification["groups"]
    os.execve(
        "/usr/bin/setpriv",
        [
            "setpriv",
            f"--reuid={specification['uid']}",
            f"--regid={specification['gid']}",
            "--groups=" + ",".join(map(str, groups)) if groups else "--clear-groups",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--ambient-caps=-all",
            "--no-new-privs",
            "--",
            *specification["argv"],
        ],
        specification["environment"],
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
