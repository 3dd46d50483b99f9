"""A proxy that kills a script at its n-th write: before the server gets it, or after the server did it and before the script hears so."""

import signal
import socket
import threading

from conftest import free_port


class KillingProxy:
    """Counts the writes that pass; kills at number `at`, if that is given."""

    def __init__(self, server_port, is_write, at=None, after=False):
        self.server_port, self.is_write, self.at, self.after = server_port, is_write, at, after
        self.port = free_port()
        self.writes = 0
        self.process = None
        self._killing = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server_port))
            threading.Thread(target=self._requests, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answers, args=(server, client), daemon=True).start()

    def _requests(self, client, server):
        for data in self._received(client, server):
            with self._lock:
                self.writes += self.is_write(data)
                now = self.is_write(data) and self.writes == self.at
            if now and not self.after:
                return self._kill()
            if now:
                self._killing.set()
            server.sendall(data)

    def _answers(self, server, client):
        for data in self._received(server, client):
            # HTTP's go-ahead is no answer.
            if self._killing.is_set() and not data.startswith(b"HTTP/1.1 100"):
                return self._kill()
            client.sendall(self.to_client(data))

    def to_client(self, data):
        """Brokers tell their own address; it is this proxy's here."""
        own = b"127.0.0.1" + self.server_port.to_bytes(4)
        return data.replace(own, b"127.0.0.1" + self.port.to_bytes(4))

    def _received(self, source, sink):
        try:
            while data := source.recv(1 << 20):
                yield data
        except OSError:
            pass
        finally:
            for each in (source, sink):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
