import json
import os
import signal

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


def configure():
    if settings.configured:
        return
    with open(os.environ["SENTRY_CONF"], encoding="utf-8") as file:
        settings.configure(INSTALLED_APPS=["sentry"], AUTH_USER_MODEL="sentry.User", **json.load(file))
    django.setup()
    connection.execute_wrappers.append(count_writes)
