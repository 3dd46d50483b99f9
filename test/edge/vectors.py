"""The request vectors: how each is sent, and what is wrong with what came of it."""

import json
from pathlib import Path

from leaks import header_findings
from rule import allowed, may

VECTORS = json.loads((Path(__file__).parent / "route-vectors.json").read_text())
REFUSALS = {None, 400, 403, 404, 405, 414, 421, 501}
# HTTP/2 has no such fields (RFC 9113 8.2.2), and Host is :authority.
NOT_IN_HTTP2 = {"connection", "transfer-encoding", "upgrade", "http2-settings", "host", "expect"}


def raw(vector, version=None):
    """The bytes of a vector over HTTP/1."""
    if vector["rawRequestLatin1"] is not None:
        return vector["rawRequestLatin1"].encode("latin-1")
    if vector["httpVersion"] == "HTTP/0.9":
        return f"{vector['method']} {vector['rawTargetLatin1']}\r\n".encode("latin-1")
    line = f"{vector['method']} {vector['rawTargetLatin1']} {version or vector['httpVersion']}"
    lines = [line, f"Host: {vector['host']}", *vector["headers"]]
    sent = {row.split(":", 1)[0].lower() for row in lines[1:]}
    body = vector["bodyLatin1"] or ""
    if body and not sent & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    if "connection" not in sent:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1")


def names(vector):
    return {row.split(":", 1)[0].lower() for row in vector["headers"]}


def is_plain(vector):
    """Whether it is a request of the usual form, which other versions of HTTP can carry too."""
    return vector["rawRequestLatin1"] is None and vector["httpVersion"] == "HTTP/1.1"


def http1_0():
    """Those that HTTP/1.0 can carry: it knows no transfer encodings."""
    return [vector for vector in VECTORS if is_plain(vector) and not names(vector) & {"transfer-encoding", "expect"}]


def http2():
    return [vector for vector in VECTORS if is_plain(vector) and not names(vector) & NOT_IN_HTTP2]


def http2_headers(vector):
    pairs = [(":method", vector["method"]), (":scheme", "http"), (":authority", vector["host"]), (":path", vector["rawTargetLatin1"])]
    for row in vector["headers"]:
        name, value = row.split(":", 1)
        pairs.append((name.lower(), value.strip()))
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]


def wanted(vector, endpoints):
    """What the vector file says, but for other endpoints than store: those the rule decides."""
    others = set(endpoints) - {"store"}
    if vector["expect"] == "deny" and is_plain(vector) and "host" not in names(vector) and may(raw(vector), others):
        return "pass"
    return vector["expect"]


def findings(vector, response, requests, endpoints, respelt=False):
    """What is wrong: an empty list, or sentences. `respelt`: something in front may have changed the spelling before."""
    expect = wanted(vector, endpoints)
    wrong = [finding for seen in requests for finding in header_findings(seen)]
    reached = [(seen.method, seen.target) for seen in requests]
    canonical = vector["rawTargetLatin1"].removesuffix("?")
    if expect == "pass":
        found = [] if response.status == 200 else [f"answered {response.status}"]
        if reached != [(vector["method"], canonical)]:
            found.append(f"arrived as {reached}")
        elif requests[0].body != (vector["bodyLatin1"] or "").encode("latin-1"):
            found.append(f"arrived with the body {requests[0].body}")
        found += [
            f"arrived without {row}"
            for seen in requests
            for row in vector["headers"]
            if row.lower().startswith(("x-sentry-auth", "content-type", "content-encoding"))
            and seen.header(row.split(":", 1)[0]) != row.split(":", 1)[1].strip()
        ]
        return wrong + found
    if respelt:
        leaked = [seen for seen in requests if not allowed(seen.method.encode(), seen.target.encode("latin-1"), endpoints)]
        return wrong + ([f"leaked as {reached}"] if leaked else [])
    if expect == "safe" and reached == [("POST", "/api/1/store/")]:
        return wrong
    found = [f"leaked as {reached}"] if reached else []
    if response.status not in REFUSALS:
        found.append(f"answered {response.status}")
    if response.body and vector["method"] != "HEAD":
        found.append(f"answered {response.body!r}")
    return wrong + found
