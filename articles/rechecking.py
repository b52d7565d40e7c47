"""All stored articles checked anew after rules or records changed: in the background, in steps, resumable.

The findings of each article are kept with a stamp of the rules and records they were made with. Whatever lacks today's
stamp is still to be done, so that an interrupted run goes on where it stopped, and two runs do no harm.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max, Q, QuerySet

from articles import decisions
from articles.checks.findings import Level
from articles.checks.known import records
from articles.checks.registry import all_checks
from articles.checks.stored import check_revision
from articles.models import Article, CheckSetting, PhraseRule, Revision, StoredCheck
from products.models import Product, RegulatoryEvent
from references.models import Citation, Trial

VERSION = "2026-11"  # raise it when built-in checks change what they find
STEP = 50
_SOURCES = (Product, RegulatoryEvent, Trial, Citation, PhraseRule, CheckSetting)


@dataclass(frozen=True)
class Progress:
    """How many articles carry findings of today's rules, of how many."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.total


def stamp() -> str:
    """Of the rules and records as they stand: codes of checks, and when each kind of record last changed."""
    parts = [VERSION, *(check.code for check in all_checks())]
    for model in _SOURCES:
        newest = model.objects.aggregate(newest=Max("updated_at"))["newest"]
        parts.append(f"{model._meta.model_name} {model.objects.count()} {newest}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def progress() -> Progress:
    now = stamp()
    return Progress(StoredCheck.objects.filter(rules=now).count(), _with_revision().count())


def some(seconds: float | None = None) -> Iterator[Progress]:
    """Check what lacks today's stamp, a step at a time; stop after `seconds`, and go on at the next call."""
    until = time.monotonic() + seconds if seconds is not None else None
    now, known, total = stamp(), records(), _with_revision().count()
    while True:
        waiting = list(_waiting(now)[:STEP])
        if not waiting:
            yield Progress(StoredCheck.objects.filter(rules=now).count(), total)
            return
        for article in waiting:
            _store(article, now, known)
        yield Progress(StoredCheck.objects.filter(rules=now).count(), total)
        if until is not None and time.monotonic() >= until:
            return


def store(article: Article) -> None:
    """Keep what the checks find in the newest revision of one article, as after each save."""
    _store(article, stamp(), records())


def _with_revision() -> QuerySet[Article]:
    return Article.objects.filter(revisions__isnull=False).distinct()


def _waiting(now: str) -> QuerySet[Article]:
    newest = Revision.objects.values("article").annotate(last=Max("pk")).values("last")
    current = Revision.objects.filter(pk__in=newest, content_hash=F("article__stored_check__content_hash"))
    is_current = Q(stored_check__rules=now, pk__in=current.values("article"))
    return _with_revision().exclude(is_current).order_by("pk")


def _store(article: Article, now: str, known) -> None:
    revision = article.revisions.select_related("author").first()
    if revision is None:
        return
    judged = decisions.judge(article, check_revision(article, revision, known))
    StoredCheck.objects.update_or_create(
        article=article,
        defaults={
            "rules": now,
            "content_hash": revision.content_hash,
            "errors": sum(each.finding.level == Level.ERROR for each in judged),
            "warnings": sum(each.is_undecided for each in judged),
            "findings": [each.finding.as_record() for each in judged if each.finding.level != Level.INFO],
        },
    )
