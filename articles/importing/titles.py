"""The title of an article: its first line, or a line after up to three paragraphs of lead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .blocks import Unit
from .folding import fold
from .headings import is_short_line, is_stock
from .lines import Line
from .numbering import numbering
from .parsed import Repair

_MOST_LEAD = 3
_LONGEST_SUBTITLE = 40
_SHORTEST_TITLE = 4
_TITLE_STYLES = frozenset({None, "arabic", "roman", "decimal 2"})
_SUBTITLE = re.compile(r"(?:——|--|—)\s*\S")
_OPEN_ENDS = ("的", "与", "和", "及", "对", "在", "及其")
_REST = re.compile(r"(?:的|及其|以及|与|和|及)[\u3400-\u9fff]")
_SITE = re.compile(
    r"\s*(?:--[^-_|丨]{1,16}){0,2}(?:[_|丨]|--|\s[-–—])\s*[^_|丨]{0,14}(?:网|网站|在线|百科|新闻|日报|晚报|时报|频道|公众号|论坛|医院|中心|官网|平台|资讯)$"
)


@dataclass(frozen=True)
class Title:
    """The title without the name of the site, and how many units of lead stand before it; '' where there is none."""

    text: str
    before: int
    repair: Repair | None = None


def take_title(units: list[Unit]) -> tuple[Title, list[Unit], list[Line]]:
    """The units of an article in; its title, the other units, and the lines that only say the title again, out."""
    at = _position(units)
    if at is None:
        return Title("", 0), units, []
    end = _end_of_title(units, at)
    printed = "".join(unit.text for unit in units[at:end])
    is_one_line = end == at + 1 and "\n" not in units[at].line.raw
    text = without_site(printed) if is_one_line else printed
    rest = [*units[:at], *units[end:]]
    again = [unit for unit in rest if unit.block is None and unit.text in (text, printed)]
    before = sum(1 for unit in units[:at] if unit not in again) if at <= _MOST_LEAD else 0
    repair = Repair(units[at].line.number, units[at].line.raw, text) if text != printed else None
    numbers = {unit.line.number for unit in again}
    kept = [unit for unit in rest if unit.line.number not in numbers]
    return Title(text, before, repair), kept, [unit.line for unit in again]


def _position(units: list[Unit]) -> int | None:
    marked = next((index for index, unit in enumerate(units) if unit.line.is_marked("title")), None)
    if marked is not None:
        return marked
    for index, unit in enumerate(units[: _MOST_LEAD + 1]):
        number = numbering(unit.folded)
        if unit.block or (number and number.style not in _TITLE_STYLES):
            return None
        if number is None and is_short_line(unit.folded) and not is_stock(unit.folded):
            return index
    return None


def _end_of_title(units: list[Unit], at: int) -> int:
    """The subtitle after a dash belongs to the title, and so does its second line where it was broken in two."""
    after = units[at + 1] if at + 1 < len(units) else None
    if after is None or after.block is not None or len(after.folded) > _LONGEST_SUBTITLE:
        return at + 1
    is_open = units[at].folded.endswith(_OPEN_ENDS) or _REST.match(after.folded) is not None
    is_rest = is_open and is_short_line(after.folded) and numbering(after.folded) is None
    return at + 1 + (is_rest or _SUBTITLE.match(after.folded) is not None)


def without_site(title: str) -> str:
    """A title without the name of the site that stands after it."""
    match = _SITE.search(fold(title))
    return title[: match.start()] if match and match.start() >= _SHORTEST_TITLE else title
