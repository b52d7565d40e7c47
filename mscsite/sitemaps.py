"""Every public page in both scripts, each naming its counterpart."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from articles import reading
from articles.models import Article
from mscsite.core import hanzi, parts
from mscsite.models import Page
from products.models import Product
from references.models import Citation, Trial

PART = parts.SIZE  # keys of a file; each may stand in it twice, once a script
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


class InParts(InTwoScripts):
    """One that may be too long for one file: a part of it holds the keys from one number to another."""

    changed = "updated_at"  # when an item was last changed

    def __init__(self, model: type, part: int | None = None):
        self.model, self._part = model, part

    def part(self, number: int) -> InParts:
        return type(self)(self.model, number)

    def everything(self) -> QuerySet:
        return self.model.objects.public().order_by("pk")

    def items(self) -> QuerySet:
        every = self.everything()
        if self._part is None:
            return every
        return every.filter(pk__gte=self._part * PART, pk__lt=(self._part + 1) * PART)

    def parts(self) -> list[tuple[int, dt.datetime]]:
        """The numbers of parts that hold anything, each with its last change."""
        return parts.held(self.model, self.changed, PART)

    def lastmod(self, item) -> dt.datetime:
        return getattr(item, self.changed)


class Articles(InParts):
    changed = "live_at"

    def everything(self) -> QuerySet[Article]:
        columns = ("slug", "live", "live_at", "live__title_zh_hans", "live__title_zh_hant")
        live = Article.objects.filter(live__isnull=False).select_related("live").only(*columns)
        return live.order_by("-first_published_at", "-id")

    def get_languages_for_item(self, item: Article) -> tuple[str, ...]:
        return reading.languages(item.live)


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


SITEMAPS = {
    "pages": Pages(),
    "site": SitePages(),
    "articles": Articles(Article),
    "categories": Categories(),
    "products": InParts(Product),
    "trials": InParts(Trial),
    "references": InParts(Citation),
}
IN_PARTS = {name: sitemap for name, sitemap in SITEMAPS.items() if isinstance(sitemap, InParts)}
WHOLE = {name: sitemap for name, sitemap in SITEMAPS.items() if name not in IN_PARTS}
