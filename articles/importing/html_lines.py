"""An HTML tree cut into lines, each with what the mark-up says of it and whether it stands inside the article."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import HtmlElement

from .blocks import looks_like_caption
from .folding import fold
from .html_article import is_junk
from .html_inline import Words, collapse
from .html_tables import is_layout, read_rows
from .lines import Line, clean
from .marks import Mark
from .pictures import ELSEWHERE, LeftPicture

FACT = "data-imported-fact"  # our own attribute: which fact about the article a paragraph states
Place = str  # "before", "inside", "after" the article, or "junk"
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span "
    "strike strong sub sup time tt u var wbr img mpvoice mp-common-profile".split()
)
_STRONG = frozenset({"strong", "b"})
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|bolder|normal|lighter|\d{3})", re.IGNORECASE)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]{1,6})\s*(px|pt|rem|em)", re.IGNORECASE)
_UNITS = {"px": 1.0, "pt": 1.333, "rem": 16.0}
_WECHAT_FACTS = {"activity-name": "title", "js_name": "source", "js_author_name": "author", "publish_time": "date"}
# What Word, cameras and editors write where nobody said what is on a picture.
_NO_ALT = re.compile(
    r"(?:图片|圖片|图像|圖像|image|img|photo|picture|配图|插图|封面|[\w.-]+\.(?:png|jpe?g|gif|webp|bmp|tiff?))?\s*\d*",
    re.IGNORECASE,
)
_BY_MACHINE = re.compile(
    r"\s*(?:描述已自动生成|自動產生的描述|description automatically generated)[\s\S]*", re.IGNORECASE
)
_LARGER = 1.1


@dataclass(frozen=True)
class Placed:
    """A line and where on the page it stands; `size` is that of its type, 0 where the page does not say."""

    line: Line
    place: Place
    size: float = 0.0
    is_link: bool = False  # nothing but links: a menu, unless it stands in a text


@dataclass
class _Open:
    """An element whose end has not come yet, as far as it matters to the lines within."""

    element: HtmlElement
    mark: Mark | None
    strong: bool
    size: float
    raised: bool
    junk: bool
    linked: bool = False


class LineReader:
    """Walks a tree once. No recursion: a page may be nested deeper than Python's stack."""

    def __init__(self, article: HtmlElement, first_number: int = 1) -> None:
        self._article = article
        self._place = "before"
        self._stack: list[_Open] = []
        self._words = Words()
        self._found: list[Placed] = []
        self._number = first_number
        self._groups = 0
        self._item: tuple[HtmlElement, int] | None = None  # the item whose first line was found, and where
        self._counts: Counter[HtmlElement] = Counter()
        self._left: list[tuple[str, int]] = []  # addresses of pictures of the article that did not come, and where

    def read(self, body: HtmlElement) -> list[Placed]:
        """The lines of the tree in their order."""
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if self._start(element):
                    walker.skip_subtree()
            else:
                self._end(element)
                if element is not body:
                    self._say(element.tail)
        self._flush()
        return self._larger_as_bold()

    def left_pictures(self) -> tuple[LeftPicture, ...]:
        """The pictures of the article that did not come along, once it is read: each below the line it stood below."""
        return tuple(LeftPicture(address, *self._around(at)) for address, at in self._left)

    def _around(self, at: int) -> tuple[str, str]:
        """The line above a place, as far as it is of the article, and the caption at it."""
        above = self._found[at - 1].line.text if at and self._found[at - 1].place == "inside" else ""
        line = self._found[at].line if at < len(self._found) else None
        is_caption = line is not None and (line.is_marked("figure") or looks_like_caption(line))
        return above, line.text if is_caption else ""

    def _start(self, element: HtmlElement) -> bool:
        """Open an element; True where its insides have been read already."""
        if element is self._article:
            self._flush()
            self._place = "inside"
        if element.tag not in _INLINE or element.get("id") in _WECHAT_FACTS:
            self._flush(soft=element.tag == "br")
        self._stack.append(self._opened(element))
        if element.tag == "img":
            self._picture(element)
        elif element.tag == "table" and not is_layout(element):
            self._table(element)
            return True
        elif element.tag == "a" and (element.get("href") or "").startswith("http"):
            self._words.links.append(element.get("href"))
        if element.tag == "span":
            self._words.part_from_before(element.text or "")
        self._say(element.text)
        return False

    def _opened(self, element: HtmlElement) -> _Open:
        above = self._stack[-1] if self._stack else _Open(element, None, False, 0.0, False, False)
        style = element.get("style") or ""
        weight = _WEIGHT.search(style)
        strong = above.strong or element.tag in _STRONG
        if weight:
            strong = weight[1].lower() in ("bold", "bolder") or (weight[1].isdecimal() and int(weight[1]) >= 600)
        size = _SIZE.search(style)
        pixels = float(size[1]) * _UNITS.get(size[2].lower(), 0.0) if size and size[1].count(".") < 2 else 0.0
        junk = above.junk or (element is not self._article and is_junk(element))
        return _Open(
            element,
            self._mark_of(element, above.mark),
            strong,
            pixels or above.size,
            above.raised or element.tag == "sup",
            junk,
            above.linked or element.tag == "a",
        )

    def _mark_of(self, element: HtmlElement, above: Mark | None) -> Mark | None:
        tag = element.tag
        key = _WECHAT_FACTS.get(element.get("id") or "") or element.get(FACT)
        if key:
            return Mark("title") if key == "title" else Mark("meta", key=key)
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            is_title = "title" in (element.get("class") or "").split() and tag == "h1" and above is None
            return Mark("title" if is_title else "heading", level=int(tag[1]))
        if tag in ("ul", "ol"):
            return self._list(element, above)
        if tag == "li" and above and above.kind == "item":
            return self._item_mark(element, above)
        if tag == "blockquote" and not (above and above.kind == "quote"):
            self._groups += 1
            return Mark("quote", group=self._groups)
        if tag == "figcaption":
            return Mark("figure")
        return above

    def _list(self, element: HtmlElement, above: Mark | None) -> Mark | None:
        """A list; one within a list belongs to it, and one that only arranges headings or tables is none."""
        if above and above.kind == "item":
            return above
        if next(element.iter("h1", "h2", "h3", "h4", "table", "blockquote"), None) is not None:
            return above
        self._groups += 1
        return Mark("item", group=self._groups, ordered=element.tag == "ol")

    def _item_mark(self, element: HtmlElement, above: Mark) -> Mark:
        parent = element.getparent()
        if not above.ordered or parent is None or parent.tag != "ol":
            return replace(above, number=None)
        start = parent.get("start") or "1"
        self._counts[parent] += 1
        number = self._counts[parent] - 1 + (int(start) if start.isdecimal() and len(start) < 5 else 1)
        is_note = (element.get("id") or "").startswith(("footnote-", "endnote-"))
        return replace(above, number=number, kind="note" if is_note else "item")

    def _end(self, element: HtmlElement) -> None:
        if element.tag not in _INLINE or element.get("id") in _WECHAT_FACTS:
            self._flush()
        self._stack.pop()
        if element is self._article:
            self._place = "after"

    def _say(self, text: str | None) -> None:
        if text:
            top = self._stack[-1]
            self._words.add(text, strong=top.strong, size=top.size, raised=top.raised, linked=top.linked)

    def _picture(self, element: HtmlElement) -> None:
        """A picture ends the line before it; without words or data of its own nothing is said of it."""
        alt = _alt_of(element)
        key = element.get("src") or ""
        address = element.get(ELSEWHERE)
        if alt or key:
            self._flush()
        if address and self._place == "inside" and not self._stack[-1].junk:
            is_within = bool(clean(self._words.text))  # the text goes on behind a picture that is not here
            self._left.append((address, len(self._found) + is_within))
        if alt or key:
            self._emit(alt, Mark("figure", picture=key, alt=alt))

    def _table(self, table: HtmlElement) -> None:
        caption = table.find("caption")
        if caption is not None and (text := text_of(caption)):
            self._emit(text, Mark("text"))
        rows = read_rows(table, text_of)
        cells = [tuple(clean(cell) for cell in row) for row in rows]
        if not cells:
            return
        if len(cells) > 2 and sum(1 for cell in cells[0] if cell) == 1 and len(cells[0]) > 1:
            self._emit(next(filter(None, cells[0])), Mark("text"))  # a caption inside the table
            cells = cells[1:]
        self._emit("\t".join(filter(None, sum(cells, ()))), Mark("table", rows=tuple(cells)))

    def _flush(self, *, soft: bool = False) -> None:
        words, self._words = self._words, Words()
        text = words.text
        if not clean(text):
            return
        mark = self._stack[-1].mark if self._stack else None
        if mark and mark.kind in ("item", "note") and self._goes_on_item(text):
            return
        if mark is None:
            mark = Mark("bold" if words.is_strong else "text")
        if mark.kind == "figure" and self._goes_on_figure(text):
            return
        self._emit(text, replace(mark, links=tuple(words.links)), words.size, is_link=not words.unlinked)

    def _goes_on_item(self, text: str) -> bool:
        """Whether a paragraph is the second one of its item; then it is added to the first."""
        item = next(opened.element for opened in reversed(self._stack) if opened.element.tag in ("li", "ul", "ol"))
        if self._item is None or self._item[0] is not item or self._item[1] != len(self._found) - 1:
            self._item = (item, len(self._found))
            return False
        last = self._found[-1]
        raw = f"{last.line.raw} {text}"
        self._found[-1] = replace(last, line=_line(last.line.number, raw, last.line.mark))
        return True

    def _goes_on_figure(self, text: str) -> bool:
        """The caption of a picture just shown says what it shows; its alternative text is for those who cannot see."""
        last = self._found[-1] if self._found else None
        if last is None or not last.line.is_marked("figure") or last.line.text not in ("", clean(last.line.mark.alt)):
            return False
        self._found[-1] = replace(last, line=_line(last.line.number, text, last.line.mark))
        return True

    def _emit(self, text: str, mark: Mark, size: float = 0.0, *, is_link: bool = False) -> None:
        place = "junk" if self._stack and self._stack[-1].junk else self._place
        self._found.append(Placed(_line(self._number, text, mark), place, size, is_link))
        self._number += 1

    def _larger_as_bold(self) -> list[Placed]:
        """Short lines in larger type than the running text are section titles, whatever they are made of."""
        sizes: Counter[float] = Counter()
        for placed in self._found:
            if placed.place == "inside" and placed.size:
                sizes[placed.size] += len(placed.line.text)
        usual = max(sizes, key=sizes.__getitem__, default=0.0)
        if not usual:
            return self._found
        return [
            replace(placed, line=replace(placed.line, mark=replace(placed.line.mark, kind="bold")))
            if placed.line.is_marked("text") and placed.size >= usual * _LARGER
            else placed
            for placed in self._found
        ]


def _line(number: int, text: str, mark: Mark) -> Line:
    cleaned = clean(text)
    return Line(number, text, cleaned, fold(cleaned), gap=True, mark=mark)


def _alt_of(picture: HtmlElement) -> str:
    """The alternative text of a picture, where it says what is on it."""
    return meaning_of(picture.get("alt") or "")


def meaning_of(alt: str) -> str:
    """An alternative text as far as somebody wrote it; '' where it says nothing."""
    alt = collapse(_BY_MACHINE.sub("", alt))
    return "" if _NO_ALT.fullmatch(alt) else alt


def text_of(element: HtmlElement) -> str:
    """The words of a cell or caption in one line."""
    words = Words()
    for event, part in etree.iterwalk(element, events=("start", "end")):
        is_open = event == "start"
        if part.tag in ("br", "p", "div", "li") and is_open and part is not element:
            words.add(" ")
        if part.tag == "img" and is_open:
            words.add(_alt_of(part))
        text = part.text if is_open else (part.tail if part is not element else None)
        owner = part if is_open else part.getparent()
        raised = text is not None and owner is not None and owner.tag == "sup"
        if text:
            words.add(text, raised=raised)
    return words.text
