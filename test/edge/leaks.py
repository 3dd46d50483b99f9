"""What is wrong with what came of many requests; used on the edge and on edges with a planted fault."""

from collections import Counter

from rule import allowed, may, must
from senders import exchange_all

MARK = "X-Case"
# What no request may have that arrives: other ways to name an address, a path, a host or a method, and what belongs to a connection.
CLEARED = [
    "Upgrade", "Connection", "HTTP2-Settings", "Transfer-Encoding", "TE", "Trailer", "Expect", "Forwarded", "X-Real-IP",
    "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override",
]  # fmt: skip


def marked(data, number):
    """The same request with a header that tells which it was, if it has a place for one."""
    head, separator, rest = data.partition(b"Connection: close")
    return head + separator + f"\r\n{MARK}: {number}".encode() + rest if separator else data


def header_findings(seen):
    """What is wrong with the headers of a request that arrived."""
    found = [f"{seen.target} arrived with {name}" for name in CLEARED if seen.header(name) is not None]
    address = seen.header("X-Forwarded-For")
    if address is None or "," in address:
        found.append(f"{seen.target} arrived with X-Forwarded-For {address}")
    return found


def mutation_findings(door, requests, respelt=False):
    """Sends all; returns (what is wrong, how many were sent, how many arrived)."""
    endpoints = door.endpoints
    data = [request for _, _, request in requests]
    certain = [must(request, endpoints) for request in data]
    # A line end of another kind is part of the case, so the mark is put only where it changes nothing.
    sent = [marked(request, number) if wanted else request for number, (request, wanted) in enumerate(zip(data, certain))]
    door.relay.requests.clear()
    exchange_all(door.port, [(request, wanted is not None and not respelt) for request, wanted in zip(sent, certain)])
    arrived = [(seen, seen.method.encode("latin-1"), seen.target.encode("latin-1")) for seen in door.relay.requests]
    findings = [f"{method} {target} arrived" for _, method, target in arrived if not allowed(method, target, endpoints)]
    findings += [finding for seen in door.relay.requests for finding in header_findings(seen)]
    if respelt:
        return findings, len(data), len(arrived)
    by_mark = {seen.header(MARK): (method, target, seen.body) for seen, method, target in arrived if seen.header(MARK)}
    for number, wanted in enumerate(certain):
        if wanted is not None and by_mark.get(str(number)) != wanted:
            findings.append(f"{data[number]!r} should have arrived as {wanted}, and did as {by_mark.get(str(number))}")
    possible = Counter(pair for request, wanted in zip(data, certain) if wanted is None for pair in may(request, endpoints))
    rest = Counter((method, target) for seen, method, target in arrived if not seen.header(MARK))
    findings += [f"{pair} arrived {number} times more than was sent" for pair, number in (rest - possible).items()]
    return findings, len(data), len(arrived)
