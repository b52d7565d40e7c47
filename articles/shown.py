"""All that the page of an article shows, whoever asks for it."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from articles import neighbours, reading, records, ties
from articles.models import Article, Category, ChangeNote, Person, Review, Revision
from articles.neighbours import Related
from articles.numbering import Reference
from articles.reading import Evidence, ReviewFacts
from articles.rendering import RenderedBody, render
from mscsite.core import lasting, memo, values
from products.models import Product
from references.models import Trial

RELATED = 4
_WEIGHT = 60  # of an article with its body, in things that a process keeps (`memo.MOST`)
_HEAD_WEIGHT = 5  # its values are those of the whole
_LIVE = (Category, Person, Review)  # read with a revision; it remembers its reviews once they were asked for
_states = itertools.count(1)


@dataclass(frozen=True)
class Shown:
    """An article in one script, with what stands beside its text. Nobody may change it: requests share it.

    Numbers let pieces of the page be kept; None for what is not public. The same `kept_as` means that all the rest is
    the same, the same `head_kept_as` that the article is, with its review, its evidence in numbers and its contents.
    """

    article: Article
    body: RenderedBody
    review: ReviewFacts
    products: list[Product]
    trials: list[Trial]
    references: list[Reference]
    evidence: Evidence
    overtaken: list[dict[str, str]]
    changes: list[ChangeNote]
    related: list[Related]
    kept_as: int | None = None
    head_kept_as: int | None = None


def public(slug: str, style: str = "") -> Shown | None:
    """The public article of an address in the active script; None where there is none. Kept by the process."""

    def load(_slugs: list[str]) -> dict[str, Shown]:
        article = lasting.many(("live article", get_language()), [slug], (Article, *_LIVE), _articles).get(slug)
        return {slug: _numbered(of(article, style))} if article else {}

    kind = ("article", get_language(), style, timezone.localdate())
    return memo.many(kind, [slug], load, _WEIGHT).get(slug)


def _articles(slugs: list[str]) -> dict[str, Article]:
    """What the public sees of articles, with their live revisions, which never change."""
    found = {article.live_id: article for slug in slugs for article in Article.objects.raw(_public_row(), [slug])}
    revisions = lasting.many(("live", get_language()), found, _LIVE, _revisions, _WEIGHT)
    for key, revision in revisions.items():
        found[key].live = revision
    return {found[key].slug: found[key] for key in revisions}


@functools.cache
def _public_row() -> str:
    """Written out once: a queryset takes longer to become this statement than the database takes to answer it."""
    names = ("id", *(Article._meta.get_field(name).column for name in Article.public_fields))
    columns = ", ".join(f'"{name}"' for name in names)
    return f'SELECT {columns} FROM "{Article._meta.db_table}" WHERE "slug" = %s AND "live_id" IS NOT NULL'


def _revisions(keys: list[int]) -> dict[int, Revision]:
    """Those that have a title in the active script, with the body in it alone."""
    own = get_language() or "zh-hans"
    public = Revision.objects.filter(pk__in=keys, **{f"{build_localized_fieldname('title', own)}__gt": ""}).order_by()
    others = (build_localized_fieldname("body", code) for code, _name in settings.LANGUAGES if code != own)
    read = public.select_related("author", "category", "medical_reviewer").defer(*others)
    return {revision.pk: revision for revision in read}


def _numbered(found: Shown) -> Shown:
    """With numbers that stand for it across changes of what it does not show."""
    head = (found.article, found.review, found.evidence, found.overtaken, found.body.toc)
    return replace(
        found,
        kept_as=memo.same("shown", values.of(found), lambda: next(_states), _WEIGHT),
        head_kept_as=memo.same("head shown", values.of(head), lambda: next(_states), _HEAD_WEIGHT),
    )


def of(article: Article, style: str = "") -> Shown:
    """The same of any article whose `live` is what is to be read, a draft too."""
    tied = ties.of(article)
    body = render(article.live, get_language(), style)
    products, trials = records.products(tied.products), records.trials(tied.trials)
    ids = {
        "products": [product.pk for product in products],
        "trials": [trial.pk for trial in trials],
        "citations": [entry.citation.pk for entry in body.references],
    }
    shared = neighbours.sharing(article, ids)
    return Shown(
        article,
        body,
        reading.review_of(article.live, is_judged=tied.has_reviews),
        products,
        trials,
        neighbours.with_others(article, body.references, shared),
        reading.evidence(trials, len(body.references)),
        reading.overtaken(article) if tied.is_overtaken else [],
        reading.changes(article) if tied.has_changes else [],
        neighbours.related(article, shared, RELATED),
    )
