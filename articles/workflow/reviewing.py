"""Asking for a medical review, and judging: each judgement is of one revision."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import freshness, revisions
from articles.models import Article, Review, Status, Verdict
from articles.obstacles import Refused, Situation
from articles.workflow.steps import Origin, begin, drop_schedule, finish, require_reason


@transaction.atomic
def submit(article: Article, *, origin: Origin) -> Review:
    """Ask for a medical review of the newest revision; what was said of it before counts no more."""
    situation = begin("submit", article, origin)
    given = Review.objects.filter(revision__article=article).aggregate(last=Max("pk"))["last"]
    article.review_floor = given or 0
    review = Review.objects.create(revision=situation.newest, requested_by=origin.actor)
    finish("submitted", article, origin, status=Status.IN_REVIEW, revision=situation.newest.number)
    return review


@transaction.atomic
def recall(article: Article, *, origin: Origin, reason: str = "") -> Review:
    """Take back the request for review: the writer has seen something that is still to be done."""
    situation = begin("recall", article, origin)
    review = _decide(_request(situation), origin, Verdict.WITHDRAWN, reason)
    finish("recalled", article, origin, status=Status.DRAFT, revision=situation.newest.number, reason=review.reason)
    return review


@transaction.atomic
def approve(article: Article, *, origin: Origin, reason: str = "", next_review: dt.date | None = None) -> Review:
    """Approve what the newest revision says in both scripts, with the evidence it cites; not by who wrote it.

    Where the site asks for two approvals, the first one leaves the article in review.
    """
    situation = begin("approve", article, origin)
    _require_coming(next_review)
    review = _request(situation)
    review.content_hash, review.next_review = revisions.hash_of(situation.newest), next_review
    _decide(review, origin, Verdict.APPROVED, reason)
    if situation.newest.pk == article.live_id:
        freshness.answered(article)
    missing = Situation(article, origin.actor).approvals_missing
    status = article.status
    if status == Status.IN_REVIEW and missing:
        Review.objects.create(revision=situation.newest, requested_by=review.requested_by)
    elif status == Status.IN_REVIEW:
        status = Status.APPROVED
    finish("approved", article, origin, status=status, revision=situation.newest.number, reason=review.reason,
           missing=missing, content=review.content_hash)  # fmt: skip
    return review


@transaction.atomic
def renew(article: Article, *, origin: Origin, next_review: dt.date | None, reason: str = "") -> Review:
    """Say of the live revision that it still holds, until `next_review`: no new text, readers see the day."""
    begin("renew", article, origin)
    if next_review is None:
        raise Refused(_("请填下次审核的日期。"))
    _require_coming(next_review)
    review = Review(revision=article.live, next_review=next_review, content_hash=revisions.hash_of(article.live))
    _decide(review, origin, Verdict.APPROVED, reason)
    freshness.answered(article)
    finish("renewed", article, origin, status=article.status, revision=article.live.number,
           next_review=next_review.isoformat(), reason=review.reason)  # fmt: skip
    return review


@transaction.atomic
def send_back(article: Article, *, origin: Origin, reason: str) -> Review:
    """Return the newest revision to its writer, with a reason; approvals that it had are void."""
    situation = begin("send_back", article, origin)
    require_reason(reason, _("退回时请写明理由。"))
    review = _decide(_request(situation), origin, Verdict.RETURNED, reason)
    planned = drop_schedule(article)
    finish("returned", article, origin, status=Status.DRAFT, revision=situation.newest.number, reason=review.reason,
           **planned)  # fmt: skip
    return review


def _request(situation: Situation) -> Review:
    """The request that waits for an answer, or, where the newest revision was judged before, one to go with it."""
    waiting = (review for review in situation.reviews if review.decided_at is None)
    return next(waiting, None) or Review(revision=situation.newest, requested_by=None)


def _decide(review: Review, origin: Origin, verdict: str, reason: str) -> Review:
    review.reviewer, review.decided_at = origin.actor, timezone.now()
    review.verdict, review.reason = verdict, reason.strip()
    review.save()
    return review


def _require_coming(day: dt.date | None) -> None:
    if day is not None and day <= timezone.localdate():
        raise Refused(_("下次审核的日期要在今天以后。"))
