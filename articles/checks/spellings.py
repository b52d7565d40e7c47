"""Many known names against a text, in one pass however many there are: which stand in it, and which nearly do. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import ahocorasick_rs

from articles.checks.facts import ProductFacts, once_a_set
from articles.checks.normalise import normalise
from articles.checks.product_sets import Layer, ProductSet, layers, left

Named = TypeVar("Named")
_LATIN = re.compile(r"[A-Za-z]")
_LONG_CHINESE = re.compile(r"[一-鿿]{4,12}")
_CHINESE = re.compile(r"[一-鿿]")
_SHORTEST = 6  # letters of a word that may be a misspelt one


@once_a_set
def by_name(products: tuple[ProductFacts, ...]) -> dict[str, ProductFacts]:
    """The records by their right names."""
    return {product.name: product for product in products}


class Aliases(dict[str, tuple[str, ...]]):
    """The spellings of products by their names; `layers` has those of which it is put together, each with the names in
    it that count no longer; empty where it is of one piece."""

    layers: tuple[tuple[Aliases, frozenset[str]], ...] = ()


@once_a_set
def aliases(products: tuple[ProductFacts, ...]) -> Aliases:
    """All spellings of each product."""
    return _layered(products, aliases) or Aliases((product.name, product.spellings) for product in products)


@once_a_set
def latin_aliases(products: tuple[ProductFacts, ...]) -> Aliases:
    """The spellings of each product in Latin letters."""
    latin = ((product.name, tuple(filter(_LATIN.match, product.spellings))) for product in products)
    return _layered(products, latin_aliases) or Aliases(latin)


def _layered(products: tuple[ProductFacts, ...], make: Callable[[tuple[ProductFacts, ...]], Aliases]) -> Aliases | None:
    if not isinstance(products, ProductSet):
        return None
    found = Aliases()
    found.layers = tuple((make(layer.products), layer.gone) for layer in products.layers)
    for made, gone in found.layers:
        found.update(made)
        for name in gone:
            del found[name]
    return found


class Spelled:
    """Right names by spelling, of what is known in parts, each with the names in it that count no longer."""

    def __init__(self, parts: Iterable[tuple[dict[str, list[str]], frozenset[str]]]) -> None:
        self._parts = tuple(parts)

    def get(self, spelling: str) -> list[str]:
        """The names that a spelling in lower case may stand for, in the order of what is known."""
        found = [name for names, gone in self._parts for name in names.get(spelling, ()) if name not in gone]
        return sorted(found) if len(self._parts) > 1 else found


def right_names(known: Mapping[str, Iterable[str]]) -> Spelled:
    """The right names that each spelling may stand for; `known` has the spellings of each."""
    parts = getattr(known, "layers", ()) or ((known, frozenset()),)
    return Spelled((_by_spelling(each), gone) for each, gone in parts)


@once_a_set
def _by_spelling(known: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
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


def mentioned(
    make: Callable[[tuple[ProductFacts, ...]], Mentions[ProductFacts]], products: tuple[ProductFacts, ...], text: str
) -> list[ProductFacts]:
    """The products that a text names, by what `make` makes once a set; in their order."""
    parts = layers(products)
    found = [product for layer in parts for product in left(layer, make(layer.products).find(text))]
    return sorted(found, key=lambda product: product.name) if len(parts) > 1 else found


class RightNames:
    """Names as they should be written, and words of a text that differ from one of them by a slip."""

    def __init__(self, names: Iterable[str]) -> None:
        ordered = sorted(set(filter(None, names)))
        self._latin: dict[str, list[str]] = defaultdict(list)
        for name in filter(_LATIN.match, ordered):
            self._latin[name.lower()].append(name)
        self._near: dict[tuple[int, bool, str], list[str]] = defaultdict(list)
        for word in self._latin:
            if len(word) >= _SHORTEST:
                for key in _halves(word, len(word)):
                    self._near[key].append(word)
        self._chinese: dict[str, list[str]] = defaultdict(list)
        for name in filter(_LONG_CHINESE.fullmatch, ordered):
            self._chinese[normalise(name).text].append(name)
        # One character changed leaves one half of the name as it is.
        self._halves = [(half, name, is_first) for name in self._chinese for half, is_first in _cut(name)]
        self._automaton = ahocorasick_rs.AhoCorasick([half for half, *_ in self._halves]) if self._halves else None

    def like(self, word: str) -> list[str]:
        """The names that a word in lower case is, as they are written."""
        return self._latin.get(word, [])

    def near(self, word: str) -> set[str]:
        """The right names that a Latin word, in lower case, is nearly the same as."""
        sizes = (len(word) - 1, len(word), len(word) + 1)
        likely = {each for size in sizes for key in _halves(word, size) for each in self._near.get(key, ())}
        return {name for each in likely if nearly_same(each, word) for name in self._latin[each]}

    def slips(self, text: str) -> Iterator[tuple[int, int, str, list[str]]]:
        """Chinese names with one character changed, and that not at either end, where another word may begin: start,
        end, the right name, and the names that are folded to it."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton else ()
        told = set()
        for index, start, end in hits:
            _half, name, is_first = self._halves[index]
            place = start if is_first else end - len(name)
            if place >= 0 and (place, name) not in told and _is_slip(text[place : place + len(name)], name):
                told.add((place, name))
                yield place, place + len(name), name, self._chinese[name]


class Register:
    """The right names of layers of records, each with a question whether a name of it still counts."""

    def __init__(self, parts: Iterable[tuple[RightNames, Callable[[str], bool]]]) -> None:
        self._parts = tuple(parts)

    def knows(self, word: str) -> bool:
        """Whether a word in lower case is a right name."""
        return any(counts(name) for names, counts in self._parts for name in names.like(word))

    def nearest(self, word: str) -> str | None:
        """The right name that a Latin word, in lower case, is nearly the same as; the first in the alphabet."""
        near = {name for names, counts in self._parts for name in names.near(word) if counts(name)}
        first = min((name.lower() for name in near), default=None)
        return max((name for name in near if name.lower() == first), default=None)

    def slips(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and right name of each Chinese name with a character changed, in the order of the text."""
        told = ((counts, slip) for names, counts in self._parts for slip in names.slips(text))
        return sorted({(start, end, name) for counts, (start, end, name, own) in told if any(map(counts, own))})


@once_a_set
def of_products(products: tuple[ProductFacts, ...]) -> Register:
    """All names of products."""
    return Register((_written(layer.products).names, partial(_counts, layer)) for layer in layers(products))


class _Written(NamedTuple):
    names: RightNames
    owners: dict[str, set[str]]  # the products that have a name


@once_a_set
def _written(products: tuple[ProductFacts, ...]) -> _Written:
    owners: dict[str, set[str]] = defaultdict(set)
    for product in products:
        for name in (product.name, product.generic, *product.spellings):
            owners[name].add(product.name)
    return _Written(RightNames(owners), dict(owners))


def _counts(layer: Layer, name: str) -> bool:
    return not layer.gone or not _written(layer.products).owners[name] <= layer.gone


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
