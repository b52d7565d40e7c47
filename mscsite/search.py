"""Search as a reader meets it: addresses, snippets in the reader's script, and what was found instead."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from mscsite.core import fulltext, generation, lasting, shards
from mscsite.core.fulltext import Counts, Hit, Query
from mscsite.core.fulltext.snippets import marked, snippet
from products.models import Product
from references.models import Citation, Term, Trial

LABELS = {
    "article": _("文章"),
    "product": _("产品"),
    "trial": _("临床试验"),
    "citation": _("文献"),
    "term": _("术语"),
}
BATCH = 200
FIELDS = ("type", "slug", "title", "url", "snippet", "score")  # of a result, in the contract


@dataclass(frozen=True)
class Result:
    """One hit: `snippet` is plain text; `…_html` is escaped, with the words of the query in `<mark>`."""

    type: str
    slug: str
    title: str
    url: str
    snippet: str
    score: float
    title_html: SafeString
    snippet_html: SafeString

    @property
    def label(self) -> str:
        return str(LABELS[self.type])


@dataclass(frozen=True)
class Found:
    """What a question found. `instead` is what was searched where the question itself found nothing, else empty."""

    results: list[Result]
    language: str
    asked: Query | None = None
    instead: str = ""
    counted: Counts | None = None  # where they were asked for with it

    @cached_property
    def counts(self) -> Counts:
        """Hits of each type, whatever types were chosen."""
        if self.counted is None and self.asked:
            return fulltext.counts(self.asked, self.language)
        return self.counted or Counts({})


@dataclass(frozen=True)
class News:
    """A hit of a feed: its page, in the script of the reader, and the day of the record."""

    title: str
    url: str
    snippet: str
    label: str
    date: dt.datetime | None


def results(query: str, language: str, limit: int = 20, types: Collection[str] | None = None) -> list[Result]:
    """The best `limit` public records for `query`, titles and snippets in `language`, best first.

    `types` keeps those of some types only. What has no title in the language is not public in it.
    """
    return find(query, language, limit, types).results


def find(
    query: str,
    language: str,
    limit: int = 20,
    types: Collection[str] | None = None,
    category: str = "",
    *,
    counted: bool = False,
) -> Found:
    """The same, and whether another question was answered: names spelt nearly alike, or a long one cut into words.

    `category` keeps the articles of the category with that primary key. With `counted` the hits of each type are
    counted first, which tells where they are.
    """

    def answered(question: Query, instead: str = "") -> Found:
        counts = fulltext.counts(question, language) if counted else None
        hits = fulltext.hits(question, language, limit, types, category, counts)
        with translation.override(language):
            results = [_result(hit, question.words) for hit in hits]
        return Found(results, language, question, instead, counts)

    asked = fulltext.understood(query)
    if asked is None:
        return Found([], language)
    found = answered(asked)
    is_chosen = types is not None or category
    if found.results or limit < 1 or (is_chosen and _is_elsewhere(found)):
        return found
    for other in _others(query, language):
        meant = fulltext.understood(other)
        if meant and fulltext.hits(meant, language, 1):
            return answered(meant, instead=other)
    return found


def news(query: str, language: str, limit: int) -> list[News]:
    """The newest public records for `query`, newest first, in `language`; nothing else is answered instead."""
    asked = fulltext.understood(query)
    if asked is None:
        return []
    with translation.override(language):
        return [
            News(
                hit.title,
                address(hit.type, hit.key),
                snippet(hit.text, asked.words)[0],
                str(LABELS[hit.type]),
                hit.date,
            )
            for hit in fulltext.newest(asked, language, limit)
        ]


def _is_elsewhere(found: Found) -> bool:
    """Whether the question has hits among all records. The page counts them anyway; counts look at the newest alone."""
    counts = found.counts
    return counts.total > 0 or (counts.is_least and bool(fulltext.newest(found.asked, found.language, 1)))


def _others(query: str, language: str) -> Iterator[str]:
    """What may have been meant, the nearest first."""
    right = fulltext.corrected(query, _vocabulary)
    for other in (right, fulltext.relaxed(query), fulltext.relaxed(right)):
        if other:
            yield other
    yield from fulltext.divided(right or query, language)


def _vocabulary() -> dict[str, str]:
    """Kept while the records stand that have names of their own: to read all takes longer than everything else."""
    return lasting.kept("vocabulary of names", (Product, Term), _names)


def _names() -> dict[str, str]:
    terms = lasting.kept("vocabulary but of products", (Term,), lambda: fulltext.vocabulary(but=Product.search_type))
    return fulltext.joined([terms, *lasting.sharded("vocabulary of products", (Product,), _of_products).values()])


def _of_products(numbers: list[int] | None) -> dict[int, dict[str, str]]:
    """The names of products, by shard."""
    products = Product.objects.public().filter(shards.within("pk", numbers)).order_by("pk")
    keys = dict(products.values_list("slug", "pk"))
    names = fulltext.vocabularies(Product.search_type, None if numbers is None else keys)
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for key, pk in keys.items():
        found[pk // shards.SIZE].append(names.get(key, {}))
    return {shard: fulltext.joined(parts) for shard, parts in found.items()}


def _result(hit: Hit, words: list[str]) -> Result:
    text, html = snippet(hit.text, words)
    url = address(hit.type, hit.key)
    return Result(hit.type, hit.key, hit.title, url, text, hit.score, marked(hit.title, words), html)


def address(record_type: str, key: str) -> str:
    """The page of a record, in the active language; terms stand on one page together."""
    if record_type == "term":
        return f"{reverse('glossary')}#{key}"
    return reverse(record_type, args=[key])


def rebuild() -> list[tuple[str, int]]:
    """Bring every entry up to its record, and remove those without one; what was done, model by model.

    Entries are written one by one, and the search answers all the while. Where the index itself is broken or was made
    by older rules it starts from nothing, in one transaction: readers see the old one until it is done.
    """
    if fulltext.is_outdated():
        with transaction.atomic():
            fulltext.clear()
            done = [_rebuilt(model) for model in _models()]
    else:
        done = [_rebuilt(model) for model in _models()]
    generation.raise_now()  # names may be others now, though no record is (`_vocabulary`)
    return done


def _models() -> tuple:
    return Article, Product, Trial, Citation, Term


def _every(model) -> Iterator:
    """All records, a batch after the other. A query that stays open is a view of SQLite which others' writes make old,
    and out of which nothing can be written any more."""
    last = 0
    while batch := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def _rebuilt(model) -> tuple[str, int]:
    public = {record.search_key: fulltext.update(record) for record in _every(model)}
    fulltext.remove_others(model.search_type, set(public))
    return str(model._meta.verbose_name), sum(public.values())
