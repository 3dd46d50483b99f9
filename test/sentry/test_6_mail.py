"""Mail by each setting of mail.tls, to a server that insists on it."""

import pytest
import standins


@pytest.fixture
def server(cluster):
    running = []

    def start(port, tls, login):
        running.append(standins.Mail(cluster.smtp, port, tls, login, cluster.mail_pem))
        return running[-1]

    yield start
    for each in running:
        each.stop()


def sent(server, sentry):
    assert sentry("mail", to="somebody@example.com") == 1
    [message] = server.messages
    assert message["from"] == "sentry@example.com" and message["to"] == ["somebody@example.com"]
    assert "@example.com>" in next(line for line in message["text"].splitlines() if line.lower().startswith("message-id:"))
    return message


def login(cluster):
    return "sentry", cluster.secrets["sentry-mail", "password"]


def test_starttls_with_a_login(cluster, sentry, server):
    message = sent(server(587, "starttls", login(cluster)), sentry)
    assert message["tls"] and message["login"]


def test_tls_with_a_login(cluster, sentry_of, server):
    message = sent(server(465, "tls", login(cluster)), sentry_of("mail: tls"))
    assert message["tls"] and message["login"]


def test_neither_tls_nor_login_by_the_default_port(cluster, sentry_of, server):
    message = sent(server(25, "none", None), sentry_of("mail: none"))
    assert not message["tls"] and not message["login"]


def test_without_a_server_mail_goes_to_the_log(sentry_of):
    assert sentry_of("http")("option", key="mail.backend") == "console"
