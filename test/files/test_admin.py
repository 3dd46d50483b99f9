"""admin.py with a stand-in for the sentry command."""

import json
import os

import pytest
from conftest import run_script

ENVIRONMENT = {"ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": "s3cret pass"}


@pytest.fixture
def sentry(tmp_path):
    def sentry(code):
        command = tmp_path / "sentry"
        command.write_text(
            "#!/usr/bin/env python3\nimport json, sys\n"
            f"json.dump(sys.argv[1:], open({str(tmp_path / 'arguments')!r}, 'w'))\nsys.exit({code})\n"
        )
        command.chmod(0o755)
        return command

    return sentry


def test_creates_the_superuser(sentry, tmp_path):
    result = run_script("bootstrap/admin.py", sentry(0), environment=ENVIRONMENT)
    assert result.returncode == 0
    assert json.loads((tmp_path / "arguments").read_text()) == [
        "createuser",
        "--email",
        "admin@example.com",
        "--password",
        "s3cret pass",
        "--superuser",
        "--no-input",
    ]
    assert result.stdout == "admin@example.com is a superuser\n"


def test_an_existing_user_is_no_failure(sentry):
    result = run_script("bootstrap/admin.py", sentry(3), environment=ENVIRONMENT)
    assert result.returncode == 0
    assert "exists already" in result.stdout


@pytest.mark.parametrize("code", [1, 2, 4, 137])
def test_any_other_failure_fails(sentry, code):
    result = run_script("bootstrap/admin.py", sentry(code), environment=ENVIRONMENT)
    assert result.returncode == 1
    assert f"exit code {code}" in result.stderr
    assert "s3cret" not in result.stdout + result.stderr


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_missing_variable_is_named(sentry, name):
    result = run_script("bootstrap/admin.py", sentry(0), environment={**ENVIRONMENT, name: ""})
    assert result.returncode == 1
    assert f"{name} is not set" in result.stderr


def test_sentry_is_the_command_unless_another_is_given(sentry, tmp_path):
    sentry(0)
    environment = {**ENVIRONMENT, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert run_script("bootstrap/admin.py", environment=environment).returncode == 0
    assert (tmp_path / "arguments").exists()
