"""What a record tells the index, and what the search hands back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class SearchTexts:
    """Title and text of a record in each script, as shown to readers.

    `names` are further spellings, a line each, that find it like its title. `synonyms` are names that mean this record
    and nothing else: who asks for one of them also finds what holds another. `date` puts the newer of equals first.
    `category` is the key of the one it stands in, by which hits can be chosen.
    """

    title_zh_hans: str
    title_zh_hant: str
    text_zh_hans: str
    text_zh_hant: str
    names: str = ""
    synonyms: tuple[str, ...] = ()
    date: dt.datetime | None = None
    category: str = ""


class Searchable(Protocol):
    """`search_texts` is what the public sees of a record, or None; `working_texts` what its editors see."""

    search_type: str

    @property
    def search_key(self) -> str: ...

    def search_texts(self) -> SearchTexts | None: ...

    def working_texts(self) -> SearchTexts: ...


@dataclass(frozen=True)
class Within:
    """Where is searched: what has a title in `language`, of these types, in this category; each only where it is set.

    What is not public is looked at for editors alone, with `drafts`.
    """

    language: str = ""
    types: tuple[str, ...] | None = None
    category: str = ""
    drafts: bool = False


@dataclass(frozen=True)
class Hit:
    """`title` and `text` are in the script that was asked for; a higher `score` is better."""

    type: str
    key: str
    title: str
    text: str
    date: dt.datetime | None
    score: float


@dataclass(frozen=True)
class Counts:
    """How many hits each type and category has, and the places of all of them in the index, the newest first. Where
    `is_least` only so many candidates were looked at, and there may be older hits."""

    by_type: dict[str, int]
    by_category: dict[str, int] = field(default_factory=dict)
    is_least: bool = False
    places: tuple[int, ...] = ()

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
