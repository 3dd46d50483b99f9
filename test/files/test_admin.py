"""admin.py inside a stand-in for Sentry, of three generations, with real Django and PostgreSQL."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FILES, PASSWORD, script_environment

STANDINS = Path(__file__).parents[1] / "node/standins/packages"
GENERATIONS = ["21.3", "23.7", "26.8"]
ENVIRONMENT = {"ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": "s3cret pass"}
ROLES = {"21.3": [], "23.7": ["Super Admin"], "26.8": ["Super Admin"]}
ASKED = {"system.admin-email": "admin@example.com", "beacon.anonymous": True}
ANSWERS = {"21.3": ASKED, "23.7": ASKED, "26.8": {**ASKED, "beacon.record_cpu_ram_usage": False}}

# Runs in the stand-in's own process, as `sentry upgrade` would have: the tables.
UPGRADE = """
from sentry.runner import configure
configure()
from django.apps import apps
from django.db import connection
with connection.schema_editor() as editor:
    for model in apps.get_app_config("sentry").get_models():
        editor.create_model(model)
"""


class Instance:
    def __init__(self, postgres, schema, generation, conf):
        self.generation = generation
        self.query = lambda statement: postgres.query(f"SET search_path = {schema}; {statement}")
        self.environment = {
            **ENVIRONMENT,
            "GENERATION": generation,
            "SENTRY_CONF": str(conf),
            "PYTHONPATH": str(STANDINS),
        }

    def python(self, *arguments, **environment):
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            env=script_environment({**self.environment, **environment}),
            capture_output=True,
            text=True,
            timeout=60,
        )

    def admin(self, **environment):
        return self.python(FILES / "bootstrap/admin.py", **environment)

    def upgrade(self):
        result = self.python("-c", UPGRADE)
        assert result.returncode == 0, result.stderr

    def reset(self):
        """As a database is after `sentry upgrade`."""
        tables = [name for (name,) in self.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace")]
        self.query(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        self.query("INSERT INTO sentry_organization (slug) VALUES ('sentry')")
        self.query("INSERT INTO sentry_project (slug) VALUES ('internal')")
        if "sentry_userrole" in tables:
            self.query("INSERT INTO sentry_userrole (name) VALUES ('Super Admin')")

    def state(self):
        roles = "SELECT name FROM sentry_userrole r JOIN sentry_userroleuser u ON u.role_id = r.id WHERE u.user_id = "
        return {
            "users": [
                {
                    "email": email,
                    "password": is_password(encoded),
                    "superuser": superuser,
                    "organization": [r for (r,) in self.query(f"SELECT role FROM sentry_organizationmember WHERE user_id = {id}")],
                    "roles": [] if self.generation == "21.3" else [r for (r,) in self.query(f"{roles}{id}")],
                }
                for id, email, encoded, superuser in self.query(
                    "SELECT id, username, password, is_superuser AND is_staff AND is_active FROM auth_user ORDER BY id"
                )
            ],
            "options": dict(self.query("SELECT key, value FROM sentry_option")),
            "keys": self.query("SELECT project_id, public_key FROM sentry_projectkey"),
        }


def is_password(encoded):
    """Whether Django's MD5PasswordHasher, which is quick, made it of the given password."""
    _, _, rest = encoded.partition("$")
    salt, _, digest = rest.partition("$")
    return hashlib.md5((salt + ENVIRONMENT["ADMIN_PASSWORD"]).encode()).hexdigest() == digest


@pytest.fixture(scope="session")
def schemas():
    return set()


@pytest.fixture
def instance(postgres, schemas, tmp_path):
    def instance(generation, options=None):
        schema = f"sentry_{generation.replace('.', '_')}"
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "sentry",
            "PASSWORD": PASSWORD,
            "HOST": "127.0.0.1",
            "PORT": str(postgres.port),
            "OPTIONS": {"options": f"-c search_path={schema}"},
        }
        settings = {
            "DATABASES": {"default": database},
            "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
            "SENTRY_OPTIONS": options or {},
            "SENTRY_PROJECT": 1,
            "SENTRY_FRONTEND_KEY": "f" * 32,
        }
        conf = tmp_path / "conf.json"
        conf.write_text(json.dumps(settings))
        made = Instance(postgres, schema, generation, conf)
        if generation not in schemas:
            postgres.query(f"CREATE SCHEMA {schema}")
            made.upgrade()
            schemas.add(generation)
        made.reset()
        return made

    return instance


def finished(generation, **changes):
    return {
        "users": [
            {
                "email": "admin@example.com",
                "password": True,
                "superuser": True,
                "organization": ["owner"],
                "roles": ROLES[generation],
                **changes,
            }
        ],
        "options": {**ANSWERS[generation], "sentry:version-configured": f"{generation}.0"},
        "keys": [(1, "f" * 32)],
    }


@pytest.mark.parametrize("generation", GENERATIONS)
def test_the_first_run_and_the_second(instance, generation):
    made = instance(generation)
    first = made.admin()
    assert first.returncode == 0, first.stderr
    assert "admin@example.com is a superuser now" in first.stdout
    assert made.state() == finished(generation)
    second = made.admin()
    assert second.returncode == 0, second.stderr
    assert second.stdout == (
        "admin@example.com exists and is a superuser; its password is left as it is\noptions set: none\n"
    )
    assert made.state() == finished(generation)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_killed_after_each_of_its_writes(instance, generation):
    made = instance(generation)
    for writes in range(1, 30):
        made.reset()
        killed = made.admin(KILL_AFTER=str(writes))
        if killed.returncode == 0:
            break
        assert killed.returncode == -9
        again = made.admin()
        assert again.returncode == 0, (writes, again.stderr)
        assert made.state() == finished(generation), f"killed after write {writes}"
    # Account, membership, one to three options, the version and the key; from 23.7 on also password and role.
    assert writes > {"21.3": 6, "23.7": 8, "26.8": 9}[generation]


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("member", [True, False], ids=["member", "stranger"])
def test_an_account_without_password_is_completed(instance, generation, member):
    """As a createuser that somebody ran by hand leaves it when it is killed."""
    made = instance(generation)
    made.query(
        "INSERT INTO auth_user (username, email, password, is_superuser, is_staff, is_active)"
        " VALUES ('admin@example.com', 'admin@example.com', '', false, false, true)"
    )
    if member:
        made.query("INSERT INTO sentry_organizationmember (organization_id, user_id, role) VALUES (1, 1, 'owner')")
    result = made.admin()
    assert result.returncode == 0, result.stderr
    assert "had no password; it has the given one now" in result.stdout
    assert made.state() == finished(generation)


CHANGES = {
    "another password": ("UPDATE auth_user SET password = 'md5$salt$their own'", {"password": False}, "is a superuser; its password is left"),
    "no superuser": ("UPDATE auth_user SET is_superuser = false", {"superuser": False}, "is NOT a superuser; its password is left"),
    "disabled": ("UPDATE auth_user SET is_active = false", {"superuser": False}, "is a superuser, and disabled; its password is left"),
    "single sign-on": ("UPDATE auth_user SET password = '!random'", {"password": False}, "it has no usable password: it is left"),
    "left the organization": ("DELETE FROM sentry_organizationmember", {"organization": []}, "is a superuser;"),
}


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("change", CHANGES)
def test_what_a_person_changed_stays_and_is_told(instance, generation, change):
    statement, state, said = CHANGES[change]
    made = instance(generation)
    assert made.admin().returncode == 0
    made.query(statement)
    result = made.admin()
    assert result.returncode == 0, result.stderr
    assert said in result.stdout
    assert made.state() == finished(generation, **state)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_options_that_somebody_chose_stay(instance, generation):
    made = instance(generation)
    made.query(
        "INSERT INTO sentry_option (key, value) VALUES ('system.admin-email', '\"ops@example.com\"'),"
        " ('beacon.anonymous', 'false'), ('sentry:version-configured', '\"20.1.0\"')"
    )
    assert made.admin().returncode == 0
    chosen = {"system.admin-email": "ops@example.com", "beacon.anonymous": False, "sentry:version-configured": "20.1.0"}
    assert made.state()["options"] == {**ANSWERS[generation], **chosen}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_options_on_disk_are_not_set(instance, generation):
    made = instance(generation, {"system.admin-email": "ops@example.com"})
    result = made.admin()
    assert result.returncode == 0, result.stderr
    assert "system.admin-email" not in made.state()["options"]


def test_a_deleted_project_gets_no_key(instance):
    made = instance("26.8")
    made.query("DELETE FROM sentry_project")
    assert made.admin().returncode == 0
    assert made.state()["keys"] == []


def test_a_failure_fails_and_hides_the_password(instance):
    made = instance("26.8")
    made.query("DELETE FROM sentry_userrole")
    result = made.admin()
    assert result.returncode == 1
    assert "UserRole matching query does not exist" in result.stderr
    assert "s3cret" not in result.stdout + result.stderr
    assert made.state()["users"] == []


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_missing_variable_is_named(instance, name):
    result = instance("26.8").admin(**{name: ""})
    assert result.returncode == 1
    assert f"{name} is not set" in result.stderr


@pytest.mark.parametrize("generation, code", [("21.3", 3), ("23.7", 1), ("26.8", 0)])
def test_the_stand_in_ends_as_each_generation_does_for_an_account_that_exists(instance, generation, code):
    made = instance(generation)
    assert made.admin().returncode == 0
    command = "from sentry.runner import configure\nconfigure()\nfrom sentry.runner.commands.createuser import createuser\ncreateuser()"
    arguments = ["--email", "admin@example.com", "--password", "x", "--superuser", "--no-input"]
    assert made.python("-c", command, *arguments).returncode == code
