"""The public terms as a reader meets them in a text: which words are terms, and what each of them means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import ahocorasick_rs
from django.urls import reverse

from references.models import Term

_MIN_LENGTH = 2  # characters: a single one is part of too many words
_LATIN = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True)
class Meaning:
    """A term in one script."""

    slug: str
    name: str
    english: str
    definition: str

    @property
    def url(self) -> str:
        """Its place in the glossary of the active script."""
        return f"{reverse('glossary')}#{self.slug}"


@dataclass
class Vocabulary:
    """The terms of one script. `by_name` has them under the slug and every form, in whichever script it is."""

    by_name: dict[str, Meaning] = field(default_factory=dict)
    _phrases: list[tuple[str, Meaning]] = field(default_factory=list)
    _automaton: ahocorasick_rs.AhoCorasick | None = None

    @cached_property
    def digest(self) -> str:
        """Of all that decides which words become links, and where they lead; what terms mean is not in it."""
        names = [(name, meaning.slug, bool(meaning.definition)) for name, meaning in self.by_name.items()]
        phrases = [(phrase, meaning.slug) for phrase, meaning in self._phrases]
        return hashlib.sha256(repr((names, phrases)).encode()).hexdigest()

    def find(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """The terms in `text` that have a definition: start, end, meaning; in order, none overlapping."""
        if self._automaton is None:
            return
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if _is_whole(text, start, end):
                yield start, end, self._phrases[index][1]


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether Latin letters at the ends of a match do not go on outside it: MSC is no word of MSCs."""
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return not before and not after


class _Row(NamedTuple):
    """What a term is here."""

    slug: str
    zh_hans: str
    zh_hant_tw: str
    zh_hant_hk: str
    english: str
    definition_zh_hans: str | None
    definition_zh_hant: str | None
    aliases: list[str]


@dataclass
class _Kept:
    """The vocabularies of this process by language, and the rows that they were made from."""

    rows: tuple[_Row, ...] | None = None
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)


_kept = _Kept()


def load(language: str) -> Vocabulary:
    """Today's public terms in `language`: one query. They are made anew only when the rows differ."""
    found = Term.objects.public().order_by("pk").values_list(*_Row._fields)
    rows = tuple(map(_Row._make, found))
    if rows != _kept.rows:
        _kept.vocabularies = {code: _made(rows, code) for code in ("zh-hans", "zh-hant")}
        _kept.rows = rows
    return _kept.vocabularies[language]


def _made(terms: Iterable[_Row], language: str) -> Vocabulary:
    made = Vocabulary()
    phrases: dict[str, Meaning] = {}
    for term in terms:
        is_hant = language == "zh-hant"
        definition = (term.definition_zh_hant if is_hant else term.definition_zh_hans) or ""
        meaning = Meaning(term.slug, term.zh_hant_tw if is_hant else term.zh_hans, term.english, definition)
        for name in (term.slug, term.zh_hans, term.zh_hant_tw):
            made.by_name.setdefault(name, meaning)
        forms = (term.zh_hant_tw, term.zh_hant_hk) if is_hant else (term.zh_hans,)
        for phrase in (*forms, *term.aliases):
            if definition and isinstance(phrase, str) and len(phrase) >= _MIN_LENGTH:
                phrases.setdefault(phrase, meaning)
    made._phrases = list(phrases.items())
    if phrases:
        longest = ahocorasick_rs.MatchKind.LeftmostLongest
        made._automaton = ahocorasick_rs.AhoCorasick(list(phrases), matchkind=longest)
    return made
