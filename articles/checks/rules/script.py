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


def _script(document: Document) -> str:
    """The script of the whole text; of an article's field it is known."""
    return document.facts.get("script") or hanzi.detect("\n".join(line.text for line in document.text_lines))


@check(
    code="script.wrong-script",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”是繁体字，本文用简体，本行共 %(count)s 个。请改正。"),
    fires="间充质干细胞来自多种组织，研究发现它具有免疫調節作用。",
    silent="间充质干细胞来自多种组织，研究发现它具有免疫调节作用。",
)
def wrong_script(document: Document) -> Iterator[Hit]:
    if _script(document) == hanzi.HANT:
        return  # there 准 and 干 are good characters in some words: the check of conversions knows which
    for line in document.text_lines:
        places = [place for place, character in enumerate(line.text) if _is_traditional(character)]
        wrong = set(places)
        if places:
            end = places[0] + 1
            while end in wrong:
                end += 1
            yield Hit(line, places[0], end, {"count": len(places)})


@check(
    code="script.bad-conversion",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”转换有误，应为“%(right)s”；本行共 %(count)s 处。请改正，或用“修复繁体”整篇修正。"),
    fires="間充質干細胞已經批準用于治療這種癥狀。",
    silent="間充質幹細胞已經批准用於治療這種症狀。",
)
def bad_conversion(document: Document) -> Iterator[Hit]:
    if _script(document) != hanzi.HANT:
        return
    for line in document.text_lines:
        changes = hanzi.suspicious(line.text)
        if changes:
            first = changes[0]
            yield Hit(line, first.start, first.end, {"right": first.after, "count": len(changes)})
