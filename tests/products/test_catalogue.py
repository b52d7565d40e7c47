"""The index of the list of products, renewed by what has changed, is that of all products read anew."""

from __future__ import annotations

import datetime as dt
import random
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mscsite.core import bulk, generation, lasting, memo, shards
from products import catalogue, listed
from products.facets import FACETS, SORTS
from products.models import Company, Product, RegulatoryEvent
from products.sheets.service import import_now
from products.sheets.undo import undo
from tests import factories
from tests.products.sheets import helpers

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
DAYS = (TODAY, dt.date(2016, 1, 1), dt.date(2021, 6, 30))
PLACES, DONORS = ("JP", "EU", "US"), ("autologous", "allogeneic", "")
KINDS = ("approved", "conditionally_approved", "withdrawn", "refused")
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


class Writer:
    """Writes of every kind, chosen by chance; keys are far apart, so that there are many shards."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.company = factories.company("Company 0")
        self.serial = iter(range(1, 10_000))

    def write(self) -> str:
        ways = sorted(name for name in dir(self) if name.startswith("do_"))
        way = self.chance.choice(ways)
        getattr(self, way)()
        return way

    def some(self, model: type):
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.filter(pk=self.chance.choice(keys) if keys else 0)

    def fields(self) -> dict:
        return {
            "latin_name": f"{self.chance.choice('aBcD')}{next(self.serial)}",
            "donor": self.chance.choice(DONORS),
            "tissue": self.chance.choice(("adipose", "bone_marrow")),
            "routes": self.chance.sample(("intravenous", "intralesional"), self.chance.choice((0, 1, 2))),
            "company": self.chance.choice((self.company, None)),
        }

    def event(self) -> dict:
        number, day = self.chance.randrange(4), dt.date(2012, 1, 1) + dt.timedelta(days=self.chance.randrange(4500))
        return {
            "kind": self.chance.choice(KINDS),
            "jurisdiction": self.chance.choice(PLACES),
            "date": day,
            "indication_zh_hans": f"病{number}" if number else "",
        }

    def do_add(self):
        make = self.chance.choice((factories.public_product, factories.public_product, factories.proposed_product))
        make(pk=next(self.serial) * shards.SIZE // 3 + 1_000, **self.fields())

    def do_save(self):
        for product in self.some(Product):
            for name, value in self.fields().items():
                setattr(product, name, value)
            product.save()

    def do_update(self):
        self.some(Product).update(donor=self.chance.choice(DONORS), routes=["topical"])

    def do_update_many(self):
        Product.objects.filter(pk__gt=self.chance.randrange(3_000)).update(tissue=self.chance.choice(("", "adipose")))

    def do_publish(self):
        self.some(Product).update(published_at=self.chance.choice((None, timezone.now())), updated_at=timezone.now())

    def do_raw(self):
        with connection.cursor() as cursor:
            for product in self.some(Product):
                cursor.execute("UPDATE products_product SET latin_name = %s WHERE id = %s", [f"r{product}", product.pk])

    def do_delete(self):
        self.some(Product).delete()

    def do_tell(self):
        for product in self.some(Product):
            for _event in range(self.chance.choice((1, 1, 3))):
                factories.public_event(product, **self.event())

    def do_propose(self):
        for product in self.some(Product):
            factories.proposed_event(product, **self.event())

    def do_publish_events(self):
        for product in self.some(Product):
            product.events.update(published_at=self.chance.choice((None, timezone.now())), updated_at=timezone.now())

    def do_move_event(self):
        for product in self.some(Product):
            self.some(RegulatoryEvent).update(product=product)

    def do_change_event(self):
        self.some(RegulatoryEvent).update(**self.event(), expiry=None)

    def do_delete_event(self):
        self.some(RegulatoryEvent).delete()

    def do_name_company(self):
        self.some(Company).update(name=f"Company {next(self.serial)}")

    def do_another_company(self):
        self.company = factories.company(f"Company {next(self.serial)}")
        self.some(Product).update(company=self.company)

    def do_bulk(self):
        now = timezone.now()
        names = [next(self.serial) for _each in range(self.chance.choice((2, 70)))]
        bulk.insert(
            Product(slug=f"b{n}", latin_name=f"b{n}", name_zh_hans="批", published_at=now, company=self.company)
            for n in names
        )

    def do_roll_back(self):
        """The number that it would have left may be that of the next change."""
        with transaction.atomic():
            self.do_save()
            self.do_name_company()
            kept()
            transaction.set_rollback(True)

    def do_roll_back_a_part(self):
        with transaction.atomic():
            self.do_tell()
            point = transaction.savepoint()
            self.do_update()
            transaction.savepoint_rollback(point)
            self.do_add()

    def do_import(self):
        rows = [{**row, "tissue": "adipose"} for row in helpers.objects() if self.chance.random() < 0.3]
        told = {"origin": "tests", "dry_run": False, "may_publish": True}
        _plan, found = import_now(helpers.as_json(rows), "x.json", **told) if rows else (None, None)
        if found and self.chance.random() < 0.5:
            assert kept() == made_anew()
            undo(found.pk, actor=None, origin="tests")

    def do_something_else(self):
        factories.public_trial()

    def do_tell_that_nobody_knows(self):
        generation.raise_now(table=self.chance.choice(("", "products_product")))


@pytest.mark.parametrize("seed", range(3))
def test_after_writes_of_every_kind_it_is_as_made_of_all_products(seed):
    writer = Writer(seed)
    for _few in range(12):
        writer.do_add()
        writer.do_tell()
    for _write in range(40):
        way = writer.write()
        assert kept() == made_anew(), way
    assert len(lasting._sharded["list of products"].made) > 5


def test_every_kind_of_write_is_seen_by_itself():
    writer = Writer(99)
    for _few in range(12):
        writer.do_add()
        writer.do_tell()
    for way in sorted(name for name in dir(writer) if name.startswith("do_")):
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
