"""Runs commands one after the other while no other pod of the instance runs any so.

    alone.py command [argument…] [-- command [argument…]]…

A lease in Redis ($REDIS_HOST, $REDIS_PORT, $REDIS_PASSWORD) keeps the others out. It is renewed while
the commands run and ends by itself when its holder is killed; a holder that cannot renew it in time
kills its command before the lease ends. Migrations of two releases never run at once.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

import redis

KEY = "cdk8s-sentry:bootstrap"
LEASE_SECONDS = float(os.environ.get("LEASE_SECONDS", "20"))
RENEW_SECONDS = LEASE_SECONDS / 5
# For connecting and again for the answer.
REQUEST_SECONDS = LEASE_SECONDS / 10

# Sets or renews the lease unless another holds it; gives its holder.
HOLD = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return holder end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return ARGV[1]
"""

RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


def now():
    """Goes on while the machine sleeps, as Redis' clock does."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def first_line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class Lease:
    def __init__(self):
        if not os.environ.get("REDIS_HOST"):
            raise SystemExit("alone.py: the environment variable REDIS_HOST is not set")
        self.owner = f"{socket.gethostname()} {uuid.uuid4()}"
        self.ends = 0.0
        self._redis = redis.Redis(
            host=os.environ["REDIS_HOST"],
            port=int(os.environ.get("REDIS_PORT") or 6379),
            password=os.environ.get("REDIS_PASSWORD") or None,
            socket_connect_timeout=REQUEST_SECONDS,
            socket_timeout=REQUEST_SECONDS,
        )

    def hold(self):
        """Whether the lease is ours now; otherwise who holds it, or why nobody knows."""
        asked = now()
        try:
            # What Redis did not save it has forgotten; within the time of a lease its holder says so again.
            if not self.ends and self._redis.info("server")["uptime_in_seconds"] <= LEASE_SECONDS + 1:
                return "Redis has just started and may have forgotten who runs migrations"
            holder = self._redis.eval(HOLD, 1, KEY, self.owner, int(LEASE_SECONDS * 1000)).decode()
        except redis.RedisError as error:
            return f"Redis: {first_line(error)}"
        if holder != self.owner:
            self.ends = min(self.ends, asked)
            return f"{holder.split()[0]} runs migrations"
        self.ends = asked + LEASE_SECONDS - 2 * REQUEST_SECONDS
        return None

    def wait(self):
        said = None
        while (state := self.hold()) is not None:
            if state != said:
                said = state
                print(f"waiting: {state}", flush=True)
            time.sleep(RENEW_SECONDS / 2)

    def keep(self):
        """Renews for ever, in a thread of its own."""
        while True:
            time.sleep(RENEW_SECONDS)
            self.hold()

    def release(self):
        try:
            self._redis.eval(RELEASE, 1, KEY, self.owner)
        except redis.RedisError as error:
            print(f"the lease ends in {LEASE_SECONDS:g} s: Redis: {first_line(error)}", flush=True)


def split(arguments):
    commands = [[]]
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    if not all(commands):
        raise SystemExit("usage: alone.py command [argument…] [-- command [argument…]]…")
    return commands


class Command:
    """A command and all that it starts, in a process group of its own."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, start_new_session=True)

    def signal(self, number):
        if self.process.returncode is None:
            os.killpg(self.process.pid, number)

    def finish(self, lease):
        """The exit code, 128 + its number after a signal."""
        while True:
            try:
                code = self.process.wait(0.2)
                return 128 - code if code < 0 else code
            except subprocess.TimeoutExpired:
                if now() > lease.ends:
                    self.signal(signal.SIGKILL)
                    self.process.wait()
                    raise SystemExit("alone.py: the lease could not be renewed, so the command was killed") from None


def main(arguments):
    commands = split(arguments)
    lease = Lease()
    running = []

    def stop(number, _):
        # With a command, that ends first, and its exit code ends this.
        if not running:
            sys.exit(128 + number)
        running[0].signal(number)

    signal.signal(signal.SIGTERM, stop)
    lease.wait()
    threading.Thread(target=lease.keep, daemon=True).start()
    try:
        for command in commands:
            running[:] = [Command(command)]
            code = running[0].finish(lease)
            running.clear()
            if code != 0:
                print(f"alone.py: {' '.join(command)}: exit code {code}", file=sys.stderr, flush=True)
                return code
        return 0
    finally:
        lease.release()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
