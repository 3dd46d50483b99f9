"""redis.conf with Debian's redis-server."""

import socket
import subprocess

import pytest
from conftest import FILES, free_port, stop, wait_for_port


@pytest.fixture
def ask(folder):
    port = free_port()
    # The data folder is the only thing that must differ here.
    configuration = (FILES / "redis/redis.conf").read_text().replace("dir /data\n", f"dir {folder}\n")
    (folder / "redis.conf").write_text(configuration)
    process = subprocess.Popen(
        ["redis-server", folder / "redis.conf", "--port", str(port), "--requirepass", "s3cret"],
        stdout=subprocess.DEVNULL,
    )
    wait_for_port(port)

    def ask(*commands):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            answers = []
            for command in commands:
                connection.sendall(command.encode() + b"\r\n")
                answers.append(connection.recv(4096).decode())
            return answers

    yield ask
    stop(process)


def test_answers_only_with_the_password(ask):
    assert ask("PING")[0].startswith("-NOAUTH")
    assert ask("AUTH wrong", "PING")[1].startswith("-NOAUTH")
    assert ask("AUTH s3cret", "PING") == ["+OK\r\n", "+PONG\r\n"]


@pytest.mark.parametrize("name, value", [("maxmemory", "0"), ("maxmemory-policy", "volatile-lru")])
def test_memory(ask, name, value):
    assert ask("AUTH s3cret", f"CONFIG GET {name}")[1].split("\r\n")[4] == value


def test_data_is_saved(ask):
    """Events wait in Redis, so a restart must not lose them."""
    assert ask("AUTH s3cret", "CONFIG GET save")[1].split("\r\n")[4] == "3600 1 300 100 60 10000"


def test_data_folder():
    lines = [line.split() for line in (FILES / "redis/redis.conf").read_text().splitlines() if line and line[0] != "#"]
    assert ["dir", "/data"] in lines
    assert not [line for line in lines if line[0] == "requirepass"]
