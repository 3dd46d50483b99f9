"""sentry.conf.py, executed over a stand-in for sentry.conf.server."""

import ipaddress
import itertools
import json
import re
import sys
import types

import django.conf
import django.test
import pytest
import yaml
from conftest import FILES
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

MINIMAL = {
    "COMPOSE_PROFILES": "errors-only",
    "SENTRY_EVENT_RETENTION_DAYS": "30",
    "SENTRY_MAIL_HOST": "example.com",
    "SENTRY_SYSTEM_SECRET_KEY": "system-key",
    "LAUNCHPAD_RPC_SHARED_SECRET": "launchpad",
    "SENTRY_STATSD_ADDR": "",
    "SENTRY_URL": "https://sentry.internal.example.com",
    "SENTRY_INGEST_URL": "https://sentry.example.com",
    "SENTRY_INTERNAL_URL": "http://sentry-web:9000",
    "SYMBOLICATOR_URL": "http://sentry-symbolicator:3021",
    "POSTGRES_HOST": "sentry-pgbouncer",
    "POSTGRES_PORT": "6432",
    "POSTGRES_DB": "sentry",
    "POSTGRES_USER": "sentry",
    "POSTGRES_PASSWORD": "pg-password",
    "REDIS_HOST": "sentry-redis",
    "REDIS_PORT": "6379",
    "REDIS_PASSWORD": "redis-password",
    "KAFKA_BOOTSTRAP_SERVERS": "sentry-kafka:9092",
    "MEMCACHED_ADDR": "sentry-memcached:11211",
    "S3_ENDPOINT_URL": "http://sentry-seaweedfs:8333",
    "S3_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "access",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "FILESTORE_BUCKET": "files",
    "PROFILES_BUCKET": "profiles",
    "NODESTORE_BUCKET": "nodes",
    "NODESTORE_BACKEND": "postgres",
    "RELAY_PUBLIC_KEY": "relay-key",
    "RELAY_ID": "relay-id",
    "JS_SDK_LOADER_DEFAULT_SDK_URL": "https://browser.sentry-cdn.com/%s/bundle%s.min.js",
}
# What Sentry refuses to call, as of 25.9.
DISALLOWED = ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16", "fc00::/7")
OPTIONAL = {"JS_SDK_LOADER_DEFAULT_SDK_URL", "NODESTORE_BUCKET", "LAUNCHPAD_RPC_SHARED_SECRET", "SENTRY_STATSD_ADDR", "RELAY_ID", "POSTGRES_PORT", "REDIS_PORT", "REDIS_PASSWORD"}
MAIL = {
    "MAIL_HOST": "smtp.example.com",
    "MAIL_PORT": "587",
    "MAIL_USERNAME": "sentry",
    "MAIL_PASSWORD": "mail-password",
    "MAIL_TLS": "starttls",
    "MAIL_FROM": "sentry@example.com",
}
GITHUB = {
    "GITHUB_APP_ID": "4711",
    "GITHUB_APP_NAME": "sentry-example",
    "GITHUB_CLIENT_ID": "Iv1.1",
    "GITHUB_CLIENT_SECRET": "github-secret",
    "GITHUB_WEBHOOK_SECRET": "hook",
    "GITHUB_PRIVATE_KEY": "-----BEGIN\nline\n-----END",
}
SLACK = {"SLACK_CLIENT_ID": "123.456", "SLACK_CLIENT_SECRET": "slack-secret", "SLACK_SIGNING_SECRET": "signing"}
GOOGLE = {"GOOGLE_CLIENT_ID": "google-id", "GOOGLE_CLIENT_SECRET": "google-secret"}


@pytest.fixture
def load(tmp_path, monkeypatch):
    def load(changes=None, features=None, exists=()):
        environment = {**MINIMAL, "SENTRY_CONF": str(tmp_path), **(changes or {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        (tmp_path / "features.json").write_text(json.dumps(features or {}))

        def env(key, default="", type=None):
            value = environment.get(key, default)
            return (type or (lambda same: same))(value)

        server = types.ModuleType("sentry.conf.server")
        server.SENTRY_OPTIONS = {}
        server.SENTRY_PROJECT = 1
        server.SENTRY_FEATURES = {"auth:register": True, "organizations:discover": False}
        server.SENTRY_DISALLOWED_IPS = DISALLOWED
        server.KAFKA_CLUSTERS = {"default": {"bootstrap.servers": "elsewhere"}}
        server.env = env
        for name, module in (
            ("sentry", types.ModuleType("sentry")),
            ("sentry.conf", types.ModuleType("sentry.conf")),
            ("sentry.conf.server", server),
        ):
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr("os.path.exists", lambda path: path in exists)
        path = FILES / "sentry/sentry.conf.py"
        settings = {"__file__": str(path)}
        exec(compile(path.read_text(), str(path), "exec"), settings)
        return settings

    return load


def test_minimal(load):
    settings = load()
    options = settings["SENTRY_OPTIONS"]
    assert options["system.secret-key"] == "system-key"
    assert options["system.event-retention-days"] == 30
    assert options["system.url-prefix"] == "https://sentry.internal.example.com"
    assert options["system.internal-url-prefix"] == "http://sentry-web:9000"
    assert options["symbolicator.options"] == {"url": "http://sentry-symbolicator:3021"}
    assert options["redis.clusters"] == {
        "default": {"hosts": {0: {"host": "sentry-redis", "port": 6379, "password": "redis-password", "db": 0}}}
    }
    assert settings["SENTRY_ENDPOINT"] == "https://sentry.example.com"
    assert settings["SENTRY_SINGLE_ORGANIZATION"] is True
    assert settings["SENTRY_RELAY_WHITELIST_PK"] == ["relay-key"]
    assert settings["SENTRY_RELAY_OPEN_REGISTRATION"] is False
    assert settings["INTERNAL_SYSTEM_IPS"] == ()
    assert settings["DATABASES"]["default"] == {
        "ENGINE": "sentry.db.postgres",
        "NAME": "sentry",
        "USER": "sentry",
        "PASSWORD": "pg-password",
        "HOST": "sentry-pgbouncer",
        "PORT": "6432",
    }
    assert settings["CACHES"]["default"]["BACKEND"].endswith("ReconnectingMemcache")
    assert settings["CACHES"]["default"]["LOCATION"] == ["sentry-memcached:11211"]
    assert settings["KAFKA_CLUSTERS"]["default"]["bootstrap.servers"] == "sentry-kafka:9092"
    assert settings["KAFKA_CLUSTERS"]["default"]["message.max.bytes"] == 50000000
    assert settings["SENTRY_EVENTSTREAM_OPTIONS"]["producer_configuration"] is settings["KAFKA_CLUSTERS"]["default"]
    assert "SENTRY_METRICS_BACKEND" not in settings
    assert "GEOIP_PATH_MMDB" not in settings


def test_object_store(load):
    options = load()["SENTRY_OPTIONS"]
    assert options["filestore.backend"] == options["filestore.profiles-backend"] == "s3"
    files = options["filestore.options"]
    assert files["bucket_name"] == "files"
    assert (files["access_key"], files["secret_key"]) == ("access", "secret")
    assert (files["endpoint_url"], files["region_name"]) == ("http://sentry-seaweedfs:8333", "us-east-1")
    assert files["default_acl"] == files["bucket_acl"] == "private"
    assert files["addressing_style"] == "path"
    assert options["filestore.profiles-options"] == {**files, "bucket_name": "profiles"}


@pytest.mark.parametrize("profile, errors_only", [("errors-only", True), ("feature-complete", False)])
def test_profile(load, profile, errors_only):
    assert load({"COMPOSE_PROFILES": profile})["SENTRY_SELF_HOSTED_ERRORS_ONLY"] is errors_only


def test_nobody_registers_an_account(load):
    """As the option auth.allow-registration did: Sentry asks for both (sentry.utils.auth.has_user_registration)."""
    settings = load()
    assert settings["SENTRY_FEATURES"]["auth:register"] is False
    assert "auth.allow-registration" not in settings["SENTRY_OPTIONS"]
    assert load(features={"auth:register": True})["SENTRY_FEATURES"]["auth:register"] is False


@pytest.mark.parametrize("url", ["https://sentry.internal.example.com", "http://sentry.lan:8080/"])
def test_the_ui_reports_to_its_own_door(load, url):
    settings = load({"SENTRY_URL": url})
    key = settings["SENTRY_FRONTEND_KEY"]
    assert re.fullmatch("[0-9a-f]{32}", key)
    scheme, host = url.rstrip("/").split("://")
    assert settings["SENTRY_FRONTEND_DSN"] == f"{scheme}://{key}@{host}/1"
    assert load({"SENTRY_SYSTEM_SECRET_KEY": "another"})["SENTRY_FRONTEND_KEY"] != key


def test_sdk_of_the_loader(load):
    assert load()["JS_SDK_LOADER_DEFAULT_SDK_URL"] == "https://browser.sentry-cdn.com/%s/bundle%s.min.js"
    own = "https://sentry.example.com/js-sdk/%s/bundle%s.min.js"
    assert load({"JS_SDK_LOADER_DEFAULT_SDK_URL": own})["JS_SDK_LOADER_DEFAULT_SDK_URL"] == own


def test_https_behind_a_proxy(load):
    settings = load()
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    for name in ("USE_X_FORWARDED_HOST", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SOCIAL_AUTH_REDIRECT_IS_HTTPS"):
        assert settings[name] is True
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://sentry.internal.example.com"]


def test_http_sets_nothing_of_tls(load):
    settings = load({"SENTRY_URL": "http://sentry.internal.example.com:8080/"})
    for name in ("SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SOCIAL_AUTH_REDIRECT_IS_HTTPS"):
        assert name not in settings
    assert settings["SENTRY_OPTIONS"]["system.url-prefix"] == "http://sentry.internal.example.com:8080"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["http://sentry.internal.example.com:8080"]


def through_nginx(host, proto=None, scheme="http"):
    """The headers with which files/nginx/nginx.conf hands a form to web; `proto` is what the Ingress in front says."""
    return {
        "HTTP_HOST": host.partition(":")[0],
        "HTTP_X_FORWARDED_HOST": host,
        "HTTP_X_FORWARDED_PROTO": proto or scheme,
    }


def post_login_form(settings, origin, headers):
    """The answer of Django's own check of forms, of the version that Sentry 26 has."""
    if not django.conf.settings.configured:
        django.conf.settings.configure(USE_I18N=False)
    token = "a" * 32
    ours = {name: settings[name] for name in DJANGO if name in settings}
    with django.test.override_settings(ALLOWED_HOSTS=["*"], **ours):
        request = django.test.RequestFactory().post(
            "/auth/login/sentry/", {"csrfmiddlewaretoken": token}, HTTP_ORIGIN=origin, **headers
        )
        request.COOKIES[django.conf.settings.CSRF_COOKIE_NAME] = token
        middleware = CsrfViewMiddleware(lambda _: HttpResponse("in"))
        middleware.process_request(request)
        refused = middleware.process_view(request, lambda _: None, (), {})
    return refused.status_code if refused else 200


DJANGO = ("CSRF_TRUSTED_ORIGINS", "USE_X_FORWARDED_HOST", "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")


@pytest.mark.parametrize(
    "url, origin, headers, status",
    [
        ("https://sentry.lan", "https://sentry.lan", through_nginx("sentry.lan", "https"), 200),
        ("https://sentry.lan", "http://localhost:8080", through_nginx("localhost:8080"), 200),
        ("http://sentry.lan:8080", "http://sentry.lan:8080", through_nginx("sentry.lan:8080"), 200),
        ("http://sentry.lan:8080", "http://localhost:8080", through_nginx("localhost:8080"), 200),
        ("http://sentry.lan:8080", "http://sentry.lan:9999", through_nginx("sentry.lan:9999"), 200),
        ("http://sentry.lan", "http://evil.example.com", through_nginx("sentry.lan"), 403),
        ("https://sentry.lan", "https://evil.example.com", through_nginx("sentry.lan", "https"), 403),
    ],
)
def test_the_login_form_is_taken(load, url, origin, headers, status):
    assert post_login_form(load({"SENTRY_URL": url}), origin, headers) == status


def test_without_mail_it_goes_to_the_console(load):
    options = load()["SENTRY_OPTIONS"]
    assert options["mail.backend"] == "console"
    assert options["mail.list-namespace"] == "example.com"
    assert options["mail.from"] == "sentry@example.com"
    assert "mail.host" not in options


@pytest.mark.parametrize("tls, on_disk", [("none", None), ("starttls", "mail.use-tls"), ("tls", "mail.use-ssl")])
def test_mail(load, tls, on_disk):
    options = load({**MAIL, "MAIL_TLS": tls})["SENTRY_OPTIONS"]
    assert options["mail.backend"] == "smtp"
    assert options["mail.host"] == "smtp.example.com"
    assert options["mail.port"] == 587
    assert (options["mail.username"], options["mail.password"]) == ("sentry", "mail-password")
    assert {name: options[name] for name in ("mail.use-tls", "mail.use-ssl") if name in options} == (
        {on_disk: True} if on_disk else {}
    )
    assert options["mail.from"] == "sentry@example.com"


# Options that the setup page asks for, or that Sentry takes from disk before the database
# (FLAG_REQUIRED and FLAG_PRIORITIZE_DISK in sentry/options/defaults.py, 21.3 to 2026).
WIZARD = {
    "auth.allow-registration",
    "auth.ip-rate-limit",
    "auth.user-rate-limit",
    "api.rate-limit.org-create",
    "beacon.anonymous",
    "beacon.record_cpu_ram_usage",
    "mail.backend",
    "mail.enable-replies",
    "mail.from",
    "mail.host",
    "mail.list-namespace",
    "mail.mailgun-api-key",
    "mail.password",
    "mail.port",
    "mail.reply-hostname",
    "mail.subject-prefix",
    "mail.timeout",
    "mail.use-ssl",
    "mail.use-tls",
    "mail.username",
    "system.admin-email",
    "system.databases",
    "system.debug",
    "system.internal-url-prefix",
    "system.rate-limit",
    "system.root-api-key",
    "system.security-email",
    "system.support-email",
    "system.url-prefix",
}
MAIL_VALUES = {
    "MAIL_HOST": [None, "smtp.example.com"],
    "MAIL_PORT": [None, "465"],
    "MAIL_USERNAME": [None, "", "sentry"],
    "MAIL_PASSWORD": [None, "", "mail-password"],
    "MAIL_TLS": [None, "none", "starttls", "tls"],
    "MAIL_FROM": [None, "sentry@example.com"],
}


@pytest.mark.parametrize("others", [{}, {**GITHUB, **SLACK, **GOOGLE, "NODESTORE_BACKEND": "s3"}], ids=["plain", "all"])
def test_the_setup_page_can_save_what_it_asks_for(load, others):
    """It asks for every option that is false or empty, and Sentry refuses to save one that stands on disk."""
    constants = yaml.safe_load((FILES / "sentry/config.yml").read_text())
    for values in itertools.product(*MAIL_VALUES.values()):
        mail = dict(zip(MAIL_VALUES, values))
        options = {**load({**mail, **others})["SENTRY_OPTIONS"], **constants}
        assert {name: options[name] for name in WIZARD & set(options) if not options[name]} == {}, mail
        if options["mail.backend"] == "smtp":
            assert {"mail.host", "mail.port", "mail.from"} <= set(options), mail


def test_mail_refuses_an_unknown_tls(load):
    with pytest.raises(ValueError, match="MAIL_TLS must be none, starttls or tls, got 'ssl'"):
        load({**MAIL, "MAIL_TLS": "ssl"})


def test_without_integrations_none_is_configured(load):
    options = load()["SENTRY_OPTIONS"]
    assert not [name for name in options if name.startswith(("github", "slack", "auth-google"))]


def test_integrations(load):
    options = load({**GITHUB, **SLACK, **GOOGLE})["SENTRY_OPTIONS"]
    assert options["github-app.id"] == 4711
    assert options["github-app.name"] == "sentry-example"
    assert options["github-app.client-id"] == "Iv1.1"
    assert options["github-app.client-secret"] == "github-secret"
    assert options["github-app.webhook-secret"] == "hook"
    assert options["github-app.private-key"] == "-----BEGIN\nline\n-----END"
    assert options["slack.client-id"] == "123.456"
    assert options["slack.client-secret"] == "slack-secret"
    assert options["slack.signing-secret"] == "signing"
    assert options["auth-google.client-id"] == "google-id"
    assert options["auth-google.client-secret"] == "google-secret"


@pytest.mark.parametrize("group", [GITHUB, SLACK, GOOGLE], ids=["github", "slack", "google"])
def test_an_integration_is_whole(load, group):
    for name in list(group)[1:]:
        with pytest.raises(ValueError, match=f"environment variable {name} is not set"):
            load({**group, name: None})


def test_nodestore_in_postgres(load):
    settings = load({"NODESTORE_BUCKET": None})
    assert settings["SENTRY_NODESTORE"] == "sentry.nodestore.django.DjangoNodeStorage"
    assert settings["SENTRY_NODESTORE_OPTIONS"] == {}


def test_nodestore_in_s3(load):
    settings = load({"NODESTORE_BACKEND": "s3"})
    assert settings["SENTRY_NODESTORE"] == "sentry_nodestore_s3.S3PassthroughDjangoNodeStorage"
    assert settings["SENTRY_NODESTORE_OPTIONS"] == {
        "compression": True,
        "read_through": True,
        "delete_through": True,
        "bucket_name": "nodes",
        "bucket_path": "nodestore",
        "endpoint_url": "http://sentry-seaweedfs:8333",
        "region_name": "us-east-1",
        "aws_access_key_id": "access",
        "aws_secret_access_key": "secret",
    }


def test_nodestore_refuses_another_backend(load):
    with pytest.raises(ValueError, match="NODESTORE_BACKEND must be postgres or s3, got 'gcs'"):
        load({"NODESTORE_BACKEND": "gcs"})
    with pytest.raises(ValueError, match="NODESTORE_BUCKET is not set"):
        load({"NODESTORE_BACKEND": "s3", "NODESTORE_BUCKET": None})


@pytest.mark.parametrize("name", sorted(set(MINIMAL) - OPTIONAL))
@pytest.mark.parametrize("value", [None, ""], ids=["absent", "empty"])
def test_a_missing_variable_is_named(load, name, value):
    with pytest.raises(ValueError, match=f"environment variable {name} is not set"):
        load({name: value})


@pytest.mark.parametrize("name", sorted(OPTIONAL))
def test_an_optional_variable_may_be_missing(load, name):
    load({name: None})


@pytest.mark.parametrize("name", ["SENTRY_EVENT_RETENTION_DAYS", "POSTGRES_PORT", "REDIS_PORT", "SENTRY_WEB_WORKERS"])
def test_a_number_is_a_number(load, name):
    with pytest.raises(ValueError, match=f"{name} must be a whole number, got 'many'"):
        load({name: "many"})


def test_features_change_only_what_they_name(load):
    features = load(features={"organizations:discover": True, "projects:sample-events": False})["SENTRY_FEATURES"]
    assert features == {"auth:register": False, "organizations:discover": True, "projects:sample-events": False}


def test_web_workers(load):
    assert load()["SENTRY_WEB_OPTIONS"]["workers"] == 3
    assert load()["SENTRY_WEB_OPTIONS"]["threads"] == 4
    assert load({"SENTRY_WEB_WORKERS": "1"})["SENTRY_WEB_OPTIONS"]["workers"] == 1


@pytest.mark.parametrize("address, port", [("statsd.example.com:9125", 9125), ("statsd.example.com", 8125)])
def test_statsd(load, address, port):
    settings = load({"SENTRY_STATSD_ADDR": address})
    assert settings["SENTRY_METRICS_BACKEND"] == "sentry.metrics.statsd.StatsdMetricsBackend"
    assert settings["SENTRY_METRICS_OPTIONS"] == {"host": "statsd.example.com", "port": port}


def test_internal_networks(load):
    settings = load({"SENTRY_INTERNAL_NETWORKS": "10.0.0.0/8, fd00::/8"})
    assert settings["INTERNAL_SYSTEM_IPS"] == ("10.0.0.0/8", "fd00::/8")


def test_geoip_when_the_database_is_there(load):
    path = "/geoip/GeoLite2-City.mmdb"
    assert load(exists=[path])["GEOIP_PATH_MMDB"] == path


def test_config_yml_overrides_nothing(load):
    """config.yml wins over sentry.conf.py, so no option may stand in both."""
    constants = yaml.safe_load((FILES / "sentry/config.yml").read_text())
    options = load({**MAIL, **GITHUB, **SLACK, **GOOGLE, "NODESTORE_BACKEND": "s3"})["SENTRY_OPTIONS"]
    assert not set(constants) & set(options)
    assert constants["symbolicator.enabled"] is True
    assert constants["transaction-events.force-disable-internal-project"] is True
    assert all(constants[name].startswith("/data/") for name in constants if name.endswith("cache-path"))


def refused(settings, address):
    """As sentry.net.socket.is_ipaddress_allowed does."""
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(each, strict=False) for each in settings["SENTRY_DISALLOWED_IPS"])


def test_private_networks_are_refused_unless_they_are_allowed(load):
    plain = load()
    assert [refused(plain, each) for each in ("10.20.3.4", "192.168.1.1", "fd00::1", "169.254.169.254")] == [True] * 4
    some = load({"SENTRY_ALLOWED_NETWORKS": "10.20.0.0/16,fd00:1::/64"})
    assert [refused(some, each) for each in ("10.20.0.0", "10.20.255.255", "fd00:1::2")] == [False] * 3
    assert [refused(some, each) for each in ("10.19.255.255", "10.21.0.0", "fd00:1:0:1::", "192.168.1.1", "169.254.169.254", "127.0.0.1")] == [True] * 6


def test_allowed_networks_may_be_wider_than_what_is_refused(load):
    all_of = load({"SENTRY_ALLOWED_NETWORKS": " 10.0.0.0/7 , 192.168.1.7/16"})
    assert not refused(all_of, "10.1.2.3") and not refused(all_of, "192.168.200.1") and refused(all_of, "127.0.0.1")
