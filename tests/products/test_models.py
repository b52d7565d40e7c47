"""Constraints that the database itself keeps, on SQLite and PostgreSQL alike."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from products.doses import validate_dose_quantities
from products.models import Product
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"date_precision": ""}, "products_event_date_paired"),
        ({"date": None}, "products_event_date_paired"),
        ({"source_url": "", "published_at": timezone.now()}, "products_event_public_has_source"),
        (
            {"date": None, "date_precision": "", "published_at": timezone.now()},
            "products_event_public_has_source",
        ),
        ({"expiry": dt.date(2020, 1, 1)}, "products_event_expiry_after_date"),
        (
            {"kind": "conditionally_approved", "expiry": dt.date(2015, 9, 1)},
            "products_event_expiry_after_date",
        ),
    ],
)
def test_events_that_make_no_sense_are_refused(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        factories.proposed_event(factories.proposed_product(), **fields)


@pytest.mark.django_db
def test_a_proposal_may_lack_what_a_public_event_needs():
    event = factories.proposed_event(factories.proposed_product(), source_url="", date=None, date_precision="")
    assert (event.is_public, event.date_text, event.date_iso) == (False, "", "")


@pytest.mark.django_db
def test_a_date_known_to_the_year_is_kept_as_its_first_day():
    event = factories.proposed_event(factories.proposed_product(), date=dt.date(2015, 9, 18), date_precision="year")
    assert (event.date, event.date_text, event.date_iso) == (dt.date(2015, 1, 1), "2015年", "2015")


@pytest.mark.django_db
def test_an_event_is_not_told_twice():
    product = factories.public_product()
    factories.public_event(product, indication="软骨缺损")
    again = factories.proposed_event(product, indication="軟骨缺損", source_script="zh-hant")
    with pytest.raises(ValidationError, match="同一事件有两条"):
        again.full_clean()


@pytest.mark.django_db
def test_a_withdrawal_does_not_come_before_the_approval():
    product = factories.public_product()
    factories.public_event(product).full_clean()
    early = factories.proposed_event(product, kind="withdrawn", date=dt.date(2014, 1, 1), date_precision="year")
    with pytest.raises(ValidationError, match="早于首次批准"):
        early.full_clean()
    factories.proposed_event(product, kind="withdrawn", date=dt.date(2015, 1, 1), date_precision="year").full_clean()


@pytest.mark.django_db
def test_public_events_are_read_in_one_query(django_assert_num_queries):
    for count in (1, 3):
        Product.objects.all().delete()
        for _ in range(count):
            factories.public_event(factories.public_product())
        with django_assert_num_queries(2):
            assert [len(product.statuses) for product in Product.objects.public().with_public_events()] == [1] * count


@pytest.mark.django_db
def test_slugs_come_from_the_latin_name():
    assert factories.public_product("Hearticellgram-AMI").slug == "hearticellgram-ami"


@pytest.mark.parametrize(
    "value",
    [
        "2e6",
        [{"value": 2e6}],
        [{"value": -1, "high": None, "unit": "cells", "per": ""}],
        [{"value": 5, "high": 4, "unit": "cells", "per": ""}],
        [{"value": True, "high": None, "unit": "cells", "per": ""}],
        [{"value": 5, "high": None, "unit": "units", "per": ""}],
    ],
)
def test_doses_that_no_machine_can_read_are_refused(value):
    with pytest.raises(ValidationError):
        validate_dose_quantities(value)


def test_a_range_of_cells_per_kilogram_is_a_dose():
    validate_dose_quantities([{"value": 1e6, "high": 2e6, "unit": "cells", "per": "kg"}])
