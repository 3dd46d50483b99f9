"""HTTP/2 by prior knowledge, with nothing checked on our side."""

import socket

import h2.config
import h2.connection
import h2.events
import h2.exceptions
from doors import Response

CONFIG = h2.config.H2Configuration(
    client_side=True, validate_outbound_headers=False, normalize_outbound_headers=False, validate_inbound_headers=False
)


def send(port, headers, body=b"", timeout=15):
    """The response to one request on a connection of its own; without a status if the server refused it in its own way."""
    connection = h2.connection.H2Connection(CONFIG)
    connection.initiate_connection()
    response = Response(b"")
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as sock:
        try:
            connection.send_headers(1, headers, end_stream=not body)
            if body:
                connection.send_data(1, body, end_stream=True)
            sock.sendall(connection.data_to_send())
            while data := sock.recv(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, h2.events.ResponseReceived):
                        fields = {name.decode(): value.decode() for name, value in event.headers}
                        response.status, response.headers = int(fields[":status"]), fields
                    elif isinstance(event, h2.events.DataReceived):
                        response.body += event.data.decode("latin-1")
                    elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset, h2.events.ConnectionTerminated)):
                        return response
                if answer := connection.data_to_send():
                    sock.sendall(answer)
        except (ConnectionError, h2.exceptions.ProtocolError):
            pass
    return response
