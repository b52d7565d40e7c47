"""From an uploaded file to a finished import, in one step or in two with a look in between."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from mscsite.core.tabular.reading import read
from products.sheets.apply import Tell, apply, untold
from products.sheets.approvals import is_approvals, open_approvals
from products.sheets.compare import compare
from products.sheets.models import ImportState, SheetImport, SheetImportRow
from products.sheets.parse import open_sheet
from products.sheets.plans import Plan

FORGOTTEN_AFTER = dt.timedelta(days=2)
_NAME_LENGTH = 200


class Outdated(Exception):
    """What was previewed is no longer what would be done: the database changed in between, and the preview is new."""


class Blocked(Exception):
    """Rows in conflict or failed: nothing is written until the sheet is mended."""


def plan(data: bytes, name: str, *, may_publish: bool = False, lock: bool = False) -> Plan:
    """What importing a file would do; SheetRefused where it cannot be read. Nothing is written."""
    grids = read(data, name)
    approvals = [grid for grid in grids if is_approvals(grid)]
    sheet = open_approvals(approvals[0]) if approvals else open_sheet(grids)
    return compare(sheet, may_publish=may_publish, lock=lock)


@transaction.atomic
def preview(data: bytes, name: str, *, actor: AbstractBaseUser, may_publish: bool) -> SheetImport:
    """Keep a file with what importing it would do, for `confirm`. SheetRefused where it cannot be read."""
    found = plan(data, name, may_publish=may_publish)
    waiting = SheetImport.objects.filter(state=ImportState.PREVIEW)
    waiting.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
    sheet_import = SheetImport(file_name=name[-_NAME_LENGTH:], layout=found.layout.name, data=data, actor=actor)
    _keep(sheet_import, found)
    return sheet_import


def _keep(sheet_import: SheetImport, found: Plan) -> None:
    sheet_import.counts, sheet_import.warnings = found.counts, found.warnings
    sheet_import.fingerprint = found.fingerprint
    sheet_import.save()
    sheet_import.rows.all().delete()
    SheetImportRow.objects.bulk_create(
        (
            SheetImportRow(
                sheet_import=sheet_import,
                number=row.number,
                key=row.key[:_NAME_LENGTH],
                status=row.status,
                changes=row.changes,
                errors=[error.as_dict() for error in row.errors],
                warnings=row.warnings,
                incoming=row.incoming,
                untouched=row.untouched,
            )
            for row in found.changed
        ),
        batch_size=500,
    )


def confirm(
    sheet_import: SheetImport,
    *,
    actor: AbstractBaseUser,
    origin: str,
    may_publish: bool,
    keep_newer: bool = False,
    tell: Tell = untold,
) -> None:
    """Do what was previewed, all or nothing.

    Outdated where that is no longer what would be done: the preview is then the new one. Blocked where rows fail or
    are in conflict; with `keep_newer` a conflict over a row that the sheet did not touch is none.
    """
    is_outdated = False
    with transaction.atomic():
        SheetImport.objects.filter(pk=sheet_import.pk).update(actor=actor)  # the write lock, on SQLite too
        sheet_import = SheetImport.objects.select_for_update().get(pk=sheet_import.pk)
        if sheet_import.state != ImportState.PREVIEW:
            raise Blocked
        found = plan(bytes(sheet_import.data), sheet_import.file_name, may_publish=may_publish, lock=True)
        is_outdated = found.fingerprint != sheet_import.fingerprint
        if is_outdated:
            _keep(sheet_import, found)
        else:
            _finish(sheet_import, found, actor, origin, keep_newer, tell)
    if is_outdated:
        raise Outdated


def _finish(
    sheet_import: SheetImport,
    found: Plan,
    actor: AbstractBaseUser | None,
    origin: str,
    keep_newer: bool,
    tell: Tell = untold,
) -> None:
    if keep_newer:
        found.keep_newer()
    if found.is_blocked:
        raise Blocked
    apply(found, sheet_import, actor=actor, origin=origin, tell=tell)
    sheet_import.state, sheet_import.applied_at, sheet_import.data = ImportState.APPLIED, timezone.now(), None
    sheet_import.counts = found.counts
    sheet_import.save()


def import_now(
    data: bytes, name: str, *, origin: str, dry_run: bool, may_publish: bool, keep_newer: bool = False
) -> tuple[Plan, SheetImport | None]:
    """Import a file in one step, as commands do. Nothing is written where a row fails, or with `dry_run`."""
    if dry_run:
        found = plan(data, name, may_publish=may_publish)
        if keep_newer:
            found.keep_newer()
        return found, None
    with transaction.atomic():
        sheet_import = SheetImport.objects.create(file_name=name[-_NAME_LENGTH:], layout="")
        found = plan(data, name, may_publish=may_publish, lock=True)
        sheet_import.layout, sheet_import.warnings = found.layout.name, found.warnings
        try:
            _finish(sheet_import, found, None, origin, keep_newer)
        except Blocked:
            transaction.set_rollback(True)
            return found, None
        if not found.to_write:
            sheet_import.delete()
            return found, None
    return found, sheet_import
