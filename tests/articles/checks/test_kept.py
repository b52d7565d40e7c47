"""What the checks know of records outlives changes of the site, and no change of the records themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from articles.checks import known
from mscsite.core import generation, memo
from products.models import Company, Product
from references.models import Trial
from tests.factories import public_citation, public_event, public_product, public_trial

pytestmark = pytest.mark.django_db(transaction=True)


def read() -> known.Known:
    """As a request of its own does, some time after something public changed."""
    generation.raise_now()
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
    public_citation("a1")
    second = read()
    assert second.products is first.products
    assert second.trials is first.trials
    assert second.companies is first.companies


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
        assert read().products is not first.products
    assert read() == known.records()


def test_notices_are_always_as_they_are(product):
    citation = public_citation("a1")
    assert read().citations == {}
    citation.retraction_status = "retraction"
    citation.save()
    assert read().citations == {"a1": "retraction"}
