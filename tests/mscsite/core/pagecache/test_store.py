"""The store: what it counts is what it takes, and nothing is kept twice."""

from __future__ import annotations

import datetime as dt
import gc
import random
import tracemalloc
import zlib

import brotli
import pytest

from mscsite.core.pagecache import store
from mscsite.core.pagecache.store import Entry, Store

DAY = dt.date(2026, 11, 27)
PAGE = "干细胞 ".encode() * 500


def headers(number: int = 0) -> tuple[tuple[str, str], ...]:
    """As long as those of our pages, of objects of their own."""
    return tuple((f"X-Header-{each}", f"{number} {each} " + "x" * 150) for each in range(12))


def entry(number: int = 0, body: bytes = PAGE) -> Entry:
    return Entry.of(headers(number), body, 1_764_000_000_000_000 + number, DAY)


def test_a_page_is_the_same_in_every_coding():
    kept = entry()
    assert kept.body("") == PAGE
    assert kept.body("deflate") == PAGE
    assert zlib.decompress(kept.body("gzip"), wbits=31) == PAGE
    assert brotli.decompress(kept.body("br")) == PAGE


def test_its_tag_depends_on_the_body_alone():
    assert entry(1).etag == entry(2).etag
    assert entry(1).etag != entry(1, PAGE + b".").etag


@pytest.mark.parametrize("length", [200, 3_000])
def test_what_is_counted_is_what_it_takes(length):
    """Not less, or a worker has more than it was given; and not much more, or it keeps fewer pages than it could."""
    kept, chance, count = Store(100_000_000), random.Random(1), 500
    kept.put("first", entry())
    gc.collect()  # and with it the tuples that Python keeps for the next ones: what comes out of these is not traced
    tracemalloc.start()
    try:
        for number in range(count):
            address = f"/zh-hans/articles/{number}/"
            kept.put((False, "http", "www.example.org", "80", "", address), entry(0, chance.randbytes(length)))
        taken, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.8 < taken / kept.size < 1


def test_headers_that_are_the_same_are_kept_once():
    kept = Store(1_000_000)
    for number in range(3):
        kept.put(number, entry())
    kept.put(3, entry(3))
    found = [kept.get(number).headers for number in range(4)]
    assert found[0] is found[1] is found[2]
    assert found[3] == headers(3)


def test_not_every_set_of_headers_is_remembered():
    kept = Store(10_000_000)
    for number in range(3 * store.MOST_HEADERS):
        kept.put(number, entry(number))
    assert len(kept._headers) <= store.MOST_HEADERS
    assert len(kept) == 3 * store.MOST_HEADERS
