"""Which articles time has passed by: reviews that fall due, and records that changed after the text was judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Case, DateField, DateTimeField, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Review, Revision, Verdict
from products.models import Product, RegulatoryEvent
from references.models import Citation, Trial

LISTED = ("slug", "title_zh_hans", "title_zh_hant", "status", "live_at", "scheduled_at", "expires_at")
SOON = dt.timedelta(days=30)
# Relations of a live revision to what it rests on, where the date of the last change stands.
RECORDS = {"citations": Citation, "products": Product, "trials": Trial, "products__events": RegulatoryEvent}
LOOKED_AT = 1_000  # records of a kind, those that changed last: more than one import changes, and not all with all


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
            judged_at=Case(When(approved_at__gt=F("live_at"), then=F("approved_at")), default=F("live_at")),
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
class Touched:
    """A live article and the records that changed after its text was judged; `at` is the latest change."""

    article: Article
    at: dt.datetime
    records: list[str] = field(default_factory=list)


def touched(limit: int = 20) -> list[Touched]:
    """Live articles that rest on a record changed since, the latest change first. Two queries a kind of record.

    Of each kind the `LOOKED_AT` public records that changed last are looked at, whatever the number of records.
    Nothing is voided by it: a reviewer looks, and either says that the text still holds or has it corrected.
    """
    found: dict[int, Touched] = {}
    for relation, model in RECORDS.items():
        latest = list(model.objects.public().order_by("-updated_at").values_list("pk", flat=True)[:LOOKED_AT])
        changed = f"live__{relation}__updated_at"
        rows = (
            live()
            .filter(**{f"live__{relation}__in": latest, f"{changed}__gt": F("judged_at")})
            .annotate(changed=F(changed), record=F(f"live__{_NAMES[relation]}"))
        )
        for article in rows.order_by("-changed", "pk")[: limit * 5]:
            entry = found.setdefault(article.pk, Touched(article, article.changed))
            entry.at = max(entry.at, article.changed)
            if article.record not in entry.records:
                entry.records.append(article.record)
    return sorted(found.values(), key=lambda entry: entry.at, reverse=True)[:limit]


# What a record is called in a list: a column that is the same in both scripts.
_NAMES = {
    "citations": "citations__key",
    "products": "products__latin_name",
    "trials": "trials__registry_id",
    "products__events": "products__latin_name",
}
