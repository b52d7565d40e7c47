"""Where the entries of a list without numbers begin that was broken at the edge of a column.

Every way to cut the lines into entries is weighed, and the one taken in which most entries begin like an entry, end
like one and hold one year where a citation has it. What the setting of the lines shows counts more than words: a
hanging indent, blank lines, a line that ends where the next word would still have fitted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .folding import is_han
from .lines import Line
from .reference_lines import begins_like_entry, join_entry
from .reference_parts import end_of_names
from .wrapping import set_width

_MOST_LINES = 16  # of one entry
_FEWEST = 4
_FULL = 0.75
_MOST = 3_000  # lines of a list
_LONGEST = 3_000  # characters of an entry
_HEAD, _TAIL_END = 400, 160  # characters in which the beginning and the end of a line show what they are
_YEAR = r"(?:19|20)\d\d"
_TAIL = re.compile(
    rf"\({_YEAR}[a-z]?(?:[,\s][^()]{{0,20}})?\)|{_YEAR}\w?(?:\s[A-Z][a-z]{{2,8}}\.?(?:[-/–][A-Z][a-z]+)?(?:\s\d{{1,2}})?)?"
    rf"\s*[,;:]\s*(?:\d|[A-Z]\d|\(|suppl)|[.,;:]\s*{_YEAR}(?:-\d\d?){{0,2}}\s*(?:[.;,。]|$)|\(n\.\s?d\.\)",
    re.IGNORECASE,
)
_ENDS_IN_YEAR = re.compile(rf"\({_YEAR}[a-z]?(?:[,\s][^()]{{0,20}})?\)[.,:]?\s*$")
_VISITED = re.compile(r"[\[(][^\[\]()]{0,24}\d{4}-\d{1,2}-\d{1,2}[\])]")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|doi:?\s*\S+|\b10\.\d{4,9}/\S+", re.IGNORECASE)
_PAGES = re.compile(r"\d+\s*(?:\(|:|,)\s*(?:pp?\.\s*)?[a-z]?\d+|\[(?:EB|DB|J|N|M|D|S|R|P|C|Z)(?:/OL)?\]", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:\d[\w–-]*|\)|\]|[\u3400-\u9fff])\s*[.。]$|[.。》]$|/\S*\d\S*$|\d$|\d\)$|https?://\S*[\w/]$"
    r"|\[(?:CrossRef|PubMed|Google Scholar|DOI|PMC free article)\]$"
)
_CLOSED_WELL = re.compile(
    rf"(?:[:,]\s*(?:pp?\.\s*)?[a-z]{{0,2}}\d[\w.]*(?:\s*[-–—]\s*[a-z]{{0,2}}\d+)?|[(;,.:]\s*{_YEAR}\)?|(?:10\.\d{{4,9}}|https?:/)/\S+|\])\s*[.。]?$",
    re.IGNORECASE,
)
_IS_CONTAINER = re.compile(r"[A-Z][^()\[\]\d]{2,60}\s\d{1,4}(?:\(\d|[,:;]\s*\d)")
_NEVER_LAST = re.compile(
    r"(?:\bet al|\bvs|\bpp|\bVol|\bNo|\bSt)\.$|\[[JN]\]\.?$|\[(?:Internet|online|dissertation|thesis)\]\.?$"
    r"|[,;&]\s(?:[A-Z]\.[- ]?){1,3}$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"[a-z0-9(\[\])}》&,.;:)/–—-]|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\b[\s;]|(?:PMID|PMCID|DOI|Epub|Available|Accessed|Retrieved|In:|Article|Suppl|Vol|No)\b"
    rf"|[A-Z][\w ,]{{2,30}}:\s[^.:;]{{2,50}}[;,]\s*{_YEAR}"
)
_PROSE = re.compile(r"[\u3400-\u9fff][^。]{8,}。[^。]*[\u3400-\u9fff]|[\u3400-\u9fff]{12,}[^。.]*。$")


@dataclass(frozen=True)
class _Column:
    """The lines of a list, and what their setting tells of each: whether it must begin an entry, or cannot."""

    lines: list[Line]
    begins: list[bool | None]


def cut_unnumbered(lines: list[Line]) -> list[list[Line]]:
    """The lines of a list in, with nothing but entries in it; the lines of each entry out.

    Empty where they do not look broken at an edge: then each line is an entry of its own.
    """
    lines = lines[:_MOST]
    if len(lines) < _FEWEST or not _is_broken(lines):
        return []
    column = _Column(lines, _by_setting(lines))
    best: list[tuple[float, int]] = [(0.0, 0)]  # of the first lines so many, and where the last entry begins
    for end in range(1, len(lines) + 1):
        best.append(_best_ending(column, best, end))
    cuts, at = [len(lines)], len(lines)
    while at:
        at = best[at][1]
        cuts.append(at)
    return [lines[start:end] for start, end in pairwise(reversed(cuts))]


def _is_broken(lines: list[Line]) -> bool:
    """Whether lines end where no entry can or begin as none does, mostly because the next word had no room."""
    above = [_needed(line, after) for line, after in pairwise(lines) if _is_open(line) or _cannot_begin(after)]
    full = max(set_width(line.text) for line in lines) * _FULL
    is_set = len(above) * 5 >= len(lines) and sum(wide < full for wide in above) * 5 <= len(above)
    return is_set or _has_hanging_indent(lines)


def _best_ending(column: _Column, best: list[tuple[float, int]], end: int) -> tuple[float, int]:
    """The best score of the first `end` lines, and where the last entry begins in it."""
    text, found, within = "", (float("-inf"), end - 1), 0.0
    for start in range(end - 1, max(-1, end - 1 - _MOST_LINES), -1):
        line = column.lines[start]
        text = join_entry(line.folded, text) if text else line.folded
        if len(text) > _LONGEST and start < end - 1:
            break
        score = best[start][0] + within + _weight(column, start, end, text)
        if score > found[0]:
            found = (score, start)
        if start and column.begins[start]:
            within -= 8.0
    return found


def _weight(column: _Column, start: int, end: int, text: str) -> float:
    """How much lines look like one whole entry."""
    return _weight_of_begin(column, start) + _weight_of_end(column, end) + _weight_of_content(text) - 1.0


def _weight_of_begin(column: _Column, start: int) -> float:
    if column.begins[start] is False:
        return -8.0
    folded = column.lines[start].folded
    is_container, has_names = _IS_CONTAINER.match(folded) is not None, begins_like_entry(folded)
    if is_container:
        return 1.0 if has_names else -2.0
    if has_names:
        return 3.0
    if _GOES_ON.match(folded):
        return -4.0
    return 1.0 if folded[0].isupper() or folded[0] in '《“"' else 0.0


def _weight_of_end(column: _Column, end: int) -> float:
    line = column.lines[end - 1]
    if _is_open(line):
        return -4.0 if end < len(column.lines) else -1.0
    return 2.5 if _CLOSED_WELL.search(line.folded[-_TAIL_END:]) else 0.5


def _weight_of_content(text: str) -> float:
    """One year in the place of a citation, with volume and pages or an address, makes an entry; two make two."""
    text = text[:_LONGEST]
    plain = _ADDRESS.sub(" ", _VISITED.sub(" ", text))
    has_address = len(plain) < len(text)
    tails = len(_TAIL.findall(plain))
    if not tails:
        return 0.5 if has_address else -4.0
    has_pages = _PAGES.search(plain) is not None
    if not has_pages and (_ENDS_IN_YEAR.search(plain) or _is_names_and_year(plain)):
        return -4.0  # names and a year, whose title stands in the next line
    whole = 3.0 if has_pages or has_address else 1.5
    return whole - 4.0 * (tails - 1)


def _is_names_and_year(text: str) -> bool:
    end = end_of_names(text)
    return end > 0 and re.fullmatch(rf"\s*{_YEAR}[a-z]?[.,:]?\s*", text[end:]) is not None


def _is_open(line: Line) -> bool:
    """Whether no entry can end with a line."""
    tail = line.folded[-_TAIL_END:]
    return _CLOSED.search(tail) is None or _NEVER_LAST.search(tail) is not None


def _cannot_begin(line: Line) -> bool:
    return _GOES_ON.match(line.folded) is not None and not begins_like_entry(line.folded)


def _by_setting(lines: list[Line]) -> list[bool | None]:
    """What the setting says of each line: that an entry begins with it, that none does, or nothing."""
    if _has_hanging_indent(lines):
        return [not line.indented for line in lines]
    if _has_indented_heads(lines):
        return [line.indented for line in lines]
    gaps = [line.gap for line in lines[1:]]
    parted = [index for index, gap in enumerate(gaps, start=1) if gap]
    if len(parted) >= _FEWEST - 1 and all(_follows_a_gap_well(lines, index) for index in parted):
        return [True, *gaps]
    least = _least_edge(lines)
    return [True, *(_did_fit(line, after, least) or None for line, after in pairwise(lines))]


def _follows_a_gap_well(lines: list[Line], index: int) -> bool:
    return not _is_open(lines[index - 1]) and not _cannot_begin(lines[index])


def _has_hanging_indent(lines: list[Line]) -> bool:
    """Whether all lines but the first of each entry are indented."""
    indented = sum(line.indented for line in lines)
    if not len(lines) // 4 <= indented <= len(lines) - 3 or lines[0].indented:
        return False
    outside = [line for line in lines if not line.indented]
    return sum(map(_cannot_begin, outside)) * 10 <= len(outside)


def _has_indented_heads(lines: list[Line]) -> bool:
    """Whether the first line of each entry is indented and the others are not, as paragraphs are set."""
    indented = [line for line in lines if line.indented]
    if not lines[0].indented or not len(lines) // 10 <= len(indented) <= len(lines) * 3 // 4:
        return False
    return sum(map(_cannot_begin, indented)) * 10 <= len(indented)


def _least_edge(lines: list[Line]) -> float:
    """The width below which a line ended of its own: nearly all that surely go on would not have fitted into it."""
    needed = sorted(_needed(line, after) for line, after in pairwise(lines) if _is_open(line) or _cannot_begin(after))
    return needed[len(needed) // 20] if len(needed) >= _FEWEST else 0.0


def _needed(line: Line, after: Line) -> float:
    """How wide a line had to be for the first word of the next one to stand in it as well."""
    word = after.folded[0] if is_han(after.folded[0]) else after.text.split(" ", 1)[0]
    return set_width(line.text.rstrip()) + 0.5 + set_width(word)


def _did_fit(line: Line, after: Line, least: float) -> bool:
    return not _is_open(line) and _needed(line, after) < least - 1.0


def is_prose(folded: str) -> bool:
    """Whether a line is a sentence of an article and no part of an entry."""
    folded = folded[:_HEAD]
    return _PROSE.search(folded) is not None and _TAIL.search(folded) is None and _ADDRESS.search(folded) is None
