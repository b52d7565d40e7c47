"""Texts whose lines were broken at the edge of a page, as they come out of a PDF: their paragraphs put together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from .folding import fold, is_han
from .lines import Line
from .metadata import says_facts
from .numbering import numbering
from .parsed import Repair

_NARROWEST, _WIDEST = 16, 56
_SLACK = 3
_NEARLY_FULL = 0.84  # of the edge: lines of Chinese with Latin words in it are not all of one width
_HALF_FULL = 0.72
_FEWEST = 6
_FEW_LONGER = 0.1
_HANGING = 1.5  # how far from the edge a line may end that is full and ends a sentence all the same
_LABEL_ENDS = (":", "!", "?")
_SENTENCE_ENDS = ("。", "!", "?", ";", ":", "”", "…")
_BEGINS_ANEW = re.compile(
    r"[-—*]\s|[•●◆■▪○·>|▲▼【\uf020-\uf0ff]|(?:来源|作者|摘\s*要|关键词|编辑|日期|发布时间|免责|声明|参考|收稿|基金|通[讯信]作者"
    r"|abstract|key ?words)"
    r"|(?:图|表)\s*\d|第.{1,3}[章节]",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[\d{1,3}(?:\s*[-–,]\s*\d{1,3})*\]")
_STANDS_ALONE = re.compile(r"[\[【]?(?:中图分类号|文献标[识志]码|文章编号|收稿日期|doi)\s*[\]】:]", re.IGNORECASE)
_BLANKS = re.compile(r"(?<=\S) {2,}(?=\S)")  # between columns, not before a paragraph
_FIRST_WORD = re.compile(r"[A-Za-z0-9][^\s\u3400-\u9fff]*")
_BROKEN_WORD = re.compile(r"([A-Za-z]*[a-z])-$")
_STAYS_HYPHENATED = re.compile(
    r"(?:anti|non|self|pro|pre|post|multi|co|cell|stem|well|double|single|placebo|long|short|high|low|meta|marrow|cross|follow"
    r"|dose|open|large|small|early|late|end|full|half|ex|intra|inter|quasi|two|three|four|one|first|second|third|time|age|human|graft)",
    re.IGNORECASE,
)
_TAKES_A_HYPHEN = re.compile(
    r"(?:derived|based|specific|dependent|independent|mediated|like|induced|associated|related|free|controlled|controll?"
    r"|analysis|label|blind(?:ed)?|host|up|term|scale|center|centre|arm|treated|resistant|refractory|sparing|naive|containing|binding|producing|forming|expressing|rich|fold|year|day|week"
    r"|month|old|wide|stage|risk|reported|positive|negative|loaded|type|seeded|versus|to|blinded)\b"
)


def unwrap(lines: list[Line]) -> tuple[list[Line], list[Repair]]:
    """Lines in; the same out, or, where they all end at one edge, the paragraphs that they make.

    A hyphen that only parted a word at the edge is taken out, and that is a repair.
    """
    edge = edge_of(lines)
    if edge is None:
        return lines, []
    repairs: list[Repair] = []
    joined: list[Line] = []
    last: Line | None = None
    for line in lines:
        if last is not None and _goes_on(last, line, edge):
            joined[-1] = _with(joined[-1], line)
            repairs += repair_of(last, line)
        else:
            joined.append(line)
        last = line
    return joined, repairs


def repair_of(line: Line, after: Line) -> list[Repair]:
    """The repair of a line that loses its hyphen where the next line is joined to it."""
    if len(join(line.text, after.text)) >= len(line.text) + len(after.text):
        return []
    return [Repair(line.number, line.raw, line.text[:-1])]


def edge_of(lines: list[Line]) -> float | None:
    """How wide the lines were set; None for a text with longer paragraphs, or with few that reach the edge."""
    lines = [line for line in lines if line.mark is None and not _STANDS_ALONE.match(line.folded)]
    widths = [_width(line) for line in lines]
    if len(lines) < _FEWEST:
        return None
    edge = max(widths)
    longer = 0
    if edge > _WIDEST or len(lines) > 4 * _FEWEST:
        edge = _usual(widths)
        longer = sum(1 for wide in widths if wide > edge + 1)  # a mark of punctuation may hang out
    if not _NARROWEST <= edge <= _WIDEST or longer > len(lines) * _FEW_LONGER:
        return None
    full = [line for line, wide in zip(lines, widths, strict=True) if edge - _SLACK <= wide]
    running = sum(1 for wide in widths if wide >= edge / 2)  # the others are headings, names and cells
    broken = [line for line in full if not line.folded.endswith(_SENTENCE_ENDS)]
    is_set = len(full) * 3 >= len(lines) or (len(full) >= _FEWEST and len(full) * 2 >= running)
    return edge if is_set and len(broken) * 2 >= len(full) else None


def set_width(text: str) -> float:
    """How wide a text is set: Han characters and full-width punctuation 1, what is Latin half of that."""
    wide = sum(1 for char in text if char >= "\u2e80" or char in "“”‘’—…×·℃≥≤±")
    return wide + (len(text) - wide) / 2


def _width(line: Line) -> float:
    return set_width(_BLANKS.sub(" ", line.raw.rstrip("\n\r \u3000\f")))


def _usual(widths: list[float]) -> float:
    """The width that most lines come near to, as the widest of them has it."""
    counts = Counter(round(wide) for wide in widths if wide >= _NARROWEST)
    if not counts:
        return 0.0
    near = {wide: sum(counts[wide + step] for step in (-2, -1, 0, 1)) for wide in counts}
    return max(near, key=lambda wide: (near[wide], wide)) + 1.0


def ends_sentence(line: Line) -> bool:
    """Whether a sentence ends with a line, a citation mark after it or not."""
    return _MARK.sub("", line.folded[-40:]).rstrip(" .").endswith(_SENTENCE_ENDS) or line.folded.endswith(
        _SENTENCE_ENDS
    )


def _goes_on(line: Line, after: Line, edge: float) -> bool:
    if line.mark is not None or after.mark is not None:
        return False
    if after.gap or "|" in line.folded:
        return False
    if line.folded.endswith(_SENTENCE_ENDS) and (_width(line) < edge - _HANGING or line.folded.endswith(_LABEL_ENDS)):
        return False
    if _STANDS_ALONE.match(line.folded):
        return False
    if _is_list_of_keywords(line) and ";" not in after.folded:
        return False
    least = edge * (_HALF_FULL if "," in line.folded else _NEARLY_FULL)  # what pauses and does not end is no heading
    if _width(line) < least and not _is_hyphenated(line, after) and not _had_no_room(line, after, edge):
        return False
    return not after.indented and not _begins_anew(after)


def _is_list_of_keywords(line: Line) -> bool:
    return line.folded.startswith("关键词") and ";" in line.folded


def _begins_anew(line: Line) -> bool:
    if _MARK.match(line.folded):
        return False  # a citation mark that the edge pushed onto the next line
    return _BEGINS_ANEW.match(line.folded) is not None or numbering(line.folded) is not None or says_facts(line)


def _had_no_room(line: Line, after: Line, edge: float) -> bool:
    """A Latin word is not broken: it goes to the next line whole, and leaves a gap."""
    word = _FIRST_WORD.match(after.folded)
    return word is not None and len(word[0]) > 3 and _width(line) + set_width(word[0]) + 0.5 > edge - 1


def _is_hyphenated(line: Line, after: Line) -> bool:
    return _BROKEN_WORD.search(line.text) is not None and after.text[:1].islower()


def _with(line: Line, after: Line) -> Line:
    """Two lines as one."""
    raw = f"{line.raw}\n{after.raw}"
    text = join(line.text, after.text)
    return replace(line, raw=raw, text=text, folded=fold(text))


def join(before: str, after: str) -> str:
    """Two parts of a broken text put together: between Latin words stood a space, a broken word loses its hyphen."""
    broken = _BROKEN_WORD.search(before)
    if broken and after[:1].islower():
        if broken[1].lower() in ("intra", "inter", "extra") and after[0] not in "aeio":
            return before[:-1] + after  # intra-articular, but intravenous
        keeps = _STAYS_HYPHENATED.fullmatch(broken[1]) or _TAKES_A_HYPHEN.match(after)
        return before + after if keeps or before[: broken.start()].endswith("-") else before[:-1] + after
    if before[-1:] in "([":
        return before + after
    if before[-1:] in "-–—/" and before[-2:-1].isalnum() and before[-1:].isascii():
        return before + after
    if is_han(before[-1]) or is_han(after[0]) or not (before[-1].isascii() and after[0].isascii()):
        return before + after
    return f"{before} {after}" if after[0].isalnum() or after[0] in "([&" else before + after
