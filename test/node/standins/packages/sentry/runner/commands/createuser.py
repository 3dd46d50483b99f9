"""createuser as three generations of Sentry have it: how it ends for an account that exists, and in which order it writes."""

import sys

import click
from sentry import GENERATION, roles
from sentry.models import Organization, OrganizationMember, User
from sentry.runner import configure


@click.command()
@click.option("--email")
@click.option("--password")
@click.option("--superuser/--no-superuser", default=None)
@click.option("--no-input", is_flag=True)
def createuser(email, password, superuser, no_input):
    configure()
    if not password or not no_input:
        raise click.ClickException("No password set and --no-password not passed.")
    if User.objects.filter(username=email).exists():
        click.echo(f"User: {email} exists, use --force-update to force.")
        if GENERATION == "23.7":
            raise click.ClickException("exists")
        sys.exit(3 if GENERATION == "21.3" else 0)
    user = User(username=email, email=email, is_superuser=superuser, is_staff=superuser, is_active=True)
    if GENERATION == "21.3":
        user.set_password(password)
    user.save()
    OrganizationMember.objects.create(
        organization=Organization.get_default(), user_id=user.id, role=roles.get_top_dog().id if superuser else "member"
    )
    if GENERATION != "21.3":
        from sentry.models import UserRole, UserRoleUser

        user.set_password(password)
        user.save()
        UserRoleUser.objects.create(user=user, role=UserRole.objects.get(name="Super Admin"))
    click.echo(f"User created: {email}")
