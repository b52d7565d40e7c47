"""Lists, tables, quotations and figures, found in the lines of an article by their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .lines import Line
from .numbering import Numbering, numbering
from .parsed import Block
from .tables import read_table

_BULLET = re.compile(
    r"(?:[-*+–][ \t]+|[\uf020-\uf0ff][ \t\u3000]*|[•●◆■▪▶►▷▹➤✓✔◇○□·‧∙◎◉★☆✅❌✖✘☑⭐➢❖][\ufe0f \t]*"
    r"|[-.](?!.{1,12}·$)(?=[\u3400-\u9fff]))(?=[^\s])"
)
_FIGURE = re.compile(
    r"(?:图|附图|fig\.?|figure)\s*(?:\d{1,2}|[一二三四五六七八九十])(?:[-.]\d{1,2})?\s*[:.、|\s]\s*\S", re.IGNORECASE
)
_CAPTION = re.compile(r"[▲▼△]\s*\S|[(\[]?(?:图片?|照片)(?:来源)?\s*[/:]\s*\S")
_STRONG_BULLETS = "•●◆■▪▶►➤✓✔◇○□"
_HEADING_MARKS = _STRONG_BULLETS + "◎◉★☆❖➢"
_MEANING_NO = "❌✖✘"  # a mark without which the item would say the opposite
_LIST_STYLES = frozenset({"arabic", "arabic in brackets", "circled", "letter"})


@dataclass(frozen=True)
class Unit:
    """A piece of the article: a block that its marks gave away, or one line that may be heading or paragraph."""

    line: Line
    block: Block | None = None
    last: Line | None = None

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def folded(self) -> str:
        return self.line.folded


def group(lines: list[Line]) -> list[Unit]:
    """The lines of an article's body in, its units in their order out."""
    units: list[Unit] = []
    index = 0
    while index < len(lines):
        unit, index = _next_unit(lines, index)
        units.append(unit)
    return units


def with_tables_joined(units: list[Unit]) -> tuple[list[Unit], list[Line]]:
    """The units in; the same out, tables that a page break parted being one again, and the headers printed twice."""
    joined: list[Unit] = []
    headers: list[Line] = []
    for unit in units:
        above = joined[-1].block if joined else None
        if not (above and above.rows and unit.block and unit.block.rows[:1] == above.rows[:1]):
            joined.append(unit)
            continue
        joined[-1] = replace(joined[-1], block=replace(above, rows=above.rows + unit.block.rows[1:]))
        is_table = unit.line.is_marked("table")
        headers.append(replace(unit.line, raw=" | ".join(above.rows[0])) if is_table else unit.line)
    return joined, headers


def _next_unit(lines: list[Line], index: int) -> tuple[Unit, int]:
    line = lines[index]
    if not line.is_free:
        return _marked(lines, index)
    if table := read_table(lines, index):
        rows, end = table
        return Unit(line, Block("table", rows=rows)), end
    for read in (_bulleted, _numbered, _quoted):
        block, end = read(lines, index)
        if block:
            return Unit(line, block), end
    if looks_like_caption(line):
        return Unit(line, Block("figure", text=line.text)), index + 1
    return Unit(line), index + 1


def _marked(lines: list[Line], start: int) -> tuple[Unit, int]:
    """A line that mark-up gave its kind, with those after it that belong to the same list, quotation or figure."""
    line, mark = lines[start], lines[start].mark
    if mark.kind == "table":
        return Unit(line, Block("table", rows=mark.rows)), start + 1
    if mark.kind in ("item", "quote"):
        end = start + 1
        while end < len(lines) and lines[end].is_marked(mark.kind) and lines[end].mark.group == mark.group:
            end += 1
        texts = tuple(member.text for member in lines[start:end])
        is_list = mark.kind == "item"
        block = Block("ol" if mark.ordered else "ul", items=texts) if is_list else Block("quote", "\n".join(texts))
        return Unit(line, block), end
    if mark.kind == "figure":
        return _figure(lines, start)
    return Unit(line), start + 1


def _figure(lines: list[Line], start: int) -> tuple[Unit, int]:
    """A picture, with the caption that stands below it in a paragraph of its own."""
    line, mark = lines[start], lines[start].mark
    below = lines[start + 1] if start + 1 < len(lines) else None
    is_captioned = below is not None and below.is_free and looks_like_caption(below) and line.text in ("", mark.alt)
    text = below.text if is_captioned else line.text
    return Unit(line, Block("figure", text=text, picture=mark.picture, alt=mark.alt)), start + 1 + is_captioned


def looks_like_caption(line: Line) -> bool:
    """Whether a line says what a picture shows: `图1 …`, `▲ …`, and no sentence."""
    return bool(_FIGURE.match(line.folded) or _CAPTION.match(line.folded)) and not line.folded.endswith("。")


def _bulleted(lines: list[Line], start: int) -> tuple[Block | None, int]:
    items: list[str] = []
    index = start
    while index < len(lines) and lines[index].is_free:
        if mark := _BULLET.match(lines[index].folded):
            items += _items_of(lines[index].text, mark.end())
        elif not (items and _lost_its_mark(lines, index)):
            break
        else:
            items.append(lines[index].text)
        index += 1
    return (Block("ul", items=tuple(items)) if items else None), index


def _items_of(text: str, start: int) -> list[str]:
    """The items of one line: several where its mark stands again between them (`• a • b`)."""
    if text[0] in _MEANING_NO:
        return [text]
    if text[0] not in _STRONG_BULLETS:
        return [text[start:]]
    return [item.strip() for item in re.split(rf"(?:^|\s){text[0]}(?=\s*\S)", text) if item.strip()]


def may_head(unit: Unit) -> bool:
    """Whether a unit is a list of one item, set off by a mark that headings are printed with as well."""
    block = unit.block
    is_lone = block is not None and block.type == "ul" and len(block.items) == 1
    return is_lone and unit.line.is_free and unit.text[0] in _HEADING_MARKS


def _lost_its_mark(lines: list[Line], index: int) -> bool:
    """A line without a mark between two items, where all three read as links of one chain."""
    return (
        index + 1 < len(lines)
        and lines[index - 1].folded.endswith(";")
        and lines[index].folded.endswith(";")
        and _BULLET.match(lines[index + 1].folded) is not None
    )


def _numbered(lines: list[Line], start: int) -> tuple[Block | None, int]:
    """A list numbered 1, 2, 3 … without a gap; with any other numbers the numbers are worth keeping as text."""
    first = _item_number(lines[start])
    if first is None or first.value != 1:
        return None, start
    items, numbered, index = [_item_of(lines[start], first)], 1, start + 1
    while index < len(lines) and lines[index].is_free:
        number = _item_number(lines[index])
        nested = _BULLET.match(lines[index].folded) if lines[index].indented else None
        if number and number.style == first.style and number.value == numbered + 1:
            items.append(_item_of(lines[index], number))
            numbered += 1
        elif nested:
            items.append(lines[index].text[nested.end() :])
        else:
            break
        index += 1
    kind = "ul" if first.style == "letter" else "ol"
    return (Block(kind, items=tuple(items)), index) if numbered > 1 else (None, start)


def _item_of(line: Line, number: Numbering) -> str:
    """The words of an item; a letter is kept with them, since the text may speak of it and lists have only numbers."""
    return line.text.replace("\t", " ") if number.style == "letter" else line.text[number.end :]


def _item_number(line: Line) -> Numbering | None:
    number = numbering(line.folded)
    if number is None or number.style not in _LIST_STYLES:
        return None
    printed = line.folded[: number.end]
    return number if number.style == "circled" or re.search("[.、)]", printed) else None


def _quoted(lines: list[Line], start: int) -> tuple[Block | None, int]:
    index = start
    while index < len(lines) and lines[index].is_free and lines[index].folded.startswith(">"):
        index += 1
    texts = [re.sub(r"^[>＞\s]+", "", line.text) for line in lines[start:index]]
    return (Block("quote", text="\n".join(filter(None, texts))) if any(texts) else None), index
