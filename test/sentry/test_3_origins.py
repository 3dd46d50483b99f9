"""Posts of the login form as the rendered nginx passes them on: in this Sentry with newer_rules, and in a newer Django."""

import json
import subprocess
import sys

import pytest
from conftest import HERE

SETTINGS = ("ALLOWED_HOSTS", "CSRF_COOKIE_NAME", "CSRF_TRUSTED_ORIGINS", "SECURE_PROXY_SSL_HEADER", "USE_X_FORWARDED_HOST")


def passed_on(origin, shown):
    """Headers that web gets for a page of this origin, asked for at this address."""
    scheme, _, place = shown.partition("://")
    return {
        "HTTP_HOST": place.partition(":")[0],
        "HTTP_X_FORWARDED_HOST": place,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "HTTP_ORIGIN": origin,
        "HTTP_REFERER": f"{origin}/auth/login/",
    }


def newer_django(values, every):
    program = (
        "import json, sys; sys.path.append(sys.argv[1]); from django.conf import settings; values, every = json.load(sys.stdin);"
        "settings.configure(**values); import origins; print(json.dumps(origins.verdicts(every)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(HERE / "inside")], input=json.dumps([values, every]), capture_output=True, text=True, check=True
    )
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("variant", "taken"),
    [
        ("default", ["https://sentry.internal.example.com", "http://localhost:8080", "http://127.0.0.1:8080"]),
        ("http", ["http://sentry.lan:8080", "http://localhost:8080", "http://sentry.lan:30080"]),
    ],
)
def test_the_form_is_taken_at_each_address_and_from_no_other_page(sentry, sentry_of, variant, taken):
    asked = sentry if variant == "default" else sentry_of(variant)
    values = {name: asked("setting", name=name) for name in SETTINGS}
    cases = [*((at, at, True) for at in taken), *((origin, taken[0], False) for origin in ("https://evil.example.com", "http://sentry.lan.evil.example", "null"))]
    headers = [passed_on(origin, shown) for origin, shown, _ in cases]
    expected = {origin: right for origin, _, right in cases}
    assert dict(zip(expected, newer_django(values, headers), strict=True)) == expected
    assert dict(zip(expected, asked("form_posts", every=headers), strict=True)) == expected
