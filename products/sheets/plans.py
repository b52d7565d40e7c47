"""What an import would do, row by row; nothing here writes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from products.sheets.columns import Layout, Plain
from products.sheets.parse import CellError


class Status(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    FAILED = "failed"


@dataclass(slots=True)
class RowPlan:
    """One row: what is to become of its record. `changes` is `{field: [old, new]}`, old None where there was none."""

    number: int
    key: str
    status: Status
    changes: dict[str, list[Any]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pk: int | None = None
    incoming: str = ""
    untouched: bool = False  # in conflict, but the sheet's row is as it was exported

    @property
    def new_values(self) -> Plain:
        return {name: new for name, (_old, new) in self.changes.items()}

    def as_dict(self) -> dict[str, Any]:
        """The object that `import_products --json` prints."""
        found = {
            "row": self.number,
            "key": self.key,
            "status": str(self.status),
            "changes": self.changes,
            "errors": [error.as_dict() for error in self.errors],
        }
        return found | ({"warnings": self.warnings} if self.warnings else {})


@dataclass
class Plan:
    """All rows of a sheet, in its order."""

    layout: Layout
    rows: list[RowPlan]
    warnings: list[str]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(str(row.status) for row in self.rows)
        return {str(status): found[status] for status in Status if found[status]}

    @property
    def to_write(self) -> list[RowPlan]:
        return [row for row in self.rows if row.status in (Status.CREATED, Status.UPDATED)]

    @property
    def changed(self) -> list[RowPlan]:
        """All rows that are worth a look."""
        return [row for row in self.rows if row.status != Status.UNCHANGED or row.warnings]

    @property
    def is_blocked(self) -> bool:
        return any(row.status in (Status.FAILED, Status.CONFLICT) for row in self.rows)

    def keep_newer(self) -> None:
        """Leave alone the rows that only somebody else changed: their sheet's rows are as they were exported."""
        for row in self.rows:
            if row.status == Status.CONFLICT and row.untouched:
                row.status, row.errors, row.changes = Status.UNCHANGED, [], {}

    @property
    def fingerprint(self) -> str:
        """Equal for plans that say the same."""
        told = [[row.number, row.key, row.status, row.changes, len(row.errors)] for row in self.changed]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
