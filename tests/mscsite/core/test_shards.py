"""Every public change leaves its number with the shards of the keys that it is told by, and with no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from articles.models import Category
from mscsite.core import generation, lasting, memo, shards
from products.models import Company, Product, RegulatoryEvent
from references.models import Trial
from tests import committing, factories

pytestmark = pytest.mark.django_db
TABLES = (Product, RegulatoryEvent, Company)


def read() -> shards.Numbers:
    committing.settle()
    return shards.read(TABLES, generation.EVERY)


def moved(write: Callable[[], object]) -> list[int] | None:
    before = read()
    write()
    return read().since(before)


@pytest.fixture
def products():
    """Two, shards apart, of one company."""
    company = factories.company()
    return [factories.public_product(pk=key, company=company) for key in (5, 3 * shards.SIZE)]


def test_models_that_say_so_are_watched_and_told_by_the_keys_of_one_table():
    told = {model: shards.of(model) for model in apps.get_models() if getattr(model, "public_shard", "")}
    assert set(told) == set(TABLES)
    assert {each.table for each in told.values()} == {Product._meta.db_table}
    assert {model._meta.db_table for model in told} <= {watch.table for watch in generation.watched()}


def test_a_change_is_told_by_its_own_shard(products):
    assert moved(lambda: Product.objects.filter(pk=5).update(donor="autologous")) == [0]
    assert moved(lambda: Product.objects.update(donor="allogeneic")) == [0, 3]
    assert moved(lambda: Product.objects.update(donor="allogeneic")) == []
    assert moved(lambda: Product.objects.update(updated_at=timezone.now())) == []
    assert moved(lambda: factories.proposed_product(pk=999)) == []
    assert moved(lambda: factories.public_product(pk=shards.SIZE)) == [1]
    assert moved(lambda: Product.objects.filter(pk=shards.SIZE).delete()) == [1]


def test_an_event_by_its_product_and_the_one_that_it_leaves(products):
    one, other = products
    event = factories.proposed_event(one)
    assert moved(lambda: RegulatoryEvent.objects.update(jurisdiction="EU")) == []
    assert moved(lambda: RegulatoryEvent.objects.update(published_at=timezone.now())) == [0]
    assert moved(lambda: RegulatoryEvent.objects.update(product=other)) == [0, 3]
    assert moved(event.delete) == [3]
    assert moved(lambda: _raw(f"DELETE FROM products_product WHERE id = {other.pk}")) == [3]


def test_a_company_by_all_its_products(products):
    assert moved(lambda: factories.company("Another")) == []
    assert moved(lambda: Company.objects.filter(name="Another").update(name="A")) == []
    assert moved(lambda: _raw("UPDATE products_company SET name = name || 'x'")) == [0, 3]


def test_other_records_leave_it_alone_and_what_nobody_knows_concerns_all(products):
    assert moved(factories.public_trial) == []
    assert moved(lambda: generation.raise_now(table="references_trial")) == []
    assert moved(lambda: generation.raise_now(table="products_company")) is None
    assert moved(generation.raise_now) is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a statement of PostgreSQL's")
def test_what_is_truncated_concerns_all(products):
    assert moved(lambda: _raw("TRUNCATE products_regulatoryevent CASCADE")) is None


def test_a_change_that_is_taken_back_is_none(products):
    before = read()
    point = connection.savepoint()
    Product.objects.update(donor="autologous")
    committing.settle()
    connection.savepoint_rollback(point)
    assert read().since(before) == []


def test_tables_of_no_shards_are_refused():
    for tables in ((Trial,), (Product, Trial), (Category,)):
        with pytest.raises(LookupError, match="not told by the keys of one table"):
            shards.read(tables, generation.EVERY)


def _raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class Loading:
    """Names by shard, and which were asked for."""

    def __init__(self):
        self.asked: list[list[int] | None] = []

    def __call__(self, numbers: list[int] | None) -> dict[int, list[str]]:
        self.asked.append(numbers)
        found = Product.objects.public().filter(shards.within("pk", range(99) if numbers is None else numbers))
        names: dict[int, list[str]] = {}
        for product in found.order_by("-pk"):
            names.setdefault(product.pk // shards.SIZE, []).append(product.donor)
        return names

    def read(self, also=None):
        with memo.asking():
            return lasting.sharded("names", TABLES, self, also)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_read_anew_where_it_changed(products, monkeypatch):
    load = Loading()
    first = load.read()
    assert list(first) == [0, 3]
    factories.public_trial()
    assert load.read() is first
    Product.objects.filter(pk=5).update(donor="autologous")
    second = load.read()
    assert second == {0: ["autologous"], 3: [""]}
    assert second[3] is first[3]
    Product.objects.filter(pk=5).delete()
    factories.public_product(pk=2 * shards.SIZE)
    assert load.read() == {2: [""], 3: [""]}
    assert load.asked == [None, [0], [0, 2]]
    load.read(also="another day")
    monkeypatch.setattr(lasting, "MOST_SHARDS", 1)
    Product.objects.update(donor="allogeneic")
    load.read(also="another day")
    assert load.asked[3:] == [None, None]


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_request_nothing_is_kept(products):
    load = Loading()
    first = load.read()
    assert lasting.sharded("names", TABLES, load) is not first
    assert load.asked == [None, None]


@pytest.mark.django_db(transaction=True)
def test_what_fails_is_read_again(products):
    load = Loading()
    load.read()
    Product.objects.filter(pk=5).update(donor="autologous")

    def fail(_numbers):
        raise OSError("away")

    with pytest.raises(OSError, match="away"), memo.asking():
        lasting.sharded("names", TABLES, fail)
    assert load.read()[0] == ["autologous"]
