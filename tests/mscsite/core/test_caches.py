"""A cache that went away."""

from __future__ import annotations

import pytest
from django.core.cache.backends.locmem import LocMemCache

from mscsite.core import caches
from mscsite.core.caches import Forgiving


class Breaking(LocMemCache):
    is_away = False
    asked = 0

    def __getattribute__(self, name):
        own = super().__getattribute__
        if name in ("validate_key", "make_and_validate_key"):
            Breaking.asked += 1
            if own("is_away"):
                raise ConnectionError("refused")
        return own(name)


class Cache(Forgiving, Breaking):
    pass


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(Forgiving, "_away_until", float("-inf"))
    monkeypatch.setattr(Forgiving, "_said", float("-inf"))
    found = Cache("forgiving", {})
    found.clear()
    return found


def test_it_keeps_while_it_is_there(cache):
    cache.set("a", 1)
    assert (cache.get("a"), cache.add("a", 2), cache.incr("a"), cache.has_key("a")) == (1, False, 2, True)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("none")


def test_away_it_is_an_empty_one(cache, monkeypatch, caplog):
    cache.set("a", 1)
    monkeypatch.setattr(Breaking, "is_away", True)
    answers = (cache.get("a"), cache.get("a", "x"), cache.add("a", 1), cache.incr("a"), cache.delete("a"))
    assert answers == (None, "x", True, 1, False)
    assert (cache.set("a", 2), cache.get_many(["a"]), cache.set_many({"a": 1}), cache.has_key("a")) == (
        None,
        {},
        ["a"],
        False,
    )
    assert [record.message for record in caplog.records] == [
        "The cache does not answer, the site goes on without it: ConnectionError"
    ]


def test_nobody_waits_for_each_question(cache, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(caches.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(Breaking, "is_away", True)
    cache.get("a")
    before = Breaking.asked
    cache.get("a"), cache.set("a", 1)
    assert Breaking.asked == before
    now[0] += caches.PAUSE + 0.1
    monkeypatch.setattr(Breaking, "is_away", False)
    cache.set("a", 3)
    assert cache.get("a") == 3
