"""Sentry's own settings, as far as sentry.conf.py and the stand-in read them."""

import os


def env(name, default="", type=None):
    return os.environ.get(name, default)


DATABASES = {}
CACHES = {}
KAFKA_CLUSTERS = {}
SENTRY_FEATURES = {}
SENTRY_OPTIONS = {}
# The project of Sentry's own errors.
SENTRY_PROJECT = 1
