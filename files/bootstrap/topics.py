"""Creates Kafka's topics, adds partitions and sets what is settled; never deletes, shrinks or sets anything else.

    topics.py [file]    file: {topic: {partitions, replicationFactor, config, settled}},
                        /etc/bootstrap/topics.json unless given; settled: keys of config
                        that a topic which exists gets too
"""

import json
import os
import sys
import time

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

BATCH = 20
SECONDS_PER_REQUEST = 60
SECONDS_UNTIL_VISIBLE = 60


def batches(items):
    items = list(items)
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def reason(error):
    cause = error.args[0] if isinstance(error, KafkaException) and error.args else error
    return cause.str() if isinstance(cause, KafkaError) else str(cause)


def code(error):
    cause = error.args[0] if isinstance(error, KafkaException) and error.args else None
    return cause.code() if isinstance(cause, KafkaError) else None


def connect():
    servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if not servers:
        raise SystemExit("topics.py: the environment variable KAFKA_BOOTSTRAP_SERVERS is not set")
    # librdkafka would log each refused connection; the wait below says it once.
    admin = AdminClient({"bootstrap.servers": servers, "log_level": 0, "error_cb": lambda error: None})
    said = None
    while True:
        try:
            admin.list_topics(timeout=5)
            return admin
        except KafkaException as error:
            if reason(error) != said:
                said = reason(error)
                print(f"waiting for {servers}: {said}", flush=True)
            time.sleep(2)


def existing(admin):
    return admin.list_topics(timeout=SECONDS_PER_REQUEST).topics


def create(admin, missing):
    """Returns why a topic could not be created, by topic."""
    failed = {}
    for batch in batches(missing.items()):
        futures = admin.create_topics(
            [
                NewTopic(
                    name,
                    num_partitions=wanted["partitions"],
                    replication_factor=wanted["replicationFactor"],
                    config={key: str(value) for key, value in wanted.get("config", {}).items()},
                )
                for name, wanted in batch
            ],
            request_timeout=SECONDS_PER_REQUEST,
        )
        for name, future in futures.items():
            try:
                future.result()
                print(f"{name}: created", flush=True)
            except KafkaException as error:
                # Snuba, Sentry or the broker itself may have been faster.
                if code(error) != KafkaError.TOPIC_ALREADY_EXISTS:
                    failed[name] = f"could not be created: {reason(error)}"
    return failed


def add_partitions(admin, short):
    """Returns why partitions could not be added, by topic."""
    failed = {}
    for batch in batches(short.items()):
        futures = admin.create_partitions(
            [NewPartitions(name, total) for name, total in batch], request_timeout=SECONDS_PER_REQUEST
        )
        for name, future in futures.items():
            try:
                future.result()
                print(f"{name}: has {short[name]} partitions now", flush=True)
            except KafkaException as error:
                failed[name] = f"partitions could not be added: {reason(error)}"
    return failed


def until_visible(admin, names):
    """Waits until the broker's metadata lists the names; returns those that it still lacks."""
    deadline = time.monotonic() + SECONDS_UNTIL_VISIBLE
    while True:
        absent = set(names) - set(existing(admin))
        if not absent or time.monotonic() > deadline:
            return absent
        time.sleep(1)


def differing_configuration(admin, topics, unread):
    """Yields topic, setting, its value and the wanted one where they differ; adds why a topic could not be asked to `unread`."""
    for batch in batches((name, wanted) for name, wanted in topics.items() if wanted.get("config")):
        resources = {name: ConfigResource(ConfigResource.Type.TOPIC, name) for name, _ in batch}
        futures = admin.describe_configs(list(resources.values()), request_timeout=SECONDS_PER_REQUEST)
        for name, wanted in batch:
            try:
                actual = futures[resources[name]].result()
            except KafkaException as error:
                unread[name] = f"its configuration could not be read: {reason(error)}"
                continue
            for key, value in sorted(wanted["config"].items()):
                found = actual[key].value if key in actual else None
                if found != str(value):
                    yield name, key, found, str(value)


def alter(admin, changes):
    """Sets single settings of topics and leaves their others; returns why a topic could not be altered, by topic."""
    # Since confluent-kafka 2.2; whoever settles nothing needs neither.
    from confluent_kafka.admin import AlterConfigOpType, ConfigEntry

    failed = {}
    for batch in batches(changes.items()):
        resources = {
            name: ConfigResource(
                ConfigResource.Type.TOPIC,
                name,
                incremental_configs=[
                    ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET)
                    for key, value in config.items()
                ],
            )
            for name, config in batch
        }
        futures = admin.incremental_alter_configs(list(resources.values()), request_timeout=SECONDS_PER_REQUEST)
        for name, config in batch:
            try:
                futures[resources[name]].result()
                for key, value in config.items():
                    print(f"{name}: {key} is {value} now", flush=True)
            except KafkaException as error:
                failed[name] = f"could not be altered: {reason(error)}"
    return failed


def main(arguments):
    with open(arguments[0] if arguments else "/etc/bootstrap/topics.json", encoding="utf-8") as file:
        topics = json.load(file)
    admin = connect()
    before = existing(admin)
    missing = {name: wanted for name, wanted in topics.items() if name not in before}
    present = {name: wanted for name, wanted in topics.items() if name in before}

    failed = create(admin, missing)
    short = {}
    for name, wanted in present.items():
        partitions = before[name].partitions
        if len(partitions) < wanted["partitions"]:
            short[name] = wanted["partitions"]
        elif len(partitions) > wanted["partitions"]:
            print(f"{name}: has {len(partitions)} partitions, wanted {wanted['partitions']}; left as it is", flush=True)
        replicas = min((len(partition.replicas) for partition in partitions.values()), default=0)
        if replicas != wanted["replicationFactor"]:
            print(f"{name}: has {replicas} replicas, wanted {wanted['replicationFactor']}; left as it is", flush=True)
    failed.update(add_partitions(admin, short))
    unread, changes = {}, {}
    for name, key, found, value in differing_configuration(admin, present, unread):
        if key in present[name].get("settled", ()):
            changes.setdefault(name, {})[key] = value
        else:
            print(f"{name}: {key} is {found}, wanted {value}; left as it is", flush=True)
    failed.update(alter(admin, changes))
    for name, cause in unread.items():
        if present[name].get("settled"):
            failed[name] = cause
        else:
            print(f"{name}: {cause}", flush=True)

    for name in until_visible(admin, set(topics) - set(failed)):
        failed[name] = "is not there"
    for name in sorted(failed):
        print(f"{name}: {failed[name]}", file=sys.stderr, flush=True)
    if failed:
        return 1
    print(f"{len(topics)} topics exist, {len(missing)} of them new", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
