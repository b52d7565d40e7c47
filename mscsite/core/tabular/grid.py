"""What every format is read into: a grid of cells under a header, or a refusal that a person understands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MAX_BYTES = 100 * 1024 * 1024  # an export of 100,000 products as CSV comes to 87 MB
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_TITLES = 10  # lines above the header

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
    """One sheet. `rows` gives each row that is not empty with its number as the spreadsheet shows it, once.

    `merged` names the merged cells of its header row and of the titles above.
    """

    sheet: str
    header: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[Value]]]
    warnings: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


def past_titles(rows: Iterable[tuple[int, Sequence[Value]]]) -> tuple[int, Sequence[Value], tuple[str, ...]] | None:
    """The header row of a sheet, its number and what was passed over; None in a sheet without any.

    People write a title above a table, with the day or the department below it: a line of one cell under which wider
    ones follow. `rows` is left behind the header, empty rows may be among them.
    """
    titles: list[tuple[int, Sequence[Value]]] = []
    for number, cells in rows:
        filled = sum(not is_empty(cell) for cell in cells)
        if filled > 1:
            return number, cells, tuple(_("第 %(n)s 行只有一格，当作标题，没有读。") % {"n": n} for n, _cells in titles)
        titles += [(number, cells)] if filled else []
        if len(titles) > MAX_TITLES:
            break
    return (*titles[0], ()) if titles else None


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The number of a column, counted from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


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
