"""Reads the configuration as Sentry's runner does, and fails where it does."""

import json
import os
import signal
from pathlib import Path

writes = 0


def load_settings():
    """sentry.conf.py of the folder that $SENTRY_CONF names, and over its options config.yml."""
    import yaml

    folder = Path(os.environ.get("SENTRY_CONF", "~/.sentry"))
    path = folder / "sentry.conf.py"
    scope = {"__name__": "sentry_config", "__file__": str(path)}
    try:
        exec(compile(path.read_text(), path, "exec"), scope)
    except (OSError, ValueError, SyntaxError, KeyError, NameError) as error:
        raise SystemExit(f"Configuration error: {path}: {error}") from None
    path = folder / "config.yml"
    try:
        options = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise SystemExit(f"failed loading config: {error}") from None
    if not isinstance(options, dict):
        raise SystemExit(f"failed loading config: {path} is no mapping")
    scope["SENTRY_OPTIONS"] |= options
    return scope


def django_settings():
    conf = os.environ["SENTRY_CONF"]
    if os.path.isfile(conf):
        return json.loads(Path(conf).read_text())
    scope = load_settings()
    database = {**scope["DATABASES"]["default"], "ENGINE": "django.db.backends.postgresql"}
    return {
        "DATABASES": {"default": database},
        **{name: scope[name] for name in ("SENTRY_OPTIONS", "SENTRY_PROJECT", "SENTRY_FRONTEND_KEY")},
    }


def count_writes(execute, sql, *arguments):
    global writes
    result = execute(sql, *arguments)
    writes += sql.startswith(("INSERT", "UPDATE"))
    if writes == int(os.environ.get("KILL_AFTER") or -1):
        os.kill(os.getpid(), signal.SIGKILL)
    return result


def configure():
    import django
    from django.conf import settings
    from django.db import connection

    if settings.configured:
        return
    settings.configure(INSTALLED_APPS=["sentry"], AUTH_USER_MODEL="sentry.User", **django_settings())
    django.setup()
    connection.execute_wrappers.append(count_writes)
