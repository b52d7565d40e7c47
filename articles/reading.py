"""What a reader learns about a live revision beside its text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from articles.models import Article, ChangeNote, Person, Review, Revision, Verdict
from products import jurisdictions
from references.choices import EvidenceLevel, Subjects
from references.models import Trial


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


def review_of(revision: Revision, *, is_judged: bool = True) -> ReviewFacts:
    """When `revision` was approved and by whom; without a date where it was published without an approval.

    `is_judged` is False where the caller knows that there is no review of it at all.
    Named is the person whose account approved. Where an account stands for nobody, it is the reviewer whom the
    article names, unless that is somebody with an account of their own, who did not approve it.
    """
    approvals = standing(revision) if is_judged else []
    if not approvals:
        return ReviewFacts(next_review=revision.review_due)
    people = [person for review in approvals if (person := getattr(review.reviewer, "person", None))]
    named = revision.medical_reviewer
    if not people and named is not None and named.account_id is None:
        people = [named]
    return ReviewFacts(
        on=timezone.localdate(approvals[-1].decided_at),
        people=tuple(dict.fromkeys(people)),
        next_review=approvals[-1].next_review or revision.review_due,
    )


def judgements(prefix: str = "") -> Prefetch:
    """What `review_of` reads, for many at once: `articles.prefetch_related(judgements("live__"))`."""
    fields = ("revision", "decided_at", "verdict", "content_hash", "next_review", "reviewer__id")
    names = (f"reviewer__person__{name}" for name in (*Person.translated_columns(), "profile_url", "account"))
    reviews = Review.objects.select_related("reviewer__person").only(*fields, *names)
    return Prefetch(f"{prefix}reviews", reviews)


def standing(revision: Revision) -> list[Review]:
    """Approvals of what the revision says, oldest first, that no return and no recall has made void since."""
    prefetch_related_objects([revision], judgements())
    standing: list[Review] = []
    for review in sorted(revision.reviews.all(), key=lambda each: each.pk):  # not by the clock, which may jump
        if not review.verdict:
            continue
        if review.verdict != Verdict.APPROVED:
            standing = []
        elif review.content_hash == revision.content_hash:
            standing.append(review)
    return standing


@dataclass(frozen=True)
class Evidence:
    """What an article rests on, in numbers; `level` is the best OCEBM level among its trials."""

    papers: int
    trials: int
    level: EvidenceLevel | None
    subjects: tuple[Subjects, ...]


def evidence(trials: Sequence[Trial], papers: int) -> Evidence:
    """The public evidence of an article; `subjects` go from people to cells."""
    levels = [trial.evidence_level for trial in trials if trial.evidence_level]
    met = {trial.subjects for trial in trials}
    subjects = tuple(subject for subject in reversed(Subjects) if subject in met)
    return Evidence(papers, len(trials), EvidenceLevel(min(levels)) if levels else None, subjects)


def changes(article: Article) -> list[ChangeNote]:
    """What editors wrote of its changes, as far as it was published since; the newest first."""
    return list(article.change_notes.filter(created_at__lte=article.live_at)) if article.live_at else []


def overtaken(article: Article) -> list[dict[str, str]]:
    """What events have made untrue in the live text, in words, newest first, until an editor has dealt with it."""
    from articles import overtaking

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
