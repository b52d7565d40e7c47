"""What the change page of an article says about it besides the form: status, live pages, history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles.admin import desk, findings
from articles.admin.history import verdict_of
from articles.admin.steps import buttons
from articles.models import Article, Review, Verdict
from mscsite.core.admin.audit import action_in_words
from mscsite.core.forms import SCRIPT_NAMES
from mscsite.core.models import AuditEntry

SHOWN = 8
REVIEWED_EVERY = dt.timedelta(days=365)


# Steps that share a form, with what it asks for.
CARDS = (
    (_("送审"), ("submit", "recall"), ()),
    (_("医学审核"), ("approve", "send-back", "renew"), ("reason", "next_review")),
    (_("发布"), ("publish", "schedule", "unschedule"), ("at", "expires_at")),
    (_("下架时间"), ("expire",), ("until",)),
    (_("下线"), ("unpublish", "archive", "reopen"), ("reason",)),
)


def context(article: Article, user) -> dict:
    """The panel of `article` as `user` sees it, in a fixed number of queries, however long its history is."""
    revisions = _revisions(article)
    steps = buttons(article, user)
    cards = _cards(steps)
    return {
        "article": article,
        "status": article.status,
        "status_label": article.get_status_display(),
        "live": article.live,
        "live_at": article.live_at,
        "pages": live_pages(article),
        "steps": steps,
        "cards": [card for card in cards if card["allowed"]],
        "other_cards": [card for card in cards if not card["allowed"]],
        "next_review": _next_review(article),
        "time_zone": timezone.get_current_timezone_name(),
        "newest": revisions[0].number if revisions else "",
        "returned": _returned(revisions),
        "revisions": [{"revision": revision, "verdict": verdict_of(revision)} for revision in revisions],
        "audit": _audit(article),
        "findings": findings.groups(article),
        "overtaken": findings.overtaken(article),
        "may_decide": findings.may_decide(user),
        "desk": desk.context(article, user),
        "imported": article.import_report,
        "import_name": article.import_name,
    }


def _next_review(article: Article) -> dt.date:
    """What the field of the next review begins with: the writer's wish, or else a year from now."""
    today = timezone.localdate()
    return article.review_due if article.review_due and article.review_due > today else today + REVIEWED_EVERY


def _returned(revisions: list) -> Review | None:
    """The newest judgement, where it sent the article back: what the writer has to do stands on top."""
    judged = (review for revision in revisions for review in revision.reviews.all() if review.verdict)
    latest = next(judged, None)
    return latest if latest is not None and latest.verdict == Verdict.RETURNED else None


def _revisions(article: Article) -> list:
    reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
    rows = article.revisions.select_related("created_by").prefetch_related(reviews)
    return list(rows.only("number", "created_at", "created_by__username", "article_id")[:SHOWN])


def _audit(article: Article) -> list[dict]:
    rows = AuditEntry.objects.filter(record_type="article", record_id=str(article.pk)).select_related("actor")[:SHOWN]
    return [{"entry": entry, "words": action_in_words(entry.action)} for entry in rows]


def _cards(steps: list[dict]) -> list[dict]:
    by_name = {step["name"]: step for step in steps}
    return [
        {
            "number": number,
            "title": title,
            "steps": [by_name[name] for name in names],
            "fields": fields,
            "allowed": by_name[names[0]]["allowed"] or any(not by_name[name]["why_not"] for name in names),
            "possible": any(not by_name[name]["why_not"] for name in names),
            "why_not": _common(by_name[name]["why_not"] for name in names),
        }
        for number, (title, names, fields) in enumerate(CARDS, start=1)
    ]


def _common(reasons: Iterable[str]) -> str:
    """The one reason why no step of a group is possible, so that it is said once; empty where they differ."""
    different = set(reasons)
    return different.pop() if len(different) == 1 else ""


def live_pages(article: Article) -> list[tuple[str, str]]:
    """Script names and addresses of the public page; empty where the article has none."""
    if article.live_id is None:
        return []
    pages = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            try:
                pages.append((SCRIPT_NAMES[code], reverse("article", args=[article.slug])))
            except NoReverseMatch:
                continue
    return pages
