"""The marks in a body that point at records: citations, links to records, live embeds. Pure: HTML in, keys out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml.html import HtmlElement

# Control characters and the like are in no document that XML, and so lxml, would accept.
_UNHOLDABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
RECORD_TYPES = ("product", "trial", "term")


@dataclass(frozen=True)
class Marks:
    """Keys in order of first appearance, each once."""

    citations: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


def fragment(html: str) -> HtmlElement:
    """The body as a tree, below one `div`, without characters that no tree can hold."""
    return lxml.html.fragment_fromstring(_UNHOLDABLE.sub("", html), create_parent="div")


def citation_marks(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter("cite"):
        if key := element.get("data-citation"):
            yield element, key


def record_links(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, str]]:
    """Links to records as (element, type, key); those of no known type are left out."""
    for element in tree.iter("a"):
        kind, _colon, key = element.get("data-record", "").partition(":")
        if kind in RECORD_TYPES and key:
            yield element, kind, key


def target_of(element: HtmlElement) -> str:
    """What a link leads to, a record (`product:slug`) before an address; empty where the element is no link."""
    if element.tag != "a":
        return ""
    return element.get("data-record") or element.get("href") or ""


def image_figures(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter("figure"):
        if key := element.get("data-image"):
            yield element, key


def find(*bodies: str) -> Marks:
    """The marks of several bodies together (the two scripts of one article)."""
    found: dict[str, dict[str, None]] = {"citation": {}, "product": {}, "trial": {}, "term": {}, "image": {}}
    for body in filter(None, bodies):
        tree = fragment(body)
        for _element, key in citation_marks(tree):
            found["citation"].setdefault(key)
        for _element, kind, key in record_links(tree):
            found[kind].setdefault(key)
        for _element, key in image_figures(tree):
            found["image"].setdefault(key)
    return Marks(*(tuple(found[kind]) for kind in ("citation", "product", "trial", "image")))
