"""The search index: one row per public record, its text folded so that both scripts and both widths are one.

A record that can be found has three things: `search_type`, `search_key` (the slug of the contract) and
`search_texts()`, its title and text in both scripts, or None where the public may not see it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.apps import apps
from django.db.models import Q, QuerySet

from mscsite.core import hanzi

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry

MAX_WORDS = 12  # a question has fewer; more only costs time
MAX_QUERY = 200
DELETED_AT_ONCE = 500  # SQLite takes a limited number of values in one statement
# What OpenCC's t2s leaves as two characters that people write for one another.
_VARIANTS = str.maketrans({"著": "着", "粘": "黏"})


@dataclass(frozen=True)
class SearchTexts:
    """Title and text of a record in each script, as shown to readers."""

    title_zh_hans: str
    title_zh_hant: str
    text_zh_hans: str
    text_zh_hant: str
    names: str = ""  # further spellings that find it, weighted like the title


class Searchable(Protocol):
    search_type: str

    @property
    def search_key(self) -> str: ...

    def search_texts(self) -> SearchTexts | None: ...


@dataclass(frozen=True)
class Hit:
    type: str
    key: str
    title: str
    text: str
    score: float


def _entries() -> QuerySet[SearchEntry]:
    # Records keep their own entry in step, so the models import this module and not the other way round.
    return apps.get_model("core", "SearchEntry").objects.all()


def fold(text: str) -> str:
    """NFKC, Simplified, lower case: what is compared, never what is shown."""
    plain = unicodedata.normalize("NFKC", text)
    return hanzi.convert(plain, hanzi.HANS, hanzi.HANT).lower().translate(_VARIANTS)


def update(record: Searchable) -> bool:
    """Bring the entry of one record in step; call it in the transaction of the change. Whether it can now be found."""
    texts = record.search_texts()
    if texts is None:
        remove(record)
        return False
    title = f"{texts.title_zh_hans}\n{texts.title_zh_hant}\n{texts.names}\n{record.search_key}"
    text = (
        texts.text_zh_hans
        if texts.text_zh_hans == texts.text_zh_hant
        else f"{texts.text_zh_hans}\n{texts.text_zh_hant}"
    )
    _entries().update_or_create(
        type=record.search_type,
        key=record.search_key,
        defaults={
            "title_zh_hans": texts.title_zh_hans,
            "title_zh_hant": texts.title_zh_hant,
            "text_zh_hans": texts.text_zh_hans,
            "text_zh_hant": texts.text_zh_hant,
            "folded_title": fold(title),
            "folded_text": fold(text),
        },
    )
    return True


def remove(record: Searchable) -> None:
    _entries().filter(type=record.search_type, key=record.search_key).delete()


def remove_others(search_type: str, keys: set[str]) -> None:
    """Remove the entries of one type whose record is not among `keys`."""
    stale = [pk for pk, key in _entries().filter(type=search_type).values_list("pk", "key") if key not in keys]
    for start in range(0, len(stale), DELETED_AT_ONCE):
        _entries().filter(pk__in=stale[start : start + DELETED_AT_ONCE]).delete()


def words_of(query: str) -> list[str]:
    """The folded words of a query, all of which a hit contains."""
    clean = "".join(c if c.isprintable() else " " for c in query[:MAX_QUERY])
    return fold(clean).split()[:MAX_WORDS]


def search(query: str, language: str, limit: int = 20) -> list[Hit]:
    """The best `limit` hits that contain every word of the query, titles and text in `language`, best first."""
    words = words_of(query)
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(folded_title__contains=word) | Q(folded_text__contains=word)
    column = language.replace("-", "_")
    entries = _entries().filter(wanted)
    ranked = sorted(entries, key=lambda entry: (-_score(entry, words), -entry.updated_at.timestamp(), entry.pk))
    return [
        Hit(
            type=entry.type,
            key=entry.key,
            title=getattr(entry, f"title_{column}"),
            text=getattr(entry, f"text_{column}"),
            score=_score(entry, words),
        )
        for entry in ranked[:limit]
    ]


def _score(entry: SearchEntry, words: list[str]) -> float:
    """Exact names first, then words in the title, then how often they stand in the text."""
    names = entry.folded_title.split("\n")
    exact = 100.0 if " ".join(words) in names else 0.0
    in_title = sum(10.0 for word in words if word in entry.folded_title)
    in_text = sum(min(entry.folded_text.count(word), 10) * 0.5 for word in words)
    return exact + in_title + in_text
