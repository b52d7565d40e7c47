"""Files that hold a page with its pictures: web archives (.mhtml, .mht) and packed folders (.zip)."""

from __future__ import annotations

import email.policy
import io
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from urllib.parse import urljoin

from .beside import Finder, among
from .decoding import ImportRefused
from .docx_package import BROKEN_PACKAGE, MAX_BYTES

ARCHIVES = (".mhtml", ".mht")
_MOST_FILES = 2_000
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_PARTS = 3_000
_UTF8 = 0x800  # the flag of a name that says its encoding
_SAVE_AS_HTML = "请在浏览器中另存为“网页，全部”，把网页和它的 _files 文件夹一起上传"


@dataclass(frozen=True)
class Archived:
    """The page in a web archive: its bytes, where it was saved from ('' if unsaid), and the pictures with it."""

    page: bytes
    address: str
    find: Finder


def read_archive(data: bytes, name: str) -> Archived:
    """The page that a web archive was made of; ImportRefused where there is none in it."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(name, f"文件超过 {MAX_BYTES // (1024 * 1024)} MB", "请压缩其中的图片或拆分文件")
    try:
        parts = list(BytesParser(policy=email.policy.compat32).parsebytes(data).walk())[:_MOST_PARTS]
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        content = _content(page) if page is not None else b""
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ImportRefused(name, "网页存档已损坏，无法读取", _SAVE_AS_HTML) from error
    if not content.strip():
        raise ImportRefused(name, "网页存档里没有网页", _SAVE_AS_HTML)
    address = _header(page, "Content-Location") or _header(parts[0], "Snapshot-Content-Location")
    found = {key: part for part in parts if part is not page for key in _names(part, address)}
    return Archived(content, address, among(found, lambda key: _content(found[key])))


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(part: Message, name: str) -> str:
    return str(part.get(name) or "").strip()


def _names(part: Message, base: str) -> list[str]:
    """What a page may call a part of its archive."""
    if part.get_content_maintype() not in ("image", "application"):
        return []
    location, identifier = _header(part, "Content-Location"), _header(part, "Content-ID").strip("<>")
    try:
        whole = urljoin(base, location)
    except ValueError:
        whole = location
    return [name for name in dict.fromkeys((location, whole, f"cid:{identifier}")) if name not in ("", "cid:")]


def unpack_folder(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """The files in a .zip with their paths, without what systems add to it; ImportRefused if unsafe."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(name, f"文件超过 {MAX_BYTES // (1024 * 1024)} MB", "请分成几个压缩包")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if _is_wanted(info)]
            _refuse_unsafe(archive.infolist(), name)
            files = [(_path(info), archive.read(info)) for info in infos]
    except BROKEN_PACKAGE as error:
        raise ImportRefused(name, "压缩包已损坏，无法打开", "请重新压缩后再上传") from error
    if not files:
        raise ImportRefused(name, "压缩包里没有可用的文件", "请放入文章文件和图片后再上传")
    return files


def _refuse_unsafe(infos: list[zipfile.ZipInfo], name: str) -> None:
    names = {info.filename for info in infos}
    if "word/document.xml" in names:
        raise ImportRefused(name, "其实是 Word 文件", "请把扩展名改回 .docx 再导入")
    if any(info.flag_bits & 1 for info in infos):
        raise ImportRefused(name, "压缩包有密码", "请去掉密码后再上传")
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > _MOST_FILES or unpacked > _MOST_UNPACKED:
        size = f"{unpacked // (1024 * 1024)} MB，{len(infos)} 个文件"
        raise ImportRefused(name, f"解压后过大（{size}），可能是压缩炸弹", "请核对文件来源，或分成几个压缩包")


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    path = _path(info)
    last = path.rpartition("/")[2]
    return not (info.is_dir() or path.startswith("__MACOSX/") or last.startswith(".") or last == "Thumbs.db")


def _path(info: zipfile.ZipInfo) -> str:
    """The path of a file as it was packed: Windows writes Chinese names in its own encoding and says nothing of it."""
    path = info.filename.replace("\\", "/")
    if info.flag_bits & _UTF8 or path.isascii():
        return path
    try:
        raw = path.encode("cp437")
    except UnicodeEncodeError:
        return path
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return path


__all__ = ["ARCHIVES", "Archived", "read_archive", "unpack_folder"]
