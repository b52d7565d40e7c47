"""Tables typed with bars, tabs or wide blanks, with or without outer bars and a line under the header."""

from __future__ import annotations

import re
from collections.abc import Callable

from .folding import width
from .lines import Line
from .wrapping import set_width

_RULE = frozenset("|+:=- \t")
_BARS = str.maketrans(dict.fromkeys("\uff5c\u2502\u2503", "|"))
_MOST_PADDED = 60
_WIDE_BLANK = re.compile(r"\u3000+|[ \u3000]{2,}")
_MARK_AND_TAB = re.compile(
    r"(?:[-–•●◦▪■□◆·*o\uf06c\uf0b7\uf0d8\uf09f]|[(（]?(?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,3})[)）.、．]|\d{1,2}(?:\.\d{1,2}){1,3}\.?"
    r"|[①-⑳])\t"
)
_FEWEST_SPACED = 3
_WIDEST_SPACED = 24

Rows = tuple[tuple[str, ...], ...]
CellsOf = Callable[[str], tuple[str, ...] | None]


def read_table(lines: list[Line], start: int) -> tuple[Rows, int] | None:
    """The table that begins at a line, and the index of the line after it; None where there is none."""
    for cells_of in (_between_bars, _between_tabs, _between_wide_blanks):
        rows, end = _rows(lines, start, cells_of)
        if cells_of is _between_wide_blanks and len(rows) < _FEWEST_SPACED:
            continue
        if rows and _is_table(rows, lines[start:end]):
            return _padded(rows), end
    return None


def is_rule(line: Line) -> bool:
    """Whether a line is drawn under a header and says nothing."""
    text = line.folded
    return "-" in text and ("|" in text or "+" in text) and _RULE.issuperset(text)


def _rows(lines: list[Line], start: int, cells_of: CellsOf) -> tuple[list[tuple[str, ...]], int]:
    rows: list[tuple[str, ...]] = []
    index = start
    while index < len(lines) and lines[index].is_free and not (rows and _begins_another(lines, index)):
        if not is_rule(lines[index]):
            cells = cells_of(lines[index].text)
            if cells is not None and cells_of is _between_wide_blanks and len(rows) > 1:
                cells = _under_columns(lines[start].raw, lines[index].raw) or cells
            if cells is None or len(cells) < 2 or not _belongs(lines[index], cells, rows, lines[start]):
                break
            rows.append(cells)
        index += 1
    return rows, index


def _belongs(line: Line, cells: tuple[str, ...], rows: list[tuple[str, ...]], first: Line) -> bool:
    """Between outer bars a row may be ragged; elsewhere only its width tells that it is one."""
    if first.folded.startswith("|"):
        return line.folded.startswith("|")
    return not rows or len(cells) == len(rows[0])


def _begins_another(lines: list[Line], index: int) -> bool:
    """A second header: a row above a rule, set off by a blank line."""
    return lines[index].gap and index + 1 < len(lines) and is_rule(lines[index + 1]) and not is_rule(lines[index])


def _between_bars(text: str) -> tuple[str, ...] | None:
    if "|" not in (text := text.translate(_BARS)):
        return None
    body = text.removeprefix("|")
    if body != text and body.endswith("|") and not body.endswith("\\|"):
        body = body[:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", body))


def _between_tabs(text: str) -> tuple[str, ...] | None:
    if _MARK_AND_TAB.match(text) and text.count("\t") == 1:
        return None  # Word and web pages set a tab between the mark of an item and its words
    return tuple(cell.strip() for cell in text.split("\t")) if "\t" in text else None


def _between_wide_blanks(text: str) -> tuple[str, ...] | None:
    """Columns set apart by blanks alone: three short ones or more."""
    cells = tuple(_WIDE_BLANK.split(text))
    if len(cells) < 3 or "。" in text or any(width(cell) > _WIDEST_SPACED for cell in cells):
        return None
    return cells


def _under_columns(header: str, row: str) -> tuple[str, ...] | None:
    """A row set with blanks alone that lacks cells: each stands under the column that begins nearest to it."""
    columns, cells = _placed(header), _placed(row)
    if not 2 <= len(cells) < len(columns):
        return None
    under = [min(range(len(columns)), key=lambda at: abs(columns[at][0] - place)) for place, _text in cells]
    if len(set(under)) < len(under):
        return None
    texts = dict(zip(under, (text for _place, text in cells), strict=True))
    return tuple(texts.get(at, "") for at in range(len(columns)))


def _placed(line: str) -> list[tuple[float, str]]:
    """The cells of a line set with wide blanks, each with how far from the left it begins."""
    found, end = [], 0
    for gap in (*_WIDE_BLANK.finditer(line), None):
        stop = gap.start() if gap else len(line.rstrip())
        if text := line[end:stop].strip():
            found.append((set_width(line[:end]), text))
        end = gap.end() if gap else end
    return found


def _is_table(rows: list[tuple[str, ...]], lines: list[Line]) -> bool:
    """One row is a table only between outer bars; without them two rows of the same width are asked for."""
    if lines[0].folded.startswith("|") or any(map(is_rule, lines)):
        return True
    return len(rows) > 1 and len(rows[0]) + len(rows) > 4


def _padded(rows: list[tuple[str, ...]]) -> Rows:
    if len(rows[0]) > 2 and not any(row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    width = min(len(rows[0]), _MOST_PADDED)
    return tuple(row + ("",) * (width - len(row)) for row in rows)
