"""Links by which somebody without an account reads one revision, until they expire or are taken back."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import secrets

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import PreviewLink, Revision
from articles.obstacles import Refused
from articles.workflow import Origin
from mscsite.core import audit

DAYS, MOST_DAYS = 7, 60
TOKEN_BYTES = 24


@transaction.atomic
def make(revision: Revision, *, origin: Origin, recipient: str = "", days: int = DAYS) -> tuple[PreviewLink, str]:
    """A new link and its token, which is known this once: only its digest is kept.

    It shows this revision and no later one: what was sent out for review is what will be read.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("预览链接的有效期是 1 到 %(most)s 天。") % {"most": MOST_DAYS})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        revision=revision,
        digest=_digest(token),
        recipient=recipient.strip()[:100],
        created_by=origin.actor,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    audit.record(action="link_made", target=revision.article, actor=origin.actor, origin=origin.place,
                 link=link.pk, revision=revision.number, recipient=link.recipient, days=days)  # fmt: skip
    return link, token


@transaction.atomic
def revoke(link: PreviewLink, *, origin: Origin) -> None:
    """End a link before its time; one that has ended stays as it is."""
    ended = PreviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    if ended:
        audit.record(action="link_revoked", target=link.revision.article, actor=origin.actor, origin=origin.place,
                     link=link.pk, recipient=link.recipient)  # fmt: skip


def find(token: str) -> PreviewLink | None:
    """The link of a token, whether it still holds or not."""
    rows = PreviewLink.objects.select_related("revision__article", "revision__author", "revision__medical_reviewer")
    return rows.filter(digest=_digest(token)).first()


def holds(link: PreviewLink) -> bool:
    return link.revoked_at is None and link.expires_at > timezone.now()


def note_seen(link: PreviewLink) -> None:
    """Nothing where the database takes no writes: the draft is read all the same."""
    with contextlib.suppress(DatabaseError), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(last_seen_at=timezone.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
