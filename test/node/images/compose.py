"""Composes the images of every release as OCI layouts, under the very names that the manifests have.

    compose.py base <layers> <out.tar>               one image for each chain of big layers (layers: what `layers` made)
    compose.py images <layers> <binaries> <out.tar>  all images: the chains and a small layer of each one's own
    compose.py names                                 their names
"""

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RECIPES = json.loads((HERE / "images.json").read_text())["recipes"]
# /bin and /sbin are links in the root: a folder of that name in a later layer would replace them.
MERGED = ("bin/", "sbin/", "lib/")
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def full_names(image):
    """As a node's runtime stores it: with a registry, and under the digest too if there is one."""
    first, _, rest = image.partition("/")
    if not rest:
        image = f"docker.io/library/{image}"
    elif not ("." in first or ":" in first or first == "localhost"):
        image = f"docker.io/{image}"
    tagged, _, digest = image.partition("@")
    return [tagged, f"{tagged.rsplit(':', 1)[0]}@{digest}"] if digest else [tagged]


def images():
    """(names, recipe, tag) of every image of every release."""
    found = {name: None for recipe in RECIPES.values() if recipe for name in recipe.get("names", [])}
    for release in sorted((ROOT / "releases").glob("[0-9]*.json")):
        found |= dict.fromkeys(service["image"] for service in json.loads(release.read_text())["services"].values())
    for image in found:
        kind = image.partition("@")[0].rsplit("/", 1)[-1].partition(":")[0]
        if kind not in RECIPES:
            raise SystemExit(f"compose.py: {image}: no recipe for {kind} in images.json")
        if RECIPES[kind]:
            yield full_names(image), RECIPES[kind], image.partition("@")[0].rpartition(":")[2]


class Layout:
    """An OCI archive that is written as it grows."""

    def __init__(self, path):
        self.tar, self.manifests, self.seen = tarfile.open(path, "w"), [], set()

    def file(self, name, data):
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        self.tar.addfile(entry, io.BytesIO(data))

    def blob(self, data, media):
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self.seen:
            self.seen.add(digest)
            self.file(f"blobs/sha256/{digest}", data)
        return {"mediaType": media, "digest": f"sha256:{digest}", "size": len(data)}

    def image(self, names, layers, config):
        body = {
            "architecture": "amd64",
            "os": "linux",
            "config": {**config, "Env": [PATH, *config.get("Env", [])]},
            "rootfs": {"type": "layers", "diff_ids": [diff for _, diff in layers]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": self.blob(json.dumps(body).encode(), "application/vnd.oci.image.config.v1+json"),
            "layers": [descriptor for descriptor, _ in layers],
        }
        described = self.blob(json.dumps(manifest).encode(), manifest["mediaType"])
        for name in names:
            self.manifests.append({**described, "annotations": {"io.containerd.image.name": name}})

    def close(self):
        self.file("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        self.file("index.json", json.dumps({"schemaVersion": 2, "manifests": self.manifests}).encode())
        self.tar.close()


def big(layout, folder, name, write):
    """A layer that `layers` made; its bytes are in the archive of the chains only."""
    packed = folder / f"{name}.tar.zst"
    with packed.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if write and digest not in layout.seen:
        layout.seen.add(digest)
        layout.tar.add(packed, f"blobs/sha256/{digest}")
    media = "application/vnd.oci.image.layer.v1.tar+zstd"
    return {"mediaType": media, "digest": f"sha256:{digest}", "size": packed.stat().st_size}, "sha256:" + (
        folder / f"{name}.sha256"
    ).read_text().strip()


def own(recipe, binaries, tag):
    """The bytes of an image's own layer."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:

        def add(name, content=b"", mode=0o644, uid=0, gid=0, **kind):
            merged = recipe.get("layers") and name.startswith(MERGED)
            entry = tarfile.TarInfo(f"usr/{name}" if merged else name)
            entry.mode, entry.uid, entry.gid, entry.size = mode, uid, gid, len(content)
            for key, value in kind.items():
                setattr(entry, key, value)
            tar.addfile(entry, io.BytesIO(content))

        if users := recipe.get("users"):
            everyone = [("root", 0, 0, "/root"), *users, ("nobody", 65534, 65534, "/nonexistent")]
            add("etc/passwd", "".join(f"{n}:x:{u}:{g}::{home}:/bin/sh\n" for n, u, g, home in everyone).encode())
            add("etc/group", "".join(f"{n}:x:{g}:\n" for n, _, g, _ in everyone).encode())
        for name, (uid, gid, mode) in recipe.get("folders", {}).items():
            add(name, mode=int(mode, 8), uid=uid, gid=gid, type=tarfile.DIRTYPE)
        for name, source in recipe.get("files", {}).items():
            path = HERE.parent / source if source.startswith("standins/") else HERE / source
            add(name, path.read_bytes(), path.stat().st_mode & 0o755)
            if source.startswith("standins/"):
                for part in sorted(path.parent.glob("*.*")):
                    if part.name.startswith(("test_", "conftest")):
                        continue
                    add(f"opt/standins/{part.name}", part.read_bytes())
        for name, source in recipe.get("packages", {}).items():
            folder = HERE.parent / source
            for path in sorted(folder.rglob("*.py")):
                add(f"{name}/{path.relative_to(folder)}", path.read_bytes())
        for name in recipe.get("absent", []):
            folder, _, file = name.rpartition("/")
            add(f"{folder}/.wh.{file}")
        for name, target in recipe.get("links", {}).items():
            add(name, type=tarfile.SYMTYPE, linkname=target)
        for name, source in recipe.get("binaries", {}).items():
            add(name, (binaries / source).read_bytes(), 0o755)
        for name, text in recipe.get("text", {}).items():
            add(name, text.replace("@TAG@", tag).encode())
    return data.getvalue()


def main(command, *arguments):
    if command == "names":
        print("\n".join(name for names, _, _ in images() for name in names))
        return
    layers, out = Path(arguments[0]), Layout(arguments[-1])
    if command == "base":
        chains = {tuple(recipe["layers"]) for _, recipe, _ in images() if "layers" in recipe}
        for chain in sorted(chains):
            out.image([f"layers.local/{'-'.join(chain)}:1"], [big(out, layers, name, True) for name in chain], {})
    else:
        for names, recipe, tag in images():
            content = own(recipe, Path(arguments[1]), tag)
            media = "application/vnd.oci.image.layer.v1.tar"
            small = out.blob(content, media), f"sha256:{hashlib.sha256(content).hexdigest()}"
            shared = [big(out, layers, name, False) for name in recipe.get("layers", [])]
            out.image(names, [*shared, small], recipe["config"])
    out.close()


main(*sys.argv[1:])
