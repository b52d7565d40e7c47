"""Workbooks into grids, by calamine, after `xlsx_guard` has looked them over."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import python_calamine as calamine
from django.utils.translation import gettext as _

from mscsite.core.tabular import formulas
from mscsite.core.tabular.grid import MAX_ROWS, Grid, SheetRefused, Value, as_text, column_index, is_empty, past_titles
from mscsite.core.tabular.xlsx_guard import SheetFacts, look_over, named


def read_xlsx(data: bytes) -> list[Grid]:
    """All worksheets that are not empty. SheetRefused for macros, bombs, and what `look_over` refuses.

    Formulas, error values and merged cells are refused when a sheet's rows are first asked for, so that a sheet
    nobody reads (notes of a colleague's) does no harm.
    """
    facts = look_over(data)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [_grid(workbook, name, facts[name]) for name in workbook.sheet_names if name in facts]
    except (calamine.CalamineError, OSError) as error:
        raise SheetRefused(_("工作簿读不出来（%(error)s）。请重新另存为 .xlsx。") % {"error": error}) from error
    return [grid for grid in found if grid is not None]


def _grid(workbook: calamine.CalamineWorkbook, name: str, facts: SheetFacts) -> Grid | None:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return None
    rows = enumerate(sheet.iter_rows(), start=1)  # counts from the first row of the sheet, empty or not
    found = past_titles(rows)
    if found is None:
        return None
    number, cells, warnings = found
    header = tuple(as_text(cell) for cell in cells)
    if facts.hidden_rows:
        warnings = (*warnings, _("有 %(n)s 行是隐藏的，也照样读取。") % {"n": facts.hidden_rows})
    merged = tuple(ref for ref, top, _bottom in facts.merged if top <= number)
    facts.merged = [cells for cells in facts.merged if cells[2] >= number]  # of the titles nothing is read
    return Grid(name, header, _rows(rows, name, header, facts), warnings, merged)


def _rows(
    rows: Iterator[tuple[int, list[Value]]], sheet: str, header: tuple[str, ...], facts: SheetFacts
) -> Iterator[tuple[int, list[Value]]]:
    refuse(facts, sheet, header)
    count = 0
    for number, cells in rows:
        if all(map(is_empty, cells)):
            continue
        count += 1
        if count > MAX_ROWS:
            raise SheetRefused(_("超过 %(n)s 行，请分成几个文件导入。") % {"n": MAX_ROWS}, sheet=sheet, row=number)
        yield number, list(map(formulas.read, cells))


def refuse(facts: SheetFacts, sheet: str, header: tuple[str, ...]) -> None:
    """SheetRefused where a sheet holds what has no certain value; it points to the first such cell."""
    merged = [ref for ref, _top, _bottom in facts.merged]
    for cells, message in (
        (merged, _("有合并的单元格：%(cells)s。请取消合并。")),
        (facts.formulas, _("单元格里有公式：%(cells)s。请复制后“选择性粘贴”为数值。")),
        (facts.errors, _("单元格里是错误值（如 #N/A）：%(cells)s。请改正。")),
    ):
        if cells:
            row, column = _place(cells[0], header)
            raise SheetRefused(message % {"cells": named(cells)}, sheet=sheet, row=row, column=column)


def _place(cell: str, header: tuple[str, ...]) -> tuple[int | None, str]:
    """The row of a cell (`C2`, or a range) and the column as its header calls it, or its letters."""
    match = re.match(r"([A-Z]+)(\d+)", cell)
    if match is None:
        return None, ""
    index = column_index(match[1])
    title = header[index] if index < len(header) else ""
    return int(match[2]), title.strip() or match[1]
