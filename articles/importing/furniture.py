"""What the pages of a PDF carry beside the article: page numbers, and lines along the top or bottom of each page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from .folding import width
from .lines import Line
from .noise import is_masthead, is_numbered_head
from .wrapping import edge_of, ends_sentence

_PAGE = re.compile(
    r"(?P<left>[-—–·•|~\s]*)(?:第\s*|page\s*|p\.?\s*)?(?P<number>\d{1,4})(?:\s*页)?"
    r"(?P<of>\s*(?:[/|]|of)\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?(?P<right>[-—–·•|~\s]*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LONGEST = 70
_FEWEST = 2
_NEAR = 2


def take_furniture(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines in; those of the article, and those of the pages it was printed on, out.

    A number alone is a page number only among others that count up, in a text whose lines were broken for print.
    """
    numbers = _page_numbers(lines)
    running = _running_lines(lines, numbers)
    heads = {
        index
        for index, line in enumerate(lines)
        if is_numbered_head(line) or (is_masthead(line) and _is_at_edge(lines, index, numbers))
    }
    gone = numbers.keys() | running | heads
    if not gone:
        return lines, []
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if index in gone:
            continue
        if index - 1 in gone and kept and not ends_sentence(kept[-1]):
            line = replace(line, gap=False)  # the blank lines belonged to the edge of the page
        kept.append(line)
    return kept, [line for index, line in enumerate(lines) if index in gone]


def _page_numbers(lines: list[Line]) -> dict[int, int]:
    """The lines that are page numbers, by their index: those that count up by one."""
    found: dict[int, int] = {}
    bare: dict[int, int] = {}
    for index, line in enumerate(lines):
        match = _PAGE.fullmatch(line.folded) if len(line.folded) < 20 and line.mark is None else None
        if match is None or match["number"].startswith("0"):
            continue
        is_plain = line.folded.strip().isdecimal()
        (bare if is_plain else found)[index] = int(match["number"])
    if edge_of(lines) is not None:
        found |= bare
    return _counting_up(found)


def _counting_up(found: dict[int, int]) -> dict[int, int]:
    indexes = sorted(found)
    counted = {
        index: found[index]
        for place, index in enumerate(indexes)
        if (place and found[index] - found[indexes[place - 1]] in (1, 2))
        or (place + 1 < len(indexes) and found[indexes[place + 1]] - found[index] in (1, 2))
    }
    return counted if len(counted) >= _FEWEST else {}


def _running_lines(lines: list[Line], numbers: dict[int, int]) -> set[int]:
    """Lines that stand the same beside page numbers or page breaks, or with a number of their own that counts up."""
    same: dict[str, list[int]] = defaultdict(list)
    alike: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.mark is None and width(line.text) <= _LONGEST and any(map(str.isalpha, line.text)):
            same[line.folded].append(index)
            alike[_DIGITS.sub("0", line.folded)].append(index)
    most = _FEWEST if len(numbers) <= _FEWEST + 1 else _FEWEST + 1
    running: set[int] = set()
    for indexes in same.values():
        if len(indexes) >= most and all(_is_at_edge(lines, index, numbers) for index in indexes):
            running |= set(indexes)
    for indexes in alike.values():
        if len(indexes) > _FEWEST and _counts_pages(lines, indexes):
            running |= set(indexes)
    return running


def _is_at_edge(lines: list[Line], index: int, numbers: dict[int, int]) -> bool:
    """Whether a page ends or begins at a line: a page number or a form feed stands near."""
    near = range(index - _NEAR, index + _NEAR + 1)
    return any(at in numbers for at in near) or "\f" in lines[index].raw


def _counts_pages(lines: list[Line], indexes: list[int]) -> bool:
    """Whether one number in these lines goes up from each to the next, as that of a page does, and the others stay."""
    rows = [[int(number) for number in _DIGITS.findall(lines[index].folded)] for index in indexes]
    if len({len(row) for row in rows}) != 1 or min(b - a for a, b in pairwise(indexes)) < 8:
        return False
    columns = list(zip(*rows, strict=True))
    counting = [column for column in columns if all(b - a in (1, 2) for a, b in pairwise(column))]
    return len(counting) == 1 and sum(1 for column in columns if len(set(column)) > 1) == 1
