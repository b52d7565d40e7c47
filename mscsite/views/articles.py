from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import addresses, neighbours, reading, records, ties
from articles.models import Article
from articles.rendering import render
from mscsite import share_pictures, structured_data
from mscsite.core.models import Image
from mscsite.views.errors import gone
from mscsite.views.pages import page, paginated
from references import formatting

RELATED = 4


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.public()
    context = {"page": paginated(request, articles.for_lists()), "categories": articles.shelves()}
    return page(request, "articles/list.html", context, crumbs=[(_("文章"), "")])


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    articles = Article.objects.public()
    shelf = get_object_or_404(articles.shelves(), slug=slug)
    page_of_shelf = paginated(request, articles.for_lists().filter(live__category=shelf))
    context = {"page": page_of_shelf, "categories": articles.shelves(), "category": shelf}
    languages = Article.objects.filter(live__category=shelf).languages()
    crumbs = [(_("文章"), reverse("article-list")), (shelf.name, "")]
    return page(request, "articles/list.html", context, crumbs=crumbs, languages=languages)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = Article.objects.public().for_lists().filter(slug=slug).first()
    return shown(request, found) if found else _elsewhere(request, slug)


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """An address without a public article: it has moved for good, was taken down, or never was."""
    if Article.objects.archived().filter(slug=slug).exists():
        return gone(request)
    moved = addresses.moved(slug)
    if moved is None:
        raise Http404
    if moved.live_id is None and moved.retired_at is not None:
        return gone(request)
    if not Article.objects.public().filter(pk=moved.pk).exists():
        raise Http404
    return redirect(moved, permanent=True)


def shown(request: HttpRequest, found: Article, **further) -> HttpResponse:
    """The page of `found.live`; `further` goes into the context."""
    live, tied = found.live, ties.of(found)
    review = reading.review_of(live, is_judged=tied.has_reviews)
    style = formatting.chosen(request.GET.get("style", ""))
    body = render(live, get_language(), style)
    products, trials = records.products(tied.products), records.trials(tied.trials)
    shared = neighbours.sharing(
        found,
        {
            "products": [product.pk for product in products],
            "trials": [trial.pk for trial in trials],
            "citations": [entry.citation.pk for entry in body.references],
        },
    )
    share_image = _share_image(request, found, body.images)
    context = {
        "article": found,
        "live": live,
        "body": body,
        "references": neighbours.with_others(found, body.references, shared),
        "styles": formatting.NAMES,
        "style": style or settings.CITATION_STYLE,
        "share_image": share_image,
        "review": review,
        "overtaken": reading.overtaken(found) if tied.is_overtaken else [],
        "products": products,
        "trials": trials,
        "evidence": reading.evidence(trials, len(body.references)),
        "changes": reading.changes(found) if tied.has_changes else [],
        "related": neighbours.related(found, shared, RELATED),
        "structured_data": structured_data.article(
            request, found, review, [entry.citation for entry in body.references], share_image
        )
        if found.live_at
        else "",
        **further,
    }
    above = [(live.category.name, live.category.get_absolute_url())] if live.category else []
    crumbs = [(_("文章"), reverse("article-list")), *above, (live.title, "")]
    return page(request, "articles/article.html", context, crumbs=crumbs, languages=reading.languages(live))


def _share_image(request: HttpRequest, found: Article, images: list[Image]) -> str:
    """What stands for the article in a chat: its first picture, or its title, drawn; empty where neither can be had."""
    if images:
        return request.build_absolute_uri(images[0].share_url)
    if found.live_at and share_pictures.available():
        return request.build_absolute_uri(reverse("article-share", args=[found.slug]))
    return ""
