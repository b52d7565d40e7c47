"""Headings that mark-up shows: heading elements and styles, or lines set in bold or in larger type."""

from __future__ import annotations

from typing import Literal

from .blocks import Unit
from .folding import width
from .numbering import bare_number, numbering

Guide = Literal["form", "bold", "mark-up"]
ELEMENT, BOLD = "heading element", "bold"

_LONGEST = 60
_LONGEST_BOLD = 40
_FEWEST_BOLD = 2
_FEW_ELEMENTS = 1


def guide_of(units: list[Unit]) -> Guide:
    """What tells the headings of this article: heading elements, else bold lines, else only form."""
    elements = sum(map(is_element, units))
    bold = sum(map(is_bold, units))
    if elements > _FEW_ELEMENTS or (elements and bold <= _FEWEST_BOLD):
        return "mark-up"
    return "bold" if elements + bold >= _FEWEST_BOLD else "form"


def is_element(unit: Unit) -> bool:
    """Whether a unit stands in a heading element; a whole paragraph set in one is none."""
    return unit.line.is_marked("heading") and width(unit.folded) <= _LONGEST and not _is_sentences(unit.folded)


def is_bold(unit: Unit) -> bool:
    """Whether a unit is a line all in bold that has the form of a heading."""
    folded = unit.folded
    if not unit.line.is_marked("bold") or width(folded) > _LONGEST_BOLD or folded.endswith(("。", ";", ",", "、")):
        return False
    return bare_number(folded) is not None or sum(map(str.isalpha, folded)) >= 2


def marked_style(unit: Unit, guide: Guide, *, plain: str, bare: str) -> str | None:
    """The style of a unit that mark-up makes a heading; None where it says nothing of it."""
    if guide == "mark-up" and is_element(unit):
        return ELEMENT
    if not (is_bold(unit) or is_element(unit)):
        return None
    if bare_number(unit.folded):
        return bare
    if number := numbering(unit.folded):
        return number.style
    return BOLD if guide == "mark-up" else plain


def _is_sentences(folded: str) -> bool:
    return folded.endswith("。") and width(folded) > _LONGEST / 2
