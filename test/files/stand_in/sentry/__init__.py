"""A stand-in for Sentry as admin.py uses it: real Django and PostgreSQL, and models with Sentry's names.

    GENERATION      whose createuser: 21.3, 23.7 or 26.8
    KILL_AFTER      kills the process after that many writes to the database
    SENTRY_CONF     a JSON file with settings, in place of the folder of Sentry's configuration
"""

import os

GENERATION = os.environ["GENERATION"]


def get_version():
    return f"{GENERATION}.0"
