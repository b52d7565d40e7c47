"""What a process keeps of public records while the generation stands: the site's profile, terms, papers, products.

A page asks for the generation once (`asking`, a middleware); what was made under that number is good as long as the
number is. It is read before what is kept, so that a change in between makes something too new for its number, never too
old. Nothing is kept outside of a request, and nothing inside a transaction: there somebody may see what others do not,
and what a rollback takes away. What depends on the day as well has the day in its name.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import contextmanager
from typing import Any

from django.db import connection

from mscsite.core import generation

MOST = 3_000  # things of one process, by their weight: a few megabytes, whatever the number of records

_request = threading.local()
_lock = threading.Lock()
_things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()  # with their weights
_state = {"generation": -1, "weight": 0}


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
    with _lock:
        found = {} if _state["generation"] != now else _found(kind, wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        loaded = load(missing)
        new = {key: loaded.get(key, _NOTHING) for key in missing}
        with _lock:
            _keep(now, kind, new, weight)
        found |= new
    return {key: found[key] for key in wanted if found[key] is not _NOTHING}


_NOTHING = object()  # there is no such record; that is worth keeping as well


def _found(kind: Hashable, keys: list) -> dict:
    found = {}
    for key in keys:
        if (kind, key) in _things:
            found[key] = _things[kind, key][0]
            _things.move_to_end((kind, key))
    return found


def _keep(now: int, kind: Hashable, new: dict, weight: int) -> None:
    if _state["generation"] != now:
        _things.clear()
        _state.update(generation=now, weight=0)
    for key, value in new.items():
        heavy = 1 if value is _NOTHING else weight
        _state["weight"] += heavy - _things.pop((kind, key), (None, 0))[1]
        _things[kind, key] = (value, heavy)
    while _state["weight"] > MOST:
        _state["weight"] -= _things.popitem(last=False)[1][1]


def clear() -> None:
    """Forget everything: tests that empty the database may see a number twice."""
    with _lock:
        _things.clear()
        _state.update(generation=-1, weight=0)
