from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mscsite.core.fulltext import MAX_QUERY
from mscsite.search import LABELS, results
from mscsite.views.pages import page

SHOWN = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    chosen = request.GET.get("type", "")
    types = {chosen} if chosen in LABELS else None
    found = results(query, get_language(), SHOWN, types)
    context = {"query": query, "results": found, "type": chosen if types else "", "types": LABELS.items()}
    return page(request, "search.html", context | {"is_indexed": False})
