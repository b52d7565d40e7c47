"""One cell, in and out. Pure: a value in its plain form to what stands in a cell, and back.

Plain forms are those of JSON: text, number, list; a date is ISO 8601 with no more than is known.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mscsite.core.dates import parse as parse_date
from mscsite.core.tabular.grid import Value, as_text, is_empty
from products import jurisdictions
from products.doses import PER, UNITS, validate_dose_quantities
from products.sheets import words
from products.sheets.columns import Cell, Column

_SEPARATORS = re.compile(r"[;；\n]")
_CODE_SEPARATORS = re.compile(r"[;；,，、\n|]")
_DAY_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119, as spreadsheets count days
_YEARS = range(1500, 2200)
# 2016 typed into a cell that held a date becomes the 2016th day, in 1905. Days that early are written as text.
_FIRST_NATIVE = _DAY_ZERO + dt.timedelta(days=_YEARS.stop)
_DATE = re.compile(r"(\d{4})(?:(?:[-/.年])(\d{1,2})(?:(?:[-/.月])(\d{1,2}))?)?[年月日]?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟", '"'))  # what text processors make of quotation marks
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_QUANTITY = '[{"value": 2000000, "high": null, "unit": "cells", "per": "kg"}]'
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?Z?\Z")


class BadCell(Exception):
    """What is wrong with a cell, and what is allowed instead."""

    def __init__(self, message: str, allowed: str = "") -> None:
        super().__init__(message)
        self.message, self.allowed = message, allowed


def to_cell(column: Column, value: Any) -> Value:
    """The plain form of a value to a cell of XLSX or CSV: native days, years as numbers, lists as text."""
    write = _WRITERS.get(column.cell)
    return value if write is None else write(value)


def _write_date(value: str) -> Value:
    if len(value) == 10:
        day = dt.date.fromisoformat(value)
        return day if day >= _FIRST_NATIVE else value
    return int(value) if len(value) == 4 else value


def _write_list(items: list[str]) -> str:
    """Items between semicolons; as JSON where an item could be taken apart by that."""
    text = "; ".join(items)
    return text if split_list(text) == items else json.dumps(items, ensure_ascii=False)


def _write_json(items: list) -> str:
    return json.dumps(items, ensure_ascii=False) if items else ""


_WRITERS: dict[Cell, Callable[[Any], Value]] = {
    Cell.DATE: _write_date,
    Cell.DAY: _write_date,
    Cell.NAMES: _write_list,
    Cell.CHOICES: _write_list,
    Cell.TRIALS: _write_list,
    Cell.QUANTITIES: _write_json,
}


def from_cell(column: Column, value: Value) -> Any:
    """What stands in a cell to its plain form. BadCell says what is wrong with it and what is allowed.

    Companies, products and trials are given back as written: only the database knows them.
    """
    return _READERS[column.cell](column, value)


def _read_text(_column: Column, value: Value) -> str:
    if isinstance(value, list | dict):
        raise BadCell(_("这里应是文字。"))
    return unix_lines(as_text(value))


def unix_lines(text: str) -> str:
    """Line ends as `\\n`: spreadsheets, browsers and editors each have their own, and none means anything by it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def whole(value: Any) -> Any:
    """Numbers compare and print alike, whether they were kept as 2000000.0 or 2000000."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def narrow(value: Value) -> str:
    """Text of codes, numbers and dates: full-width characters as ASCII, no blanks around."""
    return unicodedata.normalize("NFKC", as_text(value)).strip()


def split_list(text: str, separators: re.Pattern[str] = _SEPARATORS) -> list[str]:
    """The items of a list in a cell: a JSON list, or items between separators. ValueError where it is bad JSON."""
    if text.lstrip().startswith("["):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return [unix_lines(item) for item in items]
    return [item.strip() for item in separators.split(text) if item.strip()]


def _read_names(_column: Column, value: Value) -> list[str]:
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise BadCell(_("这里应是文字的列表。"))
        return [unix_lines(item) for item in value]
    return split_list(_read_text(_column, value))


def _read_trials(_column: Column, value: Value) -> list[str]:
    items = value if isinstance(value, list) else split_list(narrow(value), _CODE_SEPARATORS)
    if not all(isinstance(item, str) for item in items):
        raise BadCell(_("这里应是登记号的列表。"))
    return sorted(set(items))


def _choice(field: str, text: str) -> str:
    found = words.value_of(field, text)
    if found is None:
        raise BadCell(_("没有“%(value)s”这个选项。") % {"value": text}, words.allowed(field))
    return found


def _read_choice(column: Column, value: Value) -> str:
    return "" if is_empty(value) else _choice(column.field, narrow(value))


def _read_choices(column: Column, value: Value) -> list[str]:
    items = value if isinstance(value, list) else split_list(narrow(value), _CODE_SEPARATORS)
    return list(dict.fromkeys(_choice(column.field, narrow(item)) for item in items))


def _read_quantities(_column: Column, value: Value) -> list[dict]:
    allowed = f"unit: {', '.join(UNITS)}; per: {', '.join(filter(None, PER))}; {_QUANTITY}"
    if not isinstance(value, list):
        text = narrow(value).translate(_STRAIGHT)
        try:
            value = json.loads(text) if text else []
        except (ValueError, RecursionError) as error:
            raise BadCell(_("不是 JSON 列表：%(error)s。") % {"error": error}, allowed) from error
    try:
        validate_dose_quantities(value)
    except ValidationError as error:
        raise BadCell(" ".join(error.messages), allowed) from error
    return [{name: whole(item[name]) for name in ("value", "high", "unit", "per")} for item in value]


def _read_date(_column: Column, value: Value) -> str:
    """A day, month or year, however a person or a program writes it: text, native date, or a serial of days."""
    if isinstance(value, dt.date):
        return _native_date(value)
    text = _MIDNIGHT.sub("", narrow(value).translate(_DASHES))
    if not text:
        return ""
    if re.fullmatch(r"\d{5}(\.0+)?", text) and int(text[:5]) in _SERIALS:
        return (_DAY_ZERO + dt.timedelta(days=int(text[:5]))).isoformat()
    match = _COMPACT_DATE.fullmatch(text) or _DATE.fullmatch(text.replace(" ", ""))
    if match is None or int(match[1]) not in _YEARS:
        _bad_date(value)
    iso = "-".join(part.zfill(2) for part in match.groups() if part)
    try:
        parse_date(iso)
    except ValueError:
        _bad_date(value)
    return iso


def _native_date(value: dt.date) -> str:
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else _bad_date(value)
    serial = (value - _DAY_ZERO).days
    return str(serial) if serial in _YEARS else value.isoformat()


def _bad_date(value: Value) -> str:
    raise BadCell(_("读不出日期“%(value)s”。") % {"value": as_text(value)}, "2024, 2024-12, 2024-12-18")


def _read_day(column: Column, value: Value) -> str:
    iso = _read_date(column, value)
    if iso and len(iso) != 10:
        raise BadCell(_("这里的日期要写到日。"), "2024-12-18")
    return iso


def _read_jurisdiction(_column: Column, value: Value) -> str:
    text = narrow(value)
    code = jurisdictions.parse(text) if text else ""
    if text and not code:
        allowed = _("ISO 3166 代码（如 KR、JP、CN）、EU 或国名")
        raise BadCell(_("不认识的国家或地区“%(value)s”。") % {"value": text}, allowed)
    return code


def _read_number(_column: Column, value: Value) -> int | None:
    text = narrow(value)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise BadCell(_("编号“%(value)s”不是数字。") % {"value": text}, _("导出时的编号；新行留空"))
    return int(text)


def _read_code(_column: Column, value: Value) -> str:
    return narrow(value)


def _read_company(column: Column, value: Value) -> str:
    return _read_text(column, value).strip()


_READERS: dict[Cell, Callable[[Column, Value], Any]] = {
    Cell.KEY: _read_code,
    Cell.TEXT: _read_text,
    Cell.NAMES: _read_names,
    Cell.CHOICE: _read_choice,
    Cell.CHOICES: _read_choices,
    Cell.TRIALS: _read_trials,
    Cell.QUANTITIES: _read_quantities,
    Cell.DATE: _read_date,
    Cell.DAY: _read_day,
    Cell.JURISDICTION: _read_jurisdiction,
    Cell.COMPANY: _read_company,
    Cell.PRODUCT: _read_company,
    Cell.NUMBER: _read_number,
    Cell.STATE: _read_choice,
    Cell.STAMP: _read_code,
}
