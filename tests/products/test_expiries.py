"""Terms that end: what is listed, in which order, and what settles them."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from mscsite.core.roles import EDITOR, MARKETING
from products import expiries
from products.expiries import coming
from tests import factories, staff

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def conditional(name: str, expiry: dt.date, jurisdiction: str = "JP"):
    product = factories.public_product(name)
    factories.public_event(
        product, kind="conditionally_approved", jurisdiction=jurisdiction, date=dt.date(2019, 1, 1), expiry=expiry
    )
    return product


def told(today: dt.date = TODAY) -> list[tuple[str, str, int, bool]]:
    return [(one.product.latin_name, one.state.jurisdiction, one.days, one.is_over) for one in coming(today)]


def test_soonest_first_and_what_is_over_stays_until_somebody_records_what_followed():
    conditional("Soon", dt.date(2026, 6, 11))
    conditional("Over", dt.date(2026, 5, 31))
    conditional("Late", dt.date(2027, 6, 1))
    conditional("Later", dt.date(2027, 6, 2))
    assert told() == [("Over", "JP", -1, True), ("Soon", "JP", 10, False), ("Late", "JP", 365, False)]


@pytest.mark.parametrize("kind", ["full_approval", "withdrawn", "revoked", "lapsed"])
def test_what_followed_settles_it(kind):
    product = conditional("Over", dt.date(2026, 5, 31))
    factories.public_event(product, kind=kind, jurisdiction="JP", date=dt.date(2026, 5, 20))
    assert told() == []


def test_a_renewal_moves_it_and_a_proposal_settles_nothing():
    product = conditional("Over", dt.date(2026, 5, 31))
    renewal = {"kind": "renewed", "jurisdiction": "JP", "date": dt.date(2026, 5, 20)}
    factories.proposed_event(product, **renewal, expiry=dt.date(2026, 12, 31))
    assert told() == [("Over", "JP", -1, True)]
    factories.public_event(product, **renewal, expiry=dt.date(2026, 12, 1))
    assert told() == [("Over", "JP", 183, False)]


def test_proposed_products_are_not_listed():
    product = factories.proposed_product("Hidden")
    factories.public_event(
        product, kind="conditionally_approved", jurisdiction="JP", date=dt.date(2019, 1, 1), expiry=TODAY
    )
    assert told() == []


@pytest.mark.parametrize("number", [1, 3])
def test_three_queries(django_assert_num_queries, number):
    for n in range(number):
        conditional(f"P{n}", TODAY)
    with django_assert_num_queries(3):
        coming(TODAY)


def test_as_many_events_are_read_as_it_takes(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(expiries, "READ", 1)
    renewed = conditional("Renewed", TODAY - dt.timedelta(days=9))
    factories.public_event(renewed, kind="renewed", jurisdiction="JP", date=TODAY - dt.timedelta(days=10), expiry=TODAY)
    for n in range(3):
        conditional(f"P{n}", TODAY + dt.timedelta(days=n + 1))
    with django_assert_num_queries(9):
        found = [(one.product.latin_name, one.date) for one in coming(TODAY, limit=2)]
    assert found == [("Renewed", TODAY), ("P0", TODAY + dt.timedelta(days=1))]


@pytest.mark.parametrize("role", [EDITOR, MARKETING], ids=lambda role: role.name)
def test_the_first_page_of_the_admin_lists_them(role):
    conditional("Over", timezone.localdate() - dt.timedelta(days=1))
    conditional("Soon", timezone.localdate() + dt.timedelta(days=10))
    conditional("Later", timezone.localdate() + dt.timedelta(days=300))
    html = staff.client_of(staff.account(role)).get("/admin/").text
    found = re.search(r'aria-labelledby="list-expiries">.*?</section>', html, re.DOTALL)[0]
    rows = re.findall(r'>(\w+)（日本）</a> <span class="(.*?)">\d{4}-\d\d-\d\d (.*?)</span>', found)
    assert rows == [
        ("Over", "note note-error", "到期，还没有续期、转正或撤市的记录：请查证"),
        ("Soon", "note note-warning", "到期"),
        ("Later", "note", "到期"),
    ]
