"""Rendered pages by address, bounded in bytes: the one that nobody asked for longest goes first."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import brotli

OVERHEAD = 2_000  # bytes that an entry takes besides its bodies: headers, keys, objects


@dataclass
class Entry:
    """A response of status 200: its headers without those of length and encoding, and its body in three codings."""

    headers: list[tuple[str, str]]
    raw: bytes
    generation: int
    day: dt.date
    gzip: bytes = field(init=False)
    br: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.gzip = gzip.compress(self.raw, compresslevel=6, mtime=0)
        self.br = brotli.compress(self.raw, mode=brotli.MODE_TEXT, quality=5)

    @cached_property
    def etag(self) -> str:
        """Weak, since it stands for all codings. Of the body alone: what changes elsewhere costs no reader a page."""
        return f'W/"{hashlib.sha256(self.raw).hexdigest()[:24]}"'

    @property
    def size(self) -> int:
        return len(self.raw) + len(self.gzip) + len(self.br) + OVERHEAD

    def body(self, coding: str) -> bytes:
        return {"br": self.br, "gzip": self.gzip}.get(coding, self.raw)


class Store:
    """Entries by key, of `limit` bytes together. Safe for threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.evicted = 0  # how many had to go for want of room
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Entry | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: Hashable, entry: Entry) -> None:
        """Keep `entry`; one that is larger than a quarter of all there is room for is not kept."""
        if entry.size > self.limit // 4:
            return
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self.size += entry.size + _length(key)
            while self.size > self.limit:
                self._drop(next(iter(self._entries)))
                self.evicted += 1

    def keep_only(self, generation: int) -> None:
        """Drop every entry of another generation."""
        with self._lock:
            for key in [key for key, entry in self._entries.items() if entry.generation != generation]:
                self._drop(key)

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size + _length(key)


def _length(key: Hashable) -> int:
    """Bytes of an address, which a stranger may make as long as the server in front takes it."""
    return sum(len(part) for part in key if isinstance(part, str)) if isinstance(key, tuple) else 0
