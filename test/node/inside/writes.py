"""writes.py <seconds> <writes a second>: writes into each store that Sentry has, all at once, and prints {store: [written, failed, the last error]}
as JSON. Runs in a container of Sentry's image, over the clients of Sentry and with the credentials of its environment."""

import json
import os
import sys
import threading
import time
import urllib.request
import uuid

import boto3
import psycopg2
import redis
from botocore.config import Config
from confluent_kafka import Producer

seconds, rate = map(float, sys.argv[1:])
body = os.urandom(512).hex()


def postgres():
    at = psycopg2.connect(host="sentry-pgbouncer", dbname="postgres", user="postgres", password=os.environ["POSTGRES_PASSWORD"])
    at.autocommit = True
    cursor = at.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS writes (id bigserial PRIMARY KEY, body text)")
    return lambda: cursor.execute("INSERT INTO writes (body) VALUES (%s)", (body,))


def cache():
    client = redis.Redis("sentry-redis", password=os.environ["REDIS_PASSWORD"])
    return lambda: client.set(f"writes:{uuid.uuid4().hex}", body)


def kafka():
    producer = Producer({"bootstrap.servers": "sentry-kafka:9092"})

    def write():
        # A topic whose messages the stand-ins of consumers do not look into.
        producer.produce("ingest-attachments", body, on_delivery=delivered)
        producer.poll(0)

    def delivered(error, _):
        if error:
            raise OSError(str(error))

    return write


def seaweedfs():
    signed = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    client = boto3.client("s3", endpoint_url="http://sentry-seaweedfs:8333", region_name="us-east-1", config=signed)

    def write():
        url = client.generate_presigned_url("put_object", {"Bucket": "filestore", "Key": f"writes/{uuid.uuid4().hex}"})
        urllib.request.urlopen(urllib.request.Request(url, (body * 10).encode(), method="PUT"), timeout=10).read()

    return write


def memcached():
    import socket

    server = socket.create_connection(("sentry-memcached", 11211), 5)

    def write():
        server.sendall(f"set {uuid.uuid4().hex} 0 600 {len(body)}\r\n{body}\r\n".encode())
        if server.recv(64) != b"STORED\r\n":
            raise OSError("not stored")

    return write


def work(store, connect):
    start, done, failed, said = time.monotonic(), 0, 0, ""
    write = connect()
    while (at := time.monotonic() - start) < seconds:
        if done + failed > at * rate:
            time.sleep(0.005)
            continue
        try:
            write()
            done += 1
        except Exception as error:
            failed, said = failed + 1, repr(error)
    results[store] = [done, failed, said]


results = {}
connects = {"postgres": postgres, "redis": cache, "kafka": kafka, "seaweedfs": seaweedfs, "memcached": memcached}
threads = [threading.Thread(target=work, args=pair) for pair in connects.items()]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(results))
