"""One file, whatever its kind, to the article in it. The content decides what it is; the name only helps."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TypeVar

from .archives import ARCHIVES, read_archive
from .beside import Finder, either, nothing
from .decoding import ImportRefused, decode
from .docx import docx_pictures, source_of_docx
from .docx_package import MAX_BYTES
from .html_tables import TooManyRows
from .html_tree import TooDeep, parse
from .markdown import html_of_markdown, is_too_linked, source_of_markdown
from .page import source_of_page
from .parsed import ParsedArticle
from .pictures import Picture, pictures_within
from .repairs import RepairProposal
from .structure import Source, build, proposals
from .text import source_of_text

T = TypeVar("T")
_MARKDOWN, _HTML, _WORD = (".md", ".markdown"), (".html", ".htm", *ARCHIVES), (".docx",)
SUFFIXES = (".txt", *_MARKDOWN, *_HTML, *_WORD)
_MACROS = (".docm", ".dotm")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_IS_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|p|h1|table|section|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:p|div|li|h[1-6]|br|td|span|section|a)\b[^<>]*>", re.IGNORECASE)
_ARCHIVED = re.compile(rb"(?:From: <Saved by|MIME-Version:|Content-Type: multipart/related)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A file cut into lines, and the text that they were made from."""

    source: Source
    text: str

    @property
    def identity(self) -> str:
        """What a changed file is known by: its text, and which of its pictures are missing."""
        return "\n".join([self.text, *(picture.address for picture in self.source.left_pictures)])

    def article(self, repairs: Collection[str] = frozenset(), keep: Collection[int] = frozenset()) -> ParsedArticle:
        """The article, with those repairs done that somebody agreed to, and the lines left in that somebody wants.

        Without any by default; see `repairs` and `structure.build`.
        """
        return build(self.source, repairs, keep)

    def proposals(self, keep: Collection[int] = frozenset()) -> tuple[RepairProposal, ...]:
        """The repairs that somebody may agree to."""
        return proposals(self.source, keep)


def read(data: bytes, name: str, find: Finder = nothing) -> Reading:
    """The bytes of a file, its name and the files beside it in, what it says out.

    ImportRefused with the reason and what to do.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _MACROS:
        raise ImportRefused(name, "是含宏的 Word 文件", "请在 Word 中另存为不含宏的 .docx 再导入")
    if suffix not in SUFFIXES:
        raise ImportRefused(name, f"不支持“{suffix or '无扩展名'}”文件", f"请另存为 {'、'.join(SUFFIXES)} 后再导入")
    if data.startswith(_ZIP):
        return _from_word(data, name, suffix)
    if suffix in _WORD and data.startswith(_OLE):
        reason = "其实是旧版 Word 文件（.doc），只是扩展名写成了 .docx"
        raise ImportRefused(name, reason, "请在 Word 中另存为 .docx 再导入")
    page = _page_of(data, name, find)
    text = _decoded(page.data, name)
    return Reading(_or_refused(lambda: _from_text(text, suffix, page), name), text)


@dataclass(frozen=True)
class _Page:
    """A text file, or the page in a web archive, with what lies beside it."""

    data: bytes
    find: Finder
    address: str = ""
    is_archived: bool = False


def _page_of(data: bytes, name: str, find: Finder) -> _Page:
    if PurePath(name).suffix.lower() not in ARCHIVES and not _ARCHIVED.match(data[:200].lstrip()):
        return _Page(data, find)
    archived = read_archive(data, name)
    return _Page(archived.page, either(archived.find, find), archived.address, is_archived=True)


def _or_refused(reading: Callable[[], T], name: str) -> T:
    """What `reading` gives; ImportRefused for what only shows on the way."""
    try:
        return reading()
    except TooManyRows as error:
        raise ImportRefused(name, "有超过两万行的表格，不像是文章", "请把表格另存为表格文件，文章单独导入") from error
    except TooDeep as error:
        raise ImportRefused(
            name, "网页的标签嵌套过深，可能已损坏", "请在浏览器中复制正文，另存为纯文本后再导入"
        ) from error


def _from_word(data: bytes, name: str, suffix: str) -> Reading:
    source, text = _or_refused(lambda: source_of_docx(data, name), name)
    return Reading(_noting(source, suffix, _WORD, "Word"), text)


def pictures(data: bytes, name: str, find: Finder = nothing) -> Iterator[Picture]:
    """The pictures that a file brings along or that lie beside it, unchecked; ImportRefused as from `read`."""
    if data.startswith(_ZIP):
        yield from docx_pictures(data, name)
        return
    page = _page_of(data, name, find)
    text = _decoded(page.data, name)
    if PurePath(name).suffix.lower() in _MARKDOWN:
        if is_too_linked(text):
            return  # it is read as plain text, which has none
        text = html_of_markdown(text)[0]
    tree = parse(text)
    yield from pictures_within(tree.body, page.find, page.address or tree.address)


def _decoded(data: bytes, name: str) -> str:
    """The text of a file; a page may be as large as a Word file, since its pictures may be in it."""
    is_page = PurePath(name).suffix.lower() in _HTML and b"data:image/" in data
    return decode(data, name, MAX_BYTES) if is_page else decode(data, name)


def _from_text(text: str, suffix: str, page: _Page) -> Source:
    is_html = page.is_archived or _IS_HTML.match(text) or (suffix in _HTML and _TAG.search(text))
    if is_html and suffix not in _MARKDOWN:
        source = _noting(source_of_page(text, page.find, page.address), suffix, _HTML, "HTML")
        wrong = _wrong_charset(page.data)
        return replace(source, notes=(*source.notes, wrong)) if wrong else source
    if suffix in _MARKDOWN:
        return source_of_markdown(text, page.find)
    return _noting(source_of_text(text), suffix, (".txt",), "纯文本")


def _noting(source: Source, suffix: str, own: tuple[str, ...], kind: str) -> Source:
    if suffix in own:
        return source
    return replace(source, notes=(*source.notes, f"扩展名是 {suffix}，内容是{kind}，已按内容读取"))


def _wrong_charset(data: bytes) -> str:
    """What a page says of its encoding, where that is not so."""
    match = _CHARSET.search(data[:4096])
    said = match[1].decode("ascii").lower() if match else ""
    try:
        is_utf8 = bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        is_utf8 = False
    if not said or data.isascii() or (said in ("utf-8", "utf8")) == is_utf8:
        return ""
    return f"网页标明的编码是 {said}，与实际不符，已按实际的编码读取"


__all__ = ["MAX_BYTES", "SUFFIXES", "Reading", "pictures", "read"]
