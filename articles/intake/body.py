"""From a parsed article to the HTML of a draft, with its marks. Pure: the keys of the records come from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from articles.importing.parsed import Block, ParsedArticle, Section
from mscsite.core.names import NameIndex
from references import registries

# [1], [1,3], [3-5], [3–5], in half or full width; what does not resolve stays as it is printed.
_MARK = re.compile(r"[\[［](\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*)[\]］]")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)")
MAX_RANGE = 30
HEADING_OFFSET = 1  # the title is h1, so a section of level 1 is h2
LOWEST_HEADING = 4


@dataclass
class Linker:
    """Turns what stands in running text into marks, and remembers what it found, in order."""

    citations: Mapping[int, str]  # key of the citation with each number of the reference list
    products: NameIndex
    pictures: Mapping[str, str] = field(default_factory=dict)  # key of the image that each picture of the file became
    refused: frozenset[str] = frozenset()  # trials that are not to be linked, as `trial:id`
    refused_trials: dict[str, None] = field(default_factory=dict)
    used_citations: dict[str, None] = field(default_factory=dict)
    used_products: dict[str, None] = field(default_factory=dict)
    used_trials: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._product_pattern = self.products.pattern()

    def html(self, text: str) -> str:
        """Escaped text with citations and record links; a product is linked where it first stands in the text."""
        linked: set[str] = set()
        pieces, end = [], 0
        for start, stop, kind, key in sorted(self._finds(text)):
            if start < end:
                continue  # inside something that was found before
            pieces.append(escape(text[end:start], quote=False))
            pieces.append(self._replace(text[start:stop], kind, key, linked))
            end = stop
        return "".join(pieces) + escape(text[end:], quote=False)

    def _finds(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """What may become a mark: its place in the text, its kind, and the key of its record."""
        for match in _MARK.finditer(text):
            yield match.start(), match.end(), "citation", ""
        for found in registries.find(text):
            yield found.start, found.end, "trial", found.id
        if self._product_pattern is not None:
            for match in self._product_pattern.finditer(text):
                yield match.start(), match.end(), "product", self.products.find(match[0]) or ""

    def _replace(self, printed: str, kind: str, key: str, linked: set[str]) -> str:
        if kind == "citation":
            return self._cite(printed)
        if f"{kind}:{key}" in self.refused:
            self.refused_trials.setdefault(key)
            return escape(printed, quote=False)
        used = self.used_trials if kind == "trial" else self.used_products
        used.setdefault(key)
        if key in linked:
            return escape(printed, quote=False)
        linked.add(key)
        return _link(kind, key, printed)

    def _cite(self, printed: str) -> str:
        keys = [self.citations.get(number) for number in mark_numbers(printed)]
        if not keys or None in keys:
            return escape(printed, quote=False)
        self.used_citations.update(dict.fromkeys(keys))
        return "".join(f'<cite data-citation="{escape(key)}"></cite>' for key in keys)


def mark_numbers(mark: str) -> list[int]:
    """The numbers that a mark such as `[1,3-5]` stands for; none where its range makes no sense."""
    numbers: list[int] = []
    for low, high, single in _RANGE.findall(mark):
        if single:
            numbers.append(int(single))
        elif 0 < int(high) - int(low) <= MAX_RANGE:
            numbers.extend(range(int(low), int(high) + 1))
        else:
            return []
    return numbers


def _link(kind: str, key: str, text: str) -> str:
    return f'<a data-record="{kind}:{escape(key)}">{escape(text, quote=False)}</a>'


def build(parsed: ParsedArticle, linker: Linker) -> str:
    """The body: lead paragraphs first, then the sections."""
    lead = [f"<p>{linker.html(paragraph)}</p>" for paragraph in parsed.lead]
    return "\n".join([*lead, *(_section(section, linker) for section in parsed.sections)])


def _section(section: Section, linker: Linker) -> str:
    level = min(section.level + HEADING_OFFSET, LOWEST_HEADING)
    heading = [f"<h{level}>{escape(section.heading, quote=False)}</h{level}>"] if section.heading else []
    return "\n".join(filter(None, [*heading, *(_block(block, linker) for block in section.blocks)]))


def _block(block: Block, linker: Linker) -> str:
    html = linker.html
    if block.type in ("ul", "ol"):
        items = "".join(f"<li>{html(item)}</li>" for item in block.items)
        return f"<{block.type}>{items}</{block.type}>"
    if block.type == "table":
        return _table(block.rows, html)
    if block.type == "quote":
        return f"<blockquote><p>{html(block.text)}</p></blockquote>"
    if block.type == "figure":
        return _figure(block, linker)
    return f"<p>{html(block.text)}</p>"


def _figure(block: Block, linker: Linker) -> str:
    """A picture with its caption; of one that did not come along only the caption is left."""
    image = linker.pictures.get(block.picture, "")
    is_said = block.text and not (image and block.text == block.alt)  # the image has its own alternative text
    caption = f"<figcaption>{linker.html(block.text)}</figcaption>" if is_said else ""
    mark = f' data-image="{escape(image)}"' if image else ""
    return f"<figure{mark}>{caption}</figure>" if mark or caption else ""


def _table(rows: tuple[tuple[str, ...], ...], html: Callable[[str], str]) -> str:
    head = "".join(f'<th scope="col">{html(cell)}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{html(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
