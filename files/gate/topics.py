"""Waits until Kafka has the topics given: a program that reads one that is missing may end at once.

    topics.py <topic>…    Kafka's address is in $KAFKA_BOOTSTRAP_SERVERS
"""

import os
import signal
import sys
import time

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

SECONDS_BETWEEN_TRIES = 2
SECONDS_PER_REQUEST = 5


def missing(admin, topics):
    """What there is to wait for; nothing when all are there."""
    try:
        there = admin.list_topics(timeout=SECONDS_PER_REQUEST).topics
    except KafkaException as error:
        return f"Kafka: {error.args[0].str()}"
    return ", ".join(topic for topic in topics if topic not in there or there[topic].error is not None)


def main(topics):
    if not topics:
        raise SystemExit("usage: topics.py <topic>…")
    servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if not servers:
        raise SystemExit("topics.py: the environment variable KAFKA_BOOTSTRAP_SERVERS is not set")
    # The first process of a container has no default action for SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # librdkafka would log each refused connection; the wait says it once.
    admin = AdminClient({"bootstrap.servers": servers, "log_level": 0, "error_cb": lambda error: None})
    said = None
    while waits := missing(admin, topics):
        if waits != said:
            said = waits
            print(f"waiting for {waits}", flush=True)
        time.sleep(SECONDS_BETWEEN_TRIES)
    print(f"{len(topics)} topics are there", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
