"""An index of products for filters with counts: bits instead of rows, so that its cost hardly grows. No database.

Every product is a segment of bits: one for each jurisdiction that decided on it, then a guard. Facts of one decision
(jurisdiction, status, year, indication) are bits of decisions and have to be met by one and the same; facts of the
product (donor, tissue, route, company) fill its whole segment. Adding the ones of all decisions to a mask of decisions
carries into the guard exactly where the product has one of them: any in a segment, in one addition for all products.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice

from mscsite.core.bits import bits_of

DECISION = ("jurisdiction", "status", "year", "indication")
PRODUCT = ("donor", "tissue", "route", "company")
FACETS = (*DECISION, *PRODUCT)
SORTS = ("name", "recent", "first", "company")

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


class Index:
    """The entries that a list may show, and how many of them meet a selection."""

    def __init__(self, entries: Iterable[Entry]):
        ordered = sorted(entries, key=_by_name)
        guards: list[int] = []
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        decisions: list[int] = []
        start = 0
        for entry in ordered:
            guard = start + len(entry.decisions)
            _place(places, entry, start, guard)
            decisions += range(start, guard)
            guards.append(guard)
            start = guard + 1
        self._size = start
        self._bits = {place: bits_of(positions) for place, positions in places.items()}
        self._sizes = {place: bits.bit_count() for place, bits in self._bits.items()}
        self._values: dict[str, list[str]] = defaultdict(list)
        for facet, value in sorted(self._bits, key=lambda place: -self._sizes[place]):
            self._values[facet].append(value)
        self._all_decisions, self._all_guards = bits_of(decisions), bits_of(guards)
        self._all_years = self._either("year", self.values("year"))
        keys = [entry.key for entry in ordered]
        orders = {name: _order(ordered, name) for name in SORTS}
        self._keys = {name: [keys[n] for n in order] for name, order in orders.items()}
        self._guards = {name: [guards[n] for n in order] for name, order in orders.items()}

    def values(self, facet: str) -> list[str]:
        """The values of a facet that some entry has, the most frequent first."""
        return self._values.get(facet, [])

    def size(self, facet: str, value: str) -> int:
        """A measure of how often a value occurs; 0 where it does not."""
        return self._sizes.get((facet, value), 0)

    def __len__(self) -> int:
        return len(self._keys["name"])

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
        digits = format(self._found, f"0{max(self._index._size, 1)}b")[::-1]
        flags = digits.encode().translate(_AS_FLAGS)
        met = compress(self._index._keys[sort], map(flags.__getitem__, self._index._guards[sort]))
        return list(islice(met, start, stop))


def _place(places: dict[tuple[str, str], list[int]], entry: Entry, start: int, guard: int) -> None:
    for position, decision in enumerate(entry.decisions, start=start):
        for facet in DECISION:
            for value in decision.values(facet):
                places[facet, value].append(position)
    for facet in PRODUCT:
        for value in entry.facts.get(facet, ()):
            places[facet, value].extend(range(start, guard + 1))


def _by_name(entry: Entry) -> tuple[str, int]:
    return entry.name.casefold(), entry.key


def _order(entries: Sequence[Entry], sort: str) -> list[int]:
    """Positions of `entries`, which stand in the order of names, in another one; what is not known comes last."""
    unknown = dt.date.max
    keys = {
        "name": lambda n: 0,
        "recent": lambda n: -entries[n].latest.toordinal() if entries[n].latest else 1,
        "first": lambda n: entries[n].first or unknown,
        "company": lambda n: entries[n].facts.get("company") or ("\uffff",),
    }
    return sorted(range(len(entries)), key=keys[sort])
