"""Rendered manifests as a cluster sees them: pods, files of ConfigMaps, environments, made-up Secrets."""

import importlib.util
import json
import re
import subprocess

import yaml
from processes import FILES, ROOT


def committed():
    """dist/ as it stands."""
    return Manifests([each for file in sorted((ROOT / "dist").glob("*.yaml")) for each in yaml.safe_load_all(file.read_text())])


def rendered(settings):
    """What this sentry.yaml, as an object, renders to."""
    result = subprocess.run(
        ["node", "tools/run.js", "test/sentry/render.ts"], cwd=ROOT, input=yaml.dump(settings), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return Manifests(json.loads(result.stdout))


def values(keys):
    """What the rendered Job makes for a Secret's keys, by its own script."""
    file = importlib.util.spec_from_file_location("create", FILES / "secrets/create.py")
    create = importlib.util.module_from_spec(file)
    file.loader.exec_module(create)
    return create.values(keys)


def made_up(manifests):
    """{(Secret, key): value}: those that the rendered Job makes."""
    secrets = json.loads(manifests.named("ConfigMap", "sentry-secrets")["data"]["secrets.json"])["secrets"]
    return {(each["name"], key): value for each in secrets for key, value in values(each["keys"]).items()}


class Manifests:
    def __init__(self, objects):
        self.objects = objects

    def named(self, kind, name):
        found = [each for each in self.objects if each["kind"] == kind and each["metadata"]["name"] == name]
        assert len(found) == 1, f"{len(found)} objects {kind}/{name}"
        return found[0]

    def services(self):
        return [each for each in self.objects if each["kind"] == "Service"]

    def pod(self, name):
        """The pod's specification of the one workload of this name; that of a Job without the hash."""
        workloads = [
            each
            for each in self.objects
            if each["kind"] in ("Deployment", "StatefulSet", "CronJob", "Job")
            and re.fullmatch(re.escape(name) + ("-[0-9a-f]{10}" if each["kind"] == "Job" else ""), each["metadata"]["name"])
        ]
        assert len(workloads) == 1, f"{len(workloads)} workloads {name}"
        specification = workloads[0]["spec"]
        specification = specification.get("jobTemplate", {}).get("spec", specification)
        return specification["template"]["spec"]

    def environment(self, container, secrets):
        values = {}
        for source in container.get("envFrom", []):
            values.update(self.named("ConfigMap", source["configMapRef"]["name"])["data"])
        for each in container.get("env", []):
            reference = each.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                # A Secret of the user's own has awkward characters.
                values[each["name"]] = secrets.setdefault((reference["name"], reference["key"]), "pa:ss/w@rd %$")
            else:
                assert "valueFrom" not in each, f"no way to make {each}"
                values[each["name"]] = each["value"]
        return values

    def files(self, volume):
        """{path: text} of a ConfigMap's volume."""
        data = self.named("ConfigMap", volume["configMap"]["name"])["data"]
        items = volume["configMap"].get("items") or [{"key": key, "path": key} for key in data]
        return {each["path"]: data[each["key"]] for each in items}


def expanded(words, environment):
    """As the kubelet writes $(NAME) in commands and arguments."""
    return [re.sub(r"\$\(([A-Za-z_]\w*)\)", lambda match: environment.get(match[1], match[0]), word) for word in words]
