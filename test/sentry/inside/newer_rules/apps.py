"""Puts rules of newer Sentry and Django upon the installed code, once Django has loaded its applications."""

from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings


class NewerRules(AppConfig):
    name = "newer_rules"

    def ready(self):
        disk_options_are_immutable()
        origin_is_checked()


def disk_options_are_immutable():
    """An option that stands in SENTRY_OPTIONS cannot be changed, whatever its value (Sentry of 2024 and later).

    The page of the first login still asks for those whose value is falsy, and then fails
    (getsentry/self-hosted#3299, #4282); of the pair mail.use-tls, mail.use-ssl it asks for neither if one is true
    (getsentry/sentry#114011).
    """
    from sentry.api.endpoints.system_options import SystemOptionsEndpoint
    from sentry.options.manager import NotWritableReason, OptionsManager

    may_update, answer = OptionsManager.can_update, SystemOptionsEndpoint.get

    def can_update(self, key, value, channel):
        if key in settings.SENTRY_OPTIONS:
            return NotWritableReason.OPTION_ON_DISK
        return may_update(self, key, value, channel)

    def get(self, request):
        response = answer(self, request)
        pair = ("mail.use-tls", "mail.use-ssl")
        if response.status_code == 200 and any(settings.SENTRY_OPTIONS.get(key) for key in pair):
            for key in pair:
                if key in response.data:
                    response.data[key]["field"].update(disabled=True, disabledReason="diskPriority")
        return response

    OptionsManager.can_update, SystemOptionsEndpoint.get = can_update, get


def origin_is_checked():
    """A form's Origin is the host as Django sees it, or a trusted one (Django 4.0 and later)."""
    from django.core.exceptions import DisallowedHost
    from django.middleware.csrf import CsrfViewMiddleware

    process_view = CsrfViewMiddleware.process_view

    def is_trusted(request, origin):
        try:
            if origin == f"{request.scheme}://{request.get_host()}":
                return True
        except DisallowedHost:
            pass
        if origin in settings.CSRF_TRUSTED_ORIGINS:
            return True
        sent = urlsplit(origin)
        wild = [urlsplit(each) for each in settings.CSRF_TRUSTED_ORIGINS if "*" in each]
        return any(each.scheme == sent.scheme and sent.netloc.endswith(each.netloc.lstrip("*")) for each in wild)

    def checked(self, request, callback, callback_args, callback_kwargs):
        origin = request.META.get("HTTP_ORIGIN")
        enforced = (
            request.method not in ("GET", "HEAD", "OPTIONS", "TRACE")
            and not getattr(callback, "csrf_exempt", False)
            and not getattr(request, "csrf_processing_done", False)
            and not getattr(request, "_dont_enforce_csrf_checks", False)
        )
        if enforced and origin is not None and not is_trusted(request, origin):
            return self._reject(request, f"Origin checking failed - {origin} does not match any trusted origins.")
        return process_view(self, request, callback, callback_args, callback_kwargs)

    CsrfViewMiddleware.process_view = checked
