"""Links by which somebody without an account reads one revision, until they expire or are taken back."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import json
import secrets

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from articles.models import PreviewLink, Revision
from articles.obstacles import Refused
from articles.workflow import Origin
from mscsite.core import audit

DAYS, MOST_DAYS = 7, 60
TOKEN_BYTES = 24
_SALT = "articles.previews"


@transaction.atomic
def make(
    revision: Revision, *, origin: Origin, recipient: str = "", days: int = DAYS, form: str = ""
) -> tuple[PreviewLink, str]:
    """A new link and its token, which is known this once: only its digest is kept.

    It shows this revision and no later one: what was sent out for review is what will be read. `form` names the form
    that asked: the same words from the same form (a double click) get the link that is there already, while it holds.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("预览链接的有效期是 1 到 %(most)s 天。") % {"most": MOST_DAYS})
    recipient = recipient.strip()[:100]
    token = _token(form, revision.pk, origin.actor.pk, recipient, days) if form else secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = timezone.now() + dt.timedelta(days=days)
    made = {"revision": revision, "recipient": recipient, "created_by": origin.actor, "expires_at": expires_at}
    link, is_new = PreviewLink.objects.get_or_create(digest=_digest(token), defaults=made)
    if not is_new:
        if holds(link):
            return link, token
        raise Refused(_("这个链接已经收回或过期。请重新打开页面，再建立一个。"))
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


def _token(form: str, *asked: object) -> str:
    """Another one for each form and each wish, and the same for the same: nobody guesses it without SECRET_KEY."""
    words = json.dumps([form, *asked])
    return base64.urlsafe_b64encode(salted_hmac(_SALT, words, algorithm="sha256").digest()[:TOKEN_BYTES]).decode()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
