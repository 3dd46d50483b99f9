"""The options that the setup page asks for: by release, and with what Sentry refuses."""

import types

from django.conf import settings
from sentry import GENERATION
from sentry.models import Option

REQUIRED = ["system.url-prefix", "system.admin-email", "auth.allow-registration", "beacon.anonymous"]
if GENERATION == "26.8":
    REQUIRED.append("beacon.record_cpu_ram_usage")


def all():
    return [types.SimpleNamespace(name=name) for name in REQUIRED]


def set(key, value):
    if key not in REQUIRED and not key.startswith("sentry:"):
        raise KeyError(key)
    assert key not in settings.SENTRY_OPTIONS, f"{key!r} cannot be changed at runtime because it is configured on disk"
    Option.objects.update_or_create(key=key, defaults={"value": value})
