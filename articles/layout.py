"""Headings and tables of a body made fit for reading: ids, contents, header cells, scrolling. Pure, on a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import lxml.html
from django.utils.translation import gettext as _
from lxml.html import HtmlElement, builder

from articles import marks
from articles.outline import TocEntry
from mscsite.core import slugs

_LEVELS = {"h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_ID_LENGTH = 40
# A table in its scrolling region, by the name without its number; or one that needs no region.
_TABLE = re.compile(
    r'(?P<open><div class="table-scroll" role="region" tabindex="0" aria-label=")(?P<caption>[^"]*)(?P<close>"><table)'
    r"|<table(?=[\s>])"
)


def arrange(tree: HtmlElement, earlier: Sequence[TocEntry] = ()) -> list[TocEntry]:
    """Prepare headings and tables in place; returns the list of contents in order.

    `earlier` are the contents that this text had before: where its headings say the same, their ids are taken from
    there. Who reads then needs no dictionary of pinyin, which is 57 MB in each process that loads it.
    """
    for table in list(tree.iter("table")):
        _arrange_table(table)
    return _arrange_headings(tree, earlier)


def serialised(tree: HtmlElement) -> str:
    """The HTML of an element's children. Text cannot hold the end tags that are taken away: there `<` is escaped."""
    children = (lxml.html.tostring(child, encoding="unicode") for child in tree)
    return "".join(children).replace("</source>", "")


def words(element: HtmlElement) -> str:
    """The text of an element on one line, without citation numbers and characters that cannot stand in attributes."""
    text = "".join(c if c.isprintable() else " " for c in "".join(_pieces(element)))
    return " ".join(text.split())


def _pieces(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        is_number = child.tag == "sup" and "cite" in child.get("class", "")
        if isinstance(child.tag, str) and not is_number:
            yield from _pieces(child)
        yield child.tail or ""


def anchors(body: str) -> set[str]:
    """The ids that the headings of a stored body have on its page."""
    return {entry.id for entry in _arrange_headings(marks.fragment(body))}


def _arrange_headings(tree: HtmlElement, earlier: Sequence[TocEntry] = ()) -> list[TocEntry]:
    """No level is skipped on the way down, whatever the source did; headings without words are none."""
    headings = [(heading, words(heading)) for heading in tree.iter(*_LEVELS)]
    texts = [text for _heading, text in headings if text]
    ids = iter([entry.id for entry in earlier] if texts == [entry.text for entry in earlier] else _ids(texts))
    toc: list[TocEntry] = []
    level = 1
    for heading, text in headings:
        if not text:
            heading.drop_tag()
            continue
        level = min(_LEVELS[heading.tag], level + 1)
        heading.tag = f"h{level}"
        entry = TocEntry(next(ids), text, level)
        heading.set("id", entry.id)
        toc.append(entry)
    return toc


def _ids(texts: list[str]) -> list[str]:
    """Of headings, by pinyin, the same in both scripts."""
    used: set[str] = set()
    return [_unique(slugs.slug_of(text, _ID_LENGTH) or "section", used) for text in texts]


def _unique(slug: str, used: set[str]) -> str:
    anchor, number = f"s-{slug}", 2
    while anchor in used:
        anchor, number = f"s-{slug}-{number}", number + 1
    used.add(anchor)
    return anchor


def arrange_drawn(tree: HtmlElement) -> None:
    """Prepare tables that were drawn from records; those with `data-ready` are as they shall be."""
    for table in list(tree.iter("table")):
        if "data-ready" in table.attrib:
            del table.attrib["data-ready"]
        else:
            _arrange_table(table)


def numbered(html: str) -> str:
    """Tables counted in one sequence, the article's own and those drawn from records: only known once both are there.

    `html` is as `serialised` writes it: an attribute holds no quotation mark, so no text looks like a table here.
    """
    count = 0

    def named(table: re.Match) -> str:
        nonlocal count
        count += 1
        if table["caption"] is None:
            return table[0]
        label = _("表 {number}").format(number=count)
        return f"{table['open']}{label}{'：' if table['caption'] else ''}{table['caption']}{table['close']}"

    return _TABLE.sub(named, html)


def _arrange_table(table: HtmlElement) -> None:
    _unwrap_cells(table)
    _set_header(table)
    _set_scopes(table)
    _make_scroll(table)


def _unwrap_cells(table: HtmlElement) -> None:
    """The editor puts a paragraph into every cell; alone in it, it only adds space."""
    for cell in table.iter("td", "th"):
        if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip() and not (cell[0].tail or "").strip():
            cell[0].drop_tag()


def _set_header(table: HtmlElement) -> None:
    if table.find("thead") is not None:
        return
    row = next(table.iter("tr"), None)
    cells = [] if row is None else [cell for cell in row if cell.tag in ("td", "th")]
    if not cells or not all(_is_header(cell) for cell in cells) or len(list(table.iter("tr"))) < 2:
        return
    for cell in cells:
        cell.tag = "th"
    parent = row.getparent()
    thead = builder.THEAD()
    thead.append(row)
    caption = table.find("caption")
    table.insert(0 if caption is None else table.index(caption) + 1, thead)
    if parent is not table and len(parent) == 0:
        parent.drop_tree()


def _is_header(cell: HtmlElement) -> bool:
    if cell.tag == "th":
        return True
    text = "".join(cell.text_content().split())
    strong = "".join("".join(part.text_content().split()) for part in cell.iter("strong"))
    return bool(text) and text == strong


def _set_scopes(table: HtmlElement) -> None:
    for cell in table.iter("th"):
        in_head = next(cell.iterancestors("thead"), None) is not None
        cell.set("scope", "col" if in_head else "row")


def _make_scroll(table: HtmlElement) -> None:
    """Into a region that scrolls, named by the caption; its number comes when all is drawn (`numbered`)."""
    caption = table.find("caption")
    label = "" if caption is None else words(caption)
    scroll = builder.DIV({"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label})
    table.addprevious(scroll)
    scroll.tail, table.tail = table.tail, None
    scroll.append(table)
