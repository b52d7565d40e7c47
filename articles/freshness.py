"""Which articles time has passed by: reviews that fall due, and records that changed after the text was judged.

What changed is noted by triggers (`articles.touching`), so that lists read it by index, at any number of records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import DateField, DateTimeField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Review, Revision, Touched, Verdict
from products.models import Product
from references.models import Citation, Trial

LISTED = ("slug", "title_zh_hans", "title_zh_hant", "status", "live_at", "scheduled_at", "expires_at")
SOON = dt.timedelta(days=30)
# The record that each relation of a live revision leads to, and what it is called: the same in both scripts.
RECORDS = {"citations": (Citation, "key"), "products": (Product, "latin_name"), "trials": (Trial, "registry_id")}
PARTS = {"products__events": "products"}  # a part's change is one of the record
READ = 100  # notes at a time
LOOKED_AT = 1_000  # articles at a time


def live() -> QuerySet[Article]:
    """Live articles with `judged_at`, when somebody last answered for the text, and `due`, the day of the next review.

    Where nobody approved it (an operator's override), it counts as judged when it went live.
    """
    approvals = Review.objects.filter(revision=OuterRef("live"), verdict=Verdict.APPROVED).order_by("-decided_at")
    approved_at = Subquery(approvals.values("decided_at")[:1], output_field=DateTimeField())
    next_review = Subquery(approvals.values("next_review")[:1], output_field=DateField())
    return (
        Article.objects.filter(live__isnull=False)
        .only(*LISTED)
        .annotate(
            approved_at=approved_at,
            judged_at=Coalesce(approved_at, F("live_at")),
            due=Coalesce(next_review, F("live__review_due")),
        )
    )


def due(within: dt.timedelta = SOON) -> QuerySet[Article]:
    """Live articles whose next review is due by then or overdue, the most urgent first."""
    last = timezone.localdate() + within
    # A date that decides is one of these two: found by index, before the newest approval is asked of each.
    renewed = Review.objects.filter(next_review__lte=last).order_by().values("revision")
    planned = Revision.objects.filter(review_due__lte=last).order_by().values("pk")
    return live().filter(live__in=renewed.union(planned), due__lte=last).order_by("due", "pk")


@dataclass
class Changed:
    """A live article and the names of records that changed after its text was judged; `at` is the latest change."""

    article: Article
    at: dt.datetime
    records: list[str] = field(default_factory=list)


def touched(limit: int = 20) -> list[Changed]:
    """Live articles that rest on a record changed since, the latest change first. Five queries, at any number.

    Nothing is voided by it: a reviewer looks, and either says that the text still holds or has it corrected.
    """
    found = _latest(limit)
    articles = Article.objects.only(*LISTED).in_bulk(list(found))
    names = _names(note for notes in found.values() for note in notes)
    return [
        Changed(articles[pk], notes[0].at, [names[each.record_type, each.record_id] for each in notes if
                                            (each.record_type, each.record_id) in names])
        for pk, notes in found.items()
    ]  # fmt: skip


def _latest(limit: int) -> dict[int, list[Touched]]:
    """Of the `limit` articles that were touched last the notes, newest first; one query, unless few have very many."""
    found: dict[int, list[Touched]] = {}
    while len(found) < limit:
        rows = list(Touched.objects.filter(article__live__isnull=False).exclude(article__in=list(found))[:READ])
        for row in rows:
            if row.article_id in found or len(found) < limit:
                found.setdefault(row.article_id, []).append(row)
        if len(rows) < READ:
            break
    return found


def _names(notes: Iterator[Touched]) -> dict[tuple[str, int], str]:
    """What the records are called, by kind and key; those that are gone have no name."""
    keys: dict[str, set[int]] = {}
    for note in notes:
        keys.setdefault(note.record_type, set()).add(note.record_id)
    return {
        (kind, pk): name
        for model, column in RECORDS.values()
        for kind in [model._meta.model_name]
        for pk, name in model.objects.filter(pk__in=keys.get(kind, ())).values_list("pk", column)
    }


def answered(article: Article) -> None:
    """Somebody has answered for what readers see, or they see nothing any more: nothing is noted of it."""
    Touched.objects.filter(article=article).delete()


def look_again(keys: Iterable[int] | None = None) -> int:
    """Note records that changed after the text was judged, by their dates, where no trigger could: how many were noted.

    After an upgrade, after a restore, and of the articles of `keys`, approved some time before they go live.
    """
    if keys is None:
        keys = list(Article.objects.filter(live__isnull=False).order_by("pk").values_list("pk", flat=True))
    waiting, count = iter(keys), 0
    while batch := list(islice(waiting, LOOKED_AT)):
        notes = _outdated(batch)
        Touched.objects.bulk_create(notes, ignore_conflicts=True)
        count += len(notes)
    return count


@transaction.atomic
def begin_anew() -> None:
    """Forget what was noted of other data, and look for all of it."""
    Touched.objects.all().delete()
    look_again()


def _outdated(keys: list[int]) -> list[Touched]:
    """What is to be noted of these articles. A query a relation."""
    return [note for relation in (*RECORDS, *PARTS) for note in _later(keys, relation)]


def _later(keys: list[int], relation: str) -> Iterator[Touched]:
    path, record = f"live__{relation}", PARTS.get(relation, relation)
    later = {f"{path}__published_at__isnull": False, f"{path}__updated_at__gt": F("judged_at")}
    rows = live().filter(pk__in=keys, **later).values_list("pk", f"live__{record}__pk", f"{path}__updated_at")
    for article, record_id, at in rows:
        kind = RECORDS[record][0]._meta.model_name
        yield Touched(article_id=article, record_type=kind, record_id=record_id, at=at)
