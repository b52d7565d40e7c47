"""What the mark-up of a page, a Markdown file or a Word document says of one of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "heading", "bold", "text", "item", "table", "quote", "figure", "note", "meta"]


@dataclass(frozen=True)
class Mark:
    """The kind of a line, and what goes with it. Plain text has no marks; its structure is told by form."""

    kind: Kind
    level: int = 0  # of a heading, as the mark-up counts
    group: int = 0  # lines of one list or one quotation share it
    ordered: bool = False  # of a list
    number: int | None = None  # of an item of an ordered list, or of a note
    rows: tuple[tuple[str, ...], ...] = ()  # of a table
    key: str = ""  # of a fact about the article: source, author, date
    picture: str = ""  # which picture of the file a figure shows
    alt: str = ""
    links: tuple[str, ...] = ()  # addresses behind the words
