"""Records as the values that were read of them: equal as long as nothing that was read differs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils.functional import SimpleLazyObject

from mscsite.core import values
from products.models import Company, Product, RegulatoryEvent
from tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Card:
    product: Product
    notes: list[str]


def read(**changed) -> Product:
    if changed:
        Product.objects.update(**changed)
    return Product.objects.with_public_events().get()


@pytest.fixture
def product() -> Product:
    product = factories.public_product("Sample", company=factories.company(), aliases=["a"])
    factories.public_event(product)
    return read()


def test_what_was_read_twice_is_the_same(product):
    assert values.of(product) == values.of(read())
    assert hash(values.of(product)) == hash(values.of(read()))
    assert values.of(Card(product, ["x"])) == values.of(Card(read(), ["x"]))
    assert values.of(SimpleLazyObject(read)) == values.of(product)


def test_every_column_counts_whatever_it_holds(product):
    before = values.of(product)
    for changed in ({"generic_name": "x"}, {"aliases": ["b"]}, {"company": None}, {"donor": "autologous"}):
        after = values.of(read(**changed))
        assert after != before, changed
        before = after


def test_records_that_were_read_with_it_count(product):
    before = values.of(product)
    Company.objects.update(name="Another")
    assert (renamed := values.of(read())) != before
    RegulatoryEvent.objects.update(regulator="another")
    assert (moved := values.of(read())) != renamed
    factories.public_event(product, jurisdiction="KR")
    assert values.of(read()) != moved


def test_what_stands_around_records_counts(product):
    assert values.of(Card(product, ["x"])) != values.of(Card(product, ["y"]))
    assert values.of([product]) != values.of([product, product])
    assert values.of({"a": 1}) != values.of({"b": 1})


def test_what_nobody_can_compare_is_refused():
    with pytest.raises(TypeError, match="is no record"):
        values.of([object()])
