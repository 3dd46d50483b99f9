"""A stand-in for Sentry as admin.py uses it: real Django and PostgreSQL, and models with Sentry's names.

    GENERATION      whose createuser: 21.3, 23.7 or 26.8, which is the default
    KILL_AFTER      kills the process after that many writes to the database
    SENTRY_CONF     the folder of Sentry's configuration, or a JSON file with Django's settings
"""

import os

GENERATION = os.environ.get("GENERATION", "26.8")


def get_version():
    return f"{GENERATION}.0"
