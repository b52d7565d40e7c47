"""The public list of products: an index of all that are public, kept in memory, and renewed by what has changed.

Records are read anew shard by shard (`lasting.sharded`); what differs from the records that an index was made of is
taken out of it and put in again. So the first reader after a change waits for that change, and not for all products.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import NamedTuple

from django.utils import timezone

from mscsite.core import lasting, shards
from products import listed
from products.facets import Entry, Index
from products.listed import Record, Shard

_DAYS_KEPT = 8
_FEW = 64  # where more than one of so many products has changed, an index is made anew: it takes no longer

Shards = Mapping[int, Shard]


class Catalogue:
    """The public products on one day: their index, and the names of indications and companies."""

    def __init__(self, index: Index, read: Shards):
        self.index, self._shards = index, read
        # of any public product or event; today without any
        self.updated = timezone.localdate(max((shard.updated for shard in read.values()), default=None))

    def label(self, facet: str, value: str, language: str) -> str:
        """The name of an indication or a company in `zh-hans` or `zh-hant`; `value` itself where it has none."""
        if facet not in listed.NAMED:
            return value  # a year would be looked for in every shard
        hans, hant = next(filter(None, (s.labels.get((facet, value)) for s in self._shards.values())), (value, value))
        return (hant or hans) if language == "zh-hant" else (hans or hant)


class Catalogues:
    """The public products as they are now, by day. One request at most asks the database, where something changed."""

    def __init__(self) -> None:
        self._shards = lasting.sharded("list of products", listed.TABLES, listed.read)

    def on(self, day: dt.date) -> Catalogue:
        """The catalogue as of `day`; products on which nobody had decided by then only where the day is today."""
        return _memory.on(day, self._shards, keep_undecided=day >= timezone.localdate())


class _Kept(NamedTuple):
    """A catalogue, and the records that it was made of."""

    shards: Shards
    catalogue: Catalogue


class _Memory:
    """What one process keeps; all threads share it. Nothing in it is believed without a look at the records: so it may
    hold what a transaction saw that was never committed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._days: OrderedDict[tuple[dt.date, bool], _Kept] = OrderedDict()

    def on(self, day: dt.date, read: Shards, *, keep_undecided: bool) -> Catalogue:
        with self._lock:
            kept = self._days.pop((day, keep_undecided), None)
            if kept is None or kept.shards is not read:
                index = kept and _renewed(kept, read, day, keep_undecided)
                kept = _Kept(read, Catalogue(index or Index(_entries(read, day, keep_undecided)), read))
                self._forget_old(read)
            self._days[day, keep_undecided] = kept
            while len(self._days) > _DAYS_KEPT:
                self._days.popitem(last=False)
            return kept.catalogue

    def _forget_old(self, read: Shards) -> None:
        """Days that nobody has asked for since most of the records changed: each would hold the old ones for itself."""
        for name, kept in tuple(self._days.items()):
            if 2 * sum(kept.shards.get(number) is not shard for number, shard in read.items()) > len(read):
                del self._days[name]


_memory = _Memory()


def _entries(read: Shards, day: dt.date, keep_undecided: bool) -> Iterator[Entry]:
    for shard in read.values():
        for key, record in shard.records.items():
            entry = listed.entry(key, record, day)
            if entry.decisions or keep_undecided:
                yield entry


def _renewed(kept: _Kept, read: Shards, day: dt.date, keep_undecided: bool) -> Index | None:
    """The index with what has changed since it was made; None where it is to be made anew."""
    index = kept.catalogue.index
    gone, come = _differences(kept.shards, read)
    if index.is_worn or len(gone.keys() | come.keys()) * _FEW > len(index):
        return None

    def made(records: dict[int, Record]) -> list[Entry]:
        entries = (listed.entry(key, record, day) for key, record in records.items())
        return [entry for entry in entries if entry.decisions or keep_undecided]

    def entries_of(found: Shards) -> Callable[[int], Entry]:
        return lambda key: listed.entry(key, found[key // shards.SIZE].records[key], day)

    return index.changed(made(gone), made(come), entries_of(kept.shards), entries_of(read))


def _differences(before: Shards, now: Shards) -> tuple[dict[int, Record], dict[int, Record]]:
    """The records that are no longer as they were, and what they are now, by key."""
    gone: dict[int, Record] = {}
    come: dict[int, Record] = {}
    for number in before.keys() | now.keys():
        one, other = before.get(number), now.get(number)
        if one is not other:
            old, new = (shard.records if shard else {} for shard in (one, other))
            gone |= {key: record for key, record in old.items() if new.get(key) != record}
            come |= {key: record for key, record in new.items() if old.get(key) != record}
    return gone, come
