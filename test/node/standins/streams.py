"""Kafka, as the programs use it."""

from commandline import fail, say
from common import TRIES, touch


def producer(settings):
    from confluent_kafka import Producer

    return Producer({"bootstrap.servers": settings["bootstrap.servers"], "message.max.bytes": 50000000, "log_level": 2})


def kafka(servers):
    """The topics, or the end of the program once Kafka could not be reached for so many seconds."""
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    for _ in range(TRIES):
        try:
            return AdminClient({"bootstrap.servers": servers, "log_level": 0}).list_topics(timeout=1).topics
        except KafkaException as error:
            said = error
    fail(f"kafka: {said}")


def consume(servers, topics, group, reset, heartbeat, handle, options):
    """Hands batches to handle(messages) and commits each after it; at least once. The heartbeat is touched only while
    partitions are assigned and batches are worked off, as Arroyo does it. A topic that is not there ends the program."""
    from confluent_kafka import Consumer, KafkaException

    consumer = Consumer(
        {"bootstrap.servers": servers, "group.id": group, "auto.offset.reset": reset, "enable.auto.commit": False}
        | {"max.poll.interval.ms": max(int(options.get("--max-poll-interval-ms", 30000)), 45000), "log_level": 2}
    )
    consumer.subscribe(topics)
    try:
        while True:
            batch = consumer.consume(500, 0.7)
            for message in batch:
                if message.error():
                    if message.error().name() == "UNKNOWN_TOPIC_OR_PART":
                        fail(f"{topics}: {message.error()}")
                    say(f"{topics}: {message.error()}")
            batch = [message for message in batch if not message.error()]
            if batch:
                handle(batch)
                try:
                    consumer.commit(asynchronous=False)
                except KafkaException as error:
                    # The next commit has this batch too.
                    say(f"{topics}: {error}")
            if heartbeat and consumer.assignment():
                touch(heartbeat)
    finally:
        consumer.close()
