"""A name server for one name."""

import socket
import struct
import threading

RELAY_NAME = "relay.sentry.test"


class NameServer:
    """Answers one name's A with the address set, everything else with nothing."""

    def __init__(self):
        self.address = "127.0.0.1"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                query, client = self.socket.recvfrom(512)
            except OSError:
                return
            end = query.index(b"\0", 12) + 5
            question = query[12:end]
            kind = struct.unpack("!H", question[-4:-2])[0]
            name = ".".join(part.decode() for part in split_name(question))
            found = self.address if name == RELAY_NAME and kind == 1 else None
            answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 1, 4) + socket.inet_aton(found) if found else b""
            flags = 0x8180 if name == RELAY_NAME and self.address else 0x8183
            self.socket.sendto(query[:2] + struct.pack("!HHHHH", flags, 1, 1 if found else 0, 0, 0) + question + answer, client)

    def close(self):
        self.socket.close()


def split_name(question):
    at = 0
    while question[at]:
        yield question[at + 1 : at + 1 + question[at]]
        at += 1 + question[at]
