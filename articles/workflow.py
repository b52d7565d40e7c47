"""The one writer of status, revisions and the live version: every step in one transaction, with its audit entry.

draft -> in review -> approved -> (scheduled ->) published -> archived, and back with a reason. An approval belongs to
one revision and dies with any later edit. Readers keep the live revision until another one is published.
What stands in the way of a step is asked of `articles.obstacles`; who is told of it, of `articles.notices`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AbstractUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import addresses, notices, obstacles, record_changes, revisions
from articles.models import Article, Review, Revision, Status, Verdict
from articles.obstacles import CHANGE as CHANGE
from articles.obstacles import PUBLISH as PUBLISH
from articles.obstacles import REVIEW as REVIEW
from articles.obstacles import Refused as Refused
from articles.obstacles import Situation
from mscsite.core import audit, fulltext

# What steps change, and what a step therefore reads anew under the lock.
STATE = ("status", "live", "live_at", "first_published_at", "scheduled_at", "expires_at", "retired_at", "review_floor")


@dataclass(frozen=True)
class Origin:
    """Who does something and from where: a person in the admin, or a command run by an operator (no person)."""

    actor: AbstractUser | None
    place: str


CLOCK = Origin(None, "publish_due")  # may publish what somebody with the right has scheduled, and nothing else


@transaction.atomic
def save(article: Article, *, origin: Origin, save_related: Callable[[], None] | None = None) -> Revision | None:
    """Save the working copy; a new revision, back in draft, where its content changed.

    `save_related` writes what hangs on the article (further reading) inside the same transaction. An edit ends a
    schedule as it ends an approval. A changed address leaves a permanent redirect.
    """
    if not article._state.adding:
        _locked(article)
    moved_from = addresses.settle(article)
    article.save()
    if save_related is not None:
        save_related()
    if moved_from:
        _note("moved", article, origin, before=moved_from, after=article.slug)
    revision = revisions.revise(article, actor=origin.actor)
    if revision is not None:
        was, planned = article.status, _drop_schedule(article)
        _set_status(article, Status.DRAFT)
        _note("saved", article, origin, revision=revision.number, status_before=was, **planned)
    if revision is not None or moved_from:
        fulltext.update(article)
    return revision


@transaction.atomic
def submit(article: Article, *, origin: Origin) -> Review:
    """Ask for a medical review of the newest revision."""
    article = _locked(article)
    _require(article, "submit", origin)
    given = Review.objects.filter(revision__article=article).aggregate(last=Max("pk"))["last"]
    article.review_floor = given or 0  # what was said before counts no more
    review = Review.objects.create(revision=newest(article), requested_by=origin.actor)
    _set_status(article, Status.IN_REVIEW)
    _note("submitted", article, origin, revision=review.revision.number)
    return review


@transaction.atomic
def recall(article: Article, *, origin: Origin, reason: str = "") -> Review:
    """Take back the request for review: the writer has seen something that is still to be done."""
    article = _locked(article)
    _require(article, "recall", origin)
    review = _decide(open_review(article), origin, Verdict.WITHDRAWN, reason)
    _set_status(article, Status.DRAFT)
    _note("recalled", article, origin, revision=review.revision.number, reason=review.reason)
    return review


@transaction.atomic
def approve(article: Article, *, origin: Origin, reason: str = "", next_review: dt.date | None = None) -> Review:
    """Approve what the newest revision says in both scripts, with the evidence it cites; not by who wrote it.

    Where the site asks for two approvals, the first one leaves the article in review.
    """
    article = _locked(article)
    situation = _require(article, "approve", origin)
    _require_coming(next_review)
    review = _waiting(situation) or Review(revision=situation.newest, requested_by=None)
    review.content_hash, review.next_review = revisions.hash_of(situation.newest), next_review
    _decide(review, origin, Verdict.APPROVED, reason)
    missing = Situation(article, origin.actor).approvals_missing
    if article.status == Status.IN_REVIEW:
        if missing:
            Review.objects.create(revision=situation.newest, requested_by=review.requested_by)
        _set_status(article, Status.IN_REVIEW if missing else Status.APPROVED)
    _note("approved", article, origin, revision=situation.newest.number, reason=review.reason, missing=missing,
          content=review.content_hash)  # fmt: skip
    return review


@transaction.atomic
def renew(article: Article, *, origin: Origin, next_review: dt.date | None, reason: str = "") -> Review:
    """Say of the live revision that it still holds, until `next_review`: no new text, readers see the day."""
    article = _locked(article)
    _require(article, "renew", origin)
    if next_review is None:
        raise Refused(_("请填下次审核的日期。"))
    _require_coming(next_review)
    review = Review(revision=article.live, next_review=next_review, content_hash=revisions.hash_of(article.live))
    _decide(review, origin, Verdict.APPROVED, reason)
    _note("renewed", article, origin, revision=article.live.number, next_review=next_review.isoformat(),
          reason=review.reason)  # fmt: skip
    return review


@transaction.atomic
def send_back(article: Article, *, origin: Origin, reason: str) -> Review:
    """Return the newest revision to its writer, with a reason; approvals that it had are void."""
    article = _locked(article)
    situation = _require(article, "send_back", origin)
    _require_reason(reason, _("退回时请写明理由。"))
    review = _waiting(situation) or Review(revision=situation.newest, requested_by=None)
    _decide(review, origin, Verdict.RETURNED, reason)
    planned = _drop_schedule(article)
    _set_status(article, Status.DRAFT)
    _note("returned", article, origin, revision=situation.newest.number, reason=review.reason, **planned)
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
    article.scheduled_at = article.retired_at = None
    if article.expires_at is not None and article.expires_at <= article.live_at:
        article.expires_at = None
    _set_status(article, Status.PUBLISHED)
    record_changes.reconsider(article, origin.actor)
    fulltext.update(article)
    _note("published", article, origin, revision=revision.number, override=override)
    return revision


@transaction.atomic
def schedule(article: Article, *, origin: Origin, at: dt.datetime, expires_at: dt.datetime | None = None) -> None:
    """Let the approved revision go live at `at`, and be taken down at `expires_at`; `articles.publishing` does it."""
    article = _locked(article)
    _require(article, "schedule", origin)
    if at <= timezone.now():
        raise Refused(_("定时发布的时间已经过了，请填以后的时间，或直接发布。"))
    if expires_at is not None and expires_at <= at:
        raise Refused(_("下架时间要在发布时间之后。"))
    article.scheduled_at, article.expires_at = at, expires_at or article.expires_at
    _set_status(article, Status.SCHEDULED)
    _note("scheduled", article, origin, revision=newest(article).number, at=_iso(at), expires_at=_iso(expires_at))


@transaction.atomic
def unschedule(article: Article, *, origin: Origin, reason: str = "") -> None:
    """Take the schedule back; the approval stays."""
    article = _locked(article)
    _require(article, "unschedule", origin)
    planned = _drop_schedule(article)
    _set_status(article, Status.APPROVED)
    _note("unscheduled", article, origin, reason=reason.strip(), **planned)


@transaction.atomic
def fail_schedule(article: Article, *, reason: str) -> None:
    """The clock could not publish what was scheduled: back to approved, said in the log and by mail."""
    article = _locked(article)
    planned = _drop_schedule(article)
    if article.live_id is None:
        article.expires_at = None
    _set_status(article, Status.APPROVED)
    _note("schedule_failed", article, CLOCK, reason=reason, **planned)


@transaction.atomic
def expire_at(article: Article, *, origin: Origin, at: dt.datetime | None) -> None:
    """Have the article taken down at `at`, or, with None, no longer."""
    article = _locked(article)
    _require(article, "expire_at", origin)
    earliest = max(timezone.now(), article.scheduled_at or timezone.now())
    if at is not None and at <= earliest:
        raise Refused(_("下架时间要在现在和定时发布的时间之后。"))
    article.expires_at = at
    _set_status(article, article.status)
    _note("expiry_set", article, origin, at=_iso(at))


@transaction.atomic
def unpublish(article: Article, *, origin: Origin, reason: str, archive: bool = False) -> None:
    """Take the article from the public: back to draft, or archived (its page then says that it is gone).

    Work on the next revision goes on where it stood, unless the article is archived.
    """
    article = _locked(article)
    _require(article, "archive" if archive else "unpublish", origin)
    _require_reason(reason, _("下线时请写明理由。"))
    planned = _drop_schedule(article) if archive else {}
    _retire(article, archive=archive, retired=archive)
    _note("archived" if archive else "unpublished", article, origin, reason=reason.strip(), **planned)


@transaction.atomic
def expire(article: Article) -> None:
    """Take down a live article whose time is over; a next revision in work stays where it is."""
    article = _locked(article)
    if article.live_id is None:
        raise Refused(_("这篇文章没有公开版本。"))
    when = article.expires_at
    _retire(article, archive=article.status == Status.PUBLISHED, retired=True)
    _note("expired", article, CLOCK, at=_iso(when))


def _retire(article: Article, *, archive: bool, retired: bool) -> None:
    article.live = article.live_at = article.expires_at = None
    article.retired_at = timezone.now() if retired else None
    left = Status.DRAFT if article.status == Status.PUBLISHED else article.status
    _set_status(article, Status.ARCHIVED if archive else left)
    fulltext.update(article)


@transaction.atomic
def reopen(article: Article, *, origin: Origin, reason: str = "") -> None:
    """Take an archived article up again, as a draft; its page says that it is gone until it is published anew."""
    article = _locked(article)
    _require(article, "reopen", origin)
    _set_status(article, Status.DRAFT)
    _note("reopened", article, origin, reason=reason.strip())


def why_not(article: Article, step: str, user: AbstractBaseUser | None) -> str:
    """Why `user` cannot take `step` with the article now; empty where it is possible."""
    return next(iter(obstacles.obstacles(Situation(article, user), step)), "")


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


def _waiting(situation: Situation) -> Review | None:
    return next((review for review in situation.reviews if review.decided_at is None), None)


def _decide(review: Review, origin: Origin, verdict: str, reason: str) -> Review:
    review.reviewer, review.decided_at = origin.actor, timezone.now()
    review.verdict, review.reason = verdict, reason.strip()
    review.save()
    return review


def _locked(article: Article) -> Article:
    """The row as it stands now, locked until the end of the transaction: a stale form decides nothing."""
    rows = Article.objects.select_for_update(of=("self",))
    article.refresh_from_db(fields=STATE, from_queryset=rows)
    return article


def _require(article: Article, step: str, origin: Origin) -> Situation:
    situation = Situation(article, origin.actor, is_clock=origin == CLOCK and step == "publish")
    if reasons := obstacles.obstacles(situation, step):
        raise Refused(" ".join(reasons))
    return situation


def _require_reason(reason: str, otherwise: str) -> None:
    if not reason.strip():
        raise Refused(otherwise)


def _require_coming(day: dt.date | None) -> None:
    if day is not None and day <= timezone.localdate():
        raise Refused(_("下次审核的日期要在今天以后。"))


def _drop_schedule(article: Article) -> dict:
    """End the schedule, if there is one; what to note of it."""
    planned = {"was_scheduled_for": _iso(article.scheduled_at)} if article.scheduled_at else {}
    article.scheduled_at = None
    return planned


def _iso(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""


def _set_status(article: Article, status: str) -> None:
    article.status, article.updated_at = status, timezone.now()
    state = {name: getattr(article, name) for name in STATE}
    Article.objects.filter(pk=article.pk).update(**state, updated_at=article.updated_at)


def _note(action: str, article: Article, origin: Origin, **detail) -> None:
    audit.record(action=action, target=article, actor=origin.actor, origin=origin.place, **detail)
    notices.announce(action, article, origin.actor, detail)
