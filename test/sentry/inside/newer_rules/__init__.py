"""Rules of newer Sentry and Django that this release lacks and that the rendered files must keep. A Django application."""

default_app_config = "newer_rules.apps.NewerRules"
