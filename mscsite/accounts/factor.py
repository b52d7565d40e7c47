"""The second factor: a code of the telephone (TOTP, RFC 6238, by django-otp) or, that one lost, a code of paper.

A code is taken once: django-otp remembers the step of the last one, recovery codes are marked; both under a lock. After
a wrong one the telephone's next is heard later each time. The telephone's secret stands sealed in the database; where
SECRET_KEY has changed without its former one, codes of paper still open, and the telephone is set anew.
"""

from __future__ import annotations

import base64
import hashlib
import math
import secrets
import time

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_otp.oath import hotp

from mscsite.accounts.models import RecoveryCode, Telephone
from mscsite.core import roles

# Whoever may do one of these signs in with two factors; administrators may do everything.
SENSITIVE = (roles.PUBLISH, "auth.change_user")
CODES = 10
_BYTES, _SALT_BYTES = 10, 16  # of randomness in a recovery code, and beside its digest
_KEY_BYTES = 20  # of a telephone's secret, as long as the digest of RFC 4226
TOTP, RECOVERY = "totp", "recovery"


def is_required(user: AbstractBaseUser) -> bool:
    """Whether `user` may sign in with two factors only."""
    return settings.REQUIRE_SECOND_FACTOR and any(user.has_perm(name) for name in SENSITIVE)


def of(user: AbstractBaseUser) -> Telephone | None:
    """The telephone that `user` has confirmed."""
    return Telephone.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def proposed(user: AbstractBaseUser) -> Telephone:
    """The secret that waits for its first code; the same until it is confirmed, so that a page may be loaded again."""
    device = Telephone.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    return device if device is not None and device.is_readable else _made(user)


def _made(user: AbstractBaseUser) -> Telephone:
    from mscsite.accounts import sealing

    secret = sealing.sealed(secrets.token_bytes(_KEY_BYTES))
    return Telephone.objects.create(user=user, name="totp", confirmed=False, key=Telephone.NO_KEY, sealed=secret)


def is_unreadable(user: AbstractBaseUser) -> bool:
    """Whether `user` has a telephone whose codes cannot be checked: its secret was sealed with another SECRET_KEY."""
    device = of(user)
    return device is not None and not device.is_readable


def secret_in_words(device: Telephone) -> str:
    """For typing it in: Base32 in groups of four."""
    return " ".join(_groups(base64.b32encode(device.bin_key).decode()))


def picture(device: Telephone) -> str:
    """The QR code as the address of a picture, dark on white in both themes."""
    import segno

    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3, light="#fff", dark="#000")


def wait(user: AbstractBaseUser) -> int:
    """Seconds until the next code of the telephone is heard; 0 where it is now."""
    device = of(user)
    allowed, why = device.verify_is_allowed() if device else (True, None)
    if allowed or not why:
        return 0
    return max(1, math.ceil((why["locked_until"] - timezone.now()).total_seconds()))


@transaction.atomic
def check(user: AbstractBaseUser, code: str) -> str:
    """Use up `code`: TOTP or RECOVERY where it is right, else empty."""
    plain = _plain(code)
    if plain.isdecimal():
        device = Telephone.objects.select_for_update().filter(user=user, confirmed=True).order_by("-pk").first()
        if device is None or not device.is_readable or not device.verify_token(plain):
            return ""
        device.reseal()
        return TOTP
    return RECOVERY if _use_up(user, plain) else ""


def was_used(user: AbstractBaseUser, code: str) -> bool:
    """Whether `code` is the one that the telephone was taken at its word with last, a moment ago."""
    device, plain = of(user), _plain(code)
    if device is None or not device.is_readable or not plain.isdecimal() or device.last_t < 0:
        return False
    age = int(time.time()) // device.step + device.drift - device.last_t
    return age <= 2 * device.tolerance and hotp(device.bin_key, device.last_t, device.digits) == int(plain)


def _use_up(user: AbstractBaseUser, plain: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    right = [row.pk for row in unused if constant_time_compare(row.digest, _digest(plain, row.salt))]
    return bool(unused.filter(pk__in=right).update(used_at=timezone.now()))


@transaction.atomic
def confirm(user: AbstractBaseUser, code: str) -> list[str] | None:
    """Take the proposed telephone in the place of any other, with new recovery codes; None where `code` is wrong."""
    device = Telephone.objects.select_for_update().filter(user=user, confirmed=False).order_by("-pk").first()
    if device is None or not device.is_readable:
        return None
    if not _plain(code).isdecimal() or not device.verify_token(_plain(code)):
        return None
    Telephone.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return renewed_codes(user)


@transaction.atomic
def renewed_codes(user: AbstractBaseUser) -> list[str]:
    """New recovery codes, shown this once; the old ones are void."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [base64.b32encode(secrets.token_bytes(_BYTES)).decode() for _each in range(CODES)]
    RecoveryCode.objects.bulk_create(_row(user, code) for code in codes)
    return ["-".join(_groups(code)) for code in codes]


def codes_left(user: AbstractBaseUser) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@transaction.atomic
def remove(user: AbstractBaseUser) -> bool:
    """Take telephone and codes away; whether there was a telephone."""
    RecoveryCode.objects.filter(user=user).delete()
    had = of(user) is not None
    Telephone.objects.filter(user=user).delete()
    return had


def _groups(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def _plain(code: str) -> str:
    """As people type it: with spaces and hyphens, full width, small letters."""
    wide = {ord("０") + n: str(n) for n in range(10)}
    return "".join(sign for sign in code.translate(wide).upper() if sign.isalnum())


def _row(user: AbstractBaseUser, plain: str) -> RecoveryCode:
    salt = secrets.token_hex(_SALT_BYTES)
    return RecoveryCode(user=user, salt=salt, digest=_digest(plain, salt))


def _digest(plain: str, salt: str) -> str:
    """Twice, as codes were kept without a salt once: their digests could be salted, they themselves not."""
    return salted(hashlib.sha256(f"recovery {plain}".encode()).hexdigest(), salt)


def salted(digest: str, salt: str) -> str:
    return hashlib.sha256(f"{salt} {digest}".encode()).hexdigest()
