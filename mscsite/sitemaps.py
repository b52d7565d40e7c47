"""Every public page in both scripts, each naming its counterpart."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from articles import reading
from articles.models import Article
from mscsite.core import hanzi
from mscsite.models import Page
from products.models import Product
from references.models import Citation, Trial

PAGES = ("home", "article-list", "product-list", "product-charts", "trial-list", "glossary")


class InTwoScripts(Sitemap):
    """A sitemap whose alternates carry the tags of BCP 47, with `x-default` where both scripts are public."""

    i18n = alternates = True

    def _urls(self, page, protocol, domain):
        urls = super()._urls(page, protocol, domain)
        for entry in urls:
            found = {alternate["lang_code"]: alternate["location"] for alternate in entry["alternates"]}
            named = [{"lang_code": hanzi.tag_of(code), "location": url} for code, url in found.items()]
            if len(found) == len(settings.LANGUAGES):
                named.append({"lang_code": "x-default", "location": found[settings.LANGUAGE_CODE]})
            entry["alternates"] = named if len(found) > 1 else []
        return urls


class Pages(InTwoScripts):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class SitePages(InTwoScripts):
    def items(self) -> QuerySet[Page]:
        return Page.objects.public()

    def lastmod(self, item: Page) -> dt.datetime:
        return item.updated_at


class Articles(InTwoScripts):
    def items(self) -> QuerySet[Article]:
        columns = ("slug", "live", "live_at", "live__title_zh_hans", "live__title_zh_hant")
        live = Article.objects.filter(live__isnull=False).select_related("live").only(*columns)
        return live.order_by("-first_published_at", "-id")

    def get_languages_for_item(self, item: Article) -> tuple[str, ...]:
        return reading.languages(item.live)

    def lastmod(self, item: Article) -> dt.datetime:
        return item.live_at


class Categories(InTwoScripts):
    def items(self) -> list[tuple[str, tuple[str, ...]]]:
        """Slugs of categories, each with the scripts in which it has an article."""
        found: dict[str, list[str]] = {}
        for code, _name in settings.LANGUAGES:
            for category in Article.objects.public(code).shelves():
                found.setdefault(category.slug, []).append(code)
        return [(slug, tuple(codes)) for slug, codes in found.items()]

    def get_languages_for_item(self, item: tuple[str, tuple[str, ...]]) -> tuple[str, ...]:
        return item[1]

    def location(self, item: tuple[str, tuple[str, ...]]) -> str:
        return reverse("category", args=[item[0]])


class Records(InTwoScripts):
    """Published records of one model."""

    def __init__(self, model: type):
        self.model = model

    def items(self) -> QuerySet:
        return self.model.objects.public().order_by("pk")

    def lastmod(self, item) -> dt.datetime:
        return item.updated_at


SITEMAPS = {
    "pages": Pages(),
    "site": SitePages(),
    "articles": Articles(),
    "categories": Categories(),
    "products": Records(Product),
    "trials": Records(Trial),
    "references": Records(Citation),
}
