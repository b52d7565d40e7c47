"""The cells of an HTML table, those that span rows or columns repeated, so that every row is full."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml.html import HtmlElement

_MOST_COLUMNS = 60
_MOST_ROWS = 20_000
_LAYOUT_CELL = 400
_LAYOUT_LINES = 4

Rows = tuple[tuple[str, ...], ...]
TextOf = Callable[[HtmlElement], str]


class TooManyRows(ValueError):
    """A table that is no table of an article any more: to read a part of it would lose the rest."""


def is_layout(table: HtmlElement) -> bool:
    """Whether a table only arranges what is in it: tables within it, one column, or cells of many paragraphs."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows_of(table)]
    if not rows or table.find(".//table") is not None or max(map(len, rows)) < 2:
        return True
    cells = [cell for row in rows for cell in row]
    headings = table.xpath(".//h1|.//h2|.//h3|.//li[count(../li)>3]")
    long = sum(1 for cell in cells if len("".join(cell.itertext())) > _LAYOUT_CELL)
    lines = max(sum(1 for _ in cell.iter("br", "p", "div")) for cell in cells)
    return len(cells) <= 4 and bool(headings or long or lines > _LAYOUT_LINES) and table.find(".//th") is None


def read_rows(table: HtmlElement, text_of: TextOf) -> Rows:
    """The rows of a table, equally wide; a cell over several rows or columns stands in each of its places."""
    grid: list[dict[int, str]] = []
    rows = _rows_of(table)
    if len(rows) > _MOST_ROWS:
        raise TooManyRows
    fullest = max((sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows), default=0)
    for index, row in enumerate(rows):
        _place(row, index, _Bounds(len(rows), fullest), grid, text_of)
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    full = (tuple(row.get(column, "") for column in range(width)) for row in grid)
    return tuple(row for row in full if any(row))


@dataclass(frozen=True)
class _Bounds:
    """How many rows a table has, and how many cells its fullest row."""

    rows: int
    cells: int


def _place(row: HtmlElement, index: int, bounds: _Bounds, grid: list[dict[int, str]], text_of: TextOf) -> None:
    while len(grid) <= index:
        grid.append({})
    column = 0
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        while column in grid[index]:
            column += 1
        text = text_of(cell)
        down, across = _span(cell, "rowspan", bounds.rows - index), _span(cell, "colspan", _MOST_COLUMNS)
        is_band = across > 2 and across >= bounds.cells  # a line of words across the table is said once
        for below in range(index, index + down):
            while len(grid) <= below:
                grid.append({})
            for place in range(column, column + across):
                grid[below].setdefault(place, "" if is_band and place > column else text)
        column += across


def _rows_of(table: HtmlElement) -> list[HtmlElement]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _span(cell: HtmlElement, name: str, most: int) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 6 else 1
