"""Search as a reader meets it: addresses, and snippets in the reader's script with the words marked."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from mscsite.core import fulltext
from mscsite.core.fulltext import Hit
from products.models import Product
from references.models import Citation, Term, Trial

LABELS = {
    "article": _("文章"),
    "product": _("产品"),
    "trial": _("临床试验"),
    "citation": _("文献"),
    "term": _("术语"),
}
SNIPPET_LENGTH = 110
_BEFORE = 30  # characters of context ahead of the first word found
_ALL = 10_000  # more than can be found; what is cut is cut here, after the types were chosen


@dataclass(frozen=True)
class Result:
    """One hit: `snippet` is plain text, `snippet_html` the same, escaped, with the words of the query in `<mark>`."""

    type: str
    slug: str
    title: str
    url: str
    snippet: str
    snippet_html: SafeString
    score: float

    @property
    def label(self) -> str:
        return str(LABELS[self.type])


def results(query: str, language: str, limit: int = 20, types: Container[str] | None = None) -> list[Result]:
    """The best `limit` public records for `query`, titles and snippets in `language`, best first.

    `types` keeps those of some types only. What has no title in the language is not public in it.
    """
    hits = [hit for hit in fulltext.search(query, language, _ALL) if hit.title and (types is None or hit.type in types)]
    words = fulltext.words_of(query)
    with translation.override(language):
        return [_result(hit, words) for hit in hits[:limit]]


def _result(hit: Hit, words: list[str]) -> Result:
    text, html = snippet(hit.text, words)
    return Result(hit.type, hit.key, hit.title, address(hit.type, hit.key), text, html, hit.score)


def address(record_type: str, key: str) -> str:
    """The page of a record, in the active language; terms stand on one page together."""
    if record_type == "term":
        return f"{reverse('glossary')}#{key}"
    return reverse(record_type, args=[key])


def snippet(text: str, words: list[str]) -> tuple[str, SafeString]:
    """The part of `text` around the first of the folded `words`, plain and as HTML with the words marked."""
    plain = " ".join(text.split())
    folded, origin = _folded(plain)
    first = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
    start = max(0, (origin[first] if origin else 0) - _BEFORE)
    end = min(len(plain), start + SNIPPET_LENGTH)
    start = start if start > 3 else 0
    spans = _merged(_spans(folded, origin, words, start, end))
    before, after = "…" if start else "", "…" if end < len(plain) else ""
    html = before + _marked(plain, spans, start, end) + after
    return before + plain[start:end] + after, mark_safe(html)  # every piece of it was escaped


@functools.lru_cache(maxsize=20_000)
def _fold_character(character: str) -> str:
    return fulltext.fold(character)


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` that it came from."""
    pieces, origin = [], []
    for place, character in enumerate(text):
        folded = _fold_character(character)
        pieces.append(folded)
        origin.extend([place] * len(folded))
    return "".join(pieces), origin


def _spans(folded: str, origin: list[int], words: list[str], start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for word in words:
        place = folded.find(word)
        while place >= 0:
            span = origin[place], origin[place + len(word) - 1] + 1
            if start <= span[0] and span[1] <= end:
                spans.append(span)
            place = folded.find(word, place + len(word))
    return sorted(spans)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _marked(text: str, spans: list[tuple[int, int]], start: int, end: int) -> str:
    pieces, place = [], start
    for first, last in spans:
        pieces += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
        place = last
    return "".join([*pieces, escape(text[place:end])])


def rebuild() -> Iterator[tuple[str, int]]:
    """Write every entry anew and remove those without a public record; yields what was done, model by model."""
    for model in (Article, Product, Trial, Citation, Term):
        keys = set()
        for record in model.objects.all().iterator(chunk_size=200):
            if fulltext.update(record):
                keys.add(record.search_key)
        fulltext.remove_others(model.search_type, keys)
        yield str(model._meta.verbose_name), len(keys)
