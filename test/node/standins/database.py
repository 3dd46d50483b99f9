"""What Sentry keeps in PostgreSQL: its migrations, users and options, each written as it writes them."""

import json
import sys
import time

from commandline import fail, say

# With the tables of packages/sentry/models.py.
MIGRATIONS = {
    "contenttypes.0001_initial": "CREATE TABLE IF NOT EXISTS django_content_type (id serial PRIMARY KEY, model text)",
    "sentry.0001_squashed": """
        CREATE TABLE IF NOT EXISTS sentry_option (id bigserial PRIMARY KEY, key varchar(128) UNIQUE, value jsonb);
        CREATE TABLE IF NOT EXISTS auth_user (id bigserial PRIMARY KEY, username varchar(128) UNIQUE, email varchar(200),
            password varchar(128) NOT NULL DEFAULT '', last_login timestamptz, is_active bool NOT NULL DEFAULT true,
            is_superuser bool NOT NULL DEFAULT false, is_staff bool NOT NULL DEFAULT false)""",
    "sentry.0002_organization": """
        CREATE TABLE IF NOT EXISTS sentry_organization (id bigserial PRIMARY KEY, slug varchar(64) UNIQUE);
        CREATE TABLE IF NOT EXISTS sentry_organizationmember (id bigserial PRIMARY KEY, role varchar(32),
            organization_id bigint REFERENCES sentry_organization, user_id bigint REFERENCES auth_user, UNIQUE (organization_id, user_id));
        CREATE TABLE IF NOT EXISTS sentry_project (id bigserial PRIMARY KEY, slug varchar(64));
        CREATE TABLE IF NOT EXISTS sentry_projectkey (id bigserial PRIMARY KEY, label varchar(64), public_key varchar(32) UNIQUE,
            project_id bigint REFERENCES sentry_project, status int NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS sentry_userrole (id bigserial PRIMARY KEY, name varchar(32) UNIQUE);
        CREATE TABLE IF NOT EXISTS sentry_userroleuser (id bigserial PRIMARY KEY, user_id bigint REFERENCES auth_user,
            role_id bigint REFERENCES sentry_userrole)""",
    "sentry.0003_defaults": """
        INSERT INTO sentry_organization (slug) VALUES ('sentry') ON CONFLICT DO NOTHING;
        INSERT INTO sentry_project (id, slug) VALUES (1, 'internal') ON CONFLICT DO NOTHING;
        INSERT INTO sentry_projectkey (project_id, public_key) SELECT 1, md5(random()::text) WHERE NOT EXISTS (SELECT FROM sentry_projectkey);
        INSERT INTO sentry_userrole (name) VALUES ('Super Admin') ON CONFLICT DO NOTHING""",
    "nodestore.0001_initial": "CREATE TABLE IF NOT EXISTS nodestore_node (id varchar(40) PRIMARY KEY, data text)",
}


def database(conf):
    import psycopg2

    at = conf["DATABASES"]["default"]
    try:
        connection = psycopg2.connect(
            host=at["HOST"], port=at["PORT"], dbname=at["NAME"], user=at["USER"], password=at["PASSWORD"], connect_timeout=5
        )
    except psycopg2.Error as error:
        fail(f"postgres: {error}")
    connection.autocommit = True

    def run(statement, parameters=()):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    return run


def upgrade(run, _):
    run("CREATE TABLE IF NOT EXISTS django_migrations (id serial PRIMARY KEY, name text UNIQUE, applied timestamptz)")
    done = {name for (name,) in run("SELECT name FROM django_migrations")}
    for name, statement in MIGRATIONS.items():
        if name not in done:
            run(statement)
            time.sleep(0.5)
            run("INSERT INTO django_migrations (name, applied) VALUES (%s, now())", (name,))
            say(f"  Applying {name}... OK")


def createuser(run, options):
    emails, password = options.get("--email"), options.get("--password")
    if not emails:
        fail("Invalid or missing email address." if "--no-input" in options else "Aborted!")
    if not password and "--no-password" not in options:
        fail("No password set and --no-password not passed." if "--no-input" in options else "Aborted!")
    superuser = "--superuser" in options
    for email in [emails] if isinstance(emails, str) else emails:
        there = run("SELECT 1 FROM auth_user WHERE username = %s", (email,))
        if there and "--force-update" not in options:
            say(f"User: {email} exists, use --force-update to force.")
            continue
        run(
            "INSERT INTO auth_user (username, email, is_superuser, is_staff) VALUES (%s, %s, %s, %s) ON CONFLICT (username) "
            "DO UPDATE SET email = excluded.email, is_superuser = excluded.is_superuser, is_staff = excluded.is_staff",
            (email, email, superuser, superuser),
        )
        # Sentry saves the password on its own, later.
        time.sleep(0.5)
        if password:
            run("UPDATE auth_user SET password = %s WHERE username = %s", (f"pbkdf2_sha256${password}", email))
        say(f"User {'updated' if there else 'created'}: {email}")


def config(run, path, arguments, conf):
    action, name = path[-1], arguments[0] if arguments else None
    if action in ("set", "delete") and name in conf["SENTRY_OPTIONS"]:
        fail(f"{name!r} cannot be changed at runtime because it is configured on disk")
    if action == "set":
        value = json.dumps(arguments[1] if len(arguments) > 1 else sys.stdin.read().strip())
        run("INSERT INTO sentry_option (key, value) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (name, value))
    elif action == "delete":
        run("DELETE FROM sentry_option WHERE key = %s", (name,))
    else:
        stored = dict(run("SELECT key, value FROM sentry_option")) | conf["SENTRY_OPTIONS"]
        for key in [name] if action == "get" else sorted(stored):
            say(f"{key}: {stored.get(key)}")
