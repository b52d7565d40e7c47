"""Characters of the wrong script, and Traditional text that was converted character by character."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check
from mscsite.core import hanzi

# Good Simplified too, although a conversion would change them.
_BOTH = frozenset("著乾瞭於麽薹徵藉覆蘋馀夥鍾甯噁昇祕裏")


@functools.cache
def _is_traditional(character: str) -> bool:
    """Whether only Traditional text uses the character."""
    if not "㐀" <= character <= "鿿" or character in _BOTH:
        return False
    return (
        hanzi.convert(character, hanzi.HANS, hanzi.HANT) != character
        and hanzi.convert(character, hanzi.HANT, hanzi.HANS) == character
    )


def script_of(document: Document) -> str:
    """The script of the whole text; of an article's field it is known."""
    return document.facts.get("script") or hanzi.detect("\n".join(line.text for line in document.text_lines))


@check(
    code="script.wrong-script",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”是繁体字，本文用简体。请改为“%(right)s”。"),
    fires="间充质干细胞来自多种组织，研究发现它具有免疫調節作用。",
    silent="间充质干细胞来自多种组织，研究发现它具有免疫调节作用。",
)
def wrong_script(document: Document) -> Iterator[Hit]:
    if script_of(document) == hanzi.HANT:
        return  # there 准 and 干 are good characters in some words: the check of conversions knows which
    for line in document.text_lines:
        for start, end in _runs(line.text):
            right = hanzi.convert(line.text[start:end], hanzi.HANS, hanzi.HANT)
            yield Hit(line, start, end, {"right": right}, repair=right)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every stretch of characters that only Traditional has."""
    start = None
    for place, character in enumerate([*text, ""]):
        is_wrong = character != "" and _is_traditional(character)
        if is_wrong and start is None:
            start = place
        elif not is_wrong and start is not None:
            yield start, place
            start = None


@check(
    code="script.bad-conversion",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”转换有误，应为“%(right)s”。请改正，或用“修复繁体”整篇修正。"),
    fires="間充質干細胞已經批準用于治療這種癥狀。",
    silent="間充質幹細胞已經批准用於治療這種症狀。",
)
def bad_conversion(document: Document) -> Iterator[Hit]:
    if script_of(document) != hanzi.HANT:
        return
    glossary = document.facts.get("glossary") or hanzi.EMPTY
    for line in document.text_lines:
        for change in hanzi.suspicious(line.text, glossary=glossary):
            yield Hit(line, change.start, change.end, {"right": change.after}, repair=change.after)
