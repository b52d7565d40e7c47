"""What a reader makes of a text: plain data, no database, the same for every file format.

The shapes are those of the `--json` contract of `import_articles`; `as_dict()` gives exactly its keys.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal

from .pictures import LeftPicture

BlockType = Literal["p", "ul", "ol", "table", "quote", "figure"]


@dataclass(frozen=True)
class Block:
    """One block of a section. A list has `items`, a table `rows` (header first), all others `text`.

    `picture` of a figure is the key of its picture in the file (see `pictures`), '' where only its caption came.
    """

    type: BlockType
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    alt: str = ""

    def as_dict(self) -> dict:
        if self.type in ("ul", "ol"):
            return {"type": self.type, "items": list(self.items)}
        if self.type == "table":
            return {"type": self.type, "rows": [list(row) for row in self.rows]}
        return {"type": self.type, "text": self.text}


@dataclass(frozen=True)
class Section:
    """A heading as printed (numbering included), its level (1 is the highest below the title) and its blocks.

    `heading` is None for text that follows the title without one.
    """

    level: int
    heading: str | None
    blocks: tuple[Block, ...] = ()

    def as_dict(self) -> dict:
        return {"level": self.level, "heading": self.heading, "blocks": [block.as_dict() for block in self.blocks]}


@dataclass(frozen=True)
class Reference:
    """An entry of the reference list. `raw` is the entry as printed; what it does not say is None."""

    number: int | None
    raw: str
    authors: tuple[str, ...] = ()
    title: str | None = None
    container: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None

    def as_dict(self) -> dict:
        return asdict(self) | {"authors": list(self.authors)}


@dataclass(frozen=True)
class Repair:
    """A change made to a line on the way in. `before` is the whole line as it came."""

    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Metadatum:
    """A fact about the article that stood in the text: its value, and the line it came from."""

    value: str
    raw: str


@dataclass(frozen=True)
class ProductRow:
    """One row of a product table: a product, and one approval of it. Empty where the table says nothing."""

    name: str
    company: str = ""
    jurisdiction: str = ""  # ISO 3166-1 alpha-2, or EU
    year: int | None = None
    indication: str = ""
    donor: str = ""  # autologous, allogeneic
    tissue: str = ""  # a Tissue value of products.models
    source_material: str = ""  # the cell source as printed
    routes: tuple[str, ...] = ()  # Route values of products.models
    route_text: str = ""
    frequency: str = ""
    dose: str = ""


@dataclass(frozen=True)
class ParsedArticle:
    """One article as it was read. Every non-blank line of the input is in exactly one place of it."""

    title: str
    script: Literal["zh-Hans", "zh-Hant"]  # BCP 47
    lead: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    disclaimer: str | None = None
    dropped: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    metadata: dict[str, Metadatum] = field(default_factory=dict)
    dropped_numbers: tuple[int, ...] = ()  # of the lines under `dropped`, by which somebody can ask for them back
    left_pictures: tuple[LeftPicture, ...] = ()
    notes: tuple[str, ...] = ()  # what was cleaned away without being text: scripts, macros, a wrong extension

    def as_dict(self) -> dict:
        return {
            "title": self.title,
            "script": self.script,
            "lead": list(self.lead),
            "sections": [section.as_dict() for section in self.sections],
            "references": [reference.as_dict() for reference in self.references],
            "disclaimer": self.disclaimer,
            "dropped": list(self.dropped),
            "repairs": [asdict(repair) for repair in self.repairs],
            "metadata": {key: asdict(datum) for key, datum in self.metadata.items()},
        }
