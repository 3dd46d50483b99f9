"""merge.py, with certificates that are made here."""

import ssl
import subprocess
import sys

import pytest
from conftest import FILES

SCRIPT = FILES / "trust/merge.py"


@pytest.fixture
def certificate(tmp_path):
    path = tmp_path / "own.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=own", "-days", "1", "-keyout", tmp_path / "own.key", "-out", path],
        check=True,
        capture_output=True,
    )
    return path


def merge(own, merged):
    return subprocess.run([sys.executable, SCRIPT, own, merged], capture_output=True, text=True)


def names(path):
    context = ssl.create_default_context(cafile=path)
    return [dict(pair for part in each["subject"] for pair in part).get("commonName") for each in context.get_ca_certs()]


def test_public_and_own_are_trusted(certificate, tmp_path):
    merged = tmp_path / "merged.crt"
    assert merge(certificate, merged).returncode == 0
    assert "own" in names(merged) and len(names(merged)) > 50


@pytest.mark.parametrize("text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_ends_with_a_word(text, tmp_path):
    own = tmp_path / "own.crt"
    own.write_text(text)
    done = merge(own, tmp_path / "merged.crt")
    assert done.returncode == 1 and "holds no certificates as PEM" in done.stderr and not (tmp_path / "merged.crt").exists()
