"""The text that checks read: numbered lines, each with its kind, from plain text or from an article's body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml.html import HtmlElement

from articles import marks
from articles.checks.facts import Known
from articles.checks.normalise import Normalised, normalise

_LINES = "p h2 h3 h4 li blockquote figcaption caption tr".split()
_NESTED = frozenset(["ul", "ol", "table", "figure", *_LINES])
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+\S")
_LIST_LABEL = re.compile(r"(参考(资料|文献)|引用文献|文献来源|references?|bibliography)\s*[::]?", re.IGNORECASE)
_NUMBERED_ENTRY = re.compile(r"(?:参考(?:资料|文献)\s*:\s*)?(?:\[\s*\d{1,3}\s*\]|\(\d{1,3}\)|\d{1,3}[.、])\s*:?\s*")
_CITATION_SHAPE = re.compile(
    r"\bet al\b|[\[【][JMDCRNSPAZ](?:/OL)?[\]】]|\b10\.\d{4,9}/|\bPMID\b|"
    r"\b(?:19|20)\d\d(?: \w{3,4}(?: \d{1,9})?)?[;,] ?\d{1,9} ?\(?[^。]{0,12}\)?[:,] ?e?\w{0,20}\d|\(\d{4}\)\. [A-Z]",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, eq=False)
class Line:
    """One line as written, or one block of a body. `kind`: text, heading, row, item, entry, caption."""

    number: int
    text: str
    kind: str = "text"
    level: int = 0  # of a heading
    where: str = ""
    field: str = ""
    cites: tuple[tuple[int, str], ...] = ()  # places of citation elements, and what they show: [1]
    sources: tuple[tuple[int, str], ...] = ()  # the same places, with the keys of the citations
    links: tuple[tuple[int, int, str], ...] = ()  # start and end of linked words, and what they lead to

    @cached_property
    def kept(self) -> dict:
        """What one check has worked out on this line for others."""
        return {}

    @cached_property
    def folded(self) -> Normalised:
        """The text for matching, citations among it."""
        shown: dict[int, str] = {}
        for place, label in self.cites:  # several may stand at one place
            shown[place] = shown.get(place, "") + label
        return normalise(self.text, shown)

    @property
    def is_entry(self) -> bool:
        """Whether the line is an entry of a reference list."""
        return self.kind == "entry"


@dataclass(frozen=True, eq=False)
class Document:
    """Lines in order. `is_article` is true where a whole article is read, and not a stretch of text.

    `facts` holds what is known besides the text: field values and records as plain data, by name.
    """

    lines: tuple[Line, ...]
    is_article: bool = False
    facts: dict = field(default_factory=dict)

    @cached_property
    def known(self) -> Known:
        """The records that the text is held against; none where it is read by itself."""
        return self.facts.get("known") or Known()

    @cached_property
    def text_lines(self) -> list[Line]:
        """All lines that are no reference entries."""
        return [line for line in self.lines if not line.is_entry]

    @cached_property
    def entries(self) -> list[Line]:
        return [line for line in self.lines if line.is_entry]


def from_lines(texts: Iterable[str], aliases: dict[str, tuple[str, ...]] | None = None) -> Document:
    """Plain text, a line at a time. `aliases` gives the known spellings of each name, by its right one."""
    lines: list[Line] = []
    in_list = False
    for number, text in enumerate(texts, start=1):
        kind, level, in_list = _kind(text.rstrip("\r\n"), in_list)
        lines.append(Line(number, text.rstrip("\r\n"), kind, level))
    return Document(tuple(lines), facts={"aliases": aliases or {}})


def _kind(text: str, in_list: bool) -> tuple[str, int, bool]:
    """Kind and level of a line, and whether the lines after it may be reference entries."""
    folded = normalise(text[:2000]).text
    if heading := _MARKDOWN_HEADING.match(text):
        return "heading", len(heading[1]), bool(_LIST_LABEL.search(folded))
    label = _LIST_LABEL.match(folded)
    starts_list = bool(label) and (label.end() == len(folded) or ":" in label[0] or in_list)
    if label and label.end() == len(folded):
        return "text", 0, True
    if _CITATION_SHAPE.search(folded) and (starts_list or in_list or _NUMBERED_ENTRY.match(folded)):
        return "entry", 0, True
    if text.lstrip().startswith("|"):
        return "row", 0, False
    return "text", 0, in_list and not folded


def from_html(html: str, field: str = "") -> list[Line]:
    """The blocks of a sanitised body as lines, a table row being one; citations are read as [1], [2]… by first use.

    Positions count the characters of a block's own text; in a row, of its cells between bars.
    """
    tree = marks.fragment(html or "")
    numbers: dict[str, int] = {}
    keys = dict(marks.citation_marks(tree))
    labels = {element: f"[{numbers.setdefault(key, len(numbers) + 1)}]" for element, key in keys.items()}
    lines: list[Line] = []
    counts: dict[str, int] = {}
    for element in tree.iter(*_LINES):
        counts[element.tag] = counts.get(element.tag, 0) + 1
        read = _Reading(element, labels)
        text = "".join(read.pieces)
        if text.strip():
            kind, level = _kind_of_tag(element.tag)
            where = f"{element.tag} {counts[element.tag]}"
            cites = tuple((place, labels[mark]) for place, mark in read.cited)
            sources = tuple((place, keys[mark]) for place, mark in read.cited)
            lines.append(Line(len(lines) + 1, text, kind, level, where, field, cites, sources, tuple(read.links)))
    return lines


def _kind_of_tag(tag: str) -> tuple[str, int]:
    if tag[0] == "h" and tag[1:].isdigit():
        return "heading", int(tag[1:])
    return {"li": "item", "tr": "row", "caption": "caption", "figcaption": "caption"}.get(tag, "text"), 0


class _Reading:
    """The text of a block without that of the blocks inside it, and the citations and links in it."""

    def __init__(self, element: HtmlElement, labels: Mapping[HtmlElement, str]) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self.cited: list[tuple[int, HtmlElement]] = []
        self.links: list[tuple[int, int, str]] = []
        self._labels = labels
        self._walk(element)

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.size += len(text)

    def _walk(self, node: HtmlElement) -> None:
        if node in self._labels:
            self.cited.append((self.size, node))
        target, start = marks.target_of(node), self.size
        self._add(node.text)
        for child in node:
            if child.tag in ("th", "td"):
                self._add(" | ")
                self._walk(child)
            elif child.tag not in _NESTED:
                self._walk(child)
                self._add("\n" if child.tag == "br" else "")
            self._add(child.tail)
        if target:
            self.links.append((start, self.size, target))
