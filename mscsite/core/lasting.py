"""What a process keeps of whole tables for as long as no public row of them changes, whatever else does.

`mscsite.core.memo` forgets everything when anything public changes, since a page may show anything. What is made of a
few tables is kept here, told by the numbers that triggers leave with each table in the transaction of a change
(`generation.of_tables`): few large things that take long to make (`kept`), what is made of thousands of records, of
which only those shards are read again that have changed (`sharded`), and records that pages show (`many`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from django.db import models

from mscsite.core import generation, memo, shards
from mscsite.core.bounded import Bounded

MOST = 50  # things of one process: each may be as large as a table, so there are few of them by intention
MOST_RECORDS = 800  # by their weight, of `memo.many`
MOST_SHARDS = 50  # read one by one; where more have changed, all are read at once

Made = TypeVar("Made")
_lock = threading.Lock()
_things: OrderedDict[Hashable, tuple[Hashable, object]] = OrderedDict()  # with the state that each was made in
_records = Bounded(MOST_RECORDS)
_sharded: dict[Hashable, _Sharded] = {}
_reading: dict[Hashable, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True)
class _Sharded:
    """What was made of shards, the numbers that were read before it, and what else it was made for."""

    numbers: shards.Numbers
    also: Hashable
    made: Mapping[int, object]


def state(tables: Iterable[type[models.Model]]) -> tuple[int, ...] | None:
    """The same while no public row of `tables` changes (a relation is told by its `through`); None where nothing may be
    kept: outside of a request, and inside a transaction. One query a request at most, whatever is asked for.

    It is read before what is kept under it, so that a change in between makes that too new for it, never too old.
    """
    names = [model._meta.db_table for model in tables]
    if unknown := set(names) - _watched():
        raise LookupError(f"{', '.join(sorted(unknown))}: no trigger tells when it changes (`public_when`)")
    if memo.number() is None:
        return None
    numbers = memo.kept("numbers of tables", generation.of_tables)
    return tuple(numbers.get(name, 0) for name in (generation.EVERY, *names))


def kept(name: Hashable, tables: Iterable[type[models.Model]], make: Callable[[], Made], also: Hashable = None) -> Made:
    """What `make` returns, or returned while `tables` stood as they do now and with the same `also`, such as the day.

    `make` may read public rows of `tables`, their public fields, and nothing else. Nobody may change what it returned.
    """
    if (stands := state(tables)) is None:
        return make()
    now = (stands, also)
    with _lock:
        held = _things.get(name)
        if held is not None and held[0] == now:
            _things.move_to_end(name)
            return held[1]  # type: ignore[return-value]
    made = make()
    with _lock:
        _things[name] = (now, made)
        _things.move_to_end(name)
        while len(_things) > MOST:
            _things.popitem(last=False)
    return made


def sharded(
    name: Hashable,
    tables: Sequence[type[models.Model]],
    load: Callable[[list[int] | None], dict[int, Made]],
    also: Hashable = None,
) -> Mapping[int, Made]:
    """What `load` makes of each shard of `tables`, which are all told by the keys of one (`public_shard`); the very
    same as before where nothing has changed, and where something has, its shards alone anew.

    `load` takes the numbers of shards, or None for all; it may read public rows of `tables` that these shards are told
    by, and nothing else, and leaves out shards without any. They come in order. Nobody may change what it returned.
    """
    if (stands := state(tables)) is None:
        return load(None)
    with _reading[name]:  # by one thread: the others wait for what it reads
        held = _sharded.get(name)
        if held is None or held.also != also or _stands(held.numbers, tables) != stands:
            # Read here, on the connection that reads the rows: those of `state` may be from another server.
            _sharded[name] = held = _renewed(held, shards.read(tables, generation.EVERY), load, also)
        return held.made  # type: ignore[return-value]


def _renewed(held: _Sharded | None, numbers: shards.Numbers, load: Callable, also: Hashable) -> _Sharded:
    changed = numbers.since(held.numbers) if held and held.also == also else None
    if held is None or changed is None or len(changed) > MOST_SHARDS:
        return _Sharded(numbers, also, dict(sorted(load(None).items())))
    if not changed:
        return replace(held, numbers=numbers)
    kept = {shard: made for shard, made in held.made.items() if shard not in changed}
    return _Sharded(numbers, also, dict(sorted((kept | load(changed)).items())))


def _stands(numbers: shards.Numbers, tables: Iterable[type[models.Model]]) -> tuple[int, ...]:
    """As `state` tells it."""
    return tuple(numbers.tables.get(name, 0) for name in (generation.EVERY, *(t._meta.db_table for t in tables)))


def many(
    kind: Hashable,
    keys: Iterable[Hashable],
    tables: Iterable[type[models.Model]],
    load: Callable[[list], dict],
    weight: int = 1,
) -> dict:
    """`memo.many` while `tables` stand as they do now. `load` may read public rows of them, and what never changes:
    revisions with what they lean on."""  # fmt: skip
    wanted, stands = list(dict.fromkeys(keys)), state(tables)
    if stands is None:
        return load(wanted) if wanted else {}
    return _records.many((kind, stands), wanted, load, weight)


def clear() -> None:
    """Forget everything: tests that empty the database may see a number twice."""
    _records.clear()
    with _lock:
        _things.clear()
        _sharded.clear()


@cache
def _watched() -> frozenset[str]:
    return frozenset(watch.table for watch in generation.watched())
