"""Where the links in a body lead on this site, and which of them lead nowhere. A query a kind of target at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, Category, FormerSlug
from mscsite.core.models import Publishable
from products.models import Product
from references import explaining, registries
from references.models import Citation, FormerKey, Trial

# Ids that the page of an article has besides those of its headings begin like this.
_OF_THE_PAGE = ("ref", "cite", "references", "further", "main", "top", "term", "table", "contents")


def broken(targets: Iterable[str], language: str, anchors: Collection[str]) -> dict[str, str]:
    """The targets that readers cannot reach, each with the reason in words.

    A target is an `href`, or a `data-record` (`product:slug`); addresses of other sites are left alone (whether they
    live is asked for citations alone). `anchors` are the ids of the body's own headings.
    """
    found: dict[str, str] = {}
    wanted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for target in dict.fromkeys(targets):
        if target.startswith("#"):
            if not _is_on_page(unquote(target[1:]), anchors):
                found[target] = _("本文没有这一处")
        elif (kind_and_key := _named(target, language)) is not None:
            kind, key = kind_and_key
            if not kind:
                found[target] = _("本站没有这个网址")
            elif kind in _ASK:
                wanted[kind][key].append(target)
    for kind, keys in wanted.items():
        public, existing = _ASK[kind](set(keys), language)
        for key in keys.keys() - public:
            reason = _("它还没有公开，读者看不到") if key in existing else _("它不存在，或已经改名")
            found |= dict.fromkeys(keys[key], reason)
    return found


def _is_on_page(fragment: str, anchors: Collection[str]) -> bool:
    return not fragment or fragment in anchors or fragment.startswith(_OF_THE_PAGE)


def _named(target: str, language: str) -> tuple[str, str] | None:
    """Kind and key of a target on this site; ('', '') where no page has the address, None where it is not of ours."""
    kind, colon, key = target.partition(":")
    if colon and kind in ("product", "trial", "term"):
        return kind, key
    path = _path(target)
    if path is None:
        return None
    with translation.override(translation.get_language_from_path(path) or language):
        for tried in (path, f"/{language}{path}"):
            try:
                match = resolve(tried)
            except Resolver404:
                continue
            values = list(match.kwargs.values())
            return match.url_name or "", str(values[0]) if values else ""
    return "", ""


def _path(target: str) -> str | None:
    """The path on this site that an address leads to, or None: another site, a mail address, a file of ours."""
    site = urlsplit(settings.SITE_URL or "")
    parts = urlsplit(target)
    is_ours = parts.scheme in ("http", "https") and site.netloc and parts.netloc == site.netloc
    if (parts.scheme or parts.netloc) and not is_ours:
        return None
    path = unquote(parts.path) or "/"
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return None
    return path if path.startswith("/") else f"/{path}"


Answer = tuple[set[str], set[str]]  # the keys that readers reach, and those that exist at all


def _records(model: type[Publishable], field: str) -> Callable[[set[str], str], Answer]:
    def ask(keys: set[str], language: str) -> Answer:
        rows: QuerySet = model.objects.filter(**{f"{field}__in": keys})
        pairs = list(rows.values_list(field, "published_at"))
        return {key for key, published in pairs if published}, {key for key, _published in pairs}

    return ask


def _articles(keys: set[str], language: str) -> Answer:
    rows = list(Article.objects.filter(slug__in=keys).values_list("slug", "live"))
    live, existing = {slug for slug, live in rows if live}, {slug for slug, _live in rows}
    if missing := keys - existing:
        moved = FormerSlug.objects.filter(slug__in=missing, article__live__isnull=False)
        live |= set(moved.values_list("slug", flat=True))
    return live, existing


def _citations(keys: set[str], language: str) -> Answer:
    public, existing = _records(Citation, "key")(keys, language)
    if missing := keys - existing:
        public |= set(FormerKey.objects.filter(key__in=missing).values_list("key", flat=True))
    return public, existing


def _trials(keys: set[str], language: str) -> Answer:
    printed = {key: registries.normalise(key) for key in keys}
    public, existing = _records(Trial, "registry_id")(set(printed.values()), language)
    return {key for key in keys if printed[key] in public}, {key for key in keys if printed[key] in existing}


def _categories(keys: set[str], language: str) -> Answer:
    found = set(Category.objects.filter(slug__in=keys).values_list("slug", flat=True))
    return found, found


def _terms(keys: set[str], language: str) -> Answer:
    known = keys & explaining.load(language).by_name.keys()
    return known, known


def _pages(keys: set[str], language: str) -> Answer:
    return _records(apps.get_model("mscsite", "Page"), "slug")(keys, language)


_ASK: dict[str, Callable[[set[str], str], Answer]] = {
    "article": _articles,
    "category": _categories,
    "product": _records(Product, "slug"),
    "trial": _trials,
    "citation": _citations,
    "term": _terms,
    "page": _pages,
}
