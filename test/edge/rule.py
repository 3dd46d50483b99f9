"""The rule of the public door, written a second time and by other means than the edge's: no regular expression, no nginx.

A strict reader of HTTP/1 that knows nothing of proxies: what it does not accept may still be harmless,
so it answers two questions about the bytes that a sender sent:
`must`: the requests that have to arrive, since they are beyond doubt what the rule lets in;
`may`: the requests that can have arrived, since a line of the bytes names them as the rule wants it.
"""

DIGITS = frozenset(b"0123456789")
HEX = frozenset(b"0123456789abcdefABCDEF")
TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
METHODS = {"store": {b"POST", b"GET", b"OPTIONS"}, "envelope": {b"POST", b"OPTIONS"}}
# Half of the edge's 8 KB: between the two it is nginx that counts.
LONGEST_LINE = 4096


def is_id(text):
    return 1 <= len(text) <= 20 and set(text) <= DIGITS and not text.startswith(b"0")


def canonical(target, endpoints):
    """The target that Relay is asked for, or None where the rule forbids it."""
    path, mark, query = target.partition(b"?")
    if any(byte <= 0x20 or byte >= 0x7F or byte == 0x23 for byte in query):
        return None
    parts = path.split(b"/")
    if len(parts) != 5 or parts[0] or parts[4] or parts[1] != b"api":
        return None
    endpoint = parts[3].decode("latin-1")
    if endpoint not in endpoints or not is_id(parts[2]):
        return None
    return b"/api/" + parts[2] + b"/" + endpoint.encode() + b"/" + (b"?" + query if query else b"")


def allowed(method, target, endpoints):
    found = canonical(target, endpoints)
    return found is not None and method in METHODS[found.split(b"/")[3].decode()]


def may(data, endpoints):
    """(method, canonical target) of every line that names a request as the rule wants it."""
    found = []
    for line in data.split(b"\n"):
        # nginx counts any blanks between the parts as one.
        words = line.removesuffix(b"\r").split(b" ")
        words = [word for word in words if word]
        if len(words) != 3 or words[2] not in (b"HTTP/1.0", b"HTTP/1.1"):
            continue
        method, target = words[0], words[1]
        if allowed(method, target, endpoints):
            found.append((method, canonical(target, endpoints)))
    return found


def must(data, endpoints):
    """(method, canonical target, body) of the one request that the bytes are, if they are beyond doubt one; else None."""
    head, separator, body = data.partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    parts = line.split(b" ")
    if not separator or len(parts) != 3 or any(len(row) > LONGEST_LINE for row in (line, *headers)) or len(headers) > 40:
        return None
    method, target, version = parts
    if version not in (b"HTTP/1.0", b"HTTP/1.1") or not allowed(method, target, endpoints):
        return None
    fields = {}
    for header in headers:
        name, colon, value = header.partition(b":")
        if not colon or not name or not set(name) <= TOKEN or name.lower() in fields:
            return None
        if any(byte < 0x20 or byte >= 0x7F for byte in value):
            return None
        fields[name.lower()] = value.strip(b" ")
    if b"upgrade" in fields or b"transfer-encoding" in fields or b"expect" in fields:
        return None
    host = fields.get(b"host")
    if host is None or not host or not set(host.lower()) <= frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789.-"):
        return None
    length = fields.get(b"content-length", b"0")
    if not length or not set(length) <= DIGITS or len(length) > 6 or int(length) != len(body):
        return None
    return method, canonical(target, endpoints), body
