"""The title of an article: its first line, or a line after up to three paragraphs of lead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .blocks import Unit
from .headings import is_short_line, is_stock
from .lines import Line
from .numbering import numbering

_MOST_LEAD = 3
_TITLE_STYLES = frozenset({None, "arabic", "roman", "decimal 2"})
_SUBTITLE = re.compile(r"(?:——|--|—)\s*\S")


@dataclass(frozen=True)
class Title:
    """The title as printed (empty where the text has none), and how many units of lead stand before it."""

    text: str
    before: int


def take_title(units: list[Unit]) -> tuple[Title, list[Unit], list[Line]]:
    """The units of an article in; its title, the other units, and the lines that only say the title again, out."""
    at = _position(units)
    if at is None:
        return Title("", 0), units, []
    end = at + 1
    if end < len(units) and units[end].block is None and _SUBTITLE.match(units[end].folded):
        end += 1 if len(units[end].folded) <= 40 else 0
    text = "".join(unit.text for unit in units[at:end])
    rest = [*units[:at], *units[end:]]
    repeated = [unit.line for unit in rest if unit.block is None and unit.text == text]
    before = sum(1 for unit in units[:at] if unit.block or unit.text != text)
    return Title(text, before), [unit for unit in rest if unit.block or unit.text != text], repeated


def _position(units: list[Unit]) -> int | None:
    for index, unit in enumerate(units[: _MOST_LEAD + 1]):
        number = numbering(unit.folded)
        if unit.block or (number and number.style not in _TITLE_STYLES):
            return None
        if number is None and is_short_line(unit.folded) and not is_stock(unit.folded):
            return index
    return None
