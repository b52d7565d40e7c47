from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import counting
from articles.models import Article, Category, Person
from mscsite import structured_data
from mscsite.core import lasting
from mscsite.views.pages import page
from products.models import Product, RegulatoryEvent
from references.models import Trial

NEWEST = 7
EVENTS = 6


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """`/`: on to the script that the browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language"])
    add_never_cache_headers(response)
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = get_language() or ""
    articles, categories = lasting.kept(("newest", language), (Article, Category, Person), _newest)
    context = {
        "structured_data": structured_data.website(request),
        "articles": articles,
        "categories": categories,
        "events": lasting.kept(("news", language), (Product, RegulatoryEvent), _events),
        "counts": _counts(),
    }
    return page(request, "home.html", context)


def _newest() -> tuple[list[Article], list[Category]]:
    articles = Article.objects.public()
    return list(articles.for_lists()[:NEWEST]), list(articles.shelves())


def _events() -> list[RegulatoryEvent]:
    events = RegulatoryEvent.objects.public().select_related("product")
    return list(events.order_by("-date", "-id")[:EVENTS])


def _counts() -> dict[str, int]:
    records = lasting.kept("counts", (Product, RegulatoryEvent, Trial), _of_records)
    return {"articles": counting.public()} | records


def _of_records() -> dict[str, int]:
    return {
        "products": Product.objects.public().count(),
        "jurisdictions": len(RegulatoryEvent.objects.public_jurisdictions()),
        "trials": Trial.objects.public().count(),
    }
