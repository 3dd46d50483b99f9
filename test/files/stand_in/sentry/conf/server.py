"""What sentry.conf.py takes over from Sentry's own settings."""

import os

SENTRY_PROJECT = 1
SENTRY_OPTIONS, KAFKA_CLUSTERS, SENTRY_FEATURES, CACHES, DATABASES = {}, {}, {}, {}, {}


def env(name, default="", type=None):
    return os.environ.get(name, default)
