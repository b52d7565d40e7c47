"""The list of references: where it begins, where it ends, and which lines make one entry."""

from __future__ import annotations

import re

from .folding import fold, is_han, width
from .lines import Line
from .numbering import numbering, value_of
from .parsed import Reference
from .reference_entry import read_entry

_LABEL = re.compile(
    r"(?:[一二三四五六七八九十\d]{1,3}\s*[、.]\s*)?[\[【(*#]*\s*(?:主要|部分)?"
    r"(?:参考(?:资料|文献|来源|文章|书目|链接)|引用(?:文献|来源|资料)|文献(?:来源|引用|出处)|资料来源"
    r"|references?|bibliography|literature cited)"
    r"\s*(?:[\]】)*]+\s*:?|\((?:references?)\)\s*:?|:|$)\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:\[(\d{1,3})\]|【(\d{1,3})】|\((\d{1,3})\)|(\d{1,3})(?=[.、)\t]|\s+[^\W\d_])\)?|([①-⑳]))[.、:]?\s*"
)
_NEXT = re.compile(r"(?<=[\s.。;\]])\[(\d{1,3})\]:?\s*")
_TRACE = re.compile(
    r"(?:19|20)\d{2}|doi|d0i|https?:|www\.|pmid|\[[jmdcrsnpz](?:/ol)?\]|\[eb/ol\]|et al|等\.|《", re.IGNORECASE
)
_LONGEST_PROSE = 60
_LONGEST_ENTRY = 3_000
_END = re.compile(
    r"(?:来源|文章来源|作者|编辑|责任编辑|审核|校对|发布时间|摘要|关键词|免责(?:说明|声明|条款)|(?:特别|版权|重要|郑重)?声明)\s*[:\]】]"
    r"|第[一二三四五六七八九十]{1,3}[章节]|[一二三四五六七八九十]{1,3}、|\|"
)

_NO_ENTRY = ("heading", "table", "title", "figure", "meta", "quote")

Labels = list[tuple[str, Line]]


def take_references(lines: list[Line]) -> tuple[list[Line], tuple[Reference, ...], Labels]:
    """Lines in; the other lines, the references as printed and understood, and the label lines out."""
    kept: list[Line] = []
    entries: list[tuple[int | None, str]] = []
    labels: Labels = []
    index = 0
    while index < len(lines):
        label = _LABEL.match(lines[index].folded)
        first = lines[index].text[label.end() :] if label else ""
        if lines[index].is_marked("table", "title", "meta", "figure"):
            label = None
        if label and (_may_be_entry(first) if first else _leads_on(lines, index)):
            labels += [] if first else [("references_label", lines[index])]
            index = _read_list(lines, index + 1, first, entries)
        elif _stands_alone(lines[index]):
            index = _read_list(lines, index, "", entries)
        else:
            kept.append(lines[index])
            index += 1
    return kept, tuple(read_entry(number, raw) for number, raw in entries), labels


def begins_list(line: Line) -> bool:
    """Whether a line is the label of a list of references, or an entry that shows by itself that it is one."""
    label = _LABEL.match(line.folded)
    return bool(label and (label.end() == len(line.folded) or _may_be_entry(line.folded[label.end() :]))) or (
        _stands_alone(line)
    )


def may_belong(line: Line) -> bool:
    """Whether a line below such a one may be an entry too."""
    return not line.is_marked(*_NO_ENTRY) and _TRACE.search(line.folded[:400]) is not None


def _leads_on(lines: list[Line], index: int) -> bool:
    return index + 1 < len(lines) and _may_be_entry(lines[index + 1].folded)


def _stands_alone(line: Line) -> bool:
    """`[3] Somebody A. Something. 2020` is a reference wherever it stands, its list's label being lost."""
    if line.is_marked("note"):
        return _TRACE.search(line.folded[:400]) is not None
    if not (line.is_free or line.is_marked("item", "bold")):
        return False
    head = line.folded[:400]
    return line.folded[:1] in "[【" and _NUMBER.match(head) is not None and _TRACE.search(head) is not None


def _may_be_entry(text: str) -> bool:
    return bool(text) and not _END.match(text)


def _read_list(lines: list[Line], index: int, first: str, entries: list[tuple[int | None, str]]) -> int:
    """Add the entries of the list that begins at a line, and return the index of the line after it."""
    begun = len(entries)
    if first:
        entries += _split(first)
    while index < len(lines):
        line, numbered = lines[index], len(entries) > begun and entries[-1][0] is not None
        if line.is_marked(*_NO_ENTRY):
            break
        if line.is_marked("item", "note"):
            entries += _items(line)
            index += 1
            continue
        own_number = number_of(line.folded)[0]
        if (
            own_number is None
            and not _belongs(line, numbered)
            and not (numbered and _next_follows(lines, index, entries))
        ):
            break
        if _LABEL.match(line.folded) and line.folded[0] not in "[【":
            break
        if numbered and own_number is None and len(entries[-1][1]) < _LONGEST_ENTRY:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]}{_space(entries[-1][1], line.text)}{line.text}")
        else:
            entries += _split(line.text)
        index += 1
    return max(index, 1)


def _items(line: Line) -> list[tuple[int | None, str]]:
    """The entry of an item of a list, whose number may be printed or be that of the list."""
    if number_of(line.folded)[0] is None:
        return [(line.mark.number, line.text)]
    return _split(line.text)


def _space(before: str, after: str) -> str:
    return "" if is_han(before[-1]) and is_han(after[0]) else " "


def _next_follows(lines: list[Line], index: int, entries: list[tuple[int | None, str]]) -> bool:
    """Whether the next number of the list stands just below, so that what is between belongs to this entry."""
    below = (number_of(line.folded)[0] for line in lines[index + 1 : index + 4])
    return not _END.match(lines[index].folded) and entries[-1][0] + 1 in below


def _belongs(line: Line, numbered: bool) -> bool:
    """Whether a line without a number goes on with the list: the rest of an entry, or an entry of its own."""
    head = line.folded[:400]
    if _END.match(head):
        return False
    han = sum(map(is_han, head))
    if _TRACE.search(head) and han < 40:
        return True
    if numbered:
        return han * 4 < len(head)
    return (
        width(head) <= _LONGEST_PROSE
        and numbering(head) is None
        and (han * 2 < len(head) or " - " in head.replace("–", "-"))
    )


def number_of(folded: str) -> tuple[int | None, int]:
    """The number that an entry begins with (None where it has none), and where its words begin."""
    match = _NUMBER.match(folded[:20])
    if match is None or match.end() >= len(folded):
        return None, 0
    return value_of(next(filter(None, match.groups()))), match.end()


def _split(text: str) -> list[tuple[int | None, str]]:
    """The entries of one line: several where it holds the marks [1] [2] [3] in their order."""
    folded = fold(text)
    starts, expected = [0], number_of(folded)[0]
    if expected is not None and folded[0] == "[":
        for match in _NEXT.finditer(folded, 1):
            if int(match[1]) == expected + 1:
                starts.append(match.start())
                expected += 1
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [(number_of(fold(piece))[0], piece) for piece in pieces if piece]
