"""The index of the list of products, renewed by what has changed, is that of all products read anew."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mscsite.core import lasting, memo, shards
from products import catalogue, listed
from products.facets import FACETS, SORTS
from products.models import Product, RegulatoryEvent
from tests import factories
from tests.products.writing import PLACES, Writer

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
DAYS = (TODAY, dt.date(2016, 1, 1), dt.date(2021, 6, 30))
SELECTIONS: tuple[dict, ...] = (
    {}, {"jurisdiction": ["JP"], "status": ["approved"]}, {"donor": ["allogeneic"], "indication": ["bing-1", "bing-2"]},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _one_day(monkeypatch):
    """Which does not end in between."""
    monkeypatch.setattr(catalogue.timezone, "localdate", lambda value=None: value.date() if value else TODAY)


def told(found: catalogue.Catalogue) -> dict:
    """All that a page can ask a catalogue for."""
    index = found.index
    values = {facet: index.values(facet) for facet in FACETS}
    scripts = ("zh-hans", "zh-hant")
    return {
        "orders": [index.match(chosen).keys(sort) for chosen in SELECTIONS for sort in SORTS],
        "values": {facet: [(value, index.size(facet, value)) for value in own] for facet, own in values.items()},
        "counts": [index.counts(chosen, facet, values[facet]) for chosen in SELECTIONS for facet in FACETS],
        "approvals": [index.approvals(chosen, "year", values["year"]) for chosen in SELECTIONS],
        "labels": [found.label(f, v, s) for f in ("company", "indication") for v in values[f] for s in scripts],
        "size": len(index),
        "updated": found.updated,
    }


def kept() -> dict[dt.date, dict]:
    """By day, as a request of its own has it from what the process keeps."""
    with memo.asking():
        found = catalogue.Catalogues()
        return {day: told(found.on(day)) for day in DAYS}


def made_anew() -> dict[dt.date, dict]:
    nothing = catalogue._Memory()
    return {day: told(nothing.on(day, listed.read(None), keep_undecided=day >= TODAY)) for day in DAYS}


def same() -> None:
    assert kept() == made_anew()


@pytest.mark.parametrize("seed", range(3))
def test_after_writes_of_every_kind_it_is_as_made_of_all_products(seed):
    writer = Writer(seed, look=same)
    for _few in range(12):
        writer.do_add()
        writer.do_tell()
    for _write in range(40):
        way = writer.write()
        assert kept() == made_anew(), way
    assert len(lasting._sharded["list of products"].made) > 5


def test_every_kind_of_write_is_seen_by_itself():
    writer = Writer(99, look=same)
    for _few in range(12):
        writer.do_add()
        writer.do_tell()
    for way in writer.ways:
        for _time in range(2):
            assert kept() == made_anew()
            getattr(writer, way)()
            assert kept() == made_anew(), way


@pytest.fixture
def many():
    """Public products in five shards, each with an event."""
    company = factories.company()
    for n in range(1, 5 * shards.SIZE, 2):
        fields = {"slug": f"p{n}", "latin_name": f"p{n:03}", "name_zh_hans": "产品", "company": company}
        product = Product.objects.bulk_create([Product(pk=n, published_at=timezone.now(), **fields)])[0]
        event = {"product": product, "kind": "approved", "jurisdiction": "JP", "date": dt.date(2015, 9, 18)}
        source = {"date_precision": "day", "source_url": "https://example.org/", "published_at": timezone.now()}
        RegulatoryEvent.objects.bulk_create([RegulatoryEvent(**event, **source)])
    return company


def test_after_one_change_one_shard_is_read(many, monkeypatch, django_assert_num_queries):
    asked: list[list[int] | None] = []
    read = listed.read
    monkeypatch.setattr(listed, "read", lambda numbers: (asked.append(numbers), read(numbers))[1])
    made: list[dt.date] = []
    build = catalogue._entries
    monkeypatch.setattr(catalogue, "_entries", lambda read, day, keep: (made.append(day), build(read, day, keep))[1])

    def page() -> None:
        with memo.asking():
            catalogue.Catalogues().on(TODAY)

    page()
    with django_assert_num_queries(1):  # the generation
        page()
    Product.objects.filter(pk=shards.SIZE + 1).update(donor="autologous")
    with django_assert_num_queries(5):  # the generation, numbers of tables, those of shards; products, events
        page()
    factories.public_trial()
    with django_assert_num_queries(2):  # the generation and the numbers of tables
        page()
    RegulatoryEvent.objects.filter(product=1).update(product=4 * shards.SIZE + 1)
    page()
    many.name = "Other Cells"
    many.save()
    page()
    assert asked == [None, [1], [0, 4], [0, 1, 2, 3, 4]]
    assert made == [TODAY, TODAY]  # all at once for the company, whose products are all


def test_many_changes_do_not_wear_it_out(many):
    """Segments that no longer fit stay empty, until more than half of them are."""
    with memo.asking():
        first = catalogue.Catalogues().on(TODAY).index
    longest = 0
    for n in range(12):
        for product in Product.objects.filter(pk__in=(1, 3)):
            for place in PLACES:
                factories.public_event(product, jurisdiction=place, date=dt.date(2016 + n // 2, 1, 1))
            product.events.exclude(jurisdiction=PLACES[n % 3]).delete()
            with memo.asking():
                longest = max(longest, catalogue.Catalogues().on(TODAY).index._end)
    assert longest <= 2 * first._end + 10
    assert kept() == made_anew()


def test_days_that_nobody_asks_for_do_not_keep_old_records(many):
    kept()
    Product.objects.update(donor="autologous")
    with memo.asking():
        catalogue.Catalogues().on(TODAY)
    assert {day for day, _keep in catalogue._memory._days} == {TODAY}


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one connection in memory: nothing happens at once")
def test_a_change_that_commits_late_does_not_slip_past(many):
    written, go_on = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                Product.objects.filter(pk=1).update(donor="allogeneic")
                written.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert written.wait(20)
    for n in range(3, 63, 2):  # in the same shard, more than were once watched
        Product.objects.filter(pk=n).update(donor="autologous")
    before = kept()
    assert before == made_anew()
    go_on.set()
    thread.join(20)
    after = kept()
    assert after == made_anew()
    assert after != before
