"""Captures one exception with the Python SDK on the path and prints the event's id: send.py <module> <DSN>."""

import sys

module, dsn = sys.argv[1:]
try:
    raise ValueError("told by Python")
except ValueError as error:
    if module == "raven":
        from raven import Client
        from raven.transport.http import HTTPTransport

        print(Client(dsn, transport=HTTPTransport).captureException())
    else:
        import sentry_sdk

        sentry_sdk.init(dsn)
        print(sentry_sdk.capture_exception(error))
        sentry_sdk.flush(10)
