"""Sentry as an app of Django, so that its models have a home."""

from django.apps import AppConfig


class Sentry(AppConfig):
    name = "sentry"
    default_auto_field = "django.db.models.BigAutoField"
