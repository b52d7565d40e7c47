"""Comments on drafts: written, addressed to a colleague, answered, resolved. Each is in the audit log."""

from __future__ import annotations

import hashlib
import json

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices
from articles.models import Article, Comment
from articles.obstacles import Refused
from articles.workflow import Origin
from mscsite.core import audit

LONGEST, LONGEST_QUOTE = 4000, 300
BACKEND = "django.contrib.auth.backends.ModelBackend"


def colleagues() -> QuerySet:
    """Those whom a comment can be addressed to: who may see articles in the admin."""
    may_see = get_user_model().objects.with_perm("articles.view_article", backend=BACKEND)
    return may_see.filter(is_active=True, is_staff=True).order_by("username")


@transaction.atomic
def write(
    article: Article,
    *,
    origin: Origin,
    text: str,
    addressee: AbstractBaseUser | None = None,
    quote: str = "",
    parent: Comment | None = None,
    form: str = "",
) -> Comment:
    """A comment on the newest revision, or an answer to `parent`; an answer to something resolved opens it again.

    `form` names the form that it was written in: the same words from the same form (a double click, a page sent
    again) are the comment that is there already.
    """
    if not text.strip():
        raise Refused(_("意见里还没有写字。"))
    if len(text) > LONGEST:
        raise Refused(_("意见最长 %(n)s 字，请分成几条。") % {"n": LONGEST})
    parent = parent and (parent.parent or parent)
    words = {"quote": quote.strip()[:LONGEST_QUOTE], "text": text.strip()}
    said = {"article": article, "parent": parent, "author": origin.actor, "addressee": addressee, **words}
    made = {**said, "revision": article.revisions.first()}
    if not form:
        comment = Comment.objects.create(**made)
    else:
        comment, is_new = Comment.objects.get_or_create(form=_digest(form, said), defaults=made)
        if not is_new:
            return comment
    if parent is not None:
        Comment.objects.filter(pk=parent.pk).update(resolved_at=None, resolved_by=None)
    _note("commented", comment, origin, addressee=str(addressee or ""))
    notices.announce_comment(comment)
    return comment


@transaction.atomic
def resolve(comment: Comment, *, origin: Origin) -> None:
    """Say that a thread is dealt with; once is enough, whoever says it again."""
    open_ones = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=True)
    if open_ones.update(resolved_at=timezone.now(), resolved_by=origin.actor):
        _note("comment_resolved", comment, origin)


def threads(article: Article) -> tuple[list[Comment], list[Comment]]:
    """Open and resolved threads of an article, each comment with its `replies`, in two queries."""
    replies = Prefetch("replies", Comment.objects.select_related("author", "addressee"))
    roots = article.comments.filter(parent__isnull=True).select_related("author", "addressee", "resolved_by")
    found = list(roots.annotate(number=F("revision__number")).prefetch_related(replies))
    return [c for c in found if c.resolved_at is None], [c for c in found if c.resolved_at is not None]


def waiting_for(user: AbstractBaseUser) -> QuerySet[Comment]:
    """Open threads in which somebody asks `user`."""
    asked = Comment.objects.filter(addressee=user)
    roots = Comment.objects.filter(parent__isnull=True, resolved_at__isnull=True)
    return (roots.filter(pk__in=asked.values("pk")) | roots.filter(pk__in=asked.values("parent"))).order_by(
        "-created_at"
    )


def _digest(form: str, said: dict) -> str:
    """Other words from the same form are another comment: somebody went back and wrote on."""
    plain = {name: getattr(value, "pk", value) for name, value in said.items()}
    return hashlib.sha256(json.dumps([form, plain], sort_keys=True).encode()).hexdigest()


def _note(action: str, comment: Comment, origin: Origin, **detail) -> None:
    audit.record(action=action, target=comment.article, actor=origin.actor, origin=origin.place, comment=comment.pk,
                 **detail)  # fmt: skip
