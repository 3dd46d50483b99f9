import json
import os
import runpy
import signal
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

writes = 0


def count_writes(execute, sql, *arguments):
    global writes
    result = execute(sql, *arguments)
    writes += sql.startswith(("INSERT", "UPDATE"))
    if writes == int(os.environ.get("KILL_AFTER") or -1):
        os.kill(os.getpid(), signal.SIGKILL)
    return result


def configuration(path):
    """A JSON file, or the folder of Sentry's configuration."""
    if path.is_file():
        return json.loads(path.read_text())
    conf = runpy.run_path(str(path / "sentry.conf.py"))
    database = {**conf["DATABASES"]["default"], "ENGINE": "django.db.backends.postgresql"}
    return {"DATABASES": {"default": database}} | {name: conf[name] for name in ("SENTRY_OPTIONS", "SENTRY_PROJECT", "SENTRY_FRONTEND_KEY")}


def configure():
    if settings.configured:
        return
    settings.configure(INSTALLED_APPS=["sentry"], AUTH_USER_MODEL="sentry.User", **configuration(Path(os.environ["SENTRY_CONF"])))
    django.setup()
    connection.execute_wrappers.append(count_writes)
