"""What is noted of a body when it is made fit for reading: its contents, and the places of live tables and charts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TocEntry:
    """A heading: the id that leads to it, its text, and its level (2 to 6)."""

    id: str
    text: str
    level: int


@dataclass(frozen=True)
class Wish:
    """What a figure asks for: a kind, of all records or of one product or jurisdiction; `number` counts in its body."""

    number: int
    kind: str
    product: str = ""
    jurisdiction: str = ""

    @property
    def id(self) -> str:
        return f"embed-{self.number}"
