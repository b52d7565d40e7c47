"""What is kept of a colleague: handed over on request, and taken out when somebody leaves.

What a person did stays (the audit log, revisions, reviews are the site's memory of how a text came about), under an
account without a name that nobody can use. What only concerns the person goes: name, mailbox, password, second factor,
sessions, links, identities, text that was typed and never saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mscsite.core import audit
from mscsite.core.models import AuditEntry, OutgoingMail

# Rows of these are the person's alone and go with the name; all others that point at an account stay.
THEIRS = {
    "accounts.Session": gettext_lazy("登录着的设备"),
    "otp_totp.TOTPDevice": gettext_lazy("两步验证的手机"),
    "accounts.RecoveryCode": gettext_lazy("恢复码"),
    "accounts.AccountLink": gettext_lazy("设置或重设密码的链接"),
    "accounts.Identity": gettext_lazy("统一登录的身份"),
    "articles.EditingSession": gettext_lazy("打了字还没有保存的草稿"),
}
# Columns that would let somebody in, and are nobody's to read.
_SECRET = ("password", "digest", "salt", "sealed", "key", "session_key", "session_data", "token")
PLACEHOLDER = "离职人员"


def export(user: AbstractBaseUser) -> dict[str, Any]:
    """Everything that is kept of an account: its own row, and by table every row that points at it."""
    found = {
        "exported_at": timezone.now(),
        "account": _row(user),
        "groups": [str(group) for group in user.groups.all()],
    }
    for model, field in _pointing():
        rows = [_row(row) for row in model._base_manager.filter(**{field: user}).order_by("pk")]
        if rows:
            found.setdefault("records", {})[f"{model._meta.label}.{field}"] = rows
    about = AuditEntry.objects.filter(record_type=user._meta.model_name, record_id=str(user.pk)).exclude(actor=user)
    found["noted_about_the_account"] = [_row(entry) for entry in about]
    return found


ENCODER = DjangoJSONEncoder


class Refused(Exception):
    """An account that is not erased; the message says why, for whoever asked."""


def summary(user: AbstractBaseUser) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """What `erase` would delete, and what it would leave: names of kinds with the number of their rows."""
    going, staying = [], {}
    for model, pairs in groupby(_pointing(), key=lambda pair: pair[0]):
        names_user = models.Q(*((field, user) for _model, field in pairs), _connector=models.Q.OR)
        if count := model._base_manager.filter(names_user).count():
            if model._meta.label in THEIRS:
                going.append((str(THEIRS[model._meta.label]), count))
            else:
                name = _kind(model)
                staying[name] = staying.get(name, 0) + count
    if count := _mail_to(user).count():
        going.append((_("寄给他的邮件"), count))
    return going, list(staying.items())


def _kind(model: type[models.Model]) -> str:
    recorded = getattr(model, "instance_type", None)  # of a table of versions
    return _("%(name)s的历史") % {"name": recorded._meta.verbose_name} if recorded else str(model._meta.verbose_name)


def obstacle(user: AbstractBaseUser, actor: AbstractBaseUser | None) -> str:
    """Why `actor` (None is the command line) cannot erase `user`, in a sentence; empty where they can."""
    if actor is not None and actor.pk == user.pk:
        return _("不能清除自己的账号：请另一位管理员来做。")
    if user.username == placeholder(user):
        return _("这个账号已经清除过了。")
    if user.is_superuser and user.is_active and not _administrators().exclude(pk=user.pk).exists():
        return _("%(name)s 是唯一的管理员，请先指定另一位。") % {"name": user.username}
    return ""


def _administrators() -> models.QuerySet:
    return apps.get_model("auth", "User").objects.filter(is_superuser=True, is_active=True, is_staff=True)


def placeholder(user: AbstractBaseUser) -> str:
    """The name of the account of `user` once the person is gone."""
    return f"erased-{user.pk}"


def _mail_to(user: AbstractBaseUser) -> models.QuerySet:
    return OutgoingMail.objects.filter(recipient__iexact=user.email or "-")


@transaction.atomic
def erase(user: AbstractBaseUser, *, actor: AbstractBaseUser | None, origin: str) -> None:
    """Take the person out of the account; it stays as a placeholder that nobody can sign in with.

    Refused where there is an `obstacle`.
    """
    list(_administrators().select_for_update())  # two who erase each other at once are one after the other
    user.refresh_from_db()
    if why := obstacle(user, actor):
        raise Refused(why)
    names = _names(user)
    for model, field in _pointing():
        if model._meta.label in THEIRS:
            model._base_manager.filter(**{field: user}).delete()
    _mail_to(user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.username, user.email, user.first_name, user.last_name = placeholder(user), "", "", PLACEHOLDER
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    _forget(user, names)
    audit.record(action="erased", target=user, actor=actor, origin=origin)


def _names(user: AbstractBaseUser) -> list[str]:
    found = [user.email, user.get_full_name(), f"{user.last_name}{user.first_name}", user.username]
    return sorted({name for name in found if name.strip()}, key=len, reverse=True)


def _forget(user: AbstractBaseUser, names: list[str]) -> None:
    """The names where they were written down as text: details of the log, Django's own log, mail to others."""
    about = models.Q(actor=user) | models.Q(record_type=user._meta.model_name, record_id=str(user.pk))
    for entry in AuditEntry.objects.filter(about):
        detail = _without(entry.detail, names)
        key = user.username if entry.record_key in names else entry.record_key
        if detail != entry.detail or key != entry.record_key:
            AuditEntry.objects.filter(pk=entry.pk).update(detail=detail, record_key=key)  # its `save` is refused
    kind = ContentType.objects.get_for_model(type(user))
    LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(object_repr=user.username)
    for name in names:
        for mail in OutgoingMail.objects.filter(models.Q(text__contains=name) | models.Q(subject__contains=name)):
            mail.text, mail.subject = mail.text.replace(name, PLACEHOLDER), mail.subject.replace(name, PLACEHOLDER)
            mail.save(update_fields=["text", "subject"])


def _without(value: Any, names: list[str]) -> Any:
    """JSON with every name in it taken out."""
    if isinstance(value, str):
        return PLACEHOLDER if value in names else value
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, names) for key, each in value.items()}
    return value


def _pointing() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with a column that names an account, and the column."""
    user = apps.get_model("auth", "User")
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:  # a child's row is its parent's
            if field.is_relation and field.related_model is user and not field.primary_key:
                yield model, field.name


def _row(record: models.Model) -> dict[str, Any]:
    """The columns of a row by name, but those that would let somebody in; long texts and files by their length."""
    return {
        field.attname: _short(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.name not in _SECRET
    }


def _short(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return f"({len(value)} bytes)"
    return value if not isinstance(value, str) or len(value) <= 2000 else f"{value[:2000]}… ({len(value)} characters)"
