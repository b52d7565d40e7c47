"""Making a revision the one that readers see: now, or at a time; `articles.publishing` keeps the times."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import freshness, preparing, record_changes
from articles.models import Article, Revision, Status
from articles.obstacles import Refused
from articles.workflow.steps import CLOCK, Origin, begin, drop_schedule, finish, iso, lock, newest
from mscsite.core import fulltext


@transaction.atomic
def publish(article: Article, *, origin: Origin, override: bool = False) -> Revision:
    """Make the newest revision the one that the public reads.

    It must be approved. `override` is the operator's way past the review (imports by command); it is audited as such.
    """
    if override:
        lock(article)
    else:
        begin("publish", article, origin)
    revision, now = newest(article), timezone.now()
    article.live, article.live_category_id, article.live_at = revision, revision.category_id, now
    article.live_in = ",".join(revision.scripts)
    article.first_published_at = article.first_published_at or now
    article.scheduled_at = article.retired_at = None
    if article.expires_at is not None and article.expires_at <= now:
        article.expires_at = None
    finish("published", article, origin, status=Status.PUBLISHED, revision=revision.number, override=override)
    freshness.answered(article)
    if not override:  # it may have been approved long before
        freshness.look_again([article.pk])
    record_changes.reconsider(article, origin.actor)
    preparing.prepare(article)
    fulltext.update(article)
    return revision


@transaction.atomic
def schedule(article: Article, *, origin: Origin, at: dt.datetime, expires_at: dt.datetime | None = None) -> None:
    """Let the approved revision go live at `at`, and be taken down at `expires_at`; `articles.publishing` does it."""
    situation = begin("schedule", article, origin)
    if at <= timezone.now():
        raise Refused(_("定时发布的时间已经过了，请填以后的时间，或直接发布。"))
    kept = article.expires_at if article.live_id is None else None  # where readers see one, it is the end of that one
    end = expires_at or kept
    if end is not None and end <= at:
        raise Refused(_("下架时间要在发布时间之后。"))
    article.scheduled_at, article.expires_at = at, expires_at or article.expires_at
    finish("scheduled", article, origin, status=Status.SCHEDULED, revision=situation.newest.number, at=iso(at),
           expires_at=iso(expires_at))  # fmt: skip


@transaction.atomic
def unschedule(article: Article, *, origin: Origin, reason: str = "") -> None:
    """Take the schedule back; the approval stays."""
    begin("unschedule", article, origin)
    planned = drop_schedule(article)
    finish("unscheduled", article, origin, status=Status.APPROVED, reason=reason.strip(), **planned)


@transaction.atomic
def fail_schedule(article: Article, *, reason: str) -> None:
    """The clock could not publish what was scheduled: back to approved, said in the log and by mail."""
    lock(article)
    planned = drop_schedule(article)
    if article.live_id is None:
        article.expires_at = None
    finish("schedule_failed", article, CLOCK, status=Status.APPROVED, reason=reason, **planned)


@transaction.atomic
def expire_at(article: Article, *, origin: Origin, at: dt.datetime | None) -> None:
    """Have the article taken down at `at`, or, with None, no longer."""
    begin("expire_at", article, origin)
    earliest = max(timezone.now(), article.scheduled_at or timezone.now())
    if at is not None and at <= earliest:
        raise Refused(_("下架时间要在现在和定时发布的时间之后。"))
    article.expires_at = at
    finish("expiry_set", article, origin, status=article.status, at=iso(at))
