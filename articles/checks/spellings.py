"""Many known names against a text, in one pass however many there are: which stand in it, and which nearly do. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

import ahocorasick_rs

from articles.checks.facts import ProductFacts, once_a_set
from articles.checks.normalise import normalise

Named = TypeVar("Named")
_LATIN = re.compile(r"[A-Za-z]")
_LONG_CHINESE = re.compile(r"[一-鿿]{4,12}")
_CHINESE = re.compile(r"[一-鿿]")
_SHORTEST = 6  # letters of a word that may be a misspelt one


@once_a_set
def by_name(products: tuple[ProductFacts, ...]) -> dict[str, ProductFacts]:
    """The records by their right names."""
    return {product.name: product for product in products}


@once_a_set
def aliases(products: tuple[ProductFacts, ...]) -> dict[str, tuple[str, ...]]:
    """All spellings of each product."""
    return {product.name: product.spellings for product in products}


@once_a_set
def latin_aliases(products: tuple[ProductFacts, ...]) -> dict[str, tuple[str, ...]]:
    """The spellings of each product in Latin letters."""
    return {product.name: tuple(filter(_LATIN.match, product.spellings)) for product in products}


@once_a_set
def right_names(known: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The right names that each spelling, in lower case, may stand for; `known` has the spellings of each."""
    names: dict[str, list[str]] = {}
    for name, spellings in known.items():
        for spelling in {each.lower() for each in (name, *spellings)}:
            names.setdefault(spelling, []).append(name)
    return names


class Mentions(Generic[Named]):
    """Which of many things a text names, each by several names; these are looked for as they are, inside words too."""

    def __init__(self, named: Iterable[tuple[str, Named]]) -> None:
        pairs = [(name, thing) for name, thing in named if name]
        self._things = [thing for _name, thing in pairs]
        self._automaton = ahocorasick_rs.AhoCorasick([name for name, _thing in pairs]) if pairs else None

    def find(self, text: str) -> list[Named]:
        """The things named in `text`, each once, in the order in which they were given."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton else ()
        found = (self._things[index] for index in sorted({index for index, _start, _end in hits}))
        return list({id(thing): thing for thing in found}.values())


class RightNames:
    """Names as they should be written, and words of a text that differ from one of them by a slip."""

    def __init__(self, names: Iterable[str]) -> None:
        ordered = sorted(set(filter(None, names)))
        self.latin = {name.lower(): name for name in ordered if _LATIN.match(name)}
        self._near: dict[tuple[int, bool, str], list[str]] = defaultdict(list)
        for word in self.latin:
            if len(word) >= _SHORTEST:
                for key in _halves(word, len(word)):
                    self._near[key].append(word)
        chinese = sorted({normalise(name).text for name in ordered if _LONG_CHINESE.fullmatch(name)})
        # One character changed leaves one half of the name as it is.
        self._halves = [(half, name, is_first) for name in chinese for half, is_first in _cut(name)]
        self._automaton = ahocorasick_rs.AhoCorasick([half for half, *_ in self._halves]) if chinese else None

    def near(self, word: str) -> str | None:
        """The right name that a Latin word, in lower case, is nearly the same as; the first in the alphabet."""
        sizes = (len(word) - 1, len(word), len(word) + 1)
        likely = (each for size in sizes for key in _halves(word, size) for each in self._near.get(key, ()))
        return min((each for each in likely if nearly_same(each, word)), default=None)

    def slips(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Chinese names with one character changed, and that not at either end, where another word may begin: start,
        end and the right name."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton else ()
        told = set()
        for index, start, end in hits:
            _half, name, is_first = self._halves[index]
            place = start if is_first else end - len(name)
            if place >= 0 and (place, name) not in told and _is_slip(text[place : place + len(name)], name):
                told.add((place, name))
                yield place, place + len(name), name


def nearly_same(one: str, other: str) -> bool:
    """Whether two words differ by one letter added, lost or changed, and not by an ending such as -s."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _SHORTEST:
        return False
    short, long = sorted((one, other), key=len)
    place = next((index for index, letter in enumerate(short) if letter != long[index]), len(short))
    if place == len(short):
        return len(short) < len(long) and long[-1] == short[-1] != "s"  # an ending letter doubled; else another ending
    rest = (short[place:], short[place + 1 :])
    return long[place + 1 :] in rest


def _halves(word: str, size: int) -> Iterator[tuple[int, bool, str]]:
    """Under what a word of `size` letters is kept: its first half and its last. Words that differ by one letter share
    one of them."""
    half = size // 2
    yield size, True, word[:half]
    yield size, False, word[len(word) - half :]


def _cut(name: str) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return (name[: len(name) // 2], True), (name[len(name) // 2 :], False)


def _is_slip(said: str, name: str) -> bool:
    """Whether one character of a name was changed for another, inside it."""
    if len(said) != len(name):
        return False
    places = [place for place, (one, other) in enumerate(zip(said, name, strict=True)) if one != other]
    return len(places) == 1 and 0 < places[0] < len(name) - 1 and bool(_CHINESE.match(said[places[0]]))
