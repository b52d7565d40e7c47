"""The public terms as a reader meets them in a text: which words are terms, and what each of them means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import ahocorasick_rs
from django.db.models import Count, Max
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


@dataclass
class _Kept:
    """The vocabularies of this process by language, and the state of the table that they were made from."""

    version: tuple = ()
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)


_kept = _Kept()


def load(language: str) -> Vocabulary:
    """Today's public terms in `language`. They are read anew only when the table has changed, which one query tells."""
    terms = Term.objects.public()
    version = tuple(terms.aggregate(Count("pk"), Max("updated_at")).values())
    if version != _kept.version:
        records = list(terms.order_by("pk"))
        _kept.vocabularies = {code: _made(records, code) for code in ("zh-hans", "zh-hant")}
        _kept.version = version
    return _kept.vocabularies[language]


def _made(terms: list[Term], language: str) -> Vocabulary:
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
