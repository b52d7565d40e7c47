"""The text that checks read: numbered lines, each with its kind, from plain text or from an article's body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from articles import marks
from articles.checks.normalise import Normalised, normalise

_BLOCKS = frozenset("p h2 h3 h4 li blockquote figcaption caption th td".split())
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+\S")
_LIST_LABEL = re.compile(r"(参考(资料|文献)|引用文献|文献来源|references?|bibliography)\s*[::]?", re.IGNORECASE)
_NUMBERED_ENTRY = re.compile(r"(?:参考(?:资料|文献)\s*:\s*)?(?:\[\s*\d{1,3}\s*\]|\(\d{1,3}\)|\d{1,3}[.、])\s*:?\s*")
_CITATION_SHAPE = re.compile(
    r"\bet al\b|[\[【][JMDCRNSPAZ](?:/OL)?[\]】]|\b10\.\d{4,9}/|\bPMID\b|"
    r"\b(?:19|20)\d\d(?: \w{3,4}(?: \d+)?)?[;,] ?\d+ ?\(?[^。]{0,12}\)?[:,] ?e?\w*\d|\(\d{4}\)\. [A-Z]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One line as written, or one block of a body. `kind`: text, heading, row, item, entry, caption."""

    number: int
    text: str
    kind: str = "text"
    level: int = 0  # of a heading
    where: str = ""

    @cached_property
    def folded(self) -> Normalised:
        return normalise(self.text)

    @property
    def is_entry(self) -> bool:
        """Whether the line is an entry of a reference list."""
        return self.kind == "entry"


@dataclass(frozen=True)
class Document:
    """Lines in order. `is_article` is true where a whole article is read, and not a stretch of text.

    `facts` holds what is known besides the text: field values and records as plain data, by name.
    """

    lines: tuple[Line, ...]
    is_article: bool = False
    facts: dict = field(default_factory=dict)

    @property
    def text_lines(self) -> list[Line]:
        """All lines that are no reference entries."""
        return [line for line in self.lines if not line.is_entry]

    @property
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


def from_html(html: str, first: int = 1) -> list[Line]:
    """The blocks of a sanitised body as lines; citations as [1], [2]… in order of first use; a table row is a line."""
    tree = marks.fragment(html or "")
    numbers: dict[str, int] = {}
    for element, key in marks.citation_marks(tree):
        element.text = f"[{numbers.setdefault(key, len(numbers) + 1)}]"
    lines: list[Line] = []
    counts: dict[str, int] = {}
    for element in tree.iter("p", "h2", "h3", "h4", "li", "figcaption", "caption", "tr"):
        text = _own_text(element)
        counts[element.tag] = counts.get(element.tag, 0) + 1
        if text.strip():
            kind, level = _kind_of_tag(element.tag)
            lines.append(Line(first + len(lines), text, kind, level, f"{element.tag} {counts[element.tag]}"))
    return lines


def _kind_of_tag(tag: str) -> tuple[str, int]:
    if tag[0] == "h" and tag[1:].isdigit():
        return "heading", int(tag[1:])
    return {"li": "item", "tr": "row", "caption": "caption", "figcaption": "caption"}.get(tag, "text"), 0


def _own_text(element) -> str:
    """The text of a block without that of the blocks inside it; the cells of a row between bars."""
    if element.tag == "tr":
        return "| " + " | ".join("".join(cell.itertext()).strip() for cell in element.iter("th", "td")) + " |"
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in _BLOCKS and child.tag not in ("ul", "ol", "table", "figure"):
            pieces.append(child.text_content() if child.tag != "br" else "\n")
        pieces.append(child.tail or "")
    return "".join(pieces).strip()
