"""What the tests ask of a configured Sentry. Each function takes and returns what JSON can carry."""

import importlib
import io
import os

from django.conf import global_settings, settings

from sentry import options


def options_on_disk():
    """{option: "unknown", "wrong type", "other value" or "as set"}"""

    def state(key, value):
        try:
            option = options.lookup_key(key)
        except options.UnknownOption:
            return "unknown"
        if not option.type.test(value):
            return f"wrong type: {value!r}"
        return "as set" if options.get(key) == value else f"other value: {options.get(key)!r}"

    return {key: state(key, value) for key, value in settings.SENTRY_OPTIONS.items()}


def option(key):
    return options.get(key)


def asked_by_the_wizard():
    """Options on disk with a falsy value of which newer releases say that they cannot be changed."""
    asked = options.FLAG_REQUIRED | options.FLAG_PRIORITIZE_DISK
    return [
        key
        for key, value in settings.SENTRY_OPTIONS.items()
        if not value and key in options.default_manager.registry and options.lookup_key(key).flags & asked
    ]


def unknown_settings():
    """Names that the file of settings assigns and nobody declares."""
    declared = {*dir(importlib.import_module("sentry.conf.server")), *dir(global_settings)}
    import ast

    tree = ast.parse(open(os.path.join(os.environ["SENTRY_CONF"], "sentry.conf.py")).read())
    targets = [target for node in ast.walk(tree) if isinstance(node, ast.Assign) for target in node.targets]
    names = {target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()}
    return sorted(names - declared)


def setting(name):
    return getattr(settings, name)


def features():
    """{feature of the file: what Sentry makes of it}, those that it knows."""
    import json

    from sentry.features import default_manager

    wanted = json.load(open(os.path.join(os.environ["SENTRY_CONF"], "features.json")))
    known = default_manager._feature_registry
    return {name: settings.SENTRY_FEATURES[name] == value for name, value in wanted.items() if name in known}


def backends():
    """Each backend's own validation."""
    from sentry import buffer, digests, eventstream, nodestore, quotas, ratelimits, search, tagstore, tsdb

    for each in (buffer, digests, eventstream, nodestore, quotas, ratelimits.backend, search, tagstore, tsdb):
        getattr(each, "validate", getattr(getattr(each, "backend", None), "validate", None))()
    return "valid"


def round_trips():
    """A value, an event's body and a file of 5 MB through memcached, PostgreSQL and the object store."""
    from django.core.cache import cache

    from sentry import nodestore
    from sentry.models import File
    from sentry.utils.redis import redis_clusters

    cache.set("round-trip", "value", 60)
    nodestore.set("round-trip", {"body": "value"})
    redis_clusters.get("default").set("round-trip", "value", 60)
    content = os.urandom(5 * 1024 * 1024)
    file = File.objects.create(name="round-trip", type="default")
    file.putfile(io.BytesIO(content))
    with file.getfile() as stored:
        same = stored.read() == content
    return {
        "memcached": cache.get("round-trip"),
        "nodestore": nodestore.get("round-trip"),
        "redis": redis_clusters.get("default").get("round-trip"),
        "file": same,
    }


def user(email, password=None):
    from sentry.models import User

    found = User.objects.filter(username=email).first()
    if found is None:
        return None
    return {
        "superuser": found.is_superuser,
        "staff": found.is_staff,
        "password": bool(found.password) and (password is None or found.check_password(password)),
        "organizations": [each.slug for each in found.get_orgs()],
    }


def interrupt_user(email):
    """As a createuser leaves it that was killed between its two writes: neither password nor superuser."""
    from sentry.models import User

    User.objects.filter(username=email).update(password="", is_superuser=False, is_staff=False)


def token(email):
    from sentry.models import ApiToken, User

    scopes = ["org:admin", "org:write", "org:read", "project:admin", "project:write", "project:read", "project:releases", "team:admin", "team:write", "team:read"]
    return ApiToken.objects.create(user=User.objects.get(username=email), scope_list=scopes, expires_at=None).token


def stored_options():
    from sentry.models import Option

    return {each.key: each.value for each in Option.objects.all()}


def forget_options():
    """As on an instance whose first login never got to its end."""
    for key in ("sentry:version-configured", "system.admin-email", "beacon.anonymous"):
        options.delete(key)


def blob(checksum):
    """Bytes that chunk upload stored under a SHA-1, from the object store."""
    import hashlib

    from sentry.models import FileBlob

    with FileBlob.objects.get(checksum=checksum).getfile() as stored:
        return hashlib.sha1(stored.read()).hexdigest()


def mail(to):
    from sentry.utils.email import MessageBuilder

    message = MessageBuilder(subject="It arrives", body="A body.", html_body="<p>A body.</p>")
    return message.send(to=[to])


def update_refused(key):
    """Why a page may not change this option, or None."""
    reason = options.default_manager.can_update(key, options.get(key), options.UpdateChannel.APPLICATION)
    return reason and reason.name


def form_posts(every):
    """Which posts with these headers the CSRF middleware takes."""
    from origins import verdicts

    return verdicts(every)


def project_of_key(key):
    """The project that a public key belongs to."""
    from sentry.models import ProjectKey

    return ProjectKey.objects.get(public_key=key).project_id
