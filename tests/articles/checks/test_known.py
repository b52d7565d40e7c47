"""What the checks know of records outlives changes of the site, and no change of the records themselves."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.checks import known, products
from mscsite.core import generation, memo
from products.models import Company, Product, RegulatoryEvent
from references.models import Citation, Trial
from tests.factories import (
    proposed_product,
    public_article,
    public_citation,
    public_event,
    public_product,
    public_trial,
)

pytestmark = pytest.mark.django_db(transaction=True)


def read() -> known.Known:
    """As a request of its own does, some time after something public changed."""
    generation.raise_now(table="articles_article")
    with memo.asking():
        return known.records_for_reading()


@pytest.fixture
def product():
    made = public_product("Alofisel", company=Company.objects.create(name="Takeda"))
    public_event(made, jurisdiction="EU", date=dt.date(2018, 3, 23))
    public_trial("NCT01541579")
    return made


def test_parts_stay_while_something_else_changes(product):
    first = read()
    public_article()
    proposed_product()
    second = read()
    assert second is not first
    for part in ("products", "trials", "companies", "documents"):
        assert getattr(second, part) is getattr(first, part)
    public_citation("a1", title="Position statement of the ISCT")
    assert read().documents != first.documents
    assert read().products is first.products


def test_what_a_part_is_made_of_tells_when_it_changes(product):
    """No part reads a table that it does not name; every change of a column counts."""
    public_citation("a1")
    left = {}

    def part(name, tables, make):
        with CaptureQueriesContext(connection) as queries:
            made = make()
        read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(query["sql"] for query in queries)))
        assert read, name
        left[name] = read - {model._meta.db_table for model in tables}
        return made

    known._records(part, lambda: part("checks: products", products.TABLES, products.known))
    assert left == {f"checks: {name}": set() for name in ("products", "trials", "documents", "companies")}
    watches = {watch.table: watch for watch in generation.watched()}
    for model in (Product, RegulatoryEvent, Company, Trial, Citation):
        columns = {field.column for field in model._meta.concrete_fields if field.name not in generation.PRIVATE}
        assert columns == set(watches[model._meta.db_table].columns)


def test_a_change_past_all_saves_is_seen(product):
    read()
    Product.objects.update(latin_name="另名")  # `updated_at` stays
    assert read().products[0].name == "另名"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_product SET published_at = NULL")
    assert read().products == ()


def test_the_day_is_part_of_what_is_kept(product, monkeypatch):
    first = read()
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2100, 1, 1))
    assert read().products is not first.products


def test_every_change_of_a_record_is_seen(product):
    assert read().products[0].approved == {2018}
    public_event(product, jurisdiction="JP", date=dt.date(2021, 9, 27))
    assert read().products[0].approved == {2018, 2021}
    product.events.first().delete()
    assert len(read().products[0].approved) == 1
    company = product.company
    company.aliases = ["另一种写法"]
    company.save()
    assert "另一种写法" in read().products[0].company
    Trial.objects.all().delete()
    assert read().trials == {}
    Product.objects.all().delete()
    assert read().products == ()


def test_nothing_is_kept_inside_a_transaction(product):
    first = read()
    with transaction.atomic():
        assert read().trials is not first.trials
    assert read() == known.records()


def test_notices_are_always_as_they_are(product):
    citation = public_citation("a1")
    assert read().citations == {}
    citation.retraction_status = "retraction"
    citation.save()
    assert read().citations == {"a1": "retraction"}
