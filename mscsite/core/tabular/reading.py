"""A file, of whatever format its content shows, into grids."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mscsite.core.tabular.grid import MAX_BYTES, Grid, SheetRefused
from mscsite.core.tabular.text_read import read_csv, read_json
from mscsite.core.tabular.xlsx_read import read_xlsx

_OTHERS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"<!DOCTYPE",
    b"<html",
)  # fmt: skip


def read(data: bytes, name: str = "") -> list[Grid]:
    """The sheets of a workbook, or the one of a CSV or JSON file. SheetRefused says why a file cannot be read.

    The content decides, not the name: spreadsheets get renamed. Only macros are taken by their word as well.
    """
    if not data.strip():
        raise SheetRefused(_("文件是空的。"))
    if len(data) > MAX_BYTES:
        raise SheetRefused(_("文件超过 %(n)s MB，请分成几个文件导入。") % {"n": MAX_BYTES // 1024 // 1024})
    if name.lower().endswith((".xlsm", ".xlsb", ".xltm")):
        raise SheetRefused(_("带宏的或二进制的工作簿不读。请另存为 .xlsx。"))
    if data.startswith(_OTHERS):
        raise SheetRefused(_("这不是表格文件。请上传 .xlsx、.csv 或 .json。"))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return read_xlsx(data)
    is_json = name.lower().endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")
    return [read_json(data) if is_json else read_csv(data)]
