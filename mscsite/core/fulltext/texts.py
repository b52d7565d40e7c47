"""What a record tells the index, and what the search hands back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class SearchTexts:
    """Title and text of a record in each script, as shown to readers.

    `names` are further spellings, a line each, that find it like its title. `synonyms` are names that mean this record
    and nothing else: who asks for one of them also finds what holds another. `date` puts the newer of equals first.
    """

    title_zh_hans: str
    title_zh_hant: str
    text_zh_hans: str
    text_zh_hant: str
    names: str = ""
    synonyms: tuple[str, ...] = ()
    date: dt.datetime | None = None


class Searchable(Protocol):
    search_type: str

    @property
    def search_key(self) -> str: ...

    def search_texts(self) -> SearchTexts | None: ...


@dataclass(frozen=True)
class Hit:
    """`title` and `text` are in the script that was asked for; a higher `score` is better."""

    type: str
    key: str
    title: str
    text: str
    score: float


@dataclass(frozen=True)
class Counts:
    """How many hits each type has; no more than the newest so many were counted where `is_least`."""

    by_type: dict[str, int]
    is_least: bool = False

    @property
    def total(self) -> int:
        return sum(self.by_type.values())


@dataclass(frozen=True)
class Suggestion:
    """A record that may be meant; `name` is the spelling that was matched where it is not its title."""

    type: str
    key: str
    title: str
    name: str = ""
