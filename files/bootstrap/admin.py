"""Finishes an installation from inside Sentry: its first superuser, and what its setup page asks the first time.

$ADMIN_EMAIL is the superuser, with $ADMIN_PASSWORD. Runs with Sentry's own Python after `sentry upgrade`. What is
there already is left as it is, whoever made it; killed at any moment, the next run does what is left.

Sentry is asked in place of createuser's exit code, which differs for an account that exists (3 in 21.3, 1 in 23.7,
0 since 2024), and through Django's registry, since the modules of its models move from one release to the next.
"""

import os
import sys


def required(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"admin.py: the environment variable {name} is not set")
    return value


def model(name):
    """A model of Sentry's; None where the release has no such thing."""
    from django.apps import apps

    try:
        return apps.get_model("sentry", name)
    except LookupError:
        return None


def complete(user, password):
    """What createuser had not written when it was killed after the account itself."""
    from sentry import roles

    user.is_superuser = user.is_staff = user.is_active = True
    user.set_password(password)
    user.save()
    if model("UserRole"):
        role = model("UserRole").objects.get(name="Super Admin")
        model("UserRoleUser").objects.get_or_create(user=user, role=role)
    model("OrganizationMember").objects.get_or_create(
        organization=model("Organization").get_default(),
        user_id=user.id,
        defaults={"role": roles.get_top_dog().id},
    )


def ensure_admin(email, password):
    """Creates or completes the account, and returns what there is to say of it."""
    from django.contrib.auth import get_user_model
    from django.db import router, transaction
    from sentry.runner.commands.createuser import createuser

    users = get_user_model()
    # createuser saves the account, its password and its roles one by one.
    with transaction.atomic(using=router.db_for_write(users)):
        user = users.objects.filter(username=email).first()
        if user is None:
            arguments = ["--email", email, "--password", password, "--superuser", "--no-input"]
            createuser.main(arguments, prog_name="createuser", standalone_mode=False)
            return f"{email} is a superuser now"
        if not user.password:
            complete(user, password)
            return f"{email} had no password; it has the given one now, and is a superuser"
    kind = "a superuser" if user.is_superuser else "NOT a superuser"
    state = "" if user.is_active else ", and disabled"
    secret = "its password" if user.has_usable_password() else "it has no usable password: it"
    return f"{email} exists and is {kind}{state}; {secret} is left as it is"


def answer_setup(email):
    """Sets what the setup page asks and nobody has answered, and returns the names; then marks the version as set up.

    The page shows until then, and again whenever a required option has no value (sentry.web.client_config).
    """
    import sentry
    from django.conf import settings
    from sentry import options

    answers = {"system.admin-email": email, "beacon.anonymous": True, "beacon.record_cpu_ram_usage": False}
    known = {option.name for option in options.all()}
    # Not options.isset: for it, a default that somebody has read is set.
    stored = set(model("Option").objects.values_list("key", flat=True))
    missing = [name for name in answers if name in known - stored - set(settings.SENTRY_OPTIONS)]
    for name in missing:
        options.set(name, answers[name])
    # Sentry moves it on with each release by itself.
    if "sentry:version-configured" not in stored:
        options.set("sentry:version-configured", sentry.get_version())
        missing.append("sentry:version-configured")
    return missing


def ensure_frontend_key():
    """The key of SENTRY_FRONTEND_DSN, unless the project of Sentry's own errors was deleted."""
    from django.conf import settings

    if model("Project").objects.filter(id=settings.SENTRY_PROJECT).exists():
        model("ProjectKey").objects.get_or_create(
            public_key=settings.SENTRY_FRONTEND_KEY,
            defaults={"project_id": settings.SENTRY_PROJECT, "label": "Sentry's pages"},
        )


def main():
    email, password = required("ADMIN_EMAIL"), required("ADMIN_PASSWORD")

    from sentry.runner import configure

    configure()
    print(ensure_admin(email, password), flush=True)
    print(f"options set: {', '.join(answer_setup(email)) or 'none'}", flush=True)
    ensure_frontend_key()


if __name__ == "__main__":
    sys.exit(main())
