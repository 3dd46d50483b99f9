"""buckets.py against moto's S3 server."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from conftest import free_port, run_script
from moto.server import ThreadedMotoServer

SCRIPT = "bootstrap/buckets.py"


@pytest.fixture
def start_store():
    running = []

    def start(port):
        server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
        server.start()
        running.append(server)
        return f"http://127.0.0.1:{port}"

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def store(start_store):
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.s3.models import s3_backends

    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].reset()
    return start_store(free_port())


def environment(endpoint, region="us-east-1"):
    return {
        "S3_ENDPOINT_URL": endpoint,
        "S3_REGION": region,
        "AWS_ACCESS_KEY_ID": "access",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }


@pytest.fixture
def run(tmp_path, store):
    def run(buckets, **changes):
        (tmp_path / "buckets.json").write_text(json.dumps(buckets))
        return run_script(SCRIPT, tmp_path / "buckets.json", environment={**environment(store), **changes})

    return run


@pytest.fixture
def s3(store):
    return boto3.client("s3", endpoint_url=store, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")


def names(s3):
    return {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}


def rules(s3, bucket):
    try:
        return s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration"
        return []


def test_creates_buckets_and_lifecycles(s3, run):
    result = run({"nodestore": {"expireDays": 90}, "filestore": {}})
    assert result.returncode == 0, result.stderr
    assert names(s3) == {"nodestore", "filestore"}
    assert rules(s3, "filestore") == []
    [rule] = rules(s3, "nodestore")
    assert (rule["ID"], rule["Status"], rule["Expiration"]) == ("sentry-retention", "Enabled", {"Days": 90})
    assert not rule["Filter"].get("Prefix")
    assert result.stdout.splitlines() == [
        "nodestore: created",
        "nodestore: objects expire after 90 days",
        "filestore: created",
        "2 buckets exist",
    ]


def test_a_second_run_changes_nothing(s3, run):
    run({"nodestore": {"expireDays": 90}, "filestore": {}})
    result = run({"nodestore": {"expireDays": 90}, "filestore": {}})
    assert (result.returncode, result.stdout) == (0, "2 buckets exist\n")


def test_another_retention_replaces_the_rule(s3, run):
    run({"nodestore": {"expireDays": 90}})
    assert run({"nodestore": {"expireDays": 30}}).returncode == 0
    assert [rule["Expiration"] for rule in rules(s3, "nodestore")] == [{"Days": 30}]


@pytest.mark.parametrize(
    "rule",
    [
        {"ID": "other", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}},
        {"ID": "sentry-retention", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}},
        {"ID": "sentry-retention", "Status": "Enabled", "Filter": {"Prefix": "some/"}, "Expiration": {"Days": 90}},
        {"ID": "sentry-retention", "Status": "Enabled", "Filter": {"Tag": {"Key": "a", "Value": "b"}}, "Expiration": {"Days": 90}},
    ],
    ids=["other id", "disabled", "prefix", "tag"],
)
def test_a_rule_that_differs_is_replaced(s3, run, rule):
    s3.create_bucket(Bucket="nodestore")
    s3.put_bucket_lifecycle_configuration(Bucket="nodestore", LifecycleConfiguration={"Rules": [rule]})
    result = run({"nodestore": {"expireDays": 90}})
    assert result.returncode == 0, result.stderr
    [found] = rules(s3, "nodestore")
    assert (found["ID"], found["Status"]) == ("sentry-retention", "Enabled")
    assert not found["Filter"].get("Prefix") and "Tag" not in found["Filter"]
    assert "in place of 1 other rules" in result.stdout


def test_a_bucket_that_keeps_everything_is_never_given_a_rule_nor_robbed_of_one(s3, run):
    rule = {"ID": "mine", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 1}}
    s3.create_bucket(Bucket="filestore")
    s3.put_bucket_lifecycle_configuration(Bucket="filestore", LifecycleConfiguration={"Rules": [rule]})
    assert run({"filestore": {}}).returncode == 0
    assert [found["ID"] for found in rules(s3, "filestore")] == ["mine"]


def test_another_region(s3, run):
    assert run({"filestore": {}}, S3_REGION="eu-central-1").returncode == 0
    assert s3.get_bucket_location(Bucket="filestore")["LocationConstraint"] == "eu-central-1"


def test_what_the_store_refuses_fails_with_the_reason(s3, run):
    result = run({"x": {}, "filestore": {}})
    assert result.returncode == 1
    assert result.stderr.startswith("x: ")
    assert "secret" not in result.stderr
    assert names(s3) == {"filestore"}


def test_waits_for_the_store(start_script, start_store, tmp_path):
    port = free_port()
    (tmp_path / "buckets.json").write_text(json.dumps({"late": {}}))
    waiting = start_script(SCRIPT, tmp_path / "buckets.json", environment=environment(f"http://127.0.0.1:{port}"))
    waiting.wait_for(f"waiting for http://127.0.0.1:{port}")
    start_store(port)
    assert waiting.finish(30) == 0
    assert waiting.lines[-1] == "1 buckets exist"


@pytest.mark.parametrize("name", ["S3_ENDPOINT_URL", "S3_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_a_missing_variable_is_named(tmp_path, name):
    (tmp_path / "buckets.json").write_text("{}")
    result = run_script(SCRIPT, tmp_path / "buckets.json", environment={**environment("http://127.0.0.1:9"), name: ""})
    assert result.returncode == 1
    assert f"{name} is not set" in result.stderr
