"""What a process keeps of public records while the generation stands: the site's profile, terms, papers, products.

A page asks for the generation once (`asking`, a middleware); what was made under that number is good as long as the
number is. It is read before what is kept, so that a change in between makes something too new for its number, never too
old. Nothing is kept outside of a request, and nothing inside a transaction: there somebody may see what others do not,
and what a rollback takes away. What depends on the day as well has the day in its name.

What is made of values alone, a piece of a page of the records that it shows, holds across changes (`same`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from contextlib import contextmanager
from typing import Any

from django.db import connection

from mscsite.core import generation
from mscsite.core.bounded import Bounded

# Things of one process, by their weight: a few megabytes each, whatever the number of records.
MOST, MOST_OF_VALUES = 1_500, 1_400

_request = threading.local()
_things, _of_values = Bounded(MOST), Bounded(MOST_OF_VALUES)
_state = {"generation": -1}


@contextmanager
def asking():
    """What is asked for inside may be kept: around a request."""
    _request.number = None
    try:
        yield
    finally:
        del _request.number


def begin(number: int) -> None:
    """The generation has been read already, by who asks for the page."""
    _request.number = number


def number() -> int | None:
    """The generation that this request began with; None where nothing may be kept."""
    if not hasattr(_request, "number") or connection.in_atomic_block:
        return None
    if _request.number is None:
        _request.number = generation.current()
    return _request.number


def kept(name: Hashable, make: Callable[[], Any], weight: int = 1) -> Any:
    """What `make` returns, or returned before under the same generation. Nobody may change it."""
    return many("", [name], lambda _names: {name: make()}, weight)[name]


def many(kind: Hashable, keys: Iterable[Hashable], load: Callable[[list], dict], weight: int = 1) -> dict:
    """Things of one kind by key; `load` is called once, with the keys not kept. Keys of nothing are left out.

    `weight` is what each takes of `MOST`: one for a kilobyte or two.
    """
    wanted, now = list(dict.fromkeys(keys)), number()
    if now is None:
        return load(wanted) if wanted else {}
    if _state["generation"] != now:
        _things.clear()
        _state["generation"] = now
    return _things.many((now, kind), wanted, load, weight)  # a slow request still names the number that it began with


def same(kind: Hashable, value: Hashable, make: Callable[[], Any], weight: int = 1) -> Any:
    """What `make` returns, or returned before for the same `value`, whatever has changed since.

    It may depend on `kind` and `value` alone (`mscsite.core.values` tells those of records), and on nothing that it
    would have to ask for. Nobody may change it.
    """
    if number() is None:
        return make()
    return _of_values.many(kind, [value], lambda _values: {value: make()}, weight)[value]


def clear() -> None:
    """Forget everything: tests that empty the database may see a number twice."""
    _things.clear()
    _of_values.clear()
