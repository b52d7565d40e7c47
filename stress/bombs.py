"""Files made to fill the memory or to take for ever: each is read by a process of its own, timed and weighed.

`python -m stress.bombs` prints a row a file; exit 1 where one took longer than SECONDS or more memory than MEGABYTES.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import django

SECONDS, MEGABYTES = 60, 600  # processor time, and memory above that of a process that has read nothing
_MAIN = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def workbook(rows: int, columns: int) -> bytes:
    """Cells that all hold a text of their own."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(rows):
        for column in range(columns):
            sheet.write_string(row, column, f"{row} {column}")
    book.close()
    return out.getvalue()


def zeros(megabytes: int, around: dict[str, str | bytes], name: str) -> bytes:
    """A package whose part `name` unpacks to so many megabytes of blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in around.items():
            package.writestr(part, text)
        with package.open(name, "w", force_zip64=True) as part:
            for _each in range(megabytes):
                part.write(b" " * 1_000_000)
    return out.getvalue()


def parts_of(package: bytes, *, but: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist() if name != but}


def document(body: str, **others: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELS)
        package.writestr("word/document.xml", _MAIN.format(body))
        for name, text in others.items():
            package.writestr(name, text)
    return out.getvalue()


_P, _T = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "<w:r><w:t>字</w:t></w:r>"


def filled(piece: str, megabytes: float) -> str:
    return piece * int(megabytes * 1_000_000 / len(piece.encode()))


_BOOK, _PACKAGE = {"xl/workbook.xml": "<workbook/>"}, {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELS}
_SHEET, _CELL = "xl/worksheets/sheet1.xml", "<w:tc>" + _P.format("a") + "</w:tc>"
_OPEN, _SHUT = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
# What it is, under which name it comes, how it is made.
FILES: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
    ("a million cells, 50,000 × 20", "a.xlsx", lambda: workbook(50_000, 20)),
    ("a million cells, 200,000 × 5", "a.xlsx", lambda: workbook(200_000, 5)),
    ("a million cells, 1,000 × 1,000", "a.xlsx", lambda: workbook(1_000, 1_000)),
    (
        "a million cells as CSV",
        "a.csv",
        lambda: "\n".join(",".join(f"{r} {c}" for c in range(20)) for r in range(50_000)).encode(),
    ),
    ("workbook that unpacks to 10 GB", "a.xlsx", lambda: zeros(10_000, _BOOK, _SHEET)),
    ("workbook that unpacks to 390 MB", "a.xlsx", lambda: zeros(390, parts_of(workbook(2, 2), but=_SHEET), _SHEET)),
    ("Word file that unpacks to 10 GB", "a.docx", lambda: zeros(10_000, _PACKAGE, "word/document.xml")),
    ("Word file, as many paragraphs as are let in", "a.docx", lambda: document(filled(_P.format("字"), 2.9))),
    ("Word file, 29 MB of paragraphs", "a.docx", lambda: document(filled(_P.format("字"), 29))),
    ("Word file, 29 MB of empty paragraphs", "a.docx", lambda: document(filled("<w:p/>", 29))),
    ("Word file, 29 MB of runs in a paragraph", "a.docx", lambda: document(f"<w:p>{filled(_T, 29)}</w:p>")),
    (
        "Word file, 29 MB of cells in a row",
        "a.docx",
        lambda: document(f"<w:tbl><w:tr>{filled(_CELL, 29)}</w:tr></w:tbl>"),
    ),
    ("Word file, tables 5,000 deep", "a.docx", lambda: document(f"{_OPEN * 5_000}<w:p/>{_SHUT * 5_000}")),
    (
        "Word file, six parts more of 29 MB",
        "a.docx",
        lambda: document(_P.format("字"), **{f"word/header{n}.xml": filled("<w:p/>", 29) for n in range(6)}),
    ),
    ("HTML, 9 MB of paragraphs", "a.html", lambda: filled("<p>字字字</p>", 9).encode()),
    ("HTML, 9 MB of elements left open", "a.html", lambda: filled("<b><i>", 9).encode()),
    ("text, 9 MB of lines", "a.txt", lambda: filled("这是一行字。\n", 9).encode()),
    ("text, 9 MB in one line", "a.txt", lambda: filled("这是一行字，", 9).encode()),
    ("Markdown, 9 MB of brackets", "a.md", lambda: filled("[", 9).encode()),
)


def read(data: bytes, name: str) -> str:
    """What became of it, in a few words."""
    from articles.importing.decoding import ImportRefused
    from articles.importing.reading import read as read_article
    from mscsite.core.tabular.grid import SheetRefused
    from mscsite.core.tabular.reading import read as read_sheets

    try:
        if not name.endswith((".xlsx", ".csv")):
            read_article(data, name)
            return "read"
        cells = sum(len(cells) for sheet in read_sheets(data, name) for _number, cells in sheet.rows)
    except (SheetRefused, ImportRefused) as refusal:
        return f"refused: {str(refusal).replace(name, '')[:70]}"
    return f"read, {cells:,} cells"


def weighed(path: Path) -> tuple[str, float, float]:
    """What became of the file, seconds of processor time, megabytes above those before it was opened."""
    for small, kind in (
        (document(""), "a.docx"),
        (workbook(2, 2), "a.xlsx"),
        (b"<p>a", "a.html"),
        (b"a", "a.md"),
        (b"a,b", "a.csv"),
    ):
        read(small, kind)  # libraries are loaded, and are not what is weighed
    before = _peak()
    started = time.process_time()
    told = read(path.read_bytes(), path.name)
    return told, time.process_time() - started, _peak() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    code = 0
    for label, name, make in FILES:
        with tempfile.TemporaryDirectory(prefix="bombs-") as folder:
            path = Path(folder) / name
            path.write_bytes(make())
            size = path.stat().st_size / 1_000_000
            command = [sys.executable, "-m", "stress.bombs", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS * 20)
        if done.returncode:
            sys.stdout.write(f"FAILED  {label}: {done.stderr[-300:]}\n")
            code = 1
            continue
        told, seconds, megabytes = done.stdout.rsplit("\t", 2)
        is_fine = float(seconds) <= SECONDS and float(megabytes) <= MEGABYTES
        code = code if is_fine else 1
        mark = "fine  " if is_fine else "BEYOND"
        sys.stdout.write(
            f"{mark}  {label} ({size:.1f} MB): {float(seconds):.1f} s, {float(megabytes):.0f} MB; {told}\n"
        )
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    django.setup()
    if sys.argv[1:]:
        sys.stdout.write("\t".join(map(str, weighed(Path(sys.argv[1])))))
    else:
        sys.exit(main())
