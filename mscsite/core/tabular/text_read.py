"""CSV and JSON files into grids, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mscsite.core.encodings import marked
from mscsite.core.tabular import formulas
from mscsite.core.tabular.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TITLES,
    MISSING,
    Grid,
    SheetRefused,
    Value,
    is_empty,
    past_titles,
)

_DELIMITERS = ",\t;|"
# The module's own limit is 131,072 characters, and one for the whole process; a summary may be longer.
csv.field_size_limit(10 * 1024 * 1024)
_SAMPLE = 20_000
_COMMON = {"gb18030": "gb2312", "big5hkscs": "big5"}


def decode(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16, UTF-32, GB18030 or Big5, with or without a mark; else SheetRefused."""
    if found := marked(data):
        bom, encoding = found
        return _decoded(data[len(bom) :], encoding)
    for encoding in _likely(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("文字编码无法识别。请另存为“CSV UTF-8”或 .xlsx 后重新上传。"))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetRefused(
            _("文件标明是 %(encoding)s 编码，但第 %(n)s 个字节读不出来；文件可能已损坏。")
            % {"encoding": encoding, "n": error.start + 1}
        ) from error


def _likely(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark has a NUL beside every comma and line end."""
    sample = data[:4000]
    if sample.count(b"\0") > len(sample) // 20:
        at_odd_places = sample[1::2].count(0) >= sample[::2].count(0)
        return ("utf-16-le",) if at_odd_places else ("utf-16-be",)
    return ("utf-8", *_chinese(data[:_SAMPLE]))


def _chinese(sample: bytes) -> tuple[str, str]:
    """GB18030 and Big5, the likelier first: most bytes are characters in either, but rare ones in the wrong one.

    Excel's plain “CSV” is in GB18030 on machines of the mainland, in Big5 on those of Taiwan and Hong Kong.
    """
    shares = {name: _common(sample.decode(name, "ignore"), narrow) for name, narrow in _COMMON.items()}
    return ("big5hkscs", "gb18030") if shares["big5hkscs"] > shares["gb18030"] else ("gb18030", "big5hkscs")


def _common(text: str, narrow: str) -> float:
    """The share of characters beyond ASCII that an older, smaller encoding has, too."""
    wide = [character for character in text if character > "\x7f"]
    return sum(bool(character.encode(narrow, "ignore")) for character in wide) / len(wide) if wide else 0.0


def read_csv(data: bytes) -> Grid:
    """A CSV file, its separator (comma, tab or semicolon) found in its first line; SheetRefused where it is none."""
    text = decode(data)
    first, _end, rest = text.partition("\n")
    hint = first.rstrip("\r")
    if hint.lower().startswith("sep=") and len(hint) == 5:  # Excel's own
        text, delimiter = rest, hint[4]
    else:
        delimiter = _delimiter(text)
    records = _records(text, delimiter)
    found = past_titles(records)
    if found is None:
        raise SheetRefused(_("文件是空的。"))
    _number, header, warnings = found
    return Grid("", tuple(header), _checked(records, len(header)), warnings)


def _delimiter(text: str) -> str:
    """The commonest separator outside quotes of the first line that has any: a title above the header has none."""
    for line in itertools.islice(io.StringIO(text), MAX_TITLES):
        outside = "".join(line.split('"')[::2])
        best = max(_DELIMITERS, key=outside.count)
        if best in outside:
            return best
    return ","


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetRefused(_("CSV 格式有误：%(error)s。") % {"error": error}, row=number) from error


def _checked(records: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    count = 0
    for number, record in records:
        if all(map(is_empty, record)):
            continue
        count += 1
        if count > MAX_ROWS:
            raise SheetRefused(_("超过 %(n)s 行，请分成几个文件导入。") % {"n": MAX_ROWS}, row=number)
        if any(not is_empty(cell) for cell in record[width:]):
            raise SheetRefused(
                _("这一行比表头多出几格：多半是文字里的逗号没有加引号。请用 Excel 或 WPS 重新另存。"), row=number
            )
        yield number, [*map(formulas.read, record[:width]), *[""] * (width - len(record))]


def read_json(data: bytes) -> Grid:
    """A JSON list of objects; rows count from 1. SheetRefused where it is anything else."""
    try:
        objects = json.loads(decode(data), object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is no JSONDecodeError
        raise SheetRefused(_("JSON 格式有误：%(error)s。") % {"error": error}) from error
    if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
        raise SheetRefused(_("JSON 文件应为对象的列表：[{…}, {…}]。"))
    if len(objects) > MAX_ROWS:
        raise SheetRefused(_("超过 %(n)s 行，请分成几个文件导入。") % {"n": MAX_ROWS})
    header = tuple(dict.fromkeys(name for item in objects for name in item))
    if len(header) > MAX_COLUMNS:
        raise SheetRefused(_("列数超过 %(n)s。") % {"n": MAX_COLUMNS})
    rows: Iterator[tuple[int, list[Value]]] = (
        (number, [item.get(name, MISSING) for name in header]) for number, item in enumerate(objects, start=1) if item
    )
    return Grid("", header, rows)


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SheetRefused(_("一个对象里有两个“%(name)s”。") % {"name": twice}, column=twice)
    return found


def _no_number(name: str) -> Value:
    raise SheetRefused(_("JSON 里不能有 %(name)s。") % {"name": name})
