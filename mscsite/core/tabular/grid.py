"""What every format is read into: a grid of cells under a header, or a refusal that a person understands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 40 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200

# str, int, float, bool, date, datetime; of JSON also list and dict. An empty cell is "".
Value = Any
MISSING: Value = type("Missing", (), {"__repr__": lambda self: "MISSING"})()  # JSON object without this key


class SheetRefused(Exception):
    """A file that cannot be read as a sheet. `message` says why and what to do; the rest says where, if anywhere."""

    def __init__(self, message: str, *, sheet: str = "", row: int | None = None, column: str = "") -> None:
        super().__init__(message)
        self.message, self.sheet, self.row, self.column = str(message), sheet, row, column


@dataclass(frozen=True)
class Grid:
    """One sheet. `rows` gives each row that is not empty with its number as the spreadsheet shows it, once."""

    sheet: str
    header: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[Value]]]
    warnings: tuple[str, ...] = ()


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_empty(value: Value) -> bool:
    return value is None or value is MISSING or value == "" or (isinstance(value, str) and not value.strip())


def as_text(value: Value) -> str:
    """A cell as a person would type it: whole floats without `.0`, dates as ISO 8601, JSON null as nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
