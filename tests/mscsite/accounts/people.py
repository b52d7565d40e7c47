"""People with passwords and telephones, for tests of signing in."""

from __future__ import annotations

import re
import time

from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import totp

from mscsite.accounts import factor
from mscsite.accounts.models import Telephone
from mscsite.core import roles
from mscsite.core.models import AuditEntry
from tests import staff

PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"


def person(name: str = "wang", role: roles.Role | None = roles.EDITOR, **values) -> User:
    user = staff.account(role, name, PASSWORD)
    User.objects.filter(pk=user.pk).update(**{"email": f"{name}@example.org"} | values)
    return User.objects.get(pk=user.pk)


def with_telephone(user: User) -> list[str]:
    """Set a second factor; its recovery codes. The next code of the telephone is good at once."""
    factor.proposed(user)
    device = Telephone.objects.get(user=user)
    codes = factor.confirm(user, totp_code(device))
    Telephone.objects.filter(pk=device.pk).update(last_t=-1)
    return codes


def totp_code(device: Telephone, steps: int = 0) -> str:
    """What the telephone shows now, or showed `steps` of half a minute ago or will show."""
    now = int(time.time()) + 30 * steps
    return f"{totp(device.bin_key, t0=-(now - int(time.time()))):06d}"


def sign_in(client: Client, name: str = "wang", password: str = PASSWORD, **extra):
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def told(response) -> str:
    """Text of the answer without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def actions(user: User | None = None) -> list[str]:
    """Audited actions of accounts, oldest first."""
    rows = AuditEntry.objects.filter(record_type="user").order_by("pk")
    return list((rows.filter(record_id=str(user.pk)) if user else rows).values_list("action", flat=True))
