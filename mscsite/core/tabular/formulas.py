"""Texts that a spreadsheet would take for formulas, kept as text in CSV and given back as they were.

A CSV file has no types: Excel computes `=1+1` in it. A quote before such a text keeps it text; reading takes the quote
off again, in workbooks too, since people open a CSV file and save it as one. So a text that begins with quotes and a
sign by itself has one more of them in either format, and nothing is lost.
"""

from __future__ import annotations

import re

from mscsite.core.tabular.grid import Value

_SIGNS = frozenset("=+-@\t\r")
_QUOTE = "'"
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def for_csv(value: Value) -> Value:
    """A cell of CSV: texts that look like formulas behind a quote."""
    return _QUOTE + value if type(value) is str and (value[:1] in _SIGNS or _is_quoted(value)) else value


def for_workbook(text: str) -> str:
    """A text of a workbook, whose cells have types: only the quotes that reading will take off are doubled."""
    return _QUOTE + text if _is_quoted(text) else text


def read(value: Value) -> Value:
    """A cell of CSV or a workbook without the quote that keeps it text."""
    return value[1:] if type(value) is str and _is_quoted(value) else value


def _is_quoted(text: str) -> bool:
    return text[:1] == _QUOTE and _QUOTED.match(text) is not None
