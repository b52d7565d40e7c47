"""Packed files (.zip, .docx, .xlsx) of strangers."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

# What zipfile lets through of itself and of the libraries below it where a package is broken; found by fuzzing.
BROKEN_PACKAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error)
BROKEN_PACKAGE += (EOFError, LookupError, NotImplementedError, OSError, OverflowError)
BROKEN_PACKAGE += (RuntimeError, TypeError, ValueError)
