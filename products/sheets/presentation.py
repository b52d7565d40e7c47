"""Rows of an import as the admin shows them."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from mscsite.core.tabular.grid import as_text
from products.sheets import words
from products.sheets.cells import to_cell
from products.sheets.columns import Cell, Layout
from products.sheets.models import SheetImportRow

# The look of each status: classes of the admin's style sheet.
_LOOKS = {"created": "public", "updated": "public", "conflict": "proposal", "failed": "warning"}


def status_in_words(status: str) -> str:
    names = {
        "created": _("新建"),
        "updated": _("更新"),
        "unchanged": _("无变化"),
        "conflict": _("冲突"),
        "failed": _("失败"),
    }
    return names.get(status, status)


def shown_row(row: SheetImportRow, layout: Layout) -> dict[str, Any]:
    """A row with its changes as `{title, old, new}`, in words."""
    known = {column.field for column in layout.columns}
    return {
        "row": row,
        "look": _LOOKS.get(row.status, "proposal"),
        "status": status_in_words(row.status),
        "changes": [
            {
                "title": layout.column(name).title if name in known else name,
                "old": shown_value(layout, name, old),
                "new": shown_value(layout, name, new),
            }
            for name, (old, new) in row.changes.items()
        ],
    }


def shown_value(layout: Layout, name: str, value: Any) -> str:
    """A value as its cell would show it, choices by their names; empty where there is none."""
    if value in ("", None, []):
        return ""
    column = layout.column(name)
    if column.cell in (Cell.CHOICE, Cell.STATE):
        return words.label_of(name, value, "zh-hans")
    if column.cell is Cell.CHOICES:
        return "、".join(words.label_of(name, item, "zh-hans") for item in value)
    if column.cell in (Cell.DATE, Cell.DAY):
        return value
    shown = to_cell(column, value)
    return as_text(shown) if not isinstance(shown, list | dict) else json.dumps(shown, ensure_ascii=False)
