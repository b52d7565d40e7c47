from __future__ import annotations

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article
from mscsite.core.fulltext import MAX_QUERY
from mscsite.models import SiteProfile
from mscsite.search import News, news

NEWEST = 30


class ArticleFeed(Feed):
    """The newest public articles of one script, as Atom."""

    feed_type = Atom1Feed

    def title(self, profile: SiteProfile) -> str:
        return profile.name

    def author_name(self, profile: SiteProfile) -> str:
        return profile.name

    def subtitle(self) -> str:
        return _("最新文章")

    def link(self) -> str:
        return reverse("article-list")

    def feed_url(self) -> str:
        return reverse("feed")

    def get_object(self, request: HttpRequest) -> SiteProfile:
        return SiteProfile.current()

    def items(self) -> list[Article]:
        return list(Article.objects.public().for_lists()[:NEWEST])

    def item_title(self, item: Article) -> str:
        return item.live.title

    def item_description(self, item: Article) -> str:
        return item.live.excerpt

    def item_author_name(self, item: Article) -> str:
        return item.live.author.name if item.live.author else ""

    def item_pubdate(self, item: Article) -> dt.datetime:
        return item.first_published_at

    def item_updateddate(self, item: Article) -> dt.datetime:
        return item.live_at

    def item_categories(self, item: Article) -> list[str]:
        return [item.live.category.name] if item.live.category else []


class CategoryFeed(ArticleFeed):
    """The same for one category that has a public article; 404 for others."""

    def get_object(self, request: HttpRequest, slug: str) -> SiteProfile:
        profile = super().get_object(request)
        profile.category = get_object_or_404(Article.objects.public().shelves(), slug=slug)
        return profile

    def title(self, profile: SiteProfile) -> str:
        return f"{profile.name}：{profile.category.name}"

    def link(self, profile: SiteProfile) -> str:
        return profile.category.get_absolute_url()

    def feed_url(self, profile: SiteProfile) -> str:
        return reverse("category-feed", args=[profile.category.slug])

    def items(self, profile: SiteProfile) -> list[Article]:
        return list(Article.objects.public().for_lists().filter(live_category=profile.category)[:NEWEST])


class SearchFeed(Feed):
    """The newest public records that answer a question, of one script, as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        return request.GET.get("q", "").strip()[:MAX_QUERY]

    def title(self, query: str) -> str:
        name = SiteProfile.current().name
        return _("搜索“%(query)s” — %(site)s") % {"query": _printable(query), "site": name}

    def subtitle(self, query: str) -> str:
        return _("与搜索词相符的最新内容")

    def link(self, query: str) -> str:
        return f"{reverse('search')}?{urlencode({'q': query})}"

    def feed_url(self, query: str) -> str:
        return f"{reverse('search-feed')}?{urlencode({'q': query})}"

    def items(self, query: str) -> list[News]:
        return news(query, get_language(), NEWEST)

    def item_title(self, item: News) -> str:
        return _printable(item.title)

    def item_link(self, item: News) -> str:
        return item.url

    def item_description(self, item: News) -> str:
        return _printable(item.snippet)

    def item_pubdate(self, item: News) -> dt.datetime | None:
        return item.date

    def item_updateddate(self, item: News) -> dt.datetime | None:
        return item.date

    def item_categories(self, item: News) -> list[str]:
        return [item.label]


def _printable(text: str) -> str:
    """Without characters that XML refuses."""
    return "".join(c if c.isprintable() else " " for c in text)
