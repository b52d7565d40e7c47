"""The list of references: where it begins, where it ends, and which lines make one entry."""

from __future__ import annotations

import re
from itertools import pairwise

from .folding import fold, is_han, width
from .lines import Line
from .numbering import numbering, value_of
from .parsed import Reference, Repair
from .reference_breaks import cut_unnumbered, is_prose
from .reference_entry import read_entry
from .reference_lines import begins_entry, edge_of_list, is_open, join_entry
from .wrapping import repair_of

_LABEL = re.compile(
    r"(?:[一二三四五六七八九十\d]{1,3}\s*[、.]\s*)?[\[【(*#]*\s*(?:主要|部分)?"
    r"(?:参\s*考\s*(?:资料|文\s*献|来源|文章|书目|链接)|引用(?:文献|来源|资料)|文献(?:来源|引用|出处)|资料来源"
    r"|references?|bibliography|literature cited)"
    r"\s*(?:[\]】)*]+\s*:?|\((?:references?)\)\s*:?|:|$)\s*",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}/")
_SOURCE = re.compile(r"(?:资料来源|文献来源)\s*:")
_NUMBER = re.compile(
    r"(?:\[(\d{1,3})\]|【(\d{1,3})】|\((\d{1,3})\)|(\d{1,3})(?=[.、)\t]|\s+[^\W\d_])\)?|([①-⑳]))[.、:]?\s*"
)
_NEXT = re.compile(r"(?<=[\s.。;\]])\[(\d{1,3})\]:?\s*")
_NEXT_OF = {
    ".": re.compile(r"(?<=[.。;\d\])])\s+(\d{1,3})\.\s*(?=[A-Z\u4e00-\u9fff《]|https?:)"),
    "、": re.compile(r"(?<=[\s.。;\]])(\d{1,3})、\s*"),
    "(": re.compile(r"(?<=[\s.。;\]])\((\d{1,3})\)\s*(?=[A-Z\u4e00-\u9fff《])"),
    "①": re.compile(r"(?<=[\s.。;\]])([①-⑳])\s*"),
}
_TRACE = re.compile(
    r"(?:19|20)\d{2}|doi|d0i|https?:|www\.|pmid|\[[jmdcrsnpz](?:/ol)?\]|\[eb/ol\]|et al|等\.|《", re.IGNORECASE
)
_ENDS_IN_ADDRESS = re.compile(r"^[^.]{2,40}\.\s.*(?:https?://|doi:?\s?10\.)\S+$", re.IGNORECASE)
_LONGEST_PROSE = 60
_LONGEST_ENTRY = 3_000
_NARROW, _MOST_NARROW, _MOST_WIDE = 30, 14, 3  # how far below the next number may stand
_MOST_BROKEN = 6  # lines of an entry until one of them shows what it is
_MOST_SKIPPED = 3  # numbers of a list that may be missing
_END = re.compile(
    r"(?:来源|文章来源|作者|编辑|责任编辑|责编|审核|校对|撰文|发布时间|摘要|关键词|免责(?:说明|声明|条款)|(?:特别|版权|重要|郑重)?声明"
    r"|收稿日期|基金项目|[通责][讯信任]作者)\s*[:\]】]|(?:作者简介|关于作者|作者单位|致谢|附录|利益冲突|声明|免责|本文|以上内容)"
    r"|第[一二三四五六七八九十]{1,3}[章节]|[一二三四五六七八九十]{1,3}、|\|"
)

_NO_ENTRY = ("heading", "table", "title", "figure", "meta", "quote")

Labels = list[tuple[str, Line]]
Entry = tuple[int | None, str]  # its number, and the entry as printed


def take_references(lines: list[Line]) -> tuple[list[Line], tuple[Reference, ...], Labels, list[Repair]]:
    """Lines in; the other lines, the references as printed and understood, the label lines and the repairs out."""
    kept: list[Line] = []
    entries: list[Entry] = []
    labels: Labels = []
    repairs: list[Repair] = []
    index = 0
    while index < len(lines):
        label = _LABEL.match(lines[index].folded)
        first = lines[index].text[label.end() :] if label else ""
        if lines[index].is_marked("table", "title", "meta", "figure"):
            label = None
        if label and first and _SOURCE.match(lines[index].folded) and not _TRACE.search(fold(first)):
            label = None  # `资料来源：某局` says where the article is from
        if label and (_may_be_entry(first) if first else _leads_on(lines, index)):
            labels += [] if first else [("references_label", lines[index])]
            index = _read_list(lines, index + 1, first, entries, repairs)
        elif _stands_alone(lines[index]):
            index = _read_list(lines, index, "", entries, repairs)
        else:
            kept.append(lines[index])
            index += 1
    return kept, tuple(read_entry(number, raw) for number, raw in entries), labels, repairs


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


def _read_list(lines: list[Line], index: int, first: str, entries: list[Entry], repairs: list[Repair]) -> int:
    """Add the entries of the list that begins at a line, and return the index of the line after it."""
    begun = len(entries)
    if first:
        entries += _split(first)
    elif whole := _unnumbered(lines, index):
        for part in whole:
            raw = part[0].text
            for above, line in pairwise(part):
                raw = join_entry(raw, line.text)
                repairs += repair_of(above, line)
            entries.append((None, raw))
        return index + sum(map(len, whole))
    edge = edge_of_list(lines[index:])
    while index < len(lines):
        line, number = lines[index], entries[-1][0] if len(entries) > begun else None
        if line.is_marked(*_NO_ENTRY) or (_LABEL.match(line.folded) and line.folded[0] not in "[【"):
            break
        own = _own_number(line, number, entries[-1][1] if number is not None else "")
        if line.is_marked("item", "note"):
            entries += _items(line)
        elif own is None and not (
            _belongs(line, number is not None)
            or _next_follows(lines, index, number)
            or (edge and len(entries) > begun and _goes_on_below(lines, index, entries[-1]))
        ):
            break
        elif own is None and len(entries) > begun and _goes_on(line, entries[-1], lines[index - 1], edge):
            entries[-1] = (entries[-1][0], join_entry(entries[-1][1], line.text))
            repairs += repair_of(lines[index - 1], line)
        else:
            entries += _split(line.text)
        index += 1
    return max(index, 1)


def _unnumbered(lines: list[Line], start: int) -> list[list[Line]]:
    """The lines of each entry of a list without numbers that was broken at an edge; empty where there is none."""
    end = start
    if start >= len(lines) or number_of(lines[start].folded)[0] is not None:
        return []
    while end < len(lines) and lines[end].mark is None and not _ends_list(lines[end]):
        folded = lines[end].folded
        if _LABEL.match(folded) or is_prose(folded) or (end - start < 3 and number_of(folded)[0] == 1):
            break
        end += 1
    return cut_unnumbered(lines[start:end])


def _own_number(line: Line, last: int | None, above: str) -> int | None:
    """The number that a line begins with, if it is the next of the list and not the rest of `2019;12` above."""
    own = number_of(line.folded)[0]
    if own is not None and last is not None and line.folded[0] == "(" != fold(above)[:1]:
        return None  # an issue in brackets
    if own is not None and last is not None and fold(above)[:1] in "[【" and line.folded[0] not in "[【":
        return None  # a number of the text, where those of the list have brackets
    if own is None or last is None or line.folded[0] in "[【①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return own
    if own == last + 1:
        return None if above[-1:] in "(,（，" else own
    is_another = own == 1 or last < own <= last + _MOST_SKIPPED
    return own if is_another and not is_open(above) else None


def _goes_on(line: Line, last: Entry, above: Line, edge: float | None) -> bool:
    """Whether a line without a number is the rest of the entry above it."""
    if len(last[1]) >= _LONGEST_ENTRY:
        return False
    if last[0] is not None:
        return True
    if edge is None or not line.is_free:
        return False
    return not begins_entry(line.folded, last[1], edge - width(above.text))


def _items(line: Line) -> list[Entry]:
    """The entry of an item of a list, whose number may be printed or be that of the list."""
    if number_of(line.folded)[0] is None:
        return [(line.mark.number, line.text)]
    return _split(line.text)


def _next_follows(lines: list[Line], index: int, number: int | None) -> bool:
    """Whether the next number of the list stands just below, so that what is between belongs to this entry."""
    if number is None or _ends_list(lines[index]):
        return False
    most = _MOST_NARROW if width(lines[index].text) <= _NARROW else _MOST_WIDE
    for line in lines[index + 1 : index + 1 + most]:
        if number_of(line.folded)[0] == number + 1:
            return True
        if _ends_list(line):
            return False
    return False


def _goes_on_below(lines: list[Line], index: int, last: Entry) -> bool:
    """Whether a line of a list set to an edge is of an entry: the open one above, or one that shows below."""
    if _ends_list(lines[index]):
        return False
    if is_open(last[1]):
        return True
    for line in lines[index : index + _MOST_BROKEN]:
        if _ends_list(line) or line.folded.endswith("。"):
            return False
        if _TRACE.search(line.folded):
            return True
    return False


def _ends_list(line: Line) -> bool:
    return line.is_marked(*_NO_ENTRY) or _END.match(line.folded) is not None


def _belongs(line: Line, numbered: bool) -> bool:
    """Whether a line without a number goes on with the list: the rest of an entry, or an entry of its own."""
    head = line.folded[:400]
    if _END.match(head):
        return False
    han = sum(map(is_han, head))
    if _TRACE.search(head) and (han < 40 or _ENDS_IN_ADDRESS.search(line.folded)):
        return True
    if numbered:
        return han * 4 < len(head)
    return _says_what_entries_say(line) or (
        width(head) <= _LONGEST_PROSE
        and numbering(head) is None
        and (han * 2 < len(head) or " - " in head.replace("–", "-"))
    )


def _says_what_entries_say(line: Line) -> bool:
    """Whether a long line without any sure sign falls into authors, title and year all the same."""
    entry = read_entry(None, line.text)
    return bool(entry.authors and entry.title and entry.year) and len("".join(entry.authors)) < 40


def number_of(folded: str) -> tuple[int | None, int]:
    """The number that an entry begins with (None where it has none), and where its words begin."""
    match = _NUMBER.match(folded[:20])
    if match is None or match.end() >= len(folded) or _DOI.match(folded):
        return None, 0
    return value_of(next(filter(None, match.groups()))), match.end()


def _style_of(folded: str) -> str:
    """How the number of an entry is printed, as far as it tells where the next entry begins on the same line."""
    if folded[0] in "(①":
        return folded[0]
    match = re.match(r"\d{1,3}([.、])", folded)
    return match[1] if match else ""


def _is_entry(folded: str, start: int, end: int, following: re.Pattern[str]) -> bool:
    """Numbers without square brackets part a line only where what they end has a year or an address."""
    return following is _NEXT or _TRACE.search(folded, start, end) is not None


def _split(text: str) -> list[Entry]:
    """The entries of one line: several where it holds the marks [1] [2] [3] in their order."""
    folded = fold(text)
    starts, expected = [0], number_of(folded)[0]
    following = _NEXT if folded[:1] == "[" else _NEXT_OF.get(_style_of(folded))
    for match in following.finditer(folded, 1) if expected is not None and following else ():
        if value_of(match[1]) == expected + 1 and _is_entry(folded, starts[-1], match.start(), following):
            starts.append(match.start())
            expected += 1
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [(number_of(fold(piece))[0], piece) for piece in pieces if piece]
