"""`manage.py export_products`: the product list as a spreadsheet."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mscsite.core.tabular.grid import SheetRefused
from products.sheets.columns import LAYOUTS
from products.sheets.export import FORMATS, Export, public_rows
from products.sheets.presets import APPROVALS

ROWS = LAYOUTS | {APPROVALS.name: APPROVALS}


class Command(BaseCommand):
    help = (
        "Write the product list as a spreadsheet that import_products reads back without loss: a row per product, or "
        "a row per event. What the public sees, and proposals only if asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=FORMATS, help="xlsx, csv or json")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write; - is stdout")
        parser.add_argument(
            "--rows",
            choices=ROWS,
            default="products",
            help="a row per product (default), per regulatory event, or the nine-column table of approvals",
        )
        parser.add_argument(
            "--lang", choices=dict(settings.LANGUAGES), default="", help="columns of one script; both if left out"
        )
        parser.add_argument("--columns", default="", help="field names, separated by commas; all if left out")
        parser.add_argument("--proposals", action="store_true", help="what the public does not see yet, too")

    def handle(self, *, format: str, output: str, rows: str, lang: str, columns: str, **options) -> None:
        layout = ROWS[rows]
        fields = [name.strip() for name in columns.split(",") if name.strip()]
        queryset = public_rows(layout, proposals=options["proposals"])
        filters = "--proposals" if options["proposals"] else "public"
        try:
            export = Export(
                layout, queryset, lang, fields, "export_products", filters, is_public=not options["proposals"]
            )
        except ValueError as error:
            known = ", ".join(column.field for column in layout.columns)
            raise CommandError(f"没有这些列：{error}。可用：{known}", returncode=2) from error
        try:
            self._write(export, format, output)
        except SheetRefused as refusal:
            raise CommandError(f"{refusal.message}（{refusal.column}{refusal.row}）") from refusal

    def _write(self, export: Export, format: str, output: str) -> None:
        if output == "-":
            export.write(format, sys.stdout.buffer)
            return
        target = Path(output)
        unfinished = target.with_name(target.name + ".part")  # a failure leaves an earlier export as it was
        try:
            with unfinished.open("wb") as file:
                export.write(format, file)
            unfinished.replace(target)
        except OSError as error:
            raise CommandError(f"写不了 {output}：{error.strerror}", returncode=2) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stderr.write(f"已导出到 {output}")
