"""The bootstrap Job: buckets, migrations, the mark and the first user, each as rendered."""

from conftest import admin


def test_its_steps_end_well(bootstrap):
    print({name: round(seconds) for name, seconds in bootstrap.seconds.items()})
    assert "filestore: created" in bootstrap.output["buckets"]


def test_the_first_user_is_a_superuser_of_the_organization(sentry, cluster):
    account = admin(cluster)
    assert sentry("user", **account) == {"superuser": True, "staff": True, "password": True, "organizations": ["sentry"]}


def test_a_second_run_changes_nothing_and_ends_well(bootstrap, sentry, cluster):
    account = admin(cluster)
    for step in ("buckets", "mark-sentry-schema", "bootstrap"):
        bootstrap.pod.run(step)
    assert sentry("user", **account)["password"]


def test_an_account_left_without_password_is_repaired(bootstrap, sentry, cluster):
    account = admin(cluster)
    sentry("interrupt_user", email=account["email"])
    bootstrap.pod.run("bootstrap")
    assert sentry("user", **account) == {"superuser": True, "staff": True, "password": True, "organizations": ["sentry"]}


def test_pods_that_read_the_schema_find_its_mark(bootstrap, cluster):
    # Whatever this step waits for besides the schema does not run here.
    pod = cluster.pod("sentry-sentry-cleanup")
    wait = pod.container("wait-for-schema")
    next(each for each in wait["env"] if each["name"] == "WAIT_FOR")["value"] = "sentry-pgbouncer:5432,sentry-redis:6379"
    pod.run("wait-for-schema", seconds=60)
