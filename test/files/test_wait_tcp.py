"""wait-tcp.sh in BusyBox's shell.

Debian builds BusyBox with an nc that lacks -z, which Alpine's has: here nc is OpenBSD's.
"""

import signal
import socket

from conftest import FILES, free_port

SHELL = ["busybox", "sh", "-c", 'nc() { nc.openbsd "$@"; }; . "$0"', FILES / "gate/wait-tcp.sh"]


def test_waits_for_each(background):
    late = free_port()
    with socket.create_server(("127.0.0.1", 0)) as up:
        first = f"127.0.0.1:{up.getsockname()[1]}"
        waiting = background(*SHELL, first, f"127.0.0.1:{late}")
        waiting.wait_for(f"waiting for 127.0.0.1:{late}")
        assert waiting.process.poll() is None
        with socket.create_server(("127.0.0.1", late)):
            assert waiting.finish() == 0
    assert waiting.lines == [
        f"{first} accepts connections",
        f"waiting for 127.0.0.1:{late}",
        f"127.0.0.1:{late} accepts connections",
    ]


def test_nothing_to_wait_for(background):
    assert background(*SHELL).finish() == 0


def test_absent_name_is_waited_for(background):
    waiting = background(*SHELL, "absent.invalid:80")
    waiting.wait_for("waiting for absent.invalid:80")
    assert waiting.process.poll() is None


def test_goes_on_after_its_time(background):
    absent = free_port()
    with socket.create_server(("127.0.0.1", 0)) as up:
        last = f"127.0.0.1:{up.getsockname()[1]}"
        waiting = background("env", "WAIT_SECONDS=3", *SHELL, f"127.0.0.1:{absent}", last)
        assert waiting.finish(10) == 0
    assert waiting.lines == [f"waiting for 127.0.0.1:{absent}", f"goes on without 127.0.0.1:{absent}", f"{last} accepts connections"]


def test_sigterm_ends_it(background):
    waiting = background(*SHELL, f"127.0.0.1:{free_port()}")
    waiting.wait_for("waiting for")
    waiting.process.send_signal(signal.SIGTERM)
    assert waiting.finish(5) == 143
