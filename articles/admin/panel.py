"""What the change page of an article says about it besides the form: status, live pages, history."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from articles.admin import findings
from articles.admin.history import verdict_of
from articles.admin.steps import WITH_REASON, buttons
from articles.models import Article, Review
from mscsite.core.admin.audit import action_in_words
from mscsite.core.forms import SCRIPT_NAMES
from mscsite.core.models import AuditEntry

SHOWN = 8


def context(article: Article, user) -> dict:
    """The panel of `article` as `user` sees it. Five queries, however long its history is."""
    revisions = _revisions(article)
    steps = buttons(article, revisions[0] if revisions else None, user)
    return {
        "status": article.status,
        "status_label": article.get_status_display(),
        "live": article.live,
        "live_at": article.live_at,
        "pages": live_pages(article),
        "steps": steps,
        "groups": _groups(steps),
        "newest": revisions[0].number if revisions else "",
        "revisions": [{"revision": revision, "verdict": verdict_of(revision)} for revision in revisions],
        "audit": _audit(article),
        "findings": findings.groups(article),
        "imported": article.import_report,
        "import_name": article.import_name,
    }


def _revisions(article: Article) -> list:
    reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
    rows = article.revisions.select_related("created_by").prefetch_related(reviews)
    return list(rows.only("number", "created_at", "created_by__username", "article_id")[:SHOWN])


def _audit(article: Article) -> list[dict]:
    rows = AuditEntry.objects.filter(record_type="article", record_key=article.slug).select_related("actor")[:SHOWN]
    return [{"entry": entry, "words": action_in_words(entry.action)} for entry in rows]


def _groups(steps: list[dict]) -> list[dict]:
    """Steps that share a form: one to move on, one to judge and one to take offline, the last two with a reason."""
    by_name = {step["name"]: step for step in steps}
    rows = (("submit", "publish"), ("approve", "send-back"), ("unpublish", "archive"))
    return [
        {
            "steps": [by_name[name] for name in names],
            "asks_reason": names[0] in WITH_REASON,
            "possible": any(not by_name[name]["why_not"] for name in names),
            "why_not": _common(by_name[name]["why_not"] for name in names),
        }
        for names in rows
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
