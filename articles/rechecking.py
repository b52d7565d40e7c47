"""All stored articles checked anew after rules or records changed: in the background, in steps, resumable.

The findings of each article are kept with a stamp of the rules and records they were made with. Whatever lacks today's
stamp is still to be done, so that an interrupted run goes on where it stopped, and two runs do no harm.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles import decisions, freshness
from articles.checks.facts import Known
from articles.checks.findings import Level
from articles.checks.known import records
from articles.checks.registry import all_checks
from articles.checks.stored import check_revision
from articles.models import Article, CheckSetting, PhraseRule, Revision, StoredCheck
from products.models import Product, RegulatoryEvent
from references.models import Citation, Trial

VERSION = "2026-11-27"  # raise it when built-in checks change what they find
STEP = 50
logger = logging.getLogger(__name__)
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
    """Of the rules and records as they stand: codes of checks, and when each kind of record last changed.

    And of the month, since some findings come of time alone (`freshness.…`).
    """
    parts = [VERSION, f"{timezone.localdate():%Y-%m}", *(check.code for check in all_checks())]
    for model in _SOURCES:
        newest = model.objects.aggregate(newest=Max("updated_at"))["newest"]
        parts.append(f"{model._meta.model_name} {model.objects.count()} {newest}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def progress() -> Progress:
    return _progress(stamp(), _with_revision().count())


def _progress(now: str, total: int) -> Progress:
    return Progress(StoredCheck.objects.filter(rules=now).count(), total)


def some(seconds: float | None = None) -> Iterator[Progress]:
    """Check what lacks today's stamp, a step at a time; stop after `seconds`, and go on at the next call."""
    until = time.monotonic() + seconds if seconds is not None else None
    now, known, total = stamp(), records(), _with_revision().count()
    while waiting := list(_waiting(now)[:STEP]):
        for article in waiting:
            _store(article, now, known)
        yield _progress(now, total)
        if until is not None and time.monotonic() >= until:
            return
    yield _progress(now, total)


def store(article: Article) -> None:
    """Keep what the checks find in the newest revision of one article, as after each save."""
    _store(article, stamp(), records())


def forget(articles: Iterable[Article]) -> None:
    """These are checked again, before all others: something that they lean on has changed."""
    StoredCheck.objects.filter(article__in=[article.pk for article in articles]).update(rules="")


def worst(limit: int) -> QuerySet[StoredCheck]:
    """What the checks found where there is something to do, errors first, and those that readers see before drafts."""
    rows = StoredCheck.objects.filter(todo__isnull=False).select_related("article")
    listed = (f"article__{name}" for name in freshness.LISTED)
    return rows.only("errors", "warnings", *listed).order_by("-errors", "-todo", "-warnings", "pk")[:limit]


def to_do() -> dict[str, int]:
    """How many articles there are, archived ones aside, with `errors` and with `warnings`, by one index."""
    found = {name: Count("pk", filter=Q(**{f"{name}__gt": 0})) for name in ("errors", "warnings")}
    return StoredCheck.objects.filter(todo__isnull=False).order_by().aggregate(**found)


def _with_revision() -> QuerySet[Article]:
    return Article.objects.filter(Exists(Revision.objects.filter(article=OuterRef("pk"))))


def _waiting(now: str) -> QuerySet[Article]:
    """Articles whose stored findings are of other rules or of another text; what was forgotten on purpose first."""
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
    fresh = Q(stored_check__rules=now, stored_check__content_hash=F("newest_hash"))
    articles = Article.objects.annotate(newest_hash=Subquery(newest.values("content_hash")[:1]))
    waiting = articles.filter(newest_hash__isnull=False).exclude(fresh).select_related("stored_check")
    return waiting.order_by(F("stored_check__rules").asc(nulls_first=True), "pk")


def _store(article: Article, now: str, known: Known) -> None:
    revision = article.revisions.select_related("author").first()
    if revision is None:
        return
    judged = _judged(article, revision, known)
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
    StoredCheck.objects.filter(article=article).follow()


def _judged(article: Article, revision: Revision, known: Known) -> list[decisions.Judged]:
    """What the checks find; nothing where a text breaks them: one article must not keep all others waiting."""
    try:
        return decisions.judge(article, check_revision(article, revision, known))
    except Exception:
        logger.exception("The checks failed on %s", article.slug)
        return []
