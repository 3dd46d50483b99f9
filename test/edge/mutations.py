"""Requests that are almost what the rule lets in: a grammar of that form, and what can be done to its parts. Seeded, so always the same."""

import random

IDS = ["1", "42", "4505281256090624", "18446744073709551615", "0", "01", "-1", "1.0", "1e3", "0x1", "184467440737095516150", "", "a", "٣", "1;a=b", "{id}", "*"]
ENDPOINTS = ["store", "envelope", "security", "minidump", "unreal", "Store", "STORE", "storex", "stor", "st\xf6re", "relays", "..", "."]
PREFIXES = ["/api", "/API", "/Api", "//api", "/api/", "/./api", "/x/../api", "/api/../api", "/foo/api", "api", "\\api", "/%61pi", "/api;x", "/api%2f", "/.%2e/api"]
TAILS = ["/", "", "//", "/.", "/..", "/../envelope/", "/..;/envelope/", "/%2e%2e/envelope/", "/..%2fenvelope/", "/%20", "/%0a", "/%00", "/\x00", "/x", ";", "/;", "/#", "/#/../envelope/", "\\", "/..\\envelope\\", "%2f", "/%3f", "/api/1/envelope/", "/%0d%0aX:1"]
QUERIES = ["", "?", "?sentry_key=0123456789abcdef0123456789abcdef&sentry_version=7", "?a=b?c=/../../", "?\"", "?#", "?a=#b", "?a b", "?a=\x01", "?a=\x7f", "?\xe9", "?%00", "?a=%0d%0a"]
METHODS = ["POST", "GET", "OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "post", "Post", "PROPFIND", "POST\t", "P\x00ST", "", "GETPOST"]
VERSIONS = ["HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/3.0", "HTTP/1.1 ", "http/1.1", "HTTP/01.1", "HTTP/1.10", "HTTP/11", "", "HTTP/1.1\t"]
HOSTS = ["sentry.example.com", "SENTRY.example.com", "", "a b", "a/../b", "a\x00b", "sentry.example.com:443", "[::1]", "evil.example.com@sentry", "ü"]
HEADERS = [
    "X-Original-URL: /api/1/envelope/", "X-Rewrite-URL: /api/0/", "X-Forwarded-Prefix: /api/0", "X-HTTP-Method-Override: DELETE",
    "X-Forwarded-For: 6.6.6.6, 7.7.7.7", "X-Forwarded-Host: evil", "Forwarded: for=6.6.6.6;host=evil", "Upgrade: websocket", "Upgrade: h2c",
    "Connection: Upgrade, HTTP2-Settings", "Connection: X-Sentry-Auth", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA", "Host: other", "Content-Length: 2",
    "Content-Length: 0", "Content-Length: +15", "Content-Length: 15, 15", "Content-Length: 0x0f", "Content-Length : 15", "Content-Length: -1",
    "Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: identity", "Transfer-Encoding : chunked", "Transfer-Encoding:\tchunked",
    "Transfer-Encoding: chunked, identity", "transfer-encoding: Chunked", "TE: trailers", "Trailer: X", " folded", "\tfolded: 1", "NoColon", ": empty",
    "X\x00Y: 1", "X: \x00", "X: a\rb", "X-Long: " + "x" * 9000, "Expect: 100-continue", "Expect: x", "Content-Encoding: gzip",
    "X-Sentry-Auth: Sentry sentry_key=abc", "X_Original_URL: /", "Range: bytes=0-1", "Content-Type: multipart/form-data; boundary=x",
]  # fmt: skip
BODIES = ["", "{\"message\":\"x\"}", "0\r\n\r\n", "f\r\n{\"message\":\"x\"}\r\n0\r\n\r\n", "f;ext=1\r\n{\"message\":\"x\"}\r\n0\r\n\r\n", "0\n\n", "ffffffffffffffff1\r\n", "f\r\n{\"message\""]
SECOND = ["", "GET /api/0/ HTTP/1.1\r\nHost: x\r\n\r\n", "POST /api/2/envelope/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "GET /admin HTTP/1.1\r\nX: "]
NOISE = ["%2e", "%2E", "%2f", "%5c", "%00", "%0a", "%09", "%25", "%c0%ae", "%u002e", "/", "//", "/./", "/../", ";", ":", "@", "\\", "\x00", "\t", "\x0b", "\x7f", "\x80", "\xa0", "\xff", " ", "#", "?", "&", "*", "|", "~", "é"]


def percent(text, chance):
    byte = chance.choice(text.encode("utf-8", "surrogateescape") or b"/")
    return f"%{byte:02x}" if chance.random() < 0.5 else f"%{byte:02X}"


def spoil(text, chance):
    """One change of one place."""
    at = chance.randrange(len(text) + 1)
    kind = chance.randrange(6)
    if kind == 0:
        return text[:at] + chance.choice(NOISE) + text[at:]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at : at + 1].swapcase() + text[at + 1 :]
    if kind == 3 and at < len(text):
        return text[:at] + percent(text[at], chance) + text[at + 1 :]
    if kind == 4:
        return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
    return text[:at] + chr(chance.randrange(256)) + text[at:]


class Parts:
    """A request that is let in, until it is changed."""

    def __init__(self, chance):
        self.chance = chance
        self.method = chance.choice(METHODS[:3])
        self.absolute = ""
        self.prefix, self.project, self.endpoint = "/api", chance.choice(IDS[:4]), chance.choice(ENDPOINTS[:2])
        self.tail, self.query = "/", chance.choice(QUERIES[:3])
        self.version, self.host, self.headers = "HTTP/1.1", "sentry.example.com", []
        self.blank, self.end, self.body, self.length, self.second = " ", "\r\n", BODIES[1], True, ""
        self.noise = 0

    def change(self):
        choose = self.chance.choice
        kind = self.chance.randrange(18)
        if kind == 0:
            self.method = choose(METHODS)
        elif kind == 1:
            self.prefix = choose(PREFIXES)
        elif kind == 2:
            self.project = choose(IDS)
        elif kind == 3:
            self.endpoint = choose(ENDPOINTS)
        elif kind in (4, 5):
            self.tail = choose(TAILS)
        elif kind == 6:
            self.query = choose(QUERIES)
        elif kind == 7:
            self.version = choose(VERSIONS)
        elif kind == 8:
            self.host = choose(HOSTS)
        elif kind in (9, 10):
            self.headers.append(choose(HEADERS))
        elif kind == 11:
            self.body, self.length = choose(BODIES), self.chance.random() < 0.5
        elif kind == 12:
            self.second = choose(SECOND)
        elif kind == 13:
            self.absolute = choose(["http://sentry.example.com", "https://a:1", "HTTP://x@y", "http://", "//evil", "file://", "http:"])
        elif kind == 14:
            self.blank = choose([" ", "  ", "\t", "\x0b", " \t", ""])
        elif kind == 15:
            self.end = choose(["\r\n", "\n", "\r", "\r\r\n", "\n\r"])
        else:
            self.noise += 1

    def target(self):
        text = f"{self.prefix}/{self.project}/{self.endpoint}{self.tail}"
        for _ in range(self.noise):
            text = spoil(text, self.chance)
        return self.absolute + text + self.query

    def request(self, target):
        lines = [f"{self.method}{self.blank}{target}{self.blank}{self.version}", f"Host: {self.host}", "Connection: close", *self.headers]
        if self.length:
            lines.append(f"Content-Length: {len(encoded(self.body))}")
        return encoded(self.end.join([*lines, "", ""]) + self.body + self.second)


def encoded(text):
    """Latin-1 where it can be, so that any byte can be meant; UTF-8 for the rest."""
    return b"".join(char.encode("latin-1") if ord(char) < 256 else char.encode() for char in text)


def made(seed, number):
    """So many requests: (method, target, bytes)."""
    chance = random.Random(seed)
    for _ in range(number):
        parts = Parts(chance)
        for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3])):
            parts.change()
        target = parts.target()
        yield encoded(parts.method), encoded(target), parts.request(target)
