"""Sizes that the thing cannot have: a vesicle of millimetres, a cell of centimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check

# Metres in a unit, and for each thing the least and the greatest diameter that anybody has measured, with a margin.
_UNITS = {
    "纳米": 1e-9, "nm": 1e-9, "微米": 1e-6, "μm": 1e-6, "um": 1e-6, "毫米": 1e-3, "mm": 1e-3, "厘米": 1e-2, "cm": 1e-2,
    "公分": 1e-2, "奈米": 1e-9, "公厘": 1e-3,
}  # fmt: skip
_THINGS = (
    (r"外泌体|外秘体", 10e-9, 500e-9),
    (r"(?:胞外|细胞外|膜性|微)?囊泡", 10e-9, 10e-6),
    (r"(?:干|基质|间充质|红|白|免疫)细胞|(?<![胞外])细胞(?!外)", 1e-6, 1e-3),
    (r"病毒", 5e-9, 2e-6),
)
_NUMBER = r"\d{1,6}(?:\.\d{1,3})?"
_SIZE = re.compile(
    rf"(?:直径|粒径|大小|尺寸)(?:多|一般|通常)?(?:约|为|是|在|仅|只有){{0,3}} ?(?P<low>{_NUMBER})"
    rf"(?: ?(?:[-–—~至到]|~) ?(?P<high>{_NUMBER}))? ?(?P<unit>{'|'.join(_UNITS)})",
    re.IGNORECASE,
)
REACH = 24


@check(
    code="numbers.implausible-size",
    level=Level.WARNING,
    rule=laws.UNITS,
    message=_("“%(excerpt)s”：%(thing)s没有这样大小的。请核对数值和单位。"),
    fires="外泌体是直径约30–150毫米的囊泡。",
    silent="外泌体是直径约30–150纳米的囊泡。",
)
def implausible_size(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        for found in _SIZE.finditer(text):
            size = float(found["low"]) * _UNITS[found["unit"].lower()]
            clause = text[max(0, found.start() - REACH) : found.start()].rpartition("。")[2]
            for name, least, greatest in _THINGS:
                if thing := re.search(name, clause):
                    if not least <= size <= greatest:
                        yield Hit(line, *line.folded.span(*found.span()), {"thing": thing[0]})
                    break
