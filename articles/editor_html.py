"""What the browser's editor makes of a body, brought to the form in which imports write it. Pure: HTML in, HTML out.

ProseMirror wraps the text of every cell and list item in a paragraph, writes spans of one, and knows no table head;
without this a body would change in all its tables by being opened and saved.
"""

from __future__ import annotations

import re

import lxml.html
from lxml.html import HtmlElement

_WRAPPERS = ("td", "th", "li", "figcaption")


_EMPTY_END = re.compile("(?:<p></p>)+$")  # the editor leaves a line to write on behind a block


def tidy(html: str) -> str:
    """The body with lone paragraphs in cells and items unwrapped, and leading rows of headers as the table's head."""
    if not html.strip():
        return ""
    tree = lxml.html.fragment_fromstring(html.replace("\r\n", "\n"), create_parent="div")
    for element in tree.iter(*_WRAPPERS):
        _unwrap(element)
        for name in ("colspan", "rowspan"):
            if element.get(name) == "1":
                del element.attrib[name]
    for table in tree.iter("table"):
        _head(table)
    for figure in tree.iter("figure"):
        _drop_empty_caption(figure)
    return _EMPTY_END.sub("", _inner(tree))


def _drop_empty_caption(figure: HtmlElement) -> None:
    """The editor always offers a picture a caption; one that nobody wrote is none."""
    caption = figure.find("figcaption")
    if figure.get("data-image") and caption is not None and not len(caption) and not (caption.text or "").strip():
        caption.drop_tree()


def _unwrap(element: HtmlElement) -> None:
    """Take the paragraph away that is all there is in `element`, or, in a list item, all before a nested list."""
    paragraphs = [child for child in element if child.tag == "p"]
    if len(paragraphs) != 1 or element[0] is not paragraphs[0] or (element.text or "").strip():
        return
    others = list(element[1:])
    if others and not (element.tag == "li" and all(child.tag in ("ul", "ol") for child in others)):
        return
    if not (paragraphs[0].tail or "").strip():
        paragraphs[0].tail = None
        paragraphs[0].drop_tag()


def _head(table: HtmlElement) -> None:
    """Move the leading rows that hold headers alone into a `thead`, where the table has none."""
    body = next((child for child in table if child.tag == "tbody"), None)
    if body is None or table.find("thead") is not None:
        return
    leading = []
    for row in body:
        if row.tag != "tr" or not len(row) or any(cell.tag != "th" for cell in row):
            break
        leading.append(row)
    if not leading or len(leading) == len(body):
        return
    head = lxml.html.Element("thead")
    body.addprevious(head)
    head.extend(leading)


def _inner(tree: HtmlElement) -> str:
    """The HTML inside `tree`, without its own tag."""
    whole = lxml.html.tostring(tree, encoding="unicode")
    return whole[len("<div>") : -len("</div>")]
