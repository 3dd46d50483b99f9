"""The stores come up as rendered."""


def test_every_store_is_ready_by_its_own_probes(stores):
    for name in ("postgres", "pgbouncer", "redis", "memcached", "seaweedfs"):
        for container in stores.pods[name].specification["containers"]:
            assert stores.pods[name].probe(container, "readinessProbe") is None
