"""How many findings of each level every article has: kept beside it, because checking all at once takes too long.

The loop of `publish_due` keeps them up: articles that were saved since they were last counted, and all once a day,
since records and rules change too.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles.checks.findings import Level
from articles.checks.known import records
from articles.checks.stored import check_article
from articles.models import Article, FindingTally, Status

logger = logging.getLogger(__name__)
AGAIN_AFTER = dt.timedelta(days=1)
AT_ONCE = 20  # articles a round: a second or two


def uncounted() -> QuerySet[Article]:
    """Articles whose counts are of an older text or of another day; archived ones are left alone."""
    stale = Q(tally__isnull=True) | Q(tally__saved_at__lt=F("updated_at")) | Q(tally__counted_at__lt=_yesterday())
    return Article.objects.exclude(status=Status.ARCHIVED).filter(stale).order_by("-updated_at")


def _yesterday() -> dt.datetime:
    return timezone.now() - AGAIN_AFTER


def count(limit: int = AT_ONCE) -> int:
    """Bring up to `limit` tallies up to date; returns how many. One that fails is logged and counted as none."""
    rows = list(uncounted()[:limit])
    known = records() if rows else None
    for article in rows:
        try:
            levels = Counter(finding.level for finding in check_article(article, known))
        except Exception:
            logger.exception("findings of %s", article.slug)
            levels = Counter()
        FindingTally.objects.update_or_create(
            article=article,
            defaults={
                "errors": levels[Level.ERROR],
                "warnings": levels[Level.WARNING],
                "infos": levels[Level.INFO],
                "saved_at": article.updated_at,
                "counted_at": timezone.now(),
            },
        )
    return len(rows)


def worst(limit: int) -> QuerySet[FindingTally]:
    """Tallies with something to do, errors in what readers see first."""
    live = Article.objects.filter(pk=OuterRef("article")).values("live")
    rows = FindingTally.objects.filter(Q(errors__gt=0) | Q(warnings__gt=0)).exclude(article__status=Status.ARCHIVED)
    rows = rows.select_related("article").annotate(live=Subquery(live[:1]))
    return rows.order_by("-errors", F("live").desc(nulls_last=True), "-warnings", "pk")[:limit]
