"""From the bytes of a bibliographic file to its text, or to a refusal that says what is wrong. Pure.

Articles are decoded elsewhere (`articles.importing.decoding`), which this app may not import: prose is told from
debris by its words, bibliographies by their syntax.
"""

from __future__ import annotations

import json
import re

from mscsite.core.encodings import marked

MAX_BYTES = 50 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF", "是 PDF 文件"),
    (b"PK\x03\x04", "是压缩包或 Office 文件"),
    (b"\xd0\xcf\x11\xe0", "是旧版 Office 文件"),
    (b"\x1f\x8b", "是压缩文件"),
    (b"\x89PNG", "是图片"),
    (b"{\\rtf", "是 RTF 文件"),
)
_HTML = re.compile(r"\s*(?:<!DOCTYPE html|<html\b|<head\b|<body\b)", re.IGNORECASE)


class Refused(Exception):
    """A file that cannot be read. The message names the file, and the entry and field where there is one."""


def decode(data: bytes, name: str) -> str:
    """The text of UTF-8, UTF-16, UTF-32 (with their marks) or GB18030, with `\\n` line ends; raises Refused."""
    if len(data) > MAX_BYTES:
        raise Refused(f"{name}：文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后再导入。")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise Refused(f"{name}：{kind}，不是 RIS、BibTeX 或 JSON 文本。")
    text = _text(data, name).replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff")
    if not text.strip():
        raise Refused(f"{name}：文件是空的。")
    if "\0" in text:
        raise Refused(f"{name}：含有二进制内容，不是文本文件。")
    if _HTML.match(text):
        raise Refused(f"{name}：是网页（HTML），不是数据。下载时可能得到了登录页或错误页，请重新下载。")
    return text


def parse_json(text: str, name: str) -> object:
    """The JSON of a file; raises Refused, naming the place where it cannot be read."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 列"
        raise Refused(f"{name}：不是有效的 JSON：{place}无法读出，文件可能不完整。") from error
    except RecursionError as error:
        raise Refused(f"{name}：JSON 嵌套过深，不是文献或试验数据。") from error


def _text(data: bytes, name: str) -> str:
    if found := marked(data):
        mark, encoding = found
        return _decoded(data[len(mark) :], encoding, name, len(mark))
    for encoding in ("utf-8", "gb18030") if b"\0" not in data[:2] else (_utf16(data),):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(f"{name}：无法识别文字编码（不是 UTF-8、UTF-16 或 GB18030），请另存为 UTF-8。")


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of an ASCII beginning is zero."""
    return "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"


def _decoded(data: bytes, encoding: str, name: str, before: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        place = error.start + before + 1
        raise Refused(f"{name}：按文件头标明的 {encoding} 编码，第 {place} 个字节无法读出。") from error
