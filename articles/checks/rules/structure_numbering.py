"""Headings that are numbered by hand: a number left out, or given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check

_HAN = {character: value for value, character in enumerate("一二三四五六七八九", start=1)}
_NUMBERED = re.compile(
    r"^(?:#{1,6} ?)?(?P<open>[((]?)(?:第)?(?P<han>[一二三四五六七八九十]{1,3})"
    r"(?P<mark>[、)]|章|节|部分)(?=[^。]{1,40}$)"
)
_LONGEST = 42


def _value(han: str) -> int:
    """`十二` is 12."""
    tens, ten, ones = han.rpartition("十")
    if not ten:
        return _HAN.get(ones, 0)
    return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)


@check(
    code="structure.numbering",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("标题“%(excerpt)s”的序号接不上：前一个是“%(before)s”。请补上缺少的一节，或改正序号。"),
    fires="一、来源\n取自骨髓。\n三、机制\n旁分泌是主要机制。",
    silent="一、来源\n取自骨髓。\n二、机制\n旁分泌是主要机制。",
)
def numbering(document: Document) -> Iterator[Hit]:
    last: dict[str, tuple[int, str]] = {}
    for line in document.text_lines:
        text = line.folded.text
        if line.kind not in ("text", "heading") or len(text) > _LONGEST or not (found := _NUMBERED.match(text)):
            continue
        style, value = found["open"] + found["mark"], _value(found["han"])
        before, printed = last.get(style, (0, ""))
        last[style] = (value, found["han"])
        if not found["open"] and found["mark"] == "、":
            last = {style: last[style]}  # a new section: what is numbered inside it begins anew
        if before and value not in (before + 1, 1):
            yield Hit(line, *line.folded.span(*found.span()), {"before": printed})
