"""The one writer of status, revisions and the live version: every step in one transaction, with its audit entry.

draft -> in review -> approved -> published -> archived, and back to draft with a reason. An approval belongs to one
revision and dies with any later edit. Readers keep the live revision until another one is published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import revisions
from articles.models import Article, Review, Revision, Status, Verdict
from mscsite.core import audit, fulltext, slugs

REVIEW, PUBLISH, CHANGE = "articles.review_article", "articles.publish_article", "articles.change_article"


class Refused(Exception):
    """The step is not possible now; the message says why, in words for the person who tried."""


@dataclass(frozen=True)
class Origin:
    """Who does something and from where: a person in the admin, or a command run by an operator (no person)."""

    actor: AbstractUser | None
    place: str


@transaction.atomic
def save(article: Article, *, origin: Origin, save_related: Callable[[], None] | None = None) -> Revision | None:
    """Save the working copy; a new revision, back in draft, where its content changed.

    `save_related` writes what hangs on the article (further reading) inside the same transaction.
    """
    if not article.slug:
        article.slug = slugs.unique_slug(article.title, Article.objects.exclude(pk=article.pk), "article")
    article.save()
    if save_related is not None:
        save_related()
    revision = revisions.revise(article, actor=origin.actor)
    if revision is not None:
        was = article.status
        _set_status(article, Status.DRAFT)
        _note("saved", article, origin, revision=revision.number, status_before=was)
    return revision


@transaction.atomic
def submit(article: Article, *, origin: Origin) -> Review:
    """Ask for a medical review of the newest revision."""
    article = _locked(article)
    _require(article, "submit", origin)
    review = Review.objects.create(revision=newest(article), requested_by=origin.actor)
    _set_status(article, Status.IN_REVIEW)
    _note("submitted", article, origin, revision=review.revision.number)
    return review


@transaction.atomic
def approve(article: Article, *, origin: Origin, reason: str = "") -> Review:
    """Approve the newest revision; not by who wrote it."""
    return _judge(article, origin, "approve", Verdict.APPROVED, Status.APPROVED, reason)


@transaction.atomic
def send_back(article: Article, *, origin: Origin, reason: str) -> Review:
    """Return the newest revision to its writer, with a reason."""
    if not reason.strip():
        raise Refused(_("退回时请写明理由。"))
    return _judge(article, origin, "send_back", Verdict.RETURNED, Status.DRAFT, reason)


def _judge(article: Article, origin: Origin, step: str, verdict: str, status: str, reason: str) -> Review:
    article = _locked(article)
    _require(article, step, origin)
    review = open_review(article)
    review.reviewer, review.decided_at = origin.actor, timezone.now()
    review.verdict, review.reason = verdict, reason.strip()
    review.save()
    _set_status(article, status)
    _note(verdict.value, article, origin, revision=review.revision.number, reason=review.reason)
    return review


@transaction.atomic
def publish(article: Article, *, origin: Origin, override: bool = False) -> Revision:
    """Make the newest revision the one that the public reads.

    It must be approved. `override` is the operator's way past the review (imports by command); it is audited as such.
    """
    article = _locked(article)
    if not override:
        _require(article, "publish", origin)
    revision = newest(article)
    article.live, article.live_at = revision, timezone.now()
    article.first_published_at = article.first_published_at or article.live_at
    _set_status(article, Status.PUBLISHED)
    fulltext.update(article)
    _note("published", article, origin, revision=revision.number, override=override)
    return revision


@transaction.atomic
def unpublish(article: Article, *, origin: Origin, reason: str, archive: bool = False) -> None:
    """Take the article from the public: back to draft, or archived (its page then says that it is gone)."""
    article = _locked(article)
    _require(article, "unpublish", origin)
    if not reason.strip():
        raise Refused(_("下线时请写明理由。"))
    article.live = article.live_at = None
    _set_status(article, Status.ARCHIVED if archive else Status.DRAFT)
    fulltext.update(article)
    _note("archived" if archive else "unpublished", article, origin, reason=reason.strip())


def why_not(article: Article, step: str, user: AbstractUser | None) -> str:
    """Why `user` cannot take `step` with the article now; empty where it is possible."""
    permission, statuses, otherwise = _STEPS[step]
    if user is None or not user.has_perm(permission):
        return _("您的账号没有这项权限。")
    if statuses is not None and article.status not in statuses:
        return str(otherwise())
    if step == "approve" and newest(article).created_by_id == user.pk:
        return _("这一版是您自己写的，请由另一位审核。")
    if step == "unpublish" and article.live_id is None:
        return _("这篇文章没有公开版本。")
    return ""


_STEPS: dict[str, tuple[str, set[str] | None, Callable[[], str]]] = {
    "submit": (CHANGE, {Status.DRAFT}, lambda: _("只有草稿可以送审。")),
    "approve": (REVIEW, {Status.IN_REVIEW}, lambda: _("这一版还没有送审。")),
    "send_back": (REVIEW, {Status.IN_REVIEW}, lambda: _("这一版还没有送审。")),
    "publish": (PUBLISH, {Status.APPROVED}, lambda: _("这一版还没有通过医学审核。")),
    "unpublish": (PUBLISH, None, lambda: ""),
}


def newest(article: Article) -> Revision:
    """The newest revision; Refused where the article has none yet."""
    revision = article.revisions.first()
    if revision is None:
        raise Refused(_("这篇文章还没有保存过。"))
    return revision


def open_review(article: Article) -> Review:
    """The request for review of the newest revision that nobody has judged yet."""
    review = newest(article).reviews.filter(decided_at__isnull=True).first()
    if review is None:
        raise Refused(_("这一版还没有送审。"))
    return review


def _locked(article: Article) -> Article:
    """The row as it stands now, locked until the end of the transaction: a stale form decides nothing."""
    rows = Article.objects.select_for_update(of=("self",))
    article.refresh_from_db(fields=["status", "live", "live_at", "first_published_at"], from_queryset=rows)
    return article


def _require(article: Article, step: str, origin: Origin) -> None:
    if reason := why_not(article, step, origin.actor):
        raise Refused(reason)


def _set_status(article: Article, status: str) -> None:
    article.status = status
    Article.objects.filter(pk=article.pk).update(
        status=status,
        live=article.live,
        live_at=article.live_at,
        first_published_at=article.first_published_at,
        updated_at=timezone.now(),
    )


def _note(action: str, article: Article, origin: Origin, **detail) -> None:
    audit.record(action=action, target=article, actor=origin.actor, origin=origin.place, **detail)
