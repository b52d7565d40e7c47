"""Rendered pages by address, bounded in bytes: the one that nobody asked for longest goes first."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

import brotli

OVERHEAD = 800  # bytes that an entry takes besides its bodies and its address: keys, numbers, objects (measured: 700)
MOST_HEADERS = 100  # sets of headers that are told apart; files for download have names of their own
Headers = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Entry:
    """A response of status 200: its headers without those of length and encoding, and its body in two codings.

    Who takes neither gets the page unpacked: it is three times as large, and hardly anybody asks for it.
    `etag` is weak, since it stands for all codings, and of the body alone: what changes elsewhere costs nobody a page.
    """

    headers: Headers
    generation: int
    day: dt.date
    etag: str
    gzip: bytes
    br: bytes

    @classmethod
    def of(cls, headers: Headers, raw: bytes, generation: int, day: dt.date) -> Entry:
        return cls(
            headers,
            generation,
            day,
            etag=f'W/"{hashlib.sha256(raw).hexdigest()[:24]}"',
            gzip=gzip.compress(raw, compresslevel=6, mtime=0),
            br=brotli.compress(raw, mode=brotli.MODE_TEXT, quality=5),
        )

    @property
    def size(self) -> int:
        return len(self.gzip) + len(self.br) + OVERHEAD

    def body(self, coding: str) -> bytes:
        """The page as `br`, `gzip` or, for any other coding, as it is."""
        if coding == "br":
            return self.br
        return self.gzip if coding == "gzip" else gzip.decompress(self.gzip)


class Store:
    """Entries by key, of `limit` bytes together. Safe for threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.evicted = 0  # how many had to go for want of room
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._headers: dict[Headers, Headers] = {}  # most pages have the same, of 3 KB
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Entry | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: Hashable, entry: Entry) -> bool:
        """Keep `entry`, and say so; one that is larger than a quarter of all there is room for is not kept."""
        if entry.size > self.limit // 4:
            return False
        with self._lock:
            self._drop(key)
            entry.headers = self._shared(entry.headers)
            self._entries[key] = entry
            self.size += entry.size + _length(key)
            while self.size > self.limit:
                self._drop(next(iter(self._entries)))
                self.evicted += 1
        return True

    def keep_only(self, generation: int) -> None:
        """Drop every entry of another generation."""
        with self._lock:
            for key in [key for key, entry in self._entries.items() if entry.generation != generation]:
                self._drop(key)

    def _shared(self, headers: Headers) -> Headers:
        """The same headers as an earlier entry has them."""
        if len(self._headers) >= MOST_HEADERS:
            self._headers.clear()
        return self._headers.setdefault(headers, headers)

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size + _length(key)


def _length(key: Hashable) -> int:
    """Bytes of an address, which a stranger may make as long as the server in front takes it."""
    return sum(len(part) for part in key if isinstance(part, str)) if isinstance(key, tuple) else 0
