"""What the two editions of GB/T 7714 share: authors, marks of type and medium, labels. Pure."""

from __future__ import annotations

import re

from .item import Item
from .names import Name, named
from .numbers import is_numeric, ordinal, pages, with_dash
from .text import join

_FULL_STOP = re.compile(r"[^.\s]{3,}\.\Z|。\Z")
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Jr|Co|Corp|etc|spp|vs|\w\.\w+)\.\Z", re.IGNORECASE)
EM_SPACE = "\u2003"
ALL_AUTHORS = 3  # three names, then 等 or et al. (7.1.2 of both editions)
IN_BOOKS = ("chapter", "entry-dictionary", "entry-encyclopedia")
PERIODICALS = ("article-journal", "article-magazine", "article-newspaper")
WEB = ("webpage", "post", "post-weblog")


def people(found: list[Name], item: Item, delimiter: str, *, upper: bool, hyphen: bool) -> str:
    """Up to three names, family name first; further ones are 等 in Chinese entries, et al. in others."""
    found, others = named(found)
    shown = [name.family_first(" ", upper=upper, hyphen=hyphen) for name in found[:ALL_AUTHORS]]
    if others or len(found) > ALL_AUTHORS:
        shown.append("等" if item.is_chinese else "et al.")
    return delimiter.join(shown)


def translators(item: Item, delimiter: str, *, upper: bool, hyphen: bool) -> str:
    found = item.names("translator")
    if not found:
        return ""
    label = "译" if item.is_chinese else "trans."
    return people(found, item, delimiter, upper=upper, hyphen=hyphen) + delimiter + label


def title(item: Item) -> str:
    """The title; the full stop that PubMed sets behind it would stand before the mark of the type."""
    text = item.text("title")
    return text[:-1] if _FULL_STOP.search(text) and not _ABBREVIATED.search(text) else text


def type_and_medium(item: Item, mark: str) -> str:
    """`[J/OL]`: the mark of the type, and of the medium where it is not print."""
    medium = item.text("medium") or ("OL" if item.has("URL", "DOI") else "")
    return f"[{mark}/{medium}]" if medium else f"[{mark}]"


def edition(item: Item) -> str:
    """`2 版`, `2nd ed.`, or the words that stand there."""
    text = item.text("edition")
    if not is_numeric(text):
        return text
    return f"{text} 版" if item.is_chinese else f"{ordinal(text)} ed."


def page(item: Item) -> str:
    return pages(item.text("page"), "-")


def number(item: Item, name: str) -> str:
    return with_dash(item.text(name), "-")


def access(item: Item) -> str:
    """Address and DOI, in this order."""
    doi = item.text("DOI")
    return join([item.text("URL"), f"DOI:{doi}" if doi else ""], ". ")
