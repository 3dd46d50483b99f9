"""What the broker's JVM is told, with a JVM: Kafka 3.6's image has 17, as Debian."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from conftest import FILES

UNITS = {"K": 2**10, "M": 2**20, "G": 2**30}


def java(*arguments):
    return subprocess.run(["java", *map(str, arguments)], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def broker():
    objects = list(yaml.safe_load_all((FILES.parent / "dist/10-kafka.k8s.yaml").read_text()))
    return next(each for each in objects if each["kind"] == "StatefulSet")["spec"]["template"]["spec"]


@pytest.fixture(scope="module")
def environment(broker):
    return {each["name"]: each.get("value") for each in broker["containers"][0]["env"]}


def logs(folder):
    return [path.stat().st_size for path in folder.iterdir()]


def test_the_log_of_collections_stays_within_its_volume(broker, environment, tmp_path):
    options = environment["KAFKA_GC_LOG_OPTS"]
    folder, count, size, unit = re.fullmatch(r"-Xlog:.*:file=(.*)/.*:.*:filecount=(\d+),filesize=(\d+)([KMG])", options).groups()
    # Small files fill in seconds; the options are the rendered ones apart from that and the folder.
    small = 16 * 2**10
    scaled = options.replace(folder, str(tmp_path)).replace(f"filesize={size}{unit}", f"filesize={small}")
    result = java("-Xmx32m", "-XX:+UseSerialGC", scaled, Path(__file__).with_name("Garbage.java"), 12)
    assert result.returncode == 0, result.stderr
    found = logs(tmp_path)
    # The current file beside those of before, each a little over its size by its last entry.
    assert len(found) == int(count) + 1
    assert max(found) < 1.1 * small

    volume = next(mount["name"] for mount in broker["containers"][0]["volumeMounts"] if mount["mountPath"] == folder)
    limit = next(each for each in broker["volumes"] if each["name"] == volume)["emptyDir"]["sizeLimit"]
    bound = (int(count) + 1) * 1.1 * int(size) * UNITS[unit]
    assert bound < int(limit.removesuffix("Mi")) * UNITS["M"]


def test_the_options_are_taken(environment, tmp_path):
    options = environment["KAFKA_GC_LOG_OPTS"].replace("/var/log/kafka", str(tmp_path))
    result = java(*environment["KAFKA_HEAP_OPTS"].split(), options, "-XX:+PrintFlagsFinal", "-version")
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(logs(tmp_path)) == 1
    most = int(re.search(r" MaxHeapSize += (\d+)", result.stdout)[1])
    assert most == int(re.search(r"-Xmx(\d+)m", environment["KAFKA_HEAP_OPTS"])[1]) * UNITS["M"]
