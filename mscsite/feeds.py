from __future__ import annotations

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article
from mscsite.models import SiteProfile

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
        return list(Article.objects.public().for_lists().filter(live__category=profile.category)[:NEWEST])
