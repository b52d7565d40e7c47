"""What the checks know of products is what their rows say, however they were changed; what changed is read whole."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from articles.checks import products
from mscsite.core import memo, shards
from products.choices import EventKind
from products.models import Company, Product
from tests.factories import proposed_product, public_event, public_product
from tests.products.writing import Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three() -> list[Product]:
    company = Company.objects.create(name="Takeda", aliases=["武田"])
    made = [public_product(name, company=company) for name in ("Alofisel", "Cupistem", "Ryoncil")]
    for product in made:
        public_event(product, jurisdiction="EU", date=dt.date(2018, 3, 23))
    proposed_product("Novum")
    return made


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def same(before, after) -> list[bool]:
    return [one is other for one, other in zip(before, after, strict=True)]


def test_nothing_is_read_whole_where_nothing_changed(three, django_assert_num_queries):
    first = products.known()
    assert [each.name for each in first] == ["Alofisel", "Cupistem", "Ryoncil"]
    raw("UPDATE products_product SET machine_text = '{}'")
    proposed_product("Another")
    with django_assert_num_queries(3):  # the numbers of the tables, the rows of products, those of events
        assert products.known() is first


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE products_product SET generic_name = 'x' WHERE latin_name = 'Cupistem'",
        "UPDATE products_product SET aliases = '[\"Cx\"]' WHERE latin_name = 'Cupistem'",
        "UPDATE products_regulatoryevent SET date = '2012-01-18' WHERE product_id = {pk}",
        "UPDATE products_regulatoryevent SET published_at = NULL WHERE product_id = {pk}",
        "DELETE FROM products_regulatoryevent WHERE product_id = {pk}",
    ],
)
def test_of_many_the_one_that_changed_is_read_anew(three, change):
    first = products.known()
    raw(change.format(pk=three[1].pk))
    second = products.known()
    assert same(first, second) == [True, False, True]
    assert second[1] != first[1]
    assert products.known() is second


def test_products_come_and_go(three):
    first = products.known()
    Product.objects.filter(pk=three[0].pk).update(published_at=None)
    assert same(first[1:], products.known()) == [True, True]
    Product.objects.filter(latin_name="Novum").update(published_at=timezone.now())
    assert [each.name for each in products.known()] == ["Cupistem", "Novum", "Ryoncil"]
    Product.objects.filter(latin_name="Ryoncil").update(latin_name="Aryoncil")
    assert [each.name for each in products.known()] == ["Aryoncil", "Cupistem", "Novum"]
    Product.objects.all().delete()
    assert products.known() == ()


def test_a_company_changes_all_its_products(three):
    first = products.known()
    Company.objects.update(aliases=["武田药品"])
    assert same(first, products.known()) == [False] * 3
    assert {each.company for each in products.known()} == {("Takeda", "武田药品")}


def test_inside_a_transaction_they_are_as_they_are_there_and_then_as_before(three):
    first = products.known()
    with transaction.atomic():
        three[0].events.all().delete()
        assert products.known()[0].approvals == ()
        transaction.set_rollback(True)
    assert products.known() == first


def test_an_approval_lapses_without_a_write(three, monkeypatch):
    first = products.known()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert same(first, products.known()) == [False] * 3


def test_places_are_named_alike_for_editors_of_either_script(three):
    public_event(three[0], jurisdiction="EU", date=dt.date(2020, 3, 23), kind=EventKind.WITHDRAWN)
    with translation.override("zh-hant"):
        assert products.known()[0].gone == ("欧盟",)


def test_what_changed_while_it_was_read_is_not_kept(three, monkeypatch):
    """Changed after the rows were compared, and back before anybody compares them again."""
    Product.objects.update(generic_name="before")
    read = products._facts

    def meanwhile(keys):
        Product.objects.update(generic_name="meanwhile")
        return list(read(keys))

    monkeypatch.setattr(products, "_facts", meanwhile)
    assert {each.generic for each in products.known()} == {"meanwhile"}
    monkeypatch.setattr(products, "_facts", read)
    Product.objects.update(generic_name="before")
    assert {each.generic for each in products.known()} == {"before"}


def for_reading() -> products.ProductSet:
    """As a request of its own has them."""
    with memo.asking():
        return products.known_for_reading()


def test_after_writes_of_every_kind_reading_knows_what_the_rows_say():
    def look() -> None:
        keys = list(Product.objects.public().values_list("pk", flat=True))
        anew = sorted((facts for _key, facts in products._facts(keys)), key=lambda facts: facts.name)
        assert list(for_reading()) == anew
        if writer.chance.random() < 0.2:
            assert list(products.known()) == anew

    writer = Writer(7, look)
    for way in (*["do_add", "do_tell"] * 8, *writer.ways, *writer.ways):
        getattr(writer, way)()
        look()


def test_after_one_change_one_shard_is_compared(three, django_assert_num_queries):
    public_product("Far", pk=5 * shards.SIZE)
    first = for_reading()
    with django_assert_num_queries(1):  # the generation
        assert for_reading() is first
    raw("UPDATE products_product SET generic_name = 'x' WHERE latin_name = 'Cupistem'")
    with django_assert_num_queries(9) as queries:
        second = for_reading()
    assert same(first, second) == [True, False, True, True]
    compared = [query["sql"] for query in queries if "BETWEEN" in query["sql"] or ">=" in query["sql"]]
    assert len(compared) == 2  # rows of products and of events; then the one that changed is read whole
    assert second.layers[0].products is first.layers[0].products
