"""A grid as rows of a product sheet: which layout it is, which column is which, each cell in its plain form. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from mscsite.core import hanzi
from mscsite.core.names import fold
from mscsite.core.tabular.grid import MISSING, Grid, SheetRefused, as_text, column_letters, is_empty
from products.sheets.cells import BadCell, from_cell
from products.sheets.columns import LAYOUTS, STAMP, Column, Layout, Plain, bare_headers, headers, is_remark

_NOTES = "说明"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps neither
_SHOWN = 200  # characters of a value in a message


@dataclass(frozen=True)
class CellError:
    """What is wrong with one cell, or with its row where `column` is empty, and what is allowed."""

    sheet: str
    row: int | None
    column: str
    value: str
    message: str
    allowed: str = ""

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


@dataclass(slots=True)
class SheetRow:
    """A row in plain form: only the fields that the sheet has."""

    number: int
    values: Plain
    errors: list[CellError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Sheet:
    """A sheet that was understood; `rows` can be read once and raises SheetRefused where the file breaks off."""

    layout: Layout
    name: str
    columns: dict[int, Column]
    titles: dict[str, str]
    grid: Grid
    warnings: list[str]

    def rows(self) -> Iterator[SheetRow]:
        number = None
        for number, cells in self.grid.rows:
            yield self._row(number, cells)
        if number is None:
            self.warnings.append(_("表头下面没有内容。"))

    def _row(self, number: int, cells: Sequence[Any]) -> SheetRow:
        row = SheetRow(number, {})
        for index, column in self.columns.items():
            value = cells[index] if index < len(cells) else ""
            if value is MISSING:
                continue
            try:
                if isinstance(value, str) and _UNSTORABLE.search(value):
                    raise BadCell(_("含有存不了的控制字符。"))
                row.values[column.field] = from_cell(column, value)
            except BadCell as error:
                row.errors.append(self.error(number, column.field, value, error.message, error.allowed))
        return row

    def error(self, row: int, field: str, value: Any, message: str, allowed: str = "") -> CellError:
        """An error of the cell of `field`, with the column called as the sheet calls it."""
        value = "; ".join(map(str, value)) if isinstance(value, list) else as_text(value)
        text = _UNSTORABLE.sub("?", value)[:_SHOWN]
        title = self.titles.get(field) or next((c.title for c in self.layout.columns if c.field == field), field)
        return CellError(self.name, row, title, text, str(message), allowed)


def open_sheet(grids: Sequence[Grid]) -> Sheet:
    """The one product sheet of a file. SheetRefused where there is none or several, or a header is not understood."""
    grids = [grid for grid in grids if fold(grid.sheet) != _NOTES]
    scored = [(_layout_of(grid.header), grid) for grid in grids]
    found = [(layout, grid) for layout, grid in scored if layout is not None]
    if not found:
        _refuse_headers(grids)
    if len(found) > 1:
        names = "、".join(grid.sheet for _layout, grid in found)
        raise SheetRefused(_("工作簿里有几张产品表：%(names)s。请每次只留一张。") % {"names": names})
    layout, grid = found[0]
    columns = _columns(layout, grid)
    titles = {column.field: grid.header[index] for index, column in columns.items()}
    if layout.key not in titles and layout.name == "events":
        raise SheetRefused(_("缺少“%(title)s”一列。") % {"title": layout.column(layout.key).title}, sheet=grid.sheet)
    return Sheet(layout, grid.sheet, columns, titles, grid, list(grid.warnings))


def _refuse_headers(grids: Sequence[Grid]) -> NoReturn:
    merged = next((grid for grid in grids if grid.merged), None)
    if merged is not None:
        raise SheetRefused(
            _("表头里有合并的单元格：%(cells)s。请取消合并，让每一列各有一个列名，都在同一行。")
            % {"cells": "、".join(merged.merged)},
            sheet=merged.sheet,
        )
    seen = "、".join(str(title).strip()[:_SHOWN] for title in grids[0].header if not is_empty(title)) if grids else ""
    raise SheetRefused(
        _("没有认出表头“%(seen)s”。第一行应是列名，例如“编号”“拉丁商品名”；可以先导出一份作样子。")
        % {"seen": seen[:_SHOWN]},
        sheet=grids[0].sheet if grids else "",
    )


def _layout_of(header: Sequence[str]) -> Layout | None:
    """The layout that knows most of the headers, if it knows two."""
    folded = {fold(title) for title in header}
    scores = {name: len(folded & {*headers(one), *bare_headers(one)}) for name, one in LAYOUTS.items()}
    best = max(scores, key=scores.__getitem__)
    return LAYOUTS[best] if scores[best] >= 2 else None


def _columns(layout: Layout, grid: Grid) -> dict[int, Column]:
    known = {**_bare(layout, grid.header), **headers(layout)}
    columns: dict[int, Column] = {}
    for index, title in enumerate(grid.header):
        if is_empty(title) or is_remark(title):
            continue
        name = known.get(fold(title))
        if name is None:
            _refuse_unknown(title, layout, grid)
        columns[index] = layout.column(name)
    fields = Counter(column.field for column in columns.values())
    for name, count in fields.items():
        if count > 1:
            same = [index for index, column in columns.items() if column.field == name]
            titles = "、".join(
                _("%(title)s（%(letters)s 列）") % {"title": grid.header[n], "letters": column_letters(n)} for n in same
            )
            raise SheetRefused(
                _("有两列是同一项：%(titles)s。请只留一列。") % {"titles": titles},
                sheet=grid.sheet,
                column=grid.header[same[-1]],
            )
    if set(fields) <= {STAMP, layout.key}:
        raise SheetRefused(_("除了编号没有别的列，没有可导入的内容。"), sheet=grid.sheet)
    return columns


def _bare(layout: Layout, header: Sequence[str]) -> dict[str, str]:
    """Headers that do not say their script are in that of the header row itself."""
    script = "zh_hant" if hanzi.detect("".join(header)) == hanzi.HANT else "zh_hans"
    return {title: f"{name}_{script}" for title, name in bare_headers(layout).items()}


def _refuse_unknown(title: str, layout: Layout, grid: Grid) -> None:
    titles = [column.title for column in layout.columns]
    near = difflib.get_close_matches(hanzi.convert(title, hanzi.HANS, hanzi.HANT), titles, 3, 0.5)
    raise SheetRefused(
        _("不认识的列“%(title)s”。%(near)s自己的附注请以 # 开头作列名，导入时不读。")
        % {"title": title, "near": _("是不是：%(names)s？") % {"names": "、".join(near)} if near else ""},
        sheet=grid.sheet,
        column=title,
    )
