"""Links on this site that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check


@check(
    code="structure.broken-link",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”的链接（%(target)s）打不开：%(reason)s。请改正或去掉链接。"),
    for_articles=True,
)
def broken_link(document: Document) -> Iterator[Hit]:
    broken = document.facts.get("broken_links", {})
    for line in document.lines if broken else ():
        for start, end, target in line.links:
            if target in broken:
                yield Hit(line, start, end, {"target": target[:80], "reason": broken[target]})
