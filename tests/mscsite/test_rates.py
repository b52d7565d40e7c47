"""How often one address may ask: the answer says when to come back, and other addresses notice nothing."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.urls import get_resolver

from mscsite import rates
from mscsite.core import limits
from mscsite.core.limits import Limit
from tests.mscsite.test_permissions import patterns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tight(monkeypatch):
    """Two of each, in a window that does not end meanwhile."""
    cache.clear()
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_010.0)
    monkeypatch.setattr(rates, "API", rates.API._replace(most=2))
    tight = {name: limit._replace(most=2) for name, limit in rates.LIMITED.items()}
    monkeypatch.setattr(rates, "LIMITED", tight)


@pytest.mark.parametrize(
    "path",
    [
        "/zh-hans/search/?q=a",
        "/zh-hant/search/suggest/?q=a",
        "/zh-hans/search/feed/?q=a",
        "/api/v1/products",
        "/zh-hans/products/data/products.csv",
        "/zh-hans/share.png",
    ],
)
def test_the_third_waits_and_is_told_how_long(client, path):
    for _each in range(2):
        assert client.get(path).status_code != 429
    refused = client.get(path)
    assert (refused.status_code, refused["Retry-After"]) == (429, "50")
    assert refused["Cache-Control"] == "no-store"
    assert "50" in refused.text
    assert client.get(path, REMOTE_ADDR="192.0.2.9").status_code != 429


def test_people_get_a_page_and_machines_an_object(client):
    for _each in range(2):
        client.get("/zh-hans/search/?q=a")
        client.get("/api/v1/products")
    assert "请过 50 秒再试" in client.get("/zh-hans/search/?q=a").text
    assert client.get("/api/v1/products").json() == {"detail": "Too many requests; try again in 50 seconds."}


def test_a_window_ends(client, monkeypatch):
    for _each in range(3):
        client.get("/zh-hans/search/?q=a")
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_060.0)
    assert client.get("/zh-hans/search/?q=a").status_code == 200


def test_pages_for_reading_are_not_counted(client):
    assert [client.get("/zh-hans/products/").status_code for _each in range(5)] == [200] * 5


def test_every_limited_name_is_an_address():
    names = {name for name, _pieces in patterns(get_resolver())}
    assert set(rates.LIMITED) - names == set()


def test_a_cache_that_is_away_refuses_nobody(rf, monkeypatch, caplog):
    def away(*args):
        raise ConnectionError("no cache")

    monkeypatch.setattr(limits.cache, "add", away)
    assert limits.over(Limit("x", 0, 60), rf.get("/")) == 0
    assert "The cache does not count." in caplog.text


def test_what_is_counted_names_nobody(rf, monkeypatch):
    keys = []
    monkeypatch.setattr(limits, "_one_more", lambda key, age: keys.append(key) or 1)
    limits.over(Limit("x", 1, 60), rf.get("/", REMOTE_ADDR="192.0.2.9"))
    assert "192.0.2.9" not in keys[0]
    assert re.fullmatch("[0-9a-f]{64}", keys[0].rpartition(":")[2])  # a keyed digest, in which 192 may stand by chance
