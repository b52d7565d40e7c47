"""The numbers that headings, list items and references are printed with."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "〇零一二三四五六七八九十百"
_CAPITAL = "壹贰叁参肆伍陆柒捌玖拾"
_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLAIN = str.maketrans(_CAPITAL, "一二三三四五六七八九十")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}

# In the order of a table of contents: what stands earlier here stands higher there.
_STYLES = (
    ("part", re.compile(rf"(?:第([{_HAN}\d]{{1,4}})(?:章|篇|部分)|part\.?\s*(\d{{1,2}}))\s*[:、.]?\s*", re.I)),
    ("section", re.compile(rf"第([{_HAN}\d]{{1,4}})节\s*[:、.]?\s*")),
    ("roman", re.compile(r"(I{1,3}|IV|VI{0,3}|IX|XI{0,2})[.、]\s*(?=\S)")),
    ("capital", re.compile(rf"([{_CAPITAL}]{{1,3}})\s*[、.:]\s*(?=\S)")),
    ("han", re.compile(rf"([{_HAN}]{{1,3}})\s*[、.:]\s*(?=\S)")),
    ("han in brackets", re.compile(rf"\(([{_HAN}]{{1,3}})\)\s*[、.:]?\s*(?=\S)")),
    ("question", re.compile(r"(?:Q|问题?)\s*(\d{1,2})?\s*[:.、]\s*(?=\S)", re.IGNORECASE)),
    (
        "labelled",
        re.compile(
            rf"(?:[\[【]?(?:误区|误解|迷思|问题|疑问|疑虑|谣言|真相|原因|步骤|要点|重点|关键|阶段|案例|个案|病例|方法|优势|优点|风险|趋势|挑战|机制|策略|方向|途径"
            rf"|step|tips?|case|phase|myth)\s*([{_HAN}]{{1,3}}|\d{{1,2}})(?:[\]】]\s*[:、.]?|\s*[:、.丨|/]|\s+)"
            rf"|第([{_HAN}\d]{{1,3}})(?:步|招|点|阶段|关|问|站)\s*[:、.])\s*(?=\S)",
            re.IGNORECASE,
        ),
    ),
    ("decimal 3", re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?:\s+|(?=[^\W\d_]))")),
    ("decimal 2", re.compile(r"\d{1,2}\.\d{1,2}(?:\s+|\.\s*|(?=[㐀-鿿]))(?=[^\d\s])")),
    ("arabic", re.compile(r"(\d{1,2})(?:\s*[、.]\s*(?=[^\d\s])|\s*[|/丨]\s*(?=\S)|\s+(?=[^\d\s]))")),
    ("arabic in brackets", re.compile(r"\(?(\d{1,2})\)\s*[、.:]?\s*(?=\S)")),
    ("letter", re.compile(r"\(?([a-h])\)\s*[、.:]?\s*(?=\S)")),
    ("circled", re.compile(rf"(?:([{_CIRCLED}])|(\d)\ufe0f?\u20e3)\s*[、.:]?\s*(?=\S)")),
)
_ORDER = (
    "part", "section", "capital", "roman", "han", "han in brackets", "question", "labelled", "arabic",
    "decimal 2", "decimal 3", "arabic in brackets", "circled", "letter",
)  # fmt: skip


@dataclass(frozen=True)
class Numbering:
    """How a line is numbered: the style, its rank (0 is the highest), the value (0 unknown), where the words begin."""

    style: str
    rank: int
    value: int
    end: int


def numbering(folded: str) -> Numbering | None:
    """The number that a folded line begins with, if any."""
    head = folded[:40]
    for style, pattern in _STYLES:
        if match := pattern.match(head):
            printed = next((group for group in match.groups() if group), "") if match.groups() else ""
            return Numbering(style, _ORDER.index(style), value_of(printed), match.end())
    return None


def bare_number(folded: str) -> Numbering | None:
    """The number that a line consists of (`PART 01`, `02`, `第三章`); a plain 3 may be the number of a page."""
    if len(folded) > 10 or len(folded) < 2 or (folded.isdecimal() and folded[0] != "0"):
        return None
    number = numbering(folded + " 题")
    return number if number and number.end >= len(folded) else None


def value_of(printed: str) -> int:
    """A printed number (12, 十二, ⑫, XII) as an integer, 0 where it is none."""
    if printed.isdecimal():
        return int(printed)
    if len(printed) == 1 and "a" <= printed <= "h":
        return ord(printed) - ord("a") + 1
    if printed in _CIRCLED:
        return _CIRCLED.find(printed) + 1 if printed else 0
    return _ROMAN.get(printed.upper()) or _han_value(printed.translate(_PLAIN))


def _han_value(printed: str) -> int:
    tens, mark, ones = printed.partition("十")
    if mark:
        return _DIGIT.get(tens, 1 if not tens else 0) * 10 + _DIGIT.get(ones, 0)
    return _DIGIT.get(printed, 0)
