"""Tables of Sentry's that admin.py reads and writes: users with their roles, the organization, options, projects with their keys."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from sentry import GENERATION


class User(AbstractBaseUser):
    USERNAME_FIELD = "username"
    username = models.CharField(max_length=128, unique=True)
    email = models.EmailField()
    is_superuser = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    objects = models.Manager()

    class Meta:
        db_table = "auth_user"


class Organization(models.Model):
    slug = models.CharField(max_length=64)

    @classmethod
    def get_default(cls):
        return cls.objects.get(slug="sentry")


class OrganizationMember(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    role = models.CharField(max_length=32)

    class Meta:
        unique_together = (("organization", "user"),)


class Option(models.Model):
    key = models.CharField(max_length=128, unique=True)
    value = models.JSONField()


class Project(models.Model):
    slug = models.CharField(max_length=64)


class ProjectKey(models.Model):
    project = models.ForeignKey(Project, models.CASCADE)
    label = models.CharField(max_length=64, null=True)
    public_key = models.CharField(max_length=32, unique=True)


if GENERATION != "21.3":

    class UserRole(models.Model):
        name = models.CharField(max_length=32, unique=True)

    class UserRoleUser(models.Model):
        user = models.ForeignKey(User, models.CASCADE)
        role = models.ForeignKey(UserRole, models.CASCADE)
