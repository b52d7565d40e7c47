"""Invitations and resets: a link by mail that sets a password, once, within a time.

The mail goes through the outbox as a secret one: whoever could read it there could take the account.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mscsite.accounts.models import AccountLink, LinkPurpose
from mscsite.core import outbox


@transaction.atomic
def invite(user: AbstractBaseUser, root: str) -> None:
    """Send `user` the link with which they set their first password. `root` is what addresses begin with."""
    address = _made(user, LinkPurpose.INVITATION, dt.timedelta(hours=settings.INVITATION_HOURS), root)
    lines = [
        _("您好，"),
        _("管理员为您开了账号：%(name)s。请点下面的链接设置密码：") % {"name": user.get_username()},
        address,
        _("链接 %(n)s 小时内有效，只能用一次。过期了，请管理员重新发送。") % {"n": settings.INVITATION_HOURS},
    ]
    _send(user, _("请设置密码：%(host)s"), lines)


@transaction.atomic
def offer_reset(user: AbstractBaseUser, root: str) -> None:
    """Send `user` the link with which they set another password."""
    address = _made(user, LinkPurpose.RESET, dt.timedelta(minutes=settings.RESET_MINUTES), root)
    lines = [
        _("您好，"),
        _("有人（应该是您）要重设账号 %(name)s 的密码。请点下面的链接：") % {"name": user.get_username()},
        address,
        _("链接 %(n)s 分钟内有效，只能用一次。") % {"n": settings.RESET_MINUTES},
        _("不是您要求的，就不用理会：密码没有变，别人也打不开这个链接。"),
    ]
    _send(user, _("重设密码：%(host)s"), lines)


def found(token: str) -> AccountLink | None:
    """The link of `token`, where it still opens something."""
    rows = AccountLink.objects.select_related("user").filter(used_at=None, ends_at__gt=timezone.now())
    link = rows.filter(digest=_digest(token)).first()
    return link if link is not None and link.user.is_active else None


def use(link: AccountLink) -> bool:
    """Use it up, and every other one of its account; False where somebody was faster. Call it in a transaction."""
    mine = AccountLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    void(link.user)
    return mine == 1


def void(user: AbstractBaseUser) -> None:
    """No link opens the account of `user` any more."""
    AccountLink.objects.filter(user=user, used_at=None).update(used_at=timezone.now())


def waiting(user: AbstractBaseUser) -> AccountLink | None:
    """The invitation that `user` has not followed, also one that has run out."""
    return AccountLink.objects.filter(user=user, used_at=None, purpose=LinkPurpose.INVITATION).order_by("-pk").first()


def _made(user: AbstractBaseUser, purpose: LinkPurpose, age: dt.timedelta, root: str) -> str:
    """A new link as an address; older ones of its purpose are void."""
    now = timezone.now()
    AccountLink.objects.filter(ends_at__lt=now - dt.timedelta(days=30)).delete()
    AccountLink.objects.filter(user=user, purpose=purpose, used_at=None).update(used_at=now)
    token = secrets.token_urlsafe(32)
    AccountLink.objects.create(user=user, purpose=purpose, digest=_digest(token), sent_at=now, ends_at=now + age)
    return (settings.SITE_URL.rstrip("/") or root) + reverse("admin:login_link", args=[token])


def _digest(token: str) -> str:
    return hashlib.sha256(f"account link {token}".encode()).hexdigest()


def _send(user: AbstractBaseUser, subject: str, lines: list[str]) -> None:
    text = "\n\n".join(lines) + "\n"
    outbox.put([user.email], subject % {"host": settings.OTP_TOTP_ISSUER}, text, is_secret=True)
