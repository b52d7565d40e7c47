from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Category
from mscsite.core import fulltext
from mscsite.core.fulltext import MAX_QUERY, misses
from mscsite.search import LABELS, Found, address, find
from mscsite.views.pages import page

SHOWN = 50
SUGGESTED = 8
SUGGESTION_AGE = 300  # seconds that a browser keeps suggestions


@dataclass(frozen=True)
class Shelf:
    """A type of records, or a category of articles, with hits."""

    key: str
    label: str
    count: int


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    chosen = request.GET.get("type", "")
    chosen = chosen if chosen in LABELS else ""
    category = Category.objects.filter(slug=slug).first() if (slug := request.GET.get("category", "")) else None
    number = str(category.pk) if category else ""
    found = find(query, get_language(), SHOWN, {chosen} if chosen else None, number, counted=True)
    if found.asked and (found.instead or not found.counts.total):
        misses.note(query)
    context = {"query": query, "found": found, "type": chosen, "category": category, "shelves": _shelves(found)}
    context |= {"categories": _categories(found), "shown": SHOWN, "is_cut": len(found.results) == SHOWN}
    context["feed_url"] = f"{reverse('search-feed')}?{urlencode({'q': query})}"
    return page(request, "search.html", context | {"is_indexed": False}, crumbs=[(_("搜索"), "")])


def _shelves(found: Found) -> list[Shelf]:
    held = found.counts.by_type
    return [Shelf(kind, str(label), held[kind]) for kind, label in LABELS.items() if held.get(kind)]


def _categories(found: Found) -> list[Shelf]:
    held = found.counts.by_category
    rows = Category.objects.filter(pk__in=held) if held else []
    return [Shelf(row.slug, row.name, held[str(row.pk)]) for row in rows]


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Records that may be meant while a question is typed."""
    found = fulltext.suggestions(request.GET.get("q", ""), get_language(), SUGGESTED)
    rows = [
        {"title": one.title, "name": one.name, "label": str(LABELS[one.type]), "url": address(one.type, one.key)}
        for one in found
        if one.type in LABELS
    ]
    response = JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = f"private, max-age={SUGGESTION_AGE}"
    response["X-Robots-Tag"] = "noindex"
    return response
