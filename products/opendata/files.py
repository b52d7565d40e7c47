"""Tables of open data as files: CSV, JSON, workbooks, and the description of all three for programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from mscsite.core.tabular.text_write import csv_pieces, json_pieces
from mscsite.core.tabular.xlsx_write import SheetColumn, write_xlsx
from products.opendata.columns import CODES, meaning
from products.opendata.tables import TABLES, Table
from products.sheets.columns import Cell, Column
from products.sheets.export import NOTES_TITLES


@dataclass(frozen=True)
class About:
    """What a file says of itself; `language` is that of its titles."""

    publisher: str
    url: str
    licence: str
    licence_url: str
    updated: dt.date
    language: str

    def as_dict(self, table: Table) -> dict[str, str]:
        """The same as a JSON file says it of `table`."""
        return {
            "title": table.titled(self.language),
            "table": table.name,
            "publisher": self.publisher,
            "url": self.url,
            "license": self.licence,
            "license_url": self.licence_url,
            "updated": self.updated.isoformat(),
            "as_of": timezone.localdate().isoformat(),
        }


def pieces(table: Table, format: str, about: About) -> Iterator[bytes]:
    """A table as csv or json, piece by piece."""
    if format == "csv":
        return csv_pieces([column.title_in(about.language) for column in table.columns], table.cells())
    return _json(table, about)


def _json(table: Table, about: About) -> Iterator[bytes]:
    """An object with what the file says of itself, and the rows."""
    head = json.dumps(about.as_dict(table), ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{head},\n "rows": '.encode()
    fields = [column.field for column in table.columns]
    yield from json_pieces({name: row[name] for name in fields} for row in table.rows())
    yield b"}\n"


def write(table: Table, about: About, target: BinaryIO) -> None:
    """A table as a workbook, with a sheet that says licence, day and what the columns mean."""
    write_xlsx(
        target,
        title=table.titled(about.language),
        columns=[SheetColumn(c.title_in(about.language), c.width, c.cell is not Cell.NUMBER) for c in table.columns],
        rows=table.cells(),
        notes_title=NOTES_TITLES[about.language],
        notes=lambda count: _notes(table, about, count),
    )


def _notes(table: Table, about: About, count: int) -> list[list[str]]:
    facts = [
        [_("内容"), table.titled(about.language)],
        [_("发布者"), about.publisher],
        [_("许可"), f"{about.licence} {about.licence_url}"],
        [_("最近更新"), about.updated.isoformat()],
        [_("现状截至"), timezone.localdate().isoformat()],
        [_("行数"), str(count)],
        [_("网址"), about.url],
        [],
        [_("列"), _("字段名"), _("含义"), _("可用的值")],
    ]
    return [*facts, *map(list, table.dictionary(about.language))]


def package(about: About, addresses: Mapping[str, str]) -> dict:
    """The collection described for programs (a Data Package); `addresses` are those of the CSV files by table."""
    return {
        "name": "msc-products",
        "title": _("间充质干细胞产品：各地的批准与现状"),
        "homepage": about.url,
        "version": about.updated.isoformat(),
        "licenses": [{"name": about.licence, "path": about.licence_url}],
        "contributors": [{"title": about.publisher, "role": "publisher"}],
        "resources": [_resource(table, addresses[name], about.language) for name, table in TABLES.items()],
    }


def _resource(table: Table, path: str, language: str) -> dict:
    titles = {column.field: column.title_in(language) for column in table.columns}
    return {
        "name": table.name,
        "title": table.titled(language),
        "description": str(table.about),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column, titles[column.field]) for column in table.columns],
            "primaryKey": [titles[field] for field in table.key],
        },
    }


def _field(column: Column, title: str) -> dict:
    found: dict = {"name": title, "title": column.field, "description": meaning(column)}
    found["type"] = "integer" if column.cell is Cell.NUMBER else "string"
    if column.cell is Cell.CHOICE:
        found["constraints"] = {"enum": [one.value for one in CODES[column.field]]}
    return found
