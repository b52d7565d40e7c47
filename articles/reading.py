"""What a reader learns about a live revision beside its text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from articles import overtaking
from articles.models import Article, Person, Revision, Verdict
from articles.numbering import Reference
from articles.querysets import ArticleQuerySet
from products import jurisdictions


def languages(revision: Revision) -> tuple[str, ...]:
    """The scripts in which the revision is public: those in which it has a title."""
    codes = (code for code, _name in settings.LANGUAGES)
    return tuple(code for code in codes if getattr(revision, build_localized_fieldname("title", code)))


@dataclass(frozen=True)
class ReviewFacts:
    """The medical review of exactly one revision, as its page tells it."""

    on: dt.date | None = None
    people: tuple[Person, ...] = ()
    next_review: dt.date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.next_review is not None and self.next_review < timezone.localdate()


def review_of(revision: Revision) -> ReviewFacts:
    """When `revision` was approved and by whom; without a date where it was published without an approval.

    Named is the person whose account approved. Where an account stands for nobody, it is the reviewer whom the
    article names, unless that is somebody with an account of their own, who did not approve it.
    """
    given = revision.reviews.filter(verdict=Verdict.APPROVED).select_related("reviewer__person").order_by("-decided_at")
    approvals = list(given)
    if not approvals:
        return ReviewFacts(next_review=revision.review_due)
    people = [person for review in reversed(approvals) if (person := getattr(review.reviewer, "person", None))]
    named = revision.medical_reviewer
    if not people and named is not None and named.account_id is None:
        people = [named]
    return ReviewFacts(
        on=timezone.localdate(approvals[0].decided_at),
        people=tuple(dict.fromkeys(people)),
        next_review=approvals[0].next_review or revision.review_due,
    )


def related(article: Article) -> ArticleQuerySet:
    """Other public articles of its category, newest first; none where it stands in no category."""
    public = Article.objects.public().for_lists().exclude(pk=article.pk)
    return public.filter(live__category=article.live.category_id) if article.live.category_id else public.none()


def with_others(article: Article, references: list[Reference]) -> list[Reference]:
    """The entries of an article, each with the number of other public articles that cite it; one query."""
    if not references:
        return []
    cited = {entry.citation.pk for entry in references}
    rows = Article.objects.filter(live__citations__in=cited).exclude(pk=article.pk).order_by()
    counts = dict(rows.values_list("live__citations").annotate(Count("pk", distinct=True)))
    return [replace(entry, others=counts.get(entry.citation.pk, 0)) for entry in references]


def overtaken(article: Article) -> list[dict[str, str]]:
    """What events have made untrue in the live text, in words, newest first, until an editor has dealt with it."""
    rows = article.overtaken.filter(settled_at=None, told_since__isnull=False)
    return [
        {
            "day": row.happened_on,
            "name": row.record_name,
            "place": jurisdictions.name(row.aspect, get_language() or "zh-hans") if row.aspect else "",
            "before": overtaking.in_words(row.record_type, row.before),
            "after": overtaking.in_words(row.record_type, row.after),
        }
        for row in rows
    ]
