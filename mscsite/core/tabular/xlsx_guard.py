"""Looking a workbook over before anything is built from it: size, macros, formulas, merged cells, hidden rows.

The readers of workbooks trust what they are given: a bomb of a few kilobytes fills the memory, one cell in the last
column of the last row reserves billions of cells, and a formula is silently read as what it once came to. So the raw
parts are read first, in pieces, with plain patterns; nothing is parsed that could expand.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

from django.utils.translation import gettext as _
from lxml import etree

from mscsite.core.packages import BROKEN_PACKAGE
from mscsite.core.tabular.grid import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, SheetRefused, column_letters

MAX_UNPACKED = 400 * 1024 * 1024
MAX_PARTS = 2000
_MAX_SMALL = 4 * 1024 * 1024  # the parts that name the others
_MAX_ROW_TEXT = 16 * 1024 * 1024
_PIECE = 1024 * 1024
_NAMED = 5  # so many cells are named in a message

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]+\d+)["'][^>]*>""")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])")
_ERROR = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\bt\s*=\s*["']e["'][^>]*>""")
_CONTENT = re.compile(rb"<(?:\w+:)?(?:v|is)(?=[\s>])")
_FAR = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{3,}|[H-Z][A-Z]|G[S-Z])(\d+)["'][^>/]*>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_DATE_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")


@dataclass
class SheetFacts:
    """What stands in a sheet beside its values."""

    hidden_rows: int = 0
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    merged: list[tuple[str, int, int]] = field(default_factory=list)  # with the first and the last row


def look_over(data: bytes) -> dict[str, SheetFacts]:
    """Facts of each worksheet by its name; SheetRefused for what is no workbook, too large, or has macros."""
    _refuse_other_files(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_package(package)
            sheets = _parts_of_sheets(package)
            facts = {}
            for info in package.infolist():
                name = next((name for name, part in sheets.items() if part == info.filename), None)
                if name is None:
                    _read_through(package, info)
                else:
                    facts[name] = _facts(_pieces(package, info), name)
    except BROKEN_PACKAGE as error:
        raise SheetRefused(_("文件已损坏，或者加了密码，打不开。请重新另存为 .xlsx。")) from error
    return {name: facts[name] for name in sheets if name in facts}


def _refuse_other_files(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise SheetRefused(_("文件超过 %(n)s MB，请分成几个文件导入。") % {"n": MAX_BYTES // 1024 // 1024})
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(_("这是旧版 .xls 文件，或加了密码的工作簿。请去掉密码，另存为 .xlsx。"))


def _refuse_package(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or len(names) > MAX_PARTS:
        raise SheetRefused(_("文件结构不正常，已拒绝读取。请用 Excel、WPS 或 LibreOffice 重新另存。"))
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SheetRefused(
            _("文件展开后超过 %(n)s MB，已拒绝读取。请删去多余的工作表和行。") % {"n": MAX_UNPACKED // 1024 // 1024}
        )
    if "xl/workbook.xml" not in names:
        raise SheetRefused(_("这不是 .xlsx 工作簿。请在 Excel、WPS 或 LibreOffice 中另存为 .xlsx 或“CSV UTF-8”。"))
    types = _small(package, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types or any(name.startswith(("xl/vbaProject", "xl/macrosheets/")) for name in names):
        raise SheetRefused(_("工作簿里有宏，已拒绝读取。请另存为不带宏的 .xlsx。"))


def _small(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _MAX_SMALL:
        raise SheetRefused(_("文件结构不正常，已拒绝读取。请用 Excel、WPS 或 LibreOffice 重新另存。"))
    return package.read(name)


def _parts_of_sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet by the sheet's name, in the order of the workbook."""
    workbook = _small(package, "xl/workbook.xml")
    if _DATE_1904.search(workbook):
        raise SheetRefused(_("工作簿用的是 1904 日期系统，日期会差四年。请在 Excel 的选项里取消后另存。"))
    targets = {}
    if "xl/_rels/workbook.xml.rels" in package.namelist():
        for link in _tree(_small(package, "xl/_rels/workbook.xml.rels")):
            target = link.get("Target", "")
            targets[link.get("Id")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    sheets = {}
    for element in _tree(workbook).iter("{*}sheet"):
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        sheets[element.get("name", "")] = targets.get(link, "")
    return sheets


def _tree(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise SheetRefused(_("文件结构不正常，已拒绝读取。请用 Excel、WPS 或 LibreOffice 重新另存。")) from error


def _read_through(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """To its end, where the checksum is compared: a part that lies about its size is found out here."""
    with package.open(info) as part:
        while part.read(_PIECE):
            pass


def _pieces(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that end before a row begins, so that no pattern is cut in two."""
    with package.open(info) as part:
        kept = b""
        while piece := part.read(_PIECE):
            kept += piece
            cut = kept.rfind(b"row", 0, len(kept) - 8)
            cut = kept.rfind(b"<", 0, cut) if cut > 0 else 0
            if cut > 0:
                yield kept[:cut]
                kept = kept[cut:]
            elif len(kept) > _MAX_ROW_TEXT:
                raise SheetRefused(_("有一行的内容过长，已拒绝读取。"))
        yield kept


def _facts(pieces: Iterator[bytes], sheet: str) -> SheetFacts:
    facts = SheetFacts()
    for piece in pieces:
        _check_extent(piece, sheet)
        facts.hidden_rows += sum(1 for row in _ROW.finditer(piece) if _HIDDEN.search(row[1]))
        for match in _FORMULA.finditer(piece):
            _note(facts.formulas, piece, match.start())
        for match in _ERROR.finditer(piece):
            _note(facts.errors, piece, match.end())
        for match in _MERGED.finditer(piece):
            left, top, right, bottom = (part.decode() for part in match.groups())
            facts.merged.append((f"{left}{top}:{right}{bottom}", int(top), int(bottom)))
    return facts


def _note(cells: list[str], piece: bytes, end: int) -> None:
    """The name of the last cell that begins before `end`."""
    if len(cells) > _NAMED:
        return
    start = max(piece.rfind(b"<c ", 0, end), piece.rfind(b":c ", 0, end) - 16, 0)
    found = _CELL.findall(piece[start:end])
    cells.append(found[-1].decode() if found else "?")


def _check_extent(piece: bytes, sheet: str) -> None:
    far = _FAR.search(piece)
    if far is not None and _CONTENT.match(piece, far.end()):
        raise SheetRefused(
            _("列数超过 %(n)s（%(cell)s 里还有内容）。请删去多余的列。")
            % {"n": MAX_COLUMNS, "cell": (far[1] + far[2]).decode()},
            sheet=sheet,
        )
    beyond = next((row for row in _ROW.finditer(piece) if _number_of(row) > MAX_ROWS + 1), None)
    if beyond is None:
        return
    # Once for all rows of the piece: a sheet that was formatted to its very end has a million empty ones.
    content = _CONTENT.search(piece, beyond.end())
    if content is not None:
        last = max(_number_of(row) for row in _ROW.finditer(piece, beyond.start(), content.start()))
        raise SheetRefused(_("超过 %(n)s 行，请分成几个文件导入。") % {"n": MAX_ROWS}, sheet=sheet, row=last)


def _number_of(row: re.Match[bytes]) -> int:
    """The number that a row gives itself; 0 where it gives none."""
    number = _ROW_NUMBER.search(row[1])
    return int(number[1]) if number is not None else 0


def named(cells: list[str]) -> str:
    """The first few of `cells`, for a message."""
    return "、".join(cells[:_NAMED]) + ("…" if len(cells) > _NAMED else "")


assert column_letters(MAX_COLUMNS - 1) == "GR"  # what `_FAR` is written for
