"""The tables of accounts. The accounts themselves are Django's, the second factors django-otp's."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice


class Session(AbstractBaseSession):
    """A signed-in browser. Of whoever sits there it holds what the person needs to know it again: no address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "accounts"
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls):
        from mscsite.accounts.sessions import SessionStore

        return SessionStore


class Tally(models.Model):
    """How often something was tried: `key` is a keyed digest of what and by whom, of no use after `ends_at`."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M}"


class Telephone(TOTPDevice):
    """django-otp's device, its secret sealed: `key` holds a word that is no key, so nothing verifies past us."""

    NO_KEY = "sealed"

    sealed = models.TextField()

    class Meta:
        default_permissions = ()

    @property
    def bin_key(self) -> bytes:
        """The secret. `sealing.Unreadable` where it was sealed with another SECRET_KEY."""
        from mscsite.accounts import sealing  # the libraries behind it are for those who sign in

        return sealing.opened(self.sealed)

    @property
    def is_readable(self) -> bool:
        from mscsite.accounts import sealing

        try:
            return bool(self.bin_key)
        except sealing.Unreadable:
            return False

    def reseal(self) -> bool:
        """Seal the secret with the SECRET_KEY of today; whether it was sealed with a former one."""
        from mscsite.accounts import sealing

        if sealing.is_current(self.sealed):
            return False
        self.sealed = sealing.sealed(self.bin_key)
        self.save(update_fields=["sealed"])
        return True


class RecoveryCode(models.Model):
    """A code of paper in the place of a lost telephone: a salted digest of 80 random bits, so not a slow one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recoverycode_unique")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.used_at or 'unused'}"


class LinkPurpose(models.TextChoices):
    INVITATION = "invitation"
    RESET = "reset"


class AccountLink(models.Model):
    """A link sent by mail with which somebody sets a password, once. Its token is kept as a digest alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class Identity(models.Model):
    """Whom a provider of sign-ins means by `subject`: a mailbox may go to somebody else one day, a subject does not."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="accounts_identity_unique")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.subject}"
