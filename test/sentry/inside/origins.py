"""Which form posts Django's CSRF middleware takes, with the settings of the process: in Sentry and in a newer Django."""

from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory

SECRET = "a" * 32


class Judge(CsrfViewMiddleware):
    def _reject(self, request, reason):
        return reason


def verdict(headers):
    """True for a post with a right token and these headers that is taken."""
    request = RequestFactory().post("/auth/login/sentry/", {"csrfmiddlewaretoken": SECRET}, **headers)
    request.COOKIES[settings.CSRF_COOKIE_NAME] = SECRET
    judge = Judge(lambda request: None)
    judge.process_request(request)
    return judge.process_view(request, lambda request: None, (), {}) is None


def verdicts(every):
    return [verdict(headers) for headers in every]
