"""The clock: what is scheduled goes live, what has run its time is taken down, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Article, Status
from articles.workflow import Refused

logger = logging.getLogger(__name__)
PUBLISHED, EXPIRED, FAILED = "published", "expired", "failed"


@dataclass(frozen=True)
class Done:
    """What became of one article that was due: published, expired, or failed with a reason."""

    slug: str
    outcome: str
    reason: str = ""


def publish_due() -> Iterator[Done]:
    """Publish and take down all that is due by now, yielding each as it is done.

    An article at a time, in a transaction that locks its row and looks again: run by any number of servers at once,
    each article is done by one of them; killed at any point, the rest waits for the next run. What cannot be
    published any more goes back to approved, with the reason in the audit log and a mail, and is not tried again.
    An error of the machine (a lost database) leaves the article due, and the others are done all the same.
    """
    for rows, do in ((_due, _publish), (_over, _expire)):
        for key, slug in list(rows().values_list("pk", "slug")):
            try:
                done = do(key)
            except Exception as error:
                logger.exception("publish_due: %s", slug)
                done = Done(slug, FAILED, f"{type(error).__name__}: {error}")
            if done is not None:
                yield done


def _due() -> QuerySet[Article]:
    return Article.objects.filter(status=Status.SCHEDULED, scheduled_at__lte=timezone.now()).order_by("scheduled_at")


def _over() -> QuerySet[Article]:
    return Article.objects.filter(live__isnull=False, expires_at__lte=timezone.now()).order_by("expires_at")


def _locked(rows: QuerySet[Article], key: int) -> Article | None:
    """The row if it is still due and no other server has it in hand."""
    can_skip = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), skip_locked=can_skip).filter(pk=key).first()


@transaction.atomic
def _publish(key: int) -> Done | None:
    article = _locked(_due(), key)
    if article is None:
        return None
    try:
        if article.expires_at is not None and article.expires_at <= timezone.now():
            raise Refused(_("到了这个时候，它的下架时间也已经过了。"))
        with transaction.atomic():
            workflow.publish(article, origin=workflow.CLOCK)
    except Refused as refusal:
        workflow.fail_schedule(article, reason=str(refusal))
        return Done(article.slug, FAILED, str(refusal))
    return Done(article.slug, PUBLISHED)


@transaction.atomic
def _expire(key: int) -> Done | None:
    article = _locked(_over(), key)
    if article is None:
        return None
    workflow.expire(article)
    return Done(article.slug, EXPIRED)
