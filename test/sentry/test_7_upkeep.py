"""The CronJobs' own arguments, and what everything wrote."""

import pytest


@pytest.fixture(scope="module")
def cleaned(bootstrap, cluster):
    """The cleanup's pod after a first run, which was traced."""
    pod = cluster.pod("sentry-sentry-cleanup")
    pod.run("sentry-cleanup", trace=cluster.folder / "cleanup.strace")
    return pod


def test_cleanup_ends_well_and_does_so_again(cleaned):
    cleaned.run("sentry-cleanup")


@pytest.mark.parametrize("variant", ["vacuum", "vacuum: full"])
def test_vacuum_leaves_postgresql_usable_through_the_pool(bootstrap, cluster, variant):
    [workload] = [
        each["metadata"]["name"] for each in cluster.variant(variant).objects if each["kind"] == "CronJob" and "vacuum" in each["metadata"]["name"]
    ]
    pod = cluster.pod(workload, variant)
    [container] = pod.specification["containers"]
    pod.run(container["name"])
    bootstrap.pod.run("mark-sentry-schema", seconds=60)


def refused(traces):
    """What traced programs tried to write and may not, whether or not they said so."""
    lines = [line for file in traces for line in file.read_text(errors="replace").splitlines()]
    return sorted({line for line in lines if "EROFS" in line or "EACCES" in line and "O_CREAT" in line})


def test_a_write_outside_of_the_mounts_would_be_found(bootstrap, cluster):
    trace = cluster.folder / "planted.trace"
    program = "import os\nfor path in ('/etc/planted', '/planted', '/data/allowed'):\n  try: open(path, 'w')\n  except OSError: pass"
    cluster.pod("sentry-sentry-cleanup").run("sentry-cleanup", ["python3", "-c", program], trace=trace)
    found = refused([trace])
    assert len(found) == 2 and '"/etc/planted"' in found[0] + found[1] and '"/planted"' in found[0] + found[1], found


def test_nothing_tried_to_write_outside_of_the_rendered_mounts(cleaned, web, cluster):
    traces = sorted(cluster.folder.glob("*.strace"))
    assert {"cleanup", "web-default"} <= {file.stem for file in traces}
    assert all(len(file.read_text(errors="replace").splitlines()) > 1000 for file in traces), "nothing was traced"
    assert refused(traces) == []
