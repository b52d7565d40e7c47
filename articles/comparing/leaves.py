"""A body as a list of leaves: paragraphs, headings, items, rows, figures, each a sequence of atoms. Pure: HTML in.

An atom is a character of Chinese, a whole word or number of anything else, or a mark of ours (a citation, a picture),
with the formats that it stands in. Leaves are compared with leaves and atoms with atoms, so that one changed character
is one changed character, and a heading that became a paragraph is told as that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from articles import marks

# Words and numbers whole: "3.5×10" turned to "8.5×10" is told as another number, not as another digit.
_ATOM = re.compile(r"\d+(?:[.,:/-]\d+)*%?|[A-Za-zÀ-ɏ]+(?:[-'’][A-Za-zÀ-ɏ]+)*|\s+|.", re.DOTALL)
_FORMATS = {"strong", "em", "sub", "sup"}
_BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "figcaption", "caption", "blockquote", "hr", "figure"}
_HOLDERS = {"ul", "ol", "table", "thead", "tbody", "div"}


@dataclass(frozen=True)
class Atom:
    """`text` as it is read; `kind` is empty for text, or names a mark whose key is the text; `formats` in order."""

    text: str
    kind: str = ""
    formats: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two atoms the same, whatever format they stand in."""
        return self.kind, self.text


@dataclass(frozen=True)
class Leaf:
    """One line of a body: `kind` is its element (`p`, `h2`, `li`, `tr`, `image`, `embed`…), `inside` what it is in."""

    kind: str
    atoms: tuple[Atom, ...]
    inside: str = ""

    @property
    def text(self) -> str:
        return "".join(atom.text for atom in self.atoms)

    @cached_property
    def identities(self) -> tuple[tuple[str, str], ...]:
        return tuple(atom.identity for atom in self.atoms)


def leaves(html: str) -> list[Leaf]:
    """All that can be read in a body, in order."""
    return list(_leaves(marks.fragment(html or ""), ""))


def _leaves(holder: HtmlElement, inside: str) -> Iterator[Leaf]:
    """The leaves below an element that holds others; text that stands loose in it is a paragraph."""
    loose: list[Atom] = list(_text(holder.text, ()))
    for child in holder:
        if child.tag in _BLOCKS or child.tag in _HOLDERS:
            yield from _paragraph(loose, inside)
            loose = []
            yield from _block(child, inside)
        else:
            loose += _inline(child, ())
        loose += _text(child.tail, ())
    yield from _paragraph(loose, inside)


def _paragraph(atoms: list[Atom], inside: str) -> Iterator[Leaf]:
    if "".join(atom.text for atom in atoms).strip():
        yield Leaf("p", _trimmed(atoms), inside)


def _block(element: HtmlElement, inside: str) -> Iterator[Leaf]:
    if element.tag in _HOLDERS:
        yield from _leaves(element, element.tag if element.tag in ("ul", "ol") else inside)
    elif element.tag == "blockquote":
        yield from _leaves(element, "blockquote")
    elif element.tag == "tr":
        yield Leaf("tr", tuple(_row(element)), "thead" if element.getparent().tag == "thead" else "")
    elif element.tag == "figure":
        yield from _figure(element)
    elif element.tag == "li":
        yield from _item(element, inside)
    else:
        yield Leaf(element.tag, _trimmed(_inside(element, ())), inside)


def _item(element: HtmlElement, inside: str) -> Iterator[Leaf]:
    """The words of a list item, and below them those of the lists in it."""
    own = [child for child in element if child.tag not in ("ul", "ol")]
    atoms = list(_text(element.text, ()))
    for number, child in enumerate(own):
        atoms += [Atom("\n")] if child.tag == "p" and (number or atoms) else []
        atoms += [*_inline(child, ()), *_text(child.tail, ())]
    yield Leaf("li", _trimmed(atoms), inside)
    for child in element:
        if child.tag in ("ul", "ol"):
            yield from _leaves(child, f"{inside} {child.tag}".strip())


def _row(element: HtmlElement) -> Iterator[Atom]:
    for number, cell in enumerate(element):
        if number:
            yield Atom("", "cell")
        yield from _trimmed(_inside(cell, ("th",) if cell.tag == "th" else ()))


def _figure(element: HtmlElement) -> Iterator[Leaf]:
    if key := element.get("data-image"):
        yield Leaf("image", (Atom(key, "image"),))
    elif kind := element.get("data-embed"):
        words = " ".join(filter(None, (kind, element.get("data-product"), element.get("data-jurisdiction"))))
        yield Leaf("embed", (Atom(words, "embed"),))
    yield from _leaves(element, "figure")


def _inside(element: HtmlElement, formats: tuple[str, ...]) -> Iterator[Atom]:
    yield from _text(element.text, formats)
    for child in element:
        yield from _inline(child, formats)
        yield from _text(child.tail, formats)


def _inline(element: HtmlElement, formats: tuple[str, ...]) -> Iterator[Atom]:
    if key := element.get("data-citation"):
        yield Atom(key, "citation")
    elif element.tag == "br":
        yield Atom("\n")
    elif element.tag in _FORMATS or element.tag == "cite":
        yield from _inside(element, (*formats, element.tag))
    elif element.tag == "a":
        target = element.get("data-record") or element.get("href") or ""
        yield from _inside(element, (*formats, f"a {target}"))
    else:
        yield from _inside(element, formats)


def _text(text: str | None, formats: tuple[str, ...]) -> Iterator[Atom]:
    for piece in _ATOM.findall(text or ""):
        yield Atom(" " if piece.isspace() else piece, "", formats)


def _trimmed(atoms) -> tuple[Atom, ...]:
    found = list(atoms)
    while found and not found[0].kind and found[0].text.isspace():
        found.pop(0)
    while found and not found[-1].kind and found[-1].text.isspace():
        found.pop()
    return tuple(found)
