"""HTML as a tree: whatever is broken in it mended by the parser, and what acts instead of saying taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

_PARSER_OPTIONS = {"encoding": "utf-8", "remove_comments": True, "remove_pis": True, "no_network": True}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ACTIVE = frozenset({"script", "noscript", "style", "template", "object", "embed", "applet", "iframe", "frame"})
_WITHOUT_WORDS = ("svg", "math", "canvas", "audio", "video", "map", "link", "base")
_OF_THE_HEAD = frozenset({"title", "meta", "link", "base", "style", "script"})
_WECHAT_TIME = re.compile(r"\b(?:createTime|create_time|publish_time)\s*[=:]\s*['\"](\d{4}-\d{2}-\d{2})")

_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")


class TooDeep(ValueError):
    """A page so deeply nested that the parser gave up, and with it whatever it holds below."""


@dataclass(frozen=True)
class Page:
    """A page: its body, the title of its window, the day that its scripts name, what was taken out of it, and the
    address it was saved from ('' where it does not say)."""

    body: html.HtmlElement
    window_title: str
    scripted_date: str
    notes: tuple[str, ...]
    address: str = ""


def parse(text: str) -> Page:
    """HTML in, a tree without scripts, styles and frames out; what is no HTML is a page of one text. May be TooDeep."""
    text = _NOT_XML.sub("", text)
    # huge_tree: without it the parser stops at a depth of 256 and the rest of the article would be lost.
    parser = html.HTMLParser(huge_tree=True, **_PARSER_OPTIONS)
    try:
        root = html.document_fromstring(f"<!DOCTYPE html>{_without_doctype(text)}<p></p>".encode(), parser=parser)
    except etree.ParserError:  # nothing but a comment
        root = html.document_fromstring("<p></p>")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise TooDeep
    date = _WECHAT_TIME.search(text)
    title = root.findtext(".//head/title") or ""
    address = _address(root, text)
    notes = _clean(root)
    return Page(_body(root), " ".join(title.split()), date[1] if date else "", notes, address)


def _address(root: html.HtmlElement, text: str) -> str:
    """The address that a page was saved from, as it says itself or as the browser noted."""
    base = next((element.get("href") or "" for element in root.iter("base")), "")
    saved = _SAVED_FROM.search(text[:2000])
    links = (element.get("href") for element in root.iter("link") if element.get("rel") == "canonical")
    said = (base, saved[1] if saved else "", next(filter(None, links), ""))
    return next((address for address in said if address.startswith(("http://", "https://"))), "")


def _body(root: html.HtmlElement) -> html.HtmlElement:
    """The body, with what the parser left in the head though it is shown: elements younger than HTML 4."""
    body = root.find("body")
    if body is None:
        return root
    shown = [child for head in root.findall("head") for child in head if child.tag not in _OF_THE_HEAD]
    for place, child in enumerate(shown):
        body.insert(place, child)
    if shown:
        shown[-1].tail = f"{shown[-1].tail or ''}{body.text or ''}"
        body.text = None
    return body


def _without_doctype(text: str) -> str:
    return re.sub(r"^\s*(?:<\?xml[^>]*>\s*)?<!DOCTYPE[^>]*>", "", text, count=1, flags=re.IGNORECASE)


def _clean(root: html.HtmlElement) -> tuple[str, ...]:
    active = sum(1 for _ in root.iter(*(ACTIVE - {"style", "noscript", "template"})))
    etree.strip_elements(root, *ACTIVE, *_WITHOUT_WORDS, with_tail=False)
    handlers = 0
    for element in root.iter(etree.Element):
        for name in [name for name in element.attrib if name.lower().startswith("on")]:
            del element.attrib[name]
            handlers += 1
    notes = [f"已去除网页中的脚本和嵌入内容 {active} 处"] if active else []
    return (*notes, *([f"已去除网页中的事件代码 {handlers} 处"] if handlers else []))
