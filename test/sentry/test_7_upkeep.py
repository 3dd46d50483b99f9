"""The CronJobs' own arguments, and what everything wrote."""

import pytest


@pytest.mark.parametrize("time", ["first", "second"])
def test_cleanup_deletes_what_is_old(bootstrap, cluster, time):
    trace = cluster.folder / "cleanup.strace"
    cluster.pod("sentry-sentry-cleanup").run("sentry-cleanup", trace=trace if time == "first" else None)


@pytest.mark.parametrize("variant", ["vacuum", "vacuum: full"])
def test_vacuum_leaves_postgresql_usable_through_the_pool(bootstrap, cluster, variant):
    [workload] = [
        each["metadata"]["name"] for each in cluster.variant(variant).objects if each["kind"] == "CronJob" and "vacuum" in each["metadata"]["name"]
    ]
    pod = cluster.pod(workload, variant)
    [container] = pod.specification["containers"]
    pod.run(container["name"])
    bootstrap.pod.run("mark-sentry-schema", seconds=60)


def refused(cluster):
    """What a traced program tried to write and may not."""
    lines = [line for file in cluster.folder.glob("*.strace*") for line in file.read_text(errors="replace").splitlines()]
    assert len(lines) > 1000, "nothing was traced"
    return sorted({line for line in lines if "EROFS" in line or "EACCES" in line and "O_WRONLY|O_CREAT" in line})


def test_nothing_tried_to_write_outside_of_the_rendered_mounts(web, cluster):
    test_cleanup_deletes_what_is_old(None, cluster, "first")
    assert refused(cluster) == []
