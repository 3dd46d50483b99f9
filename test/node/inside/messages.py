"""messages.py <servers> <topic>: prints what the topic holds from its beginning to its end of now, a message a line. Runs where Sentry's Python is."""

import sys

from confluent_kafka import Consumer, TopicPartition

servers, topic = sys.argv[1:]
consumer = Consumer({"bootstrap.servers": servers, "group.id": "test-node", "enable.auto.commit": False})
for partition in consumer.list_topics(topic, timeout=20).topics[topic].partitions:
    low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=20)
    consumer.assign([TopicPartition(topic, partition, low)])
    while low < high:
        message = consumer.poll(20)
        if message is None:
            sys.exit(f"{topic}/{partition}: nothing at offset {low} of {high} in 20 s")
        if message.error():
            sys.exit(f"{topic}/{partition}: {message.error()}")
        low = message.offset() + 1
        print(message.value().decode(errors="replace"))
consumer.close()
