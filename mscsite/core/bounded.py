"""What was asked for last, up to a weight in all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

_NOTHING = object()  # there is no such thing; that is worth keeping as well


class Bounded:
    """Things by kind and key, of which those go first that nobody asked for longest. Threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()  # with their weights
        self._weight = 0

    def many(self, kind: Hashable, keys: Sequence[Hashable], load: Callable[[list], dict], weight: int) -> dict:
        """Those of `keys` that there are; `load` is called once at most, with the keys that are not here."""
        found = self._found(kind, keys)
        if missing := [key for key in keys if key not in found]:
            loaded = load(missing)
            new = {key: loaded.get(key, _NOTHING) for key in missing}
            self._keep(kind, new, weight)
            found |= new
        return {key: found[key] for key in keys if found[key] is not _NOTHING}

    def clear(self) -> None:
        with self._lock:
            self._things.clear()
            self._weight = 0

    def _found(self, kind: Hashable, keys: Sequence[Hashable]) -> dict:
        found = {}
        with self._lock:
            for key in keys:
                if (held := self._things.get((kind, key))) is not None:
                    found[key] = held[0]
                    self._things.move_to_end((kind, key))
        return found

    def _keep(self, kind: Hashable, new: dict, weight: int) -> None:
        with self._lock:
            for key, value in new.items():
                heavy = 1 if value is _NOTHING else weight
                self._weight += heavy - self._things.pop((kind, key), (None, 0))[1]
                self._things[kind, key] = (value, heavy)
            while self._weight > self.most:
                self._weight -= self._things.popitem(last=False)[1][1]
