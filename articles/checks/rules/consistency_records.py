"""What a text says of a product, against its record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, spellings, statements
from articles.checks.document import Document
from articles.checks.facts import ProductFacts, once_a_set
from articles.checks.findings import Level
from articles.checks.registry import Hit, check
from articles.checks.spellings import Mentions

_WITHDRAWN = re.compile(r"撤回|撤市|退市|退出|撤销|停止销售|失效|不再获批|吊销|暂停")
_APPROVED = re.compile(r"批准|获批|上市")


def _pattern(product: ProductFacts) -> re.Pattern[str]:
    longest_first = sorted({product.name, *product.spellings}, key=len, reverse=True)
    safe = [spelling for spelling in longest_first if len(spelling) >= 3]
    return re.compile(
        "|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in safe) or r"(?!)", re.IGNORECASE
    )


@check(
    code="consistency.record-source-of-cells",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("这里说%(name)s取自%(value)s，产品记录是%(contrary)s。请核对来源，改正其中之一。"),
    for_articles=True,
)
def record_source_of_cells(document: Document) -> Iterator[Hit]:
    known = spellings.by_name(document.known.products)
    group = statements.grouped(document, spellings.aliases(document.known.products)) if known else {}
    for said in statements.of_products(document, group):
        recorded = getattr(known.get(said.name), said.attribute, "")
        if recorded and recorded != said.value and recorded in statements.NAMES:
            values = {"name": said.name, "value": statements.NAMES[said.value]}
            values["contrary"] = statements.NAMES[recorded]
            yield Hit(said.line, *said.line.folded.span(said.start, said.end), values)


@check(
    code="consistency.record-status",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("文中说%(name)s获批，没有说它在%(places)s已不再获批（见产品记录）。请写明现状。"),
    for_articles=True,
)
def record_status(document: Document) -> Iterator[Hit]:
    text = "\n".join(line.folded.text for line in document.text_lines)
    for product in spellings.mentioned(_gone, document.known.products, text.lower()):
        name = _pattern(product)
        if not name.search(text) or _says_gone(text, name):
            continue
        for line in document.text_lines:
            found = name.search(line.folded.text)
            if found and (line.kind == "row" or _APPROVED.search(line.folded.text)):
                yield Hit(
                    line, *line.folded.span(*found.span()), {"name": product.name, "places": "、".join(product.gone)}
                )
                break


@once_a_set
def _gone(products: tuple[ProductFacts, ...]) -> Mentions[ProductFacts]:
    """Those that are no longer approved somewhere: of thousands of products a text names few."""
    gone = (product for product in products if product.gone)
    return Mentions((name.lower(), product) for product in gone for name in (product.name, *product.spellings))


def _says_gone(text: str, name: re.Pattern[str]) -> bool:
    """Whether a sentence or row with the name says that the product has gone, or one close behind it."""
    return any(
        _WITHDRAWN.search(text, found.start(), min(len(text), found.end() + 200)) for found in name.finditer(text)
    )
