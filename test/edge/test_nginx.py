"""The internal door: upstream's route table."""

import json
import re
import shutil
from pathlib import Path

import pytest
from doors import Backend, Nginx, nginx_test, open_folder, rendered, request, substituted
from processes import FILES



@pytest.fixture(scope="module")
def backends():
    backends = {name: Backend(name) for name in ("relay", "web")}
    yield backends
    for backend in backends.values():
        backend.close()


@pytest.fixture(scope="module")
def www():
    path = open_folder()
    (path / "js-sdk/8.0.0").mkdir(parents=True)
    (path / "js-sdk/8.0.0/bundle.min.js").write_text("sdk")
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def door(backends, www):
    server = Nginx(
        "nginx",
        {name: f"127.0.0.1:{backends[key].port}" for name, key in (("SENTRY_RELAY", "relay"), ("SENTRY_WEB", "web"))},
        replace=[("root /var/www;", f"root {www};")],
    )
    yield server
    server.stop()


@pytest.fixture
def ask(door, backends):
    def ask(target, *arguments, **options):
        """The response, and the request as the backend that answered saw it."""
        for backend in backends.values():
            backend.requests.clear()
        response = request(door.ports["door"], target, *arguments, **options)
        seen = [request for backend in backends.values() for request in backend.requests]
        assert len(seen) < 2
        return response, seen[0] if seen else None

    return ask


def test_configuration(folder):
    result = nginx_test(folder, "nginx", {"SENTRY_RELAY": "127.0.0.1:3000", "SENTRY_WEB": "127.0.0.1:9000"})
    assert result.returncode == 0, result.stderr
    assert "warn" not in result.stderr


@pytest.mark.parametrize(
    "target, to",
    [
        # Ingestion.
        ("/api/store/", "relay"),
        ("/api/1/store/", "relay"),
        ("/api/1/envelope/", "relay"),
        ("/api/42/envelope/?sentry_key=k", "relay"),
        ("/api/4505281256090624/minidump/", "relay"),
        ("/api/7/security/", "relay"),
        ("/api/1/cron/slug/key/", "relay"),
        ("/api/0/relays/projectconfigs/", "relay"),
        ("/api/0/relays/live/", "relay"),
        # Everything else is web's.
        ("/", "web"),
        ("/api/0/", "web"),
        ("/api/0/organizations/sentry/chunk-upload/", "web"),
        ("/api/0/relay", "web"),
        ("/api/01/store/", "web"),
        ("/api/1", "web"),
        ("/api/embed/error-page/", "web"),
        ("/api/hooks/mailgun/inbound/", "web"),
        ("/auth/login/", "web"),
        ("/organizations/sentry/issues/?query=is%3Aunresolved", "web"),
        ("/_static/dist/sentry/app.js", "web"),
        ("/_health/", "web"),
        ("/js-sdks", "web"),
    ],
)
def test_routes(ask, target, to):
    response, seen = ask(target)
    assert (response.status, response.body) == (200, to)
    assert seen.target == target


def test_a_redirect_keeps_the_client_s_host_and_port(ask):
    response, seen = ask("/api/store")
    assert (response.status, response.headers["location"], seen) == (301, "/api/store/", None)


def test_assets_are_found_under_web_s_own_name(ask):
    response, seen = ask("/_assets/entrypoints/app.js?v=1")
    assert response.body == "web"
    assert seen.target == "/_static/dist/sentry/entrypoints/app.js?v=1"


@pytest.mark.parametrize("target, shown", [("/_assets/a.js", False), ("/_static/a.js", False), ("/export", True)])
def test_assets_are_not_downloads(ask, target, shown):
    response, _ = ask(target)
    assert ("content-disposition" in response.headers) is shown


def test_js_sdk_is_served_to_any_origin(ask):
    response, seen = ask("/js-sdk/8.0.0/bundle.min.js")
    assert (response.status, response.body, seen) == (200, "sdk", None)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "javascript" in response.headers["content-type"]
    response, seen = ask("/js-sdk/8.0.0/absent.js")
    assert (response.status, seen) == (404, None)


# The tests come from 127.0.0.1, which is one of the trusted networks.
@pytest.mark.parametrize("sent, proto", [("https", "https"), ("http", "http"), ("gopher", "http"), (None, "http")])
def test_tls_that_ended_before_this_door(ask, sent, proto):
    _, seen = ask("/", headers=[f"X-Forwarded-Proto: {sent}"] if sent else [])
    assert seen.header("X-Forwarded-Proto") == proto


def test_a_stranger_s_word_is_not_taken(backends):
    """The same configuration, trusting every network but the one the tests come from."""
    variables = {"SENTRY_RELAY": f"127.0.0.1:{backends['relay'].port}", "SENTRY_WEB": f"127.0.0.1:{backends['web'].port}"}
    server = Nginx("nginx", variables, replace=[("127.0.0.0/8 1;\n", ""), ("set_real_ip_from 127.0.0.0/8;\n", "")])
    backends["web"].requests.clear()
    claims = ["X-Forwarded-Proto: https", "X-Forwarded-For: 9.9.9.9", "X-Forwarded-Host: evil.example.com"]
    request(server.ports["door"], "/", headers=claims)
    server.stop()
    [seen] = backends["web"].requests
    assert seen.header("X-Forwarded-Proto") == "http"
    assert seen.header("X-Forwarded-For") == "127.0.0.1"
    assert seen.header("X-Forwarded-Host") == "sentry.example.com"


@pytest.mark.parametrize(
    "chain, client",
    [(None, "127.0.0.1"), ("203.0.113.9", "203.0.113.9"), ("6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9")],
)
def test_client_address(ask, chain, client):
    _, seen = ask("/", headers=[f"X-Forwarded-For: {chain}"] if chain else [])
    assert seen.header("X-Forwarded-For") == client


def test_host(ask):
    _, seen = ask("/", host="sentry.internal.example.com:8443")
    assert seen.header("Host") == "sentry.internal.example.com"
    assert seen.header("X-Forwarded-Host") == "sentry.internal.example.com:8443"
    _, seen = ask("/", headers=["X-Forwarded-Host: sentry.internal.example.com"])
    assert seen.header("X-Forwarded-Host") == "sentry.internal.example.com"


def test_connections_to_the_backends_are_kept(ask):
    _, seen = ask("/")
    assert seen.header("Connection") is None
    assert len(seen.header("X-Request-Id")) == 32


def test_body_size(ask):
    response, _ = ask("/api/1/envelope/", "POST", headers=[f"Content-Length: {100 * 2**20 + 1}", "Expect: 100-continue"])
    assert response.status == 413
    response, seen = ask("/api/1/envelope/", "POST", body="x" * (1 << 20))
    assert (response.status, len(seen.body)) == (200, 1 << 20)


def test_health_is_on_its_own_port(door, ask):
    response = request(door.ports["health"], "/healthz")
    assert (response.status, response.body) == (200, "ok\n")
    assert request(door.ports["health"], "/").status == 404
    assert request(door.ports["health"], "/api/1/store/").status == 404
    # On the door itself the path is web's.
    assert ask("/healthz")[1].target == "/healthz"


def test_log_has_no_query(ask, door):
    ask("/api/1/store/?sentry_key=s3cret", headers=["Referer: https://x/?token=s3cret"])
    lines = [json.loads(line) for line in door.log().splitlines()]
    assert {"path": "/api/1/store/", "method": "GET", "status": "200"}.items() <= lines[-1].items()
    assert "s3cret" not in door.log()


def directives(text):
    """A configuration of nginx as (words, block or None), comments left out."""
    words = re.findall(r'"(?:\\.|[^"])*"|\'[^\']*\'|\$\{\w+\}|[{};]|(?:\$\{\w+\}|[^\s{};"\'])+', re.sub(r"(?m)^\s*#.*$", "", text))
    position = 0

    def block():
        nonlocal position
        found, current = [], []
        while position < len(words):
            word = words[position]
            position += 1
            if word == ";":
                found.append((current, None))
                current = []
            elif word == "{":
                found.append((current, block()))
                current = []
            elif word == "}":
                break
            else:
                current.append(word)
        return found

    return block()


def inside(block, name):
    [found] = [body for words, body in block if words[0] == name][:1]
    return found


def location(words, body):
    """As upstream-routes.json tells it."""
    match, path = ("", words[1]) if len(words) == 2 else words[1:]
    told = {"match": match, "path": path}
    for (name, *values), _ in body:
        if name == "proxy_pass":
            host, slash, rest = values[0].removeprefix("http://").partition("/")
            told |= {"to": host} | ({"as": slash + rest} if slash else {})
        elif name == "root":
            told |= {"to": "files", "root": values[0]}
        elif name == "add_header":
            told.setdefault("adds", []).append(" ".join(values))
        elif name == "proxy_hide_header":
            told.setdefault("hides", []).append(" ".join(values))
        else:
            raise AssertionError(f"{name} in {path}: not in the table")
    return told


UPSTREAM = json.loads((Path(__file__).parent / "upstream-routes.json").read_text())
# 26.5.1 gave up after 30 s what takes 26.8.0 up to 90: waiting longer takes nothing from it.
LONGER = {("26.5.1", "proxy_read_timeout"): "90s"}


def test_upstream_s_routes():
    http = inside(directives((FILES / "nginx/nginx.conf").read_text()), "http")
    [door, _health] = [body for words, body in http if words == ["server"]]
    ours = [location(words, body) for words, body in door if words[0] == "location"]
    order = lambda row: row["path"]  # noqa: E731
    assert sorted(ours, key=order) == sorted(UPSTREAM["locations"], key=order)
    upstreams = {words[1]: [row for row, _ in body] for words, body in http if words[0] == "upstream"}
    assert upstreams == {
        "relay": [["server", "${SENTRY_RELAY}"], ["keepalive", "2"]],
        "web": [["server", "${SENTRY_WEB}"], ["keepalive", "2"]],
    }


@pytest.mark.parametrize("release", UPSTREAM["settingsOf"])
def test_upstream_s_sizes_and_times(release):
    text = substituted((FILES / "nginx/nginx.conf").read_text(), rendered("nginx", "")["environment"])
    http = inside(directives(text), "http")
    ours = {words[0]: " ".join(words[1:]) for words, body in http if body is None}
    for name, value in {**UPSTREAM["settings"], **UPSTREAM["settingsOf"][release]}.items():
        assert ours[name] == LONGER.get((release, name), value), name
    assert {words[1] for words, _ in http if words[0] == "proxy_set_header"} == {*UPSTREAM["headers"], "X-Forwarded-Host"}


def test_another_route_would_be_seen():
    text = (FILES / "nginx/nginx.conf").read_text()
    for old, new in [("location /api/store/", "location = /api/store/"), ("http://web/_static/dist/sentry/", "http://web/_static/dist/")]:
        http = inside(directives(text.replace(old, new)), "http")
        door = inside(http, "server")
        ours = [location(words, body) for words, body in door if words[0] == "location"]
        assert any(row not in UPSTREAM["locations"] for row in ours)
