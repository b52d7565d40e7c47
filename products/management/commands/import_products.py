"""`manage.py import_products`: a corrected product sheet back into the database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mscsite.core.tabular.grid import SheetRefused
from products.sheets.plans import Plan, RowPlan, Status
from products.sheets.service import import_now
from products.sheets.undo import UndoRefused, undo

LABELS = {"created": "新建", "updated": "更新", "unchanged": "无变化", "conflict": "冲突", "failed": "失败"}
ORIGIN = "import_products"


class Command(BaseCommand):
    help = (
        "Read a sheet that export_products wrote, corrected by hand: .xlsx, .csv or .json. Nothing is written unless "
        "every row is all right; a second run changes nothing; --undo takes an import back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object a row on standard output")
        parser.add_argument(
            "--publish", action="store_true", help="let the column of states publish and withdraw (kept in the audit)"
        )
        parser.add_argument(
            "--keep-newer",
            action="store_true",
            help="leave rows alone that changed since the export and that the sheet did not touch",
        )
        parser.add_argument("--undo", type=int, metavar="ID", help="take back the import of this number")

    def handle(self, *, file: Path | None, json: bool, **options) -> None:
        if (file is None) == (options["undo"] is None):
            raise CommandError("请给出一个文件，或者 --undo ID。", returncode=2)
        if file is None:
            self._undo(options["undo"])
            return
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"读不了 {file}：{error.strerror}", returncode=2) from error
        try:
            plan, sheet_import = import_now(
                data,
                file.name,
                origin=f"{ORIGIN} {file.name}",
                dry_run=options["dry_run"],
                may_publish=options["publish"],
                keep_newer=options["keep_newer"],
            )
        except SheetRefused as refusal:
            self._refuse(refusal, as_json=json)
        self._report(plan, as_json=json)
        self._summarise(plan, options["dry_run"], sheet_import)

    def _undo(self, number: int) -> None:
        try:
            undo(number, actor=None, origin=ORIGIN)
        except UndoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stderr.write(f"已撤销导入 {number}")

    def _refuse(self, refusal: SheetRefused, *, as_json: bool) -> None:
        """The file as a whole failed: one object, whose error says where."""
        error = {name: getattr(refusal, name) for name in ("sheet", "row", "column", "message")}
        error |= {"value": "", "allowed": ""}
        if as_json:
            self._print({"row": refusal.row, "key": "", "status": "failed", "changes": {}, "errors": [error]})
        place = " ".join(str(part) for part in (refusal.sheet, refusal.row, refusal.column) if part)
        self.stderr.write(f"{place}：{refusal.message}" if place else refusal.message)
        sys.exit(1)

    def _print(self, found: dict) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False))

    def _report(self, plan: Plan, *, as_json: bool) -> None:
        for warning in plan.warnings:
            self.stderr.write(f"注意：{warning}")
        for row in plan.rows:
            if as_json:
                self._print(row.as_dict())
            elif row.status != Status.UNCHANGED or row.warnings:
                self._tell(row)

    def _tell(self, row: RowPlan) -> None:
        self.stdout.write(f"第 {row.number} 行 {LABELS[row.status]} {row.key}".rstrip())
        for name, (old, new) in row.changes.items():
            self.stdout.write(f"    {name}: {old!r} → {new!r}")
        for error in row.errors:
            self.stderr.write(f"第 {row.number} 行 {error.column}“{error.value}”：{error.message}{error.allowed}")
        for warning in row.warnings:
            self.stderr.write(f"第 {row.number} 行 注意：{warning}")

    def _summarise(self, plan: Plan, dry_run: bool, sheet_import) -> None:
        summary = "，".join(f"{LABELS[status]} {count}" for status, count in plan.counts.items())
        if dry_run or plan.is_blocked:
            summary += "（试运行，未保存）" if dry_run else "（有失败或冲突的行，全部没有保存）"
        elif sheet_import is not None:
            summary += f"（撤销：import_products --undo {sheet_import.pk}）"
        self.stderr.write(summary)
        if plan.is_blocked:
            sys.exit(1)
