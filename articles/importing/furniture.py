"""What the pages of a PDF carry beside the article: page numbers, and lines along the top or bottom of each page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from .folding import width
from .lines import Line
from .wrapping import edge_of, ends_sentence

_PAGE = re.compile(
    r"(?P<left>[-—–·•|~\s]*)(?:第\s*|page\s*|p\.?\s*)?(?P<number>\d{1,4})(?:\s*页)?"
    r"(?P<of>\s*(?:[/|]|of)\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?(?P<right>[-—–·•|~\s]*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_LONGEST = 40
_FEWEST = 2
_NEAR = 2


def take_furniture(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Lines in; those of the article, and those of the pages it was printed on, out.

    A number alone is a page number only among others that count up, in a text whose lines were broken for print.
    """
    numbers = _page_numbers(lines)
    running = _running_lines(lines, numbers)
    gone = numbers.keys() | running
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
    """Lines that stand, the same but for their figures, beside page numbers or page breaks, three times or more."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.mark is None and width(line.text) <= _LONGEST and index not in numbers:
            places[_DIGITS.sub("0", line.folded)].append(index)
    running: set[int] = set()
    for signature, indexes in places.items():
        if len(indexes) < _FEWEST or not any(map(str.isalpha, signature)):
            continue
        at_edges = [index for index in indexes if _is_at_edge(lines, index, numbers)]
        is_on_most = len(indexes) > _FEWEST or len(numbers) <= _FEWEST + 1
        if (len(at_edges) == len(indexes) and is_on_most) or (len(indexes) > _FEWEST and _counts_pages(lines, indexes)):
            running |= set(indexes)
    return running


def _is_at_edge(lines: list[Line], index: int, numbers: dict[int, int]) -> bool:
    """Whether a page ends or begins at a line: a page number or a form feed stands near."""
    near = range(index - _NEAR, index + _NEAR + 1)
    return any(at in numbers for at in near) or "\f" in lines[index].raw


def _counts_pages(lines: list[Line], indexes: list[int]) -> bool:
    """Whether a number in these lines goes up by one from each to the next, as that of a page does."""
    rows = [[int(number) for number in _DIGITS.findall(lines[index].folded)] for index in indexes]
    if len({len(row) for row in rows}) != 1 or min(b - a for a, b in pairwise(indexes)) < 8:
        return False
    columns = list(zip(*rows, strict=True))
    return any(all(b - a in (1, 2) for a, b in pairwise(column)) for column in columns)
