"""Taking an import back, as long as nobody has edited its rows since."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from mscsite.core import audit, history
from products.sheets.apply import BATCH, Tell, columns_of, set_trials, stamps_of, untold, write
from products.sheets.columns import LAYOUTS, PRODUCTS, Layout
from products.sheets.models import ImportState, SheetImport, SheetImportRow
from products.sheets.records import MODELS

_SHOWN = 5


class UndoRefused(Exception):
    """Why an import cannot be taken back."""


@transaction.atomic
def undo(number: int, *, actor: AbstractBaseUser | None, origin: str, tell: Tell = untold) -> SheetImport:
    """Put back what import `number` changed and delete what it created: all or nothing, audited.

    UndoRefused where it is not applied, or names the rows that were edited or used since.
    """
    sheet_import = SheetImport.objects.select_for_update().defer("data").filter(pk=number).first()
    if sheet_import is None or sheet_import.state != ImportState.APPLIED:
        raise UndoRefused(_("没有可撤销的导入 %(n)s。") % {"n": number})
    layout = LAYOUTS[sheet_import.layout]
    # Claimed before anything is read: on SQLite, too, nobody else writes from here on.
    sheet_import.state, sheet_import.undone_at = ImportState.UNDONE, timezone.now()
    sheet_import.save(update_fields=["state", "undone_at"])
    rows, done = sheet_import.rows.filter(record_id__isnull=False).order_by("id").iterator(chunk_size=BATCH), 0
    while some := list(itertools.islice(rows, BATCH)):
        _refuse_edited(layout, some)
        _put_back(layout, sheet_import, some, actor, origin)
        tell(done := done + len(some))
    return sheet_import


def _refuse_edited(layout: Layout, rows: Sequence[SheetImportRow]) -> None:
    model, keys = MODELS[layout.name], [row.record_id for row in rows]
    list(model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    now = stamps_of(layout, keys)
    edited = [row.key for row in rows if now.get(row.record_id) != row.stamp_after]
    if edited:
        names = "、".join(edited[:_SHOWN]) + ("…" if len(edited) > _SHOWN else "")
        raise UndoRefused(_("这些行在导入之后又有改动，不能撤销：%(names)s。") % {"names": names})


def _put_back(
    layout: Layout,
    sheet_import: SheetImport,
    rows: Sequence[SheetImportRow],
    actor: AbstractBaseUser | None,
    origin: str,
) -> None:
    model = MODELS[layout.name]
    records = model._base_manager.in_bulk([row.record_id for row in rows])
    detail = {"file": sheet_import.file_name, "import": sheet_import.pk}
    notes = (
        ("deleted" if row.before is None else "undone", records[row.record_id], detail | {"row": row.number})
        for row in rows
    )
    audit.record_many(notes, actor=actor, origin=origin)
    changed = [row for row in rows if row.before is not None]
    for row in changed:
        _restore(records[row.record_id], row.before)
    if changed:
        write([records[row.record_id] for row in changed])
    if layout is PRODUCTS:
        set_trials({row.record_id: row.before["trials"] for row in changed})
    reason = _("撤销：") + sheet_import.file_name
    history.add_versions(model, [row.record_id for row in changed], kind="~", user=actor, reason=reason)
    _delete([records[row.record_id] for row in rows if row.before is None])


def _restore(record: models.Model, before: dict) -> None:
    """Set all columns as they were; text and machine text together, so that nothing is derived anew."""
    for field in columns_of(type(record)):
        value = before[field.attname]
        setattr(record, field.attname, value if isinstance(value, list | dict) else field.to_python(value))
    record.loaded_text = {name: getattr(record, name) for name in record.translated_columns()}


def _delete(records: Sequence[models.Model]) -> None:
    """Created by the import, and unused since: a product that got an event or is published by now stays."""
    for record in records:
        events = getattr(record, "events", None)
        if events is not None and events.exists():
            raise UndoRefused(_("产品 %(name)s 已有审批事件，不能撤销。") % {"name": record})
        try:
            record.delete()
        except (ProtectedError, ValidationError) as error:
            raise UndoRefused(_("%(name)s 已被引用，不能撤销。") % {"name": record}) from error
