"""Product sheets out of the database: rows to XLSX, CSV or JSON, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from mscsite.core import apart
from mscsite.core.tabular.grid import Value
from mscsite.core.tabular.text_write import csv_pieces, json_pieces
from mscsite.core.tabular.xlsx_write import SheetColumn, write_xlsx
from products.models import Product, RegulatoryEvent
from products.sheets import words
from products.sheets.cells import to_cell
from products.sheets.columns import PRODUCTS, STAMP, Cell, Column, Layout, Plain
from products.sheets.presets import APPROVALS, approval_rows
from products.sheets.records import as_public, plain_rows, stamp_of

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
NOTES_TITLES = {"zh-hans": "说明", "zh-hant": "說明"}


@dataclass(frozen=True)
class Export:
    """What is exported: rows of `layout` from `queryset`; `language` and `fields` choose columns, empty means all.

    `is_public` leaves out what hangs on public rows and is none itself: trials that are proposals.
    `by` and `filters` are told in the notes of a workbook.
    """

    layout: Layout
    queryset: models.QuerySet
    language: str = ""
    fields: Sequence[str] = ()
    by: str = ""
    filters: str = ""
    is_public: bool = False
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", self.layout.chosen(self.language, self.fields))

    @property
    def titles_language(self) -> str:
        return self.language or "zh-hans"

    def pieces(self, format: str) -> Iterator[bytes]:
        """The file in CSV or JSON, piece by piece."""
        if format == "json":
            return json_pieces(self._objects())
        return csv_pieces([column.title_in(self.titles_language) for column in self.columns], self._cells())

    def write(self, format: str, target: BinaryIO) -> None:
        """The file in any format. SheetRefused for a text that no workbook can hold."""
        if format != "xlsx":
            target.writelines(self.pieces(format))
            return
        write_xlsx(
            target,
            title=self._converted(self.layout.title),
            columns=[
                SheetColumn(c.title_in(self.titles_language), c.width, c.cell is not Cell.NUMBER) for c in self.columns
            ],
            rows=self._cells(),
            notes_title=NOTES_TITLES[self.titles_language],
            notes=self._notes,
        )

    def _objects(self) -> Iterator[Plain]:
        shown = [column.field for column in self.columns]
        if self.layout is APPROVALS:
            yield from approval_rows(self.queryset, self.titles_language)
            return
        rows = plain_rows(self.layout, self.queryset)
        hides = self.is_public and self.layout is PRODUCTS
        for row, told in as_public(rows) if hides else ((row, row) for _pk, row in rows):
            stamp = stamp_of(self.layout, row, told, shown)
            yield {name: stamp if name == STAMP else told[name] for name in shown}

    def _cells(self) -> Iterator[list[Value]]:
        columns = self.columns
        for row in self._objects():
            yield [to_cell(column, row[column.field]) for column in columns]

    def _notes(self, count: int) -> list[list[str]]:
        """When, by whom, which filters, how many; then a line for each column with what may stand in it."""
        with override(self.titles_language):
            now = date_format(timezone.localtime(), "Y-m-d H:i")
            about = [
                [_("导出时间"), now],
                [_("导出者"), self.by or _("（命令）")],
                [_("筛选条件"), self.filters or _("无")],
                [_("行数"), str(count)],
                [_("怎样改"), _("改好后到后台“产品 → 导入”上传。删去的行不会删除记录；公式、合并单元格和宏不读。")],
                [],
                [_("列"), _("字段名"), _("怎样填"), _("可用的值")],
            ]
            columns = [[c.title_in(self.titles_language), c.field, c.help, _allowed(c)] for c in self.columns]
        return [*about, *([self._converted(text) for text in line] for line in columns)]

    def _converted(self, text: str) -> str:
        return apart.traditional(text) if self.titles_language == "zh-hant" else text


def _allowed(column: Column) -> str:
    return words.allowed(column.field) if column.cell in (Cell.CHOICE, Cell.CHOICES, Cell.STATE) else ""


def public_rows(layout: Layout, *, proposals: bool = False) -> models.QuerySet:
    """All rows of a layout in a stable order; only what the public sees, unless `proposals`."""
    if layout is PRODUCTS:
        products = Product.objects.all() if proposals else Product.objects.public()
        return products.order_by("latin_name")
    events = RegulatoryEvent.objects.all() if proposals else RegulatoryEvent.objects.public()
    return events.order_by("product__latin_name", "date", "id")
