"""What this instance sets on top of Sentry's defaults; every value comes from the environment."""

from sentry.conf.server import *  # noqa: F403

import hashlib
import hmac
import ipaddress
import json
import os
from urllib.parse import urlsplit


def _required(name):
    value = env(name, "")
    if not value:
        raise ValueError(f"sentry.conf.py: the environment variable {name} is not set")
    return value


def _number(name, default=None):
    value = env(name, "") or default
    if value is None:
        value = _required(name)
    try:
        return int(value)
    except ValueError:
        raise ValueError(
            f"sentry.conf.py: the environment variable {name} must be a whole number, got {value!r}"
        ) from None


###########
# General #
###########

SENTRY_SINGLE_ORGANIZATION = True
SENTRY_AIR_GAP = False
SENTRY_SELF_HOSTED_ERRORS_ONLY = _required("COMPOSE_PROFILES") != "feature-complete"
SENTRY_OPTIONS["system.secret-key"] = _required("SENTRY_SYSTEM_SECRET_KEY")
SENTRY_OPTIONS["system.event-retention-days"] = _number("SENTRY_EVENT_RETENTION_DAYS")
CSP_REPORT_ONLY = True

########
# URLs #
########

_url = _required("SENTRY_URL").rstrip("/")
_origin = urlsplit(_url)
SENTRY_OPTIONS["system.url-prefix"] = _url
SENTRY_OPTIONS["system.internal-url-prefix"] = _required("SENTRY_INTERNAL_URL")
SENTRY_ENDPOINT = _required("SENTRY_INGEST_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [f"{_origin.scheme}://{_origin.netloc}"]
# Host comes without its port, and Django compares the browser's Origin with scheme, host and port.
USE_X_FORWARDED_HOST = True

if _origin.scheme == "https":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SOCIAL_AUTH_REDIRECT_IS_HTTPS = True

JS_SDK_LOADER_DEFAULT_SDK_URL = env("JS_SDK_LOADER_DEFAULT_SDK_URL", "")

# The UI reports its own errors through the door it came from: the public one refuses envelopes
# by default. admin.py gives the project this key.
SENTRY_FRONTEND_KEY = hmac.new(
    SENTRY_OPTIONS["system.secret-key"].encode(), b"the UI's own reports", hashlib.sha256
).hexdigest()[:32]
SENTRY_FRONTEND_DSN = f"{_origin.scheme}://{SENTRY_FRONTEND_KEY}@{_origin.netloc}/{SENTRY_PROJECT}"

#########
# Trust #
#########

# Relay's address changes with every pod, so its key is known. Web also takes a Relay of the
# private networks below by any key: the NetworkPolicies let nobody else of them in.
SENTRY_RELAY_WHITELIST_PK = [_required("RELAY_PUBLIC_KEY")]
SENTRY_RELAY_OPEN_REGISTRATION = False

# Symbolicator fetches debug files and source maps from web with Sentry's system
# token, which Sentry honours only from these networks. The system token is still
# needed, and Relay's own endpoints are not reachable through the doors.
INTERNAL_SYSTEM_IPS = tuple(
    network.strip() for network in env("SENTRY_INTERNAL_NETWORKS", "").split(",") if network.strip()
)

# What Sentry refuses to call, webhooks and integrations included, without the networks that are allowed.
_allowed_networks = [
    ipaddress.ip_network(network.strip(), strict=False)
    for network in env("SENTRY_ALLOWED_NETWORKS", "").split(",")
    if network.strip()
]


def _without(network, allowed):
    if network.version != allowed.version or not network.overlaps(allowed):
        return [network]
    return [] if network.subnet_of(allowed) else list(network.address_exclude(allowed))


if _allowed_networks:
    _disallowed = [ipaddress.ip_network(str(network), strict=False) for network in SENTRY_DISALLOWED_IPS]
    for _allowed in _allowed_networks:
        _disallowed = [rest for network in _disallowed for rest in _without(network, _allowed)]
    SENTRY_DISALLOWED_IPS = tuple(str(network) for network in _disallowed)

##########
# Stores #
##########

DATABASES = {
    "default": {
        "ENGINE": "sentry.db.postgres",
        "NAME": _required("POSTGRES_DB"),
        "USER": _required("POSTGRES_USER"),
        "PASSWORD": _required("POSTGRES_PASSWORD"),
        "HOST": _required("POSTGRES_HOST"),
        "PORT": str(_number("POSTGRES_PORT", 5432)),
    }
}

SENTRY_OPTIONS["redis.clusters"] = {
    "default": {
        "hosts": {
            0: {
                "host": _required("REDIS_HOST"),
                "port": _number("REDIS_PORT", 6379),
                "password": env("REDIS_PASSWORD", ""),
                "db": 0,
            }
        }
    }
}

CACHES = {
    "default": {
        # Django's own memcached backends deadlock here (getsentry/self-hosted#4301).
        "BACKEND": "sentry.cache.backends.reconnectingmemcache.ReconnectingMemcache",
        "LOCATION": [_required("MEMCACHED_ADDR")],
        "TIMEOUT": 3600,
        "OPTIONS": {"ignore_exc": True, "reconnect_age": 300},
    }
}
SENTRY_CACHE = "sentry.cache.redis.RedisCache"
SENTRY_RATELIMITER = "sentry.ratelimits.redis.RedisRateLimiter"
SENTRY_BUFFER = "sentry.buffer.redis.RedisBuffer"
SENTRY_QUOTAS = "sentry.quotas.redis.RedisQuota"
SENTRY_DIGESTS = "sentry.digests.backends.redis.RedisBackend"
SENTRY_TSDB = "sentry.tsdb.redissnuba.RedisSnubaTSDB"
SENTRY_SEARCH = "sentry.search.snuba.EventsDatasetSnubaSearchBackend"
SENTRY_SEARCH_OPTIONS = {}
SENTRY_TAGSTORE_OPTIONS = {}

DEFAULT_KAFKA_OPTIONS = {
    "bootstrap.servers": _required("KAFKA_BOOTSTRAP_SERVERS"),
    "message.max.bytes": 50000000,
    "socket.timeout.ms": 1000,
}
KAFKA_CLUSTERS["default"] = DEFAULT_KAFKA_OPTIONS
SENTRY_EVENTSTREAM = "sentry.eventstream.kafka.KafkaEventStream"
SENTRY_EVENTSTREAM_OPTIONS = {"producer_configuration": DEFAULT_KAFKA_OPTIONS}

################
# Object store #
################


def _bucket(name):
    return {
        "bucket_name": _required(name),
        "access_key": _required("AWS_ACCESS_KEY_ID"),
        "secret_key": _required("AWS_SECRET_ACCESS_KEY"),
        "endpoint_url": _required("S3_ENDPOINT_URL"),
        "region_name": _required("S3_REGION"),
        "addressing_style": "path",
        "signature_version": "s3v4",
        # Sentry's default is public-read.
        "default_acl": "private",
        "bucket_acl": "private",
    }


SENTRY_OPTIONS["filestore.backend"] = "s3"
SENTRY_OPTIONS["filestore.options"] = _bucket("FILESTORE_BUCKET")
SENTRY_OPTIONS["filestore.profiles-backend"] = "s3"
SENTRY_OPTIONS["filestore.profiles-options"] = _bucket("PROFILES_BUCKET")

_nodestore = _required("NODESTORE_BACKEND")
if _nodestore == "postgres":
    SENTRY_NODESTORE = "sentry.nodestore.django.DjangoNodeStorage"
    SENTRY_NODESTORE_OPTIONS = {}
elif _nodestore == "s3":
    SENTRY_NODESTORE = "sentry_nodestore_s3.S3PassthroughDjangoNodeStorage"
    SENTRY_NODESTORE_OPTIONS = {
        "compression": True,
        # Events stored before the switch stay readable in PostgreSQL, and are cleaned up there.
        "read_through": True,
        "delete_through": True,
        "bucket_name": _required("NODESTORE_BUCKET"),
        "bucket_path": "nodestore",
        "endpoint_url": _required("S3_ENDPOINT_URL"),
        "region_name": _required("S3_REGION"),
        "aws_access_key_id": _required("AWS_ACCESS_KEY_ID"),
        "aws_secret_access_key": _required("AWS_SECRET_ACCESS_KEY"),
    }
else:
    raise ValueError(
        f"sentry.conf.py: the environment variable NODESTORE_BACKEND must be postgres or s3, got {_nodestore!r}"
    )

##############
# Web server #
##############

SENTRY_WEB_HOST = "0.0.0.0"
SENTRY_WEB_PORT = 9000
SENTRY_WEB_OPTIONS = {
    "http": f"{SENTRY_WEB_HOST}:{SENTRY_WEB_PORT}",
    "protocol": "uwsgi",
    "uwsgi-socket": None,
    "so-keepalive": True,
    # Relay supports 15 s to 75 s.
    "http-keepalive": 15,
    "http-chunked-input": True,
    "workers": _number("SENTRY_WEB_WORKERS", 3),
    "threads": 4,
    "memory-report": False,
    "max-requests": 100000,
    "max-requests-delta": 500,
    "max-worker-lifetime": 86400,
    "thunder-lock": True,
    "log-x-forwarded-for": False,
    "buffer-size": 32768,
    "limit-post": 209715200,
    "disable-logging": True,
    "reload-on-rss": 600,
    "ignore-sigpipe": True,
    "ignore-write-errors": True,
    "disable-write-exception": True,
}

########
# Mail #
########

_mail_domain = _required("SENTRY_MAIL_HOST")
SENTRY_OPTIONS["mail.list-namespace"] = _mail_domain
SENTRY_OPTIONS["mail.from"] = env("MAIL_FROM", "") or f"sentry@{_mail_domain}"

if env("MAIL_HOST", ""):
    _tls = env("MAIL_TLS", "") or "none"
    if _tls not in ("none", "starttls", "tls"):
        raise ValueError(
            f"sentry.conf.py: the environment variable MAIL_TLS must be none, starttls or tls, got {_tls!r}"
        )
    _mail = {
        "mail.backend": "smtp",
        "mail.host": env("MAIL_HOST", ""),
        "mail.port": _number("MAIL_PORT", 25),
        "mail.username": env("MAIL_USERNAME", ""),
        "mail.password": env("MAIL_PASSWORD", ""),
        "mail.use-tls": _tls == "starttls",
        "mail.use-ssl": _tls == "tls",
    }
    # Sentry's setup page asks for what is false or empty, and cannot save what stands here
    # (getsentry/self-hosted#4282).
    SENTRY_OPTIONS.update({name: value for name, value in _mail.items() if value})
else:
    SENTRY_OPTIONS["mail.backend"] = "console"

################
# Integrations #
################

SENTRY_OPTIONS["symbolicator.options"] = {"url": _required("SYMBOLICATOR_URL")}

if env("GITHUB_APP_ID", ""):
    SENTRY_OPTIONS["github-app.id"] = _number("GITHUB_APP_ID")
    SENTRY_OPTIONS["github-app.name"] = _required("GITHUB_APP_NAME")
    SENTRY_OPTIONS["github-app.client-id"] = _required("GITHUB_CLIENT_ID")
    SENTRY_OPTIONS["github-app.client-secret"] = _required("GITHUB_CLIENT_SECRET")
    SENTRY_OPTIONS["github-app.webhook-secret"] = _required("GITHUB_WEBHOOK_SECRET")
    SENTRY_OPTIONS["github-app.private-key"] = _required("GITHUB_PRIVATE_KEY")

if env("SLACK_CLIENT_ID", ""):
    SENTRY_OPTIONS["slack.client-id"] = _required("SLACK_CLIENT_ID")
    SENTRY_OPTIONS["slack.client-secret"] = _required("SLACK_CLIENT_SECRET")
    SENTRY_OPTIONS["slack.signing-secret"] = _required("SLACK_SIGNING_SECRET")

if env("GOOGLE_CLIENT_ID", ""):
    SENTRY_OPTIONS["auth-google.client-id"] = _required("GOOGLE_CLIENT_ID")
    SENTRY_OPTIONS["auth-google.client-secret"] = _required("GOOGLE_CLIENT_SECRET")

_geoip = "/geoip/GeoLite2-City.mmdb"
if os.path.exists(_geoip):
    GEOIP_PATH_MMDB = _geoip

# Each statement of a migration is committed by itself; an upgrade that was killed goes on behind the last one.
ZERO_DOWNTIME_MIGRATIONS_IDEMPOTENT_SQL = True

##############
# Monitoring #
##############

_statsd = env("SENTRY_STATSD_ADDR", "")
if _statsd:
    _statsd_host, _, _statsd_port = _statsd.partition(":")
    SENTRY_METRICS_BACKEND = "sentry.metrics.statsd.StatsdMetricsBackend"
    SENTRY_METRICS_OPTIONS = {"host": _statsd_host, "port": int(_statsd_port or 8125)}

############
# Features #
############

with open(os.path.join(_required("SENTRY_CONF"), "features.json"), encoding="utf-8") as _features:
    SENTRY_FEATURES.update(json.load(_features))

# Accounts come by invitation or single sign-on. Not by auth.allow-registration, which is an option
# that the setup page asks for.
SENTRY_FEATURES["auth:register"] = False
