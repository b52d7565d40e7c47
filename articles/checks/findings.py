"""What a check says: plain, frozen data that knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Worst first. An error stops publishing; a warning asks for a decision; an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Rule:
    """Where a check comes from: the name readers see, the document behind it, and since when it holds (ISO date)."""

    name: str
    source: str = ""
    effective: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Finding:
    """One fault. `start` and `end` count characters of the line (or field) as written; `line` counts from 1."""

    code: str
    level: Level
    line: int
    start: int
    end: int
    excerpt: str
    message: str
    rule: str
    article: str = ""
    field: str = ""
    where: str = ""
    repair: str | None = None  # the one right text for the stretch, where there is only one
    sentence: str = ""  # that it stands in, as written: what a decision on it is tied to

    def as_line(self) -> dict:
        """The object that `check_text --json` prints."""
        keys = ("line", "code", "level", "start", "end", "excerpt", "message", "rule")
        return {key: getattr(self, key) for key in keys} | {"level": self.level.value}

    def as_record(self) -> dict:
        """The object that `check_articles --json` prints."""
        return {"article": self.article, "field": self.field, "where": self.where} | self.as_line()
