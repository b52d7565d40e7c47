"""A Word file as a package of parts, refused before anything in it is unpacked if it could do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from mscsite.core.packages import BROKEN_PACKAGE

from .decoding import ImportRefused

MAX_BYTES = 50 * 1024 * 1024  # with its pictures
_MOST_PARTS = 2_000
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_XML = 30 * 1024 * 1024
_MOST_MARKS = 500_000  # "<" in a part: a hundred pages have less; of more, what is made of them fills the memory
_MAIN = "word/document.xml"
_OTHERS = {"xl/workbook.xml": "Excel 表格", "ppt/presentation.xml": "PowerPoint 演示文稿", "content.xml": "ODF 文件"}
_RESAVE = "请在 Word 中打开后另存为 .docx 再导入"

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of a Word file by their names; ImportRefused for what is broken, no Word file, or dangerous."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(name, f"文件超过 {MAX_BYTES // (1024 * 1024)} MB", "请压缩其中的图片或拆分文件")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_by_contents(archive.infolist(), name)
            parts = {info.filename: archive.read(info) for info in archive.infolist() if _is_xml(info.filename)}
    except BROKEN_PACKAGE as error:
        raise ImportRefused(name, "Word 文件已损坏，无法打开", _RESAVE) from error
    for part in parts.values():
        if part.count(b"<") > _MOST_MARKS:
            raise ImportRefused(name, "内容太多，不像一篇文章", "请拆分文件，每个文件只放一篇文章")
        head = part[:4096].replace(b"\0", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise ImportRefused(name, "文件中含有实体声明（可能用于攻击）", _RESAVE)
    return parts


def repack(data: bytes, changed: Mapping[str, bytes], name: str) -> bytes:
    """The package with some of its parts changed; ImportRefused where another part of it is broken."""
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
            for info in old.infolist():
                new.writestr(info.filename, changed.get(info.filename) or old.read(info))
    except BROKEN_PACKAGE as error:
        raise ImportRefused(name, "Word 文件已损坏，无法打开", _RESAVE) from error
    return buffer.getvalue()


def tree_of(part: bytes, name: str) -> etree._Element:
    """A part as a tree; no entity in it is resolved and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(part, parser=parser)
    except etree.XMLSyntaxError as error:
        raise ImportRefused(name, "Word 文件的内容已损坏", _RESAVE) from error


def _refuse_by_contents(infos: list[zipfile.ZipInfo], name: str) -> None:
    names = {info.filename for info in infos}
    if _MAIN not in names:
        kind = next((kind for part, kind in _OTHERS.items() if part in names), "压缩包")
        raise ImportRefused(name, f"是{kind}，不是 Word 文件", "请提供 .docx、.txt、.md 或 .html 文件，压缩包请先解压")
    if any(info.flag_bits & 1 for info in infos):
        raise ImportRefused(name, "文件有密码保护", "请去掉密码后再导入")
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise ImportRefused(name, "文件含有宏", "请在 Word 中另存为不含宏的 .docx 再导入")
    unpacked = sum(info.file_size for info in infos)
    xml = max((info.file_size for info in infos if _is_xml(info.filename)), default=0)
    if len(infos) > _MOST_PARTS or unpacked > _MOST_UNPACKED or xml > _MOST_XML:
        size = f"{unpacked // (1024 * 1024)} MB，{len(infos)} 个部件"
        raise ImportRefused(name, f"解压后过大（{size}），可能是压缩炸弹", "请核对文件来源")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))
