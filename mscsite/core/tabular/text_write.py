"""Rows to CSV and JSON, piece by piece."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence

from mscsite.core.tabular import formulas
from mscsite.core.tabular.grid import Value

_ROWS_A_PIECE = 100


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, without which Excel and WPS take Chinese for GB18030; lines end as Excel's do.

    Texts that look like formulas stay text, see `formulas`.
    """
    yield b"\xef\xbb\xbf"
    for some in itertools.chain([[header]], _pieces(rows)):
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows([map(formulas.for_csv, row) for row in some])
        yield buffer.getvalue().encode()


def json_pieces(objects: Iterable[dict[str, Value]]) -> Iterator[bytes]:
    """A list of objects, one a line; characters as they are."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    start = "[\n"
    for some in _pieces(objects):
        yield (start + ",\n".join(map(encode, some))).encode()
        start = ",\n"
    yield b"[]\n" if start == "[\n" else b"\n]\n"


def _pieces(items: Iterable) -> Iterator[list]:
    iterator = iter(items)
    while piece := list(itertools.islice(iterator, _ROWS_A_PIECE)):
        yield piece
