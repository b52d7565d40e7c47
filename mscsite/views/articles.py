from __future__ import annotations

from dataclasses import fields

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import addresses, reading, shown
from articles.models import Article
from articles.shown import Shown
from mscsite import share_pictures, structured_data
from mscsite.core import memo
from mscsite.models import SiteProfile
from mscsite.views.errors import gone
from mscsite.views.pages import page
from mscsite.views.stretches import stretch
from references import formatting


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.public()
    context = {"page": stretch(request, articles.for_lists()), "categories": articles.shelves()}
    return page(request, "articles/list.html", context, crumbs=[(_("文章"), "")])


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    articles = Article.objects.public()
    shelf = get_object_or_404(articles.shelves(), slug=slug)
    context = {
        "page": stretch(request, articles.for_lists().filter(live_category=shelf)),
        "categories": articles.shelves(),
        "category": shelf,
    }
    languages = Article.objects.filter(live_category=shelf).languages()
    crumbs = [(_("文章"), reverse("article-list")), (shelf.name, "")]
    return page(request, "articles/list.html", context, crumbs=crumbs, languages=languages)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    style = formatting.chosen(request.GET.get("style", ""))
    found = shown.public(slug, style)
    if found is None:
        return _elsewhere(request, slug)
    return show(request, found, style, structured_data=_machine_words(request, found))


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


def _machine_words(request: HttpRequest, found: Shown) -> SafeString:
    """What machines read of a public article; it holds absolute addresses."""

    image = _share_image(request, found)

    def made() -> SafeString:
        cited = [entry.citation for entry in found.references]
        return structured_data.article(request, found.article, found.review, cited, image)

    told = (found.kept_as, image, request.build_absolute_uri(request.path), SiteProfile.of(request).name)
    return memo.same("article data", told, made)


def show(request: HttpRequest, found: Shown, style: str = "", **further) -> HttpResponse:
    """The page of an article or draft; `further` goes into the context."""
    live = found.article.live
    context = {
        "live": live,
        "styles": formatting.NAMES,
        "style": style or settings.CITATION_STYLE,
        "share_image": _share_image(request, found),
        "structured_data": "",
        **{each.name: getattr(found, each.name) for each in fields(found)},
        **further,
    }
    above = [(live.category.name, live.category.get_absolute_url())] if live.category else []
    crumbs = [(_("文章"), reverse("article-list")), *above, (live.title, "")]
    return page(request, "articles/article.html", context, crumbs=crumbs, languages=reading.languages(live))


def _share_image(request: HttpRequest, found: Shown) -> str:
    """What stands for the article in a chat: its first picture, or its title, drawn; empty where neither can be had."""
    if found.body.images:
        return request.build_absolute_uri(found.body.images[0].share_url)
    if found.article.live_at and share_pictures.available():
        return request.build_absolute_uri(reverse("article-share", args=[found.article.slug]))
    return ""
