"""All that the page of an article shows, whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from articles import neighbours, reading, records, ties
from articles.models import Article, ChangeNote
from articles.numbering import Reference
from articles.reading import Evidence, ReviewFacts
from articles.rendering import RenderedBody, render
from mscsite.core import memo
from products.models import Product
from references.models import Trial

RELATED = 4
_WEIGHT = 60  # of an article with its body, in things that a process keeps (`memo.MOST`)


@dataclass(frozen=True)
class Shown:
    """An article in one script, with what stands beside its text. Nobody may change it: requests share it."""

    article: Article
    body: RenderedBody
    review: ReviewFacts
    products: list[Product]
    trials: list[Trial]
    references: list[Reference]
    evidence: Evidence
    overtaken: list[dict[str, str]]
    changes: list[ChangeNote]
    related: list[Article]


def public(slug: str, style: str = "") -> Shown | None:
    """The public article of an address in the active script; None where there is none. Kept by the process."""

    def load(slugs: list[str]) -> dict[str, Shown]:
        articles = Article.objects.public().for_lists().filter(slug__in=slugs)
        return {article.slug: of(article, style) for article in articles}

    kind = ("article", get_language(), style, timezone.localdate())
    return memo.many(kind, [slug], load, _WEIGHT).get(slug)


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
