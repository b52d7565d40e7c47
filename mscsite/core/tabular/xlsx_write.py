"""Rows to a workbook, piece by piece, in memory that does not grow.

xlsxwriter makes the workbook: styles, widths, frozen header, filter, and the sheet that explains it. The cells of the
one long sheet are written here, straight into the package: they are nine tenths of the time, and xlsxwriter asks
each of two million cells what it might be. benchmarks/sheets.py has the figures.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from mscsite.core.tabular import formulas
from mscsite.core.tabular.grid import SheetRefused, Value, column_letters

if TYPE_CHECKING:
    import xlsxwriter

MAX_CELL = 32_767  # Excel's own limit; it cuts off what is longer
_PART = "xl/worksheets/sheet1.xml"
_PLACE = "<sheetData>"
_EXCEL_BEGINS = dt.date(1900, 3, 1)  # before it, Excel counts a 29 February 1900
_DAY_ZERO = dt.date(1899, 12, 30)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]")
_ROWS_A_PIECE = 500


@dataclass(frozen=True)
class SheetColumn:
    """A column as it looks: its title, its width in characters, and whether what is typed into it stays text."""

    title: str
    width: int
    is_text: bool = True


def write_xlsx(
    target: BinaryIO,
    *,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Value]],
    notes_title: str,
    notes: Callable[[int], Sequence[Sequence[str]]],
) -> int:
    """Write a workbook to `target`: the sheet `title`, and one of notes, for which the number of rows is told.

    Texts stay texts, whatever they begin with; numbers and dates are native. Returns the number of rows. SheetRefused
    for a text that no workbook can hold.
    """
    skeleton = _skeleton(title, columns, 0, notes_title, [])
    head, _place, _tail = _sheet_of(skeleton).partition("</row>")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        with package.open(_PART, "w", force_zip64=True) as part:
            part.write((re.sub("<dimension[^>]*/>", "", head) + "</row>").encode())
            count = _write_rows(part, rows, _styles(skeleton, len(columns)))
            skeleton = _skeleton(title, columns, count, notes_title, notes(count))
            part.write(_sheet_of(skeleton).partition("</row>")[2].encode())
        with zipfile.ZipFile(io.BytesIO(skeleton)) as made:
            for info in made.infolist():
                if info.filename != _PART:
                    package.writestr(info, made.read(info), zipfile.ZIP_DEFLATED)
    return count


def _skeleton(
    title: str, columns: Sequence[SheetColumn], count: int, notes_title: str, notes: Sequence[Sequence[str]]
) -> bytes:
    """The workbook with its header row alone."""
    import xlsxwriter  # here: few requests of few workers need it

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top", "text_wrap": True})
        styles = [book.add_format({"num_format": form, "valign": "top"}) for form in ("@", "yyyy-mm-dd")]
        plain = book.add_format({"valign": "top"})
        sheet = book.add_worksheet(title)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, styles[0] if column.is_text else plain)
            sheet.write_string(0, index, column.title, bold)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
        # Formats that no cell uses are left out of the file: these two are used by the rows to come.
        for index, style in enumerate(styles):
            sheet.write_blank(1, index, None, style)
        _write_notes(book, notes_title, notes, bold)
    return buffer.getvalue()


def _write_notes(book: xlsxwriter.Workbook, title: str, notes: Sequence[Sequence[str]], bold) -> None:
    sheet = book.add_worksheet(title)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for index, width in enumerate((26, 26, 60, 60)):
        sheet.set_column(index, index, width)
    for number, cells in enumerate(notes):
        for index, text in enumerate(cells):
            sheet.write_string(number, index, text, bold if index == 0 else wrapped)


def _sheet_of(skeleton: bytes) -> str:
    """The long sheet's XML, without the row that only keeps the formats."""
    with zipfile.ZipFile(io.BytesIO(skeleton)) as package:
        xml = package.read(_PART).decode()
    return re.sub(r'<row r="2".*?</row>', "", xml)


def _styles(skeleton: bytes, width: int) -> tuple[str, str]:
    """The numbers of the formats of text and of dates, as xlsxwriter gave them out."""
    with zipfile.ZipFile(io.BytesIO(skeleton)) as package:
        row = re.search(r'<row r="2".*?</row>', package.read(_PART).decode())
    text, day = re.findall(r's="(\d+)"', row[0])[:2]
    return text, day


def _write_rows(part, rows: Iterable[Sequence[Value]], styles: tuple[str, str]) -> int:
    letters = [column_letters(index) for index in range(200)]
    number, pending = 1, []
    for row in rows:
        number += 1
        cells = [_cell(letters[index], number, value, styles) for index, value in enumerate(row) if value != ""]
        pending.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(pending) == _ROWS_A_PIECE:
            part.write("".join(pending).encode())
            pending.clear()
    part.write("".join(pending).encode())
    return number - 1


def _cell(column: str, row: int, value: Value, styles: tuple[str, str]) -> str:
    if isinstance(value, str):
        text = _escaped(formulas.for_workbook(value), column, row)
        return f'<c r="{column}{row}" s="{styles[0]}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, dt.date):
        if value < _EXCEL_BEGINS:
            return _cell(column, row, value.isoformat(), styles)
        return f'<c r="{column}{row}" s="{styles[1]}"><v>{(value - _DAY_ZERO).days}</v></c>'
    return f'<c r="{column}{row}"><v>{value!r}</v></c>'


def _escaped(text: str, column: str, row: int) -> str:
    if text.isalnum() and len(text) <= MAX_CELL:  # nothing to escape in most cells
        return text
    if len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_CELL or _UNWRITABLE.search(text):
        raise SheetRefused(
            _("这一格放不进 XLSX：超过 %(n)s 个字符，或含有 XLSX 不允许的字符。请改用 CSV 或 JSON。") % {"n": MAX_CELL},
            row=row,
            column=column,
        )
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
