"""Keeping editing sessions: typed text and presence. Nothing here makes a revision or touches an article."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.contrib.auth.models import AbstractUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.editing.models import EditingSession
from articles.models import Article

GONE_AFTER = dt.timedelta(seconds=60)  # pages speak up every 15 s; hidden ones are slowed down by browsers
TYPING = dt.timedelta(seconds=30)
MOST_FIELDS = 200
MOST_BYTES = 4_000_000


class Malformed(ValueError):
    """What a page sent is no typed text; the message says what is wrong with it."""


def checked(data: object) -> dict[str, str]:
    """`data` as names and texts of fields; raises Malformed."""
    if not isinstance(data, Mapping) or len(data) > MOST_FIELDS:
        raise Malformed(_("data 应为字段名到文字的对应，不超过 %(n)s 项。") % {"n": MOST_FIELDS})
    if not all(isinstance(name, str) and isinstance(text, str) for name, text in data.items()):
        raise Malformed(_("data 的每一项都应为文字。"))
    # PostgreSQL's JSON holds no NUL; no text of ours has one.
    plain = {name.replace("\0", ""): text.replace("\0", "") for name, text in data.items()}
    if len(json.dumps(plain)) > MOST_BYTES:
        raise Malformed(_("内容太长，超过自动保存的上限。"))
    return plain


def of(user: AbstractUser, article: Article | None) -> EditingSession | None:
    return EditingSession.objects.filter(user=user, article=article).first()


def touch(
    user: AbstractUser, article: Article | None, *, data: dict[str, str] | None = None, lock: str = "", token: str = ""
) -> None:
    """Note that `user` has the article open, and, with `data`, what they typed into the form of `token`.

    What comes late, after that form was saved, is not kept: it would be offered as something unsaved.
    """
    try:
        with transaction.atomic():
            session, _made = EditingSession.objects.select_for_update().get_or_create(user=user, article=article)
    except IntegrityError:  # two pages of one person spoke up for the first time at once
        session = EditingSession.objects.get(user=user, article=article)
    rows = EditingSession.objects.filter(pk=session.pk)
    now = timezone.now()
    rows.update(seen_at=now)
    if data is not None:
        fresh = rows.exclude(saved_token=token) if token else rows
        fresh.update(typed_at=now, data=data, lock=lock[:200])


def leave(user: AbstractUser, article: Article | None) -> None:
    """The page was closed; what was typed stays."""
    EditingSession.objects.filter(user=user, article=article).update(seen_at=None)


def discard(user: AbstractUser, article: Article | None) -> None:
    EditingSession.objects.filter(user=user, article=article).update(data={}, typed_at=None, lock="")


def saved(user: AbstractUser, article: Article | None, token: str) -> None:
    """What was typed has been saved by the form with `token`; call it in the transaction of the save."""
    values = {"data": {}, "typed_at": None, "lock": "", "saved_token": token[:40]}
    EditingSession.objects.update_or_create(user=user, article=article, defaults=values)


def others(user: AbstractUser, article: Article | None) -> list[EditingSession]:
    """Who else has the article open now, the last to speak up first."""
    if article is None:
        return []
    present = EditingSession.objects.filter(article=article, seen_at__gte=timezone.now() - GONE_AFTER)
    return list(present.exclude(user=user).select_related("user").order_by("-seen_at"))


def is_typing(session: EditingSession) -> bool:
    return session.typed_at is not None and session.typed_at >= timezone.now() - TYPING
