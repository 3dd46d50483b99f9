"""connect.py <host:port…>: tries a TCP connection to each, all at once, and prints which are open, as JSON. Runs in a pod's network namespace."""

import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor


def is_open(target):
    host, _, port = target.rpartition(":")
    try:
        socket.create_connection((host, int(port)), 2).close()
        return True
    except OSError:
        return False


targets = sys.argv[1:]
with ThreadPoolExecutor(len(targets)) as pool:
    print(json.dumps(dict(zip(targets, pool.map(is_open, targets), strict=True))))
