"""An index of products for filters with counts: bits instead of rows, so that its cost hardly grows. No database.

Every product is a segment of bits: one for each jurisdiction that decided on it, then a guard. Facts of one decision
(jurisdiction, status, year, indication) are bits of decisions and have to be met by one and the same; facts of the
product (donor, tissue, route, company) fill its whole segment. Adding the ones of all decisions to a mask of decisions
carries into the guard exactly where the product has one of them: any in a segment, in one addition for all products.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import compress, islice
from typing import Any

from mscsite.core.bits import bits_of

DECISION = ("jurisdiction", "status", "year", "indication")
PRODUCT = ("donor", "tissue", "route", "company")
FACETS = (*DECISION, *PRODUCT)
SORTS = ("name", "recent", "first", "company")

Place = tuple[str, str]  # a facet and a value of it
_AS_FLAGS = bytes.maketrans(b"01", b"\0\1")

Selection = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Decision:
    """What one jurisdiction decided on a product so far; `year` is that of its first approval, '' without one."""

    jurisdiction: str
    status: str
    year: str
    indications: tuple[str, ...] = ()

    def values(self, facet: str) -> tuple[str, ...]:
        return self.indications if facet == "indication" else tuple(filter(None, [getattr(self, facet)]))


@dataclass(frozen=True)
class Entry:
    """A product as the index takes it. `facts` has the values of the facets of PRODUCT."""

    key: int
    name: str
    facts: Mapping[str, tuple[str, ...]]
    decisions: tuple[Decision, ...] = ()
    first: dt.date | None = None
    latest: dt.date | None = None


EntryOf = Callable[[int], Entry]


class Index:
    """The entries that a list may show, and how many of them meet a selection."""

    def __init__(self, entries: Iterable[Entry]):
        ordered = sorted(entries, key=_by_name)
        places: dict[Place, list[int]] = defaultdict(list)
        decisions: list[int] = []
        guards: dict[int, int] = {}
        self._end = 0  # of all segments
        for entry in ordered:
            start, guard = self._end, self._end + len(entry.decisions)
            _place(places, entry, start, guard)
            decisions += range(start, guard)
            guards[entry.key] = guard
            self._end = guard + 1
        self._bits = {place: bits_of(positions) for place, positions in places.items()}
        self._sizes = {place: bits.bit_count() for place, bits in self._bits.items()}
        self._all_decisions, self._all_guards = bits_of(decisions), bits_of(list(guards.values()))
        self._keys = array("q", bytes(8 * self._end))  # by guard
        for key, guard in guards.items():
            self._keys[guard] = key
        self._orders = {  # of guards
            sort: [guards[entry.key] for entry in sorted(ordered, key=first)] for sort, first in _FIRST.items()
        }
        self._sort_values()

    def changed(self, gone: Iterable[Entry], come: Iterable[Entry], entry_before: EntryOf, entry_now: EntryOf) -> Index:
        """An index without the entries `gone` and with those that `come`; it takes time for these. `entry_before` gives
        an entry of this index by its key, `entry_now` one of the new index."""
        index = copy(self)
        index._bits, index._sizes, index._keys = dict(self._bits), dict(self._sizes), self._keys[:]
        index._orders = {sort: list(guards) for sort, guards in self._orders.items()}
        places = {sort: [self._place_of(entry, sort, entry_before) for entry in gone] for sort in SORTS}
        free: dict[int, tuple[int, int]] = {}
        for entry, place in zip(gone, places["name"], strict=True):
            free[entry.key] = len(entry.decisions), self._orders["name"][place]
            index._turn(entry, self._orders["name"][place])
        for sort, guards in index._orders.items():
            for place in sorted(places[sort], reverse=True):
                del guards[place]
        for entry in come:
            index._put_in(entry, *free.get(entry.key, (-1, 0)), entry_now)
        index._sort_values()
        return index

    def _place_of(self, entry: Entry, sort: str, entry_of: EntryOf) -> int:
        """Where an entry stands in an order, or would."""

        def rank(guard: int) -> tuple:
            return _rank(entry_of(self._keys[guard]), sort)

        return bisect_left(self._orders[sort], _rank(entry, sort), key=rank)

    def _put_in(self, entry: Entry, size: int, guard: int, entry_of: EntryOf) -> None:
        """Add an entry: where there was a segment for `size` decisions, if it has as many; else at the end."""
        if size != len(entry.decisions):
            guard = self._end + len(entry.decisions)
            self._end = guard + 1
            self._keys.extend([0] * (self._end - len(self._keys)))
        self._keys[guard] = entry.key
        self._turn(entry, guard)
        for sort, guards in self._orders.items():
            guards.insert(self._place_of(entry, sort, entry_of), guard)

    def _turn(self, entry: Entry, guard: int) -> None:
        """Set the bits of an entry that has none set, or take them all away."""
        places: dict[Place, list[int]] = defaultdict(list)
        count = len(entry.decisions)
        start = guard - count
        _place(places, entry, 0, count)
        for place, positions in places.items():
            bits = self._bits.get(place, 0) ^ (bits_of(positions) << start)
            self._bits[place], self._sizes[place] = bits, bits.bit_count()
            if not bits:
                del self._bits[place], self._sizes[place]
        self._all_decisions ^= ((1 << count) - 1) << start
        self._all_guards ^= 1 << guard

    def _sort_values(self) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)
        for facet, value in sorted(self._bits, key=lambda place: (-self._sizes[place], place)):
            self._values[facet].append(value)
        self._all_years = self._either("year", self.values("year"))

    @property
    def is_worn(self) -> bool:
        """Whether more than half of it are segments that changes have left empty."""
        return self._end > 2 * (self._all_decisions.bit_count() + self._all_guards.bit_count())

    def values(self, facet: str) -> list[str]:
        """The values of a facet that some entry has, the most frequent first."""
        return self._values.get(facet, [])

    def size(self, facet: str, value: str) -> int:
        """A measure of how often a value occurs; 0 where it does not."""
        return self._sizes.get((facet, value), 0)

    def __len__(self) -> int:
        return len(self._orders["name"])

    def match(self, selection: Selection) -> Matches:
        """The entries that meet `selection`: within a facet any of the values, of different facets each."""
        found = self._collapsed(self._decisions(selection), selection) & self._products(selection)
        return Matches(self, found)

    def counts(self, selection: Selection, facet: str, values: Iterable[str]) -> dict[str, int]:
        """How many entries would be left with each value alone in its facet, all other facets as they are chosen."""
        others = {name: chosen for name, chosen in selection.items() if name != facet}
        decisions, products = self._decisions(others), self._products(others)
        if facet in PRODUCT:
            left = self._collapsed(decisions, others) & products
            return {value: (left & self._bits.get((facet, value), 0)).bit_count() for value in values}
        return {
            value: (self._any(decisions & self._bits.get((facet, value), 0)) & products).bit_count() for value in values
        }

    def approvals(self, selection: Selection, facet: str, values: Iterable[str]) -> dict[str, int]:
        """How many approvals (a product in a jurisdiction) of each value meet the whole selection."""
        left = self._decisions(selection) & self._products(selection) & self._all_years
        return {value: (left & self._bits.get((facet, value), 0)).bit_count() for value in values}

    def _either(self, facet: str, values: Iterable[str]) -> int:
        bits = 0
        for value in values:
            bits |= self._bits.get((facet, value), 0)
        return bits

    def _decisions(self, selection: Selection) -> int:
        bits = self._all_decisions
        for facet in DECISION:
            if chosen := selection.get(facet):
                bits &= self._either(facet, chosen)
        return bits

    def _products(self, selection: Selection) -> int:
        bits = self._all_decisions | self._all_guards
        for facet in PRODUCT:
            if chosen := selection.get(facet):
                bits &= self._either(facet, chosen)
        return bits

    def _collapsed(self, decisions: int, selection: Selection) -> int:
        """Guards of the products with one of these decisions; of all products where no decision was asked for."""
        return self._any(decisions) if any(selection.get(facet) for facet in DECISION) else self._all_guards

    def _any(self, decisions: int) -> int:
        return (decisions + self._all_decisions) & self._all_guards


class Matches:
    """Entries that met a selection."""

    def __init__(self, index: Index, guards: int):
        self._index, self._found = index, guards

    def __len__(self) -> int:
        return self._found.bit_count()

    def keys(self, sort: str = "name", start: int = 0, stop: int | None = None) -> list[int]:
        """The keys from `start` to `stop` in an order of SORTS."""
        digits = format(self._found, f"0{max(self._index._end, 1)}b")[::-1]
        flags = digits.encode().translate(_AS_FLAGS)
        guards = self._index._orders[sort]
        met = compress(guards, map(flags.__getitem__, guards))
        return list(map(self._index._keys.__getitem__, islice(met, start, stop)))


def _place(places: dict[Place, list[int]], entry: Entry, start: int, guard: int) -> None:
    for position, decision in enumerate(entry.decisions, start=start):
        for facet in DECISION:
            for value in decision.values(facet):
                places[facet, value].append(position)
    for facet in PRODUCT:
        for value in entry.facts.get(facet, ()):
            places[facet, value].extend(range(start, guard + 1))


def _by_name(entry: Entry) -> tuple[str, int]:
    return entry.name.casefold(), entry.key


# What comes first in each order; names decide between equals, and what is not known comes last.
_FIRST: dict[str, Callable[[Entry], Any]] = {
    "name": lambda entry: 0,
    "recent": lambda entry: -entry.latest.toordinal() if entry.latest else 1,
    "first": lambda entry: entry.first or dt.date.max,
    "company": lambda entry: entry.facts.get("company") or ("\uffff",),
}


def _rank(entry: Entry, sort: str) -> tuple:
    """What an order goes by."""
    return _FIRST[sort](entry), *_by_name(entry)
