"""Creates the buckets and sets how long their objects live.

    buckets.py [file]    file: {bucket: {expireDays: days, never when absent}},
                         /etc/bootstrap/buckets.json unless given
"""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

RULE = "sentry-retention"


def required(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"buckets.py: the environment variable {name} is not set")
    return value


def connect():
    return boto3.client(
        "s3",
        endpoint_url=required("S3_ENDPOINT_URL"),
        region_name=required("S3_REGION"),
        aws_access_key_id=required("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=required("AWS_SECRET_ACCESS_KEY"),
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 0},
        ),
    )


def status(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def exists(s3, bucket):
    """Asks until the store answers."""
    said = None
    while True:
        try:
            s3.head_bucket(Bucket=bucket)
            return True
        except ClientError as error:
            if status(error) == 404:
                return False
            if status(error) < 500:
                raise
            state = str(error)
        except (ConnectionError, HTTPClientError) as error:
            state = str(error)
        if state != said:
            said = state
            print(f"waiting for {s3.meta.endpoint_url}: {state}", flush=True)
        time.sleep(2)


def create(s3, bucket):
    region = s3.meta.region_name
    # AWS takes its first region as the default and refuses it as a constraint.
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        s3.create_bucket(Bucket=bucket, **place)
        print(f"{bucket}: created", flush=True)
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise


def rules(s3, bucket):
    try:
        return s3.get_bucket_lifecycle_configuration(Bucket=bucket).get("Rules", [])
    except ClientError as error:
        if status(error) == 404:
            return []
        raise


def is_wanted(rule, days):
    # Stores differ in how they spell "the whole bucket", and some forget the rule's id.
    filtered = rule.get("Filter", {})
    return (
        rule.get("ID", RULE) == RULE
        and rule.get("Status") == "Enabled"
        and rule.get("Expiration") == {"Days": days}
        and not rule.get("Prefix")
        and not filtered.get("Prefix")
        and not filtered.keys() - {"Prefix"}
    )


def expire(s3, bucket, days):
    current = rules(s3, bucket)
    if len(current) == 1 and is_wanted(current[0], days):
        return
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [{"ID": RULE, "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}]
        },
    )
    replaced = f", in place of {len(current)} other rules" if current else ""
    print(f"{bucket}: objects expire after {days} days{replaced}", flush=True)


def main(arguments):
    with open(arguments[0] if arguments else "/etc/bootstrap/buckets.json", encoding="utf-8") as file:
        buckets = json.load(file)
    s3 = connect()
    failed = False
    for bucket, wanted in buckets.items():
        try:
            if not exists(s3, bucket):
                create(s3, bucket)
            if wanted.get("expireDays") is not None:
                expire(s3, bucket, wanted["expireDays"])
        except ClientError as error:
            failed = True
            print(f"{bucket}: {error}", file=sys.stderr, flush=True)
    if failed:
        return 1
    print(f"{len(buckets)} buckets exist", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
