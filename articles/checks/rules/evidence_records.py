"""Citations whose record carries a notice: retracted, doubted, corrected."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check
from references.choices import RetractionStatus


def _cited_with(document: Document, status: str) -> Iterator[Hit]:
    """The sentence before each mark of a citation whose record has this notice."""
    notices = document.known.citations
    for line in document.lines:
        for place, key in line.sources:
            if notices.get(key) == status:
                start = max(line.text.rfind(mark, 0, max(0, place - 1)) for mark in "。！？；") + 1
                yield Hit(line, start, place, {"key": key})


@check(
    code="evidence.retracted",
    level=Level.ERROR,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”引用的文献 %(key)s 已被撤稿。请换用别的证据，或写明它已撤稿。"),
    for_articles=True,
)
def retracted(document: Document) -> Iterator[Hit]:
    yield from _cited_with(document, RetractionStatus.RETRACTION)


@check(
    code="evidence.doubted",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”引用的文献 %(key)s 有期刊的关注声明。请核对结论是否还站得住。"),
    for_articles=True,
)
def doubted(document: Document) -> Iterator[Hit]:
    yield from _cited_with(document, RetractionStatus.EXPRESSION_OF_CONCERN)


@check(
    code="evidence.corrected",
    level=Level.INFO,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”引用的文献 %(key)s 有更正。请核对文中的数字是否受影响。"),
    for_articles=True,
)
def corrected(document: Document) -> Iterator[Hit]:
    yield from _cited_with(document, RetractionStatus.CORRECTION)
