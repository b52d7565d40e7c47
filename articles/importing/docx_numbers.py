"""The numbers that Word prints before paragraphs without storing them as text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from .docx_package import W

_HAN = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DEEPEST = 9


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: `%1` in the pattern stands for the number of the first level."""

    form: str
    pattern: str
    start: int


@dataclass
class Numbers:
    """All lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]]
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * _DEEPEST))

    def next(self, list_id: str, depth: int) -> tuple[Level, str] | None:
        """Count one paragraph of a list on; its level and its number as printed, None for bullets and no list."""
        level = self.levels.get(list_id, {}).get(depth)
        if level is None or not 0 <= depth < _DEEPEST:
            return None
        counts = self.counts[list_id]
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        if level.form in ("bullet", "none"):
            return None
        printed = level.pattern
        for above in range(depth + 1):
            form = self.levels[list_id].get(above, level).form
            printed = printed.replace(f"%{above + 1}", number_as(form, counts[above] or 1))
        return level, printed


def read_numbers(numbering: etree._Element | None) -> Numbers:
    """The lists that the numbering part of a Word file defines."""
    if numbering is None:
        return Numbers({})
    abstract = {
        item.get(f"{W}abstractNumId"): {_int(level.get(f"{W}ilvl")): _level(level) for level in item.iter(f"{W}lvl")}
        for item in numbering.iter(f"{W}abstractNum")
    }
    lists = {}
    for item in numbering.iter(f"{W}num"):
        base = item.find(f"{W}abstractNumId")
        lists[item.get(f"{W}numId")] = abstract.get(base.get(f"{W}val"), {}) if base is not None else {}
    return Numbers(lists)


def number_as(form: str, value: int) -> str:
    """A number in one of Word's forms; in figures where the form is not known."""
    if form in ("chineseCounting", "chineseCountingThousand", "ideographDigital", "taiwaneseCounting",
                "taiwaneseCountingThousand", "japaneseCounting", "koreanCounting"):  # fmt: skip
        return _in_han(value)
    if form == "decimalEnclosedCircle" or form == "decimalEnclosedCircleChinese":
        return _CIRCLED[value - 1] if 0 < value <= len(_CIRCLED) else str(value)
    if form in ("upperRoman", "lowerRoman"):
        return _in_roman(value) if form == "upperRoman" else _in_roman(value).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < value <= 26:
        return chr((64 if form == "upperLetter" else 96) + value)
    return f"{value:02}" if form == "decimalZero" else str(value)


def _level(level: etree._Element) -> Level:
    values = {name: level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start")}
    text = {name: found.get(f"{W}val") or "" if found is not None else "" for name, found in values.items()}
    return Level(text["numFmt"] or "decimal", text["lvlText"], _int(text["start"], 1))


def _in_han(value: int) -> str:
    tens, ones = divmod(value, 10)
    if tens > 9:
        return str(value)
    head = "" if not tens else ("十" if tens == 1 else f"{_HAN[tens]}十")
    return head + (_HAN[ones] if ones or not tens else "")


def _in_roman(value: int) -> str:
    if not 0 < value < 40:
        return str(value)
    printed = ""
    for amount, mark in _ROMAN:
        count, value = divmod(value, amount)
        printed += mark * count
    return printed


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
