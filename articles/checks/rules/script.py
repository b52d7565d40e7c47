"""Characters of the wrong script, and Traditional text that was converted character by character."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check
from mscsite.core import hanzi

# Good Simplified too, although a conversion would change them.
_BOTH = frozenset("著乾瞭於麽薹徵藉覆蘋馀夥鍾甯噁昇祕裏")
_SHARE = 0.5  # of the characters that show a script: above it, a line is a quotation in that script


@functools.cache
def _script_of(character: str) -> str:
    """`zh-Hant` or `zh-Hans` for a character that only one script uses; empty for all others."""
    if not "㐀" <= character <= "鿿" or character in _BOTH:
        return ""
    to_hans = hanzi.convert(character, hanzi.HANS, hanzi.HANT)
    to_hant = hanzi.convert(character, hanzi.HANT, hanzi.HANS)
    if to_hans != character and to_hant == character:
        return hanzi.HANT
    return hanzi.HANS if to_hant != character and to_hans == character else ""


def _script(document: Document) -> str:
    """The script of the whole text; of an article's field it is known."""
    return document.facts.get("script") or hanzi.detect("\n".join(line.text for line in document.text_lines))


@check(
    code="script.wrong-script",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”是%(wrong)s字，本文用%(right)s，本行共 %(count)s 个。请改正。"),
    fires="间充质干细胞来自多种组织，研究发现它具有免疫調節作用。",
    silent="间充质干细胞来自多种组织，研究发现它具有免疫调节作用。",
)
def wrong_script(document: Document) -> Iterator[Hit]:
    right = _script(document)
    names = {hanzi.HANS: str(_("简体")), hanzi.HANT: str(_("繁体"))}
    wrong = hanzi.HANT if right == hanzi.HANS else hanzi.HANS
    for line in document.text_lines:
        scripts = [_script_of(character) for character in line.text]
        places = [place for place, script in enumerate(scripts) if script == wrong]
        # In Traditional text, single characters left in Simplified are a matter of conversion, told below.
        if places and (right == hanzi.HANS or not _told_by_conversion(line)):
            end = places[0] + 1
            while end in places:
                end += 1
            values = {"wrong": names[wrong], "right": names[right], "count": len(places)}
            yield Hit(line, places[0], end, values)


def _told_by_conversion(line: Line) -> bool:
    return bool(hanzi.suspicious(line.text))


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
