"""Lists of articles by where they go on: `?before=ID` follows an article, `?after=ID` leads back; both cost the same
at the hundredth article and at the hundred thousandth. `?page=N`, as old addresses have it, still answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from articles.models import Article
from articles.querysets import ArticleQuerySet

SIZE = 20
_MOST_PAGES = 10_000


@dataclass(frozen=True)
class Stretch:
    """Articles of one page. `newer` and `older` are the addresses beside it; empty where there is nothing."""

    object_list: list[Article] = field(default_factory=list)
    newer: str = ""
    older: str = ""
    number: int = 1


def stretch(request: HttpRequest, articles: ArticleQuerySet) -> Stretch:
    """What the address asks for of `articles`, newest first; 404 where there is no such place."""
    asked = {name: _number(request.GET[name]) for name in ("before", "after", "page") if name in request.GET}
    if "before" in asked:
        return _before(request, articles, asked["before"])
    if "after" in asked:
        return _after(request, articles, asked["after"])
    return _page(request, articles, asked.get("page", 1))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 19 and int(text)):
        raise Http404(_("没有这一页。"))
    return int(text)


def _page(request: HttpRequest, articles: ArticleQuerySet, number: int) -> Stretch:
    if number == 1:
        found = list(articles[: SIZE + 1])
    else:
        start = (min(number, _MOST_PAGES) - 1) * SIZE
        keys = list(articles.values_list("pk", flat=True)[start : start + SIZE + 1])  # what is skipped is not read
        found = list(articles.filter(pk__in=keys)) if keys and number <= _MOST_PAGES else []
        if not found:
            raise Http404(_("没有这一页。"))
    newer = "" if number == 1 else request.path if number == 2 else _address(request, "page", number - 1)
    return Stretch(found[:SIZE], newer, _older(request, found), number)


def _before(request: HttpRequest, articles: ArticleQuerySet, key: int) -> Stretch:
    moment = _moment(key)
    below = Q(first_published_at__lt=moment) | Q(pk__lt=key)
    found = list(articles.filter(below, first_published_at__lte=moment)[: SIZE + 1])
    newer = _address(request, "after", found[0].pk) if found else request.path
    return Stretch(found[:SIZE], newer, _older(request, found), 2)


def _after(request: HttpRequest, articles: ArticleQuerySet, key: int) -> Stretch:
    """The articles just above one; where they are the newest, the beginning of the list."""
    moment = _moment(key)
    above = articles.filter(Q(first_published_at__gt=moment) | Q(pk__gt=key), first_published_at__gte=moment)
    found = list(above.order_by("first_published_at", "id")[: SIZE + 1])[::-1]
    if len(found) <= SIZE:
        return _page(request, articles, 1)
    shown = found[1:]
    return Stretch(shown, _address(request, "after", shown[0].pk), _address(request, "before", shown[-1].pk), 2)


def _moment(key: int):
    """When the article of a key was first published, be it public today or not."""
    found = Article.objects.filter(pk=key, first_published_at__isnull=False)
    moment = found.values_list("first_published_at", flat=True).first()
    if moment is None:
        raise Http404(_("没有这一页。"))
    return moment


def _older(request: HttpRequest, found: list[Article]) -> str:
    return _address(request, "before", found[SIZE - 1].pk) if len(found) > SIZE else ""


def _address(request: HttpRequest, name: str, value: int) -> str:
    return f"{request.path}?{urlencode({name: value})}"
