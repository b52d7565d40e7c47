"""What all steps share: the row under its lock, whether the step is possible, the new state with its audit entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices
from articles.models import Article, Revision, StoredCheck
from articles.obstacles import Refused, Situation, obstacles
from mscsite.core import audit

# What steps change, and what a step therefore reads anew under the lock.
STATE = (
    "status", "live", "live_category_id", "live_at", "first_published_at", "scheduled_at", "expires_at", "retired_at",
    "review_floor", "live_in",
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Who does something and from where: a person in the admin, or a command run by an operator (no person)."""

    actor: AbstractUser | None
    place: str


CLOCK = Origin(None, "publish_due")  # may publish what somebody with the right has scheduled, and nothing else


def lock(article: Article) -> None:
    """Read the state as it stands now, locked until the end of the transaction: a stale form decides nothing."""
    article.refresh_from_db(fields=STATE, from_queryset=Article.objects.select_for_update(of=("self",)))


def begin(step: str, article: Article, origin: Origin) -> Situation:
    """The article as the step finds it, locked; Refused, with every reason, where the step is not possible."""
    lock(article)
    situation = Situation(article, origin.actor, is_clock=origin == CLOCK and step == "publish")
    if reasons := obstacles(situation, step):
        raise Refused(" ".join(reasons))
    return situation


def finish(action: str, article: Article, origin: Origin, *, status: str, **detail) -> None:
    """Write the state, and who did what from where; those whom it concerns are told."""
    article.status, article.updated_at = status, timezone.now()
    state = {name: getattr(article, name) for name in STATE}
    Article.objects.filter(pk=article.pk).update(**state, updated_at=article.updated_at)
    StoredCheck.objects.filter(article=article).follow()
    note(action, article, origin, **detail)


def note(action: str, article: Article, origin: Origin, **detail) -> None:
    audit.record(action=action, target=article, actor=origin.actor, origin=origin.place, **detail)
    notices.announce(action, article, origin.actor, detail)


def newest(article: Article) -> Revision:
    """The newest revision; Refused where the article has none yet."""
    revision = article.revisions.first()
    if revision is None:
        raise Refused(_("这篇文章还没有保存过。"))
    return revision


def drop_schedule(article: Article) -> dict:
    """End the schedule, if there is one; what to note of it."""
    planned = {"was_scheduled_for": iso(article.scheduled_at)} if article.scheduled_at else {}
    article.scheduled_at = None
    return planned


def require_reason(reason: str, otherwise: str) -> None:
    if not reason.strip():
        raise Refused(otherwise)


def iso(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""
