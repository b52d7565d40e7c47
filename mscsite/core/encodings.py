"""Byte order marks, for everything that reads files from elsewhere. Pure."""

from __future__ import annotations

import codecs

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def marked(data: bytes) -> tuple[bytes, str] | None:
    """The byte order mark that `data` begins with and the encoding it stands for; None where there is no mark."""
    return next((mark for mark in _MARKS if data.startswith(mark[0])), None)
