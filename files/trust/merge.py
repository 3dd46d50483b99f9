"""Writes one bundle of certificates: the public ones of this image, and the user's own.

    merge.py <own bundle> <bundle to write>
"""

import os
import ssl
import sys


def public():
    """The system's bundle, or that of certifi where the image has none."""
    path = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    if not os.path.exists(path):
        import certifi

        path = certifi.where()
    with open(path, encoding="utf-8") as file:
        return file.read()


def main(own, merged):
    with open(own, encoding="utf-8") as file:
        text = file.read()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError) as error:
        raise SystemExit(f"merge.py: {own} holds no certificates as PEM: {error}") from None
    with open(merged, "w", encoding="utf-8") as file:
        file.write(public().rstrip("\n") + "\n" + text.rstrip("\n") + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
