"""Sheets for tests: export into memory, edit cells, import, run the commands."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
from django.core.management import call_command
from django.core.management.base import CommandError

from products.sheets.columns import LAYOUTS
from products.sheets.export import Export, public_rows
from products.sheets.service import import_now


def exported(format: str, rows: str = "products", **options) -> bytes:
    """Everything, proposals too, as a file of `format`."""
    layout = LAYOUTS[rows]
    buffer = io.BytesIO()
    Export(layout, public_rows(layout, proposals=True), **options).write(format, buffer)
    return buffer.getvalue()


def objects(rows: str = "products", **options) -> list[dict]:
    return json.loads(exported("json", rows, **options))


def as_json(rows: list[dict]) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def as_csv(*rows: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def with_cell(data: bytes, row: int, title: str, value) -> bytes:
    """A workbook with one cell of its first sheet changed, as another program saves it."""

    def change(sheet):
        titles = [cell.value for cell in sheet[1]]
        sheet.cell(row, titles.index(title) + 1).value = value

    return edited(data, change)


def edited(data: bytes, change) -> bytes:
    """A workbook whose first sheet went through `change`, as another program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def imported(data: bytes, name: str = "sheet", *, dry_run: bool = False, may_publish: bool = False, keep_newer=False):
    """The plan of an import, as the command does it."""
    plan, _import = import_now(
        data, name, origin="tests", dry_run=dry_run, may_publish=may_publish, keep_newer=keep_newer
    )
    return plan


def statuses(plan) -> list[str]:
    return [str(row.status) for row in plan.rows]


def changes(plan) -> list[dict]:
    return [row.changes for row in plan.rows if row.changes]


def messages(plan) -> list[tuple[int, str, str]]:
    """Row, column and message of every error."""
    return [(error.row, error.column, error.message) for row in plan.rows for error in row.errors]


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()
