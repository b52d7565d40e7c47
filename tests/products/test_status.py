"""What the events of a product add up to."""

import datetime as dt

import pytest
from django.utils import timezone

from products import status
from products.models import RegulatoryEvent
from products.status import Status


def event(kind: str, date: str, *, jurisdiction: str = "JP", indication: str = "", expiry: str = "") -> RegulatoryEvent:
    return RegulatoryEvent(
        kind=kind,
        jurisdiction=jurisdiction,
        indication_zh_hans=indication,
        date=dt.date.fromisoformat(date),
        date_precision="day",
        expiry=dt.date.fromisoformat(expiry) if expiry else None,
        published_at=timezone.now(),
    )


def statuses(*events: RegulatoryEvent, on: str = "2026-01-01") -> dict[str, Status]:
    return {s.jurisdiction: s.status for s in status.by_jurisdiction(events, dt.date.fromisoformat(on))}


def test_each_jurisdiction_for_itself():
    found = statuses(
        event("approved", "2018-03-23", jurisdiction="EU"),
        event("approved", "2021-09-27"),
        event("withdrawn", "2024-12-13", jurisdiction="EU"),
    )
    assert found == {"EU": Status.WITHDRAWN, "JP": Status.APPROVED}


def test_the_past_is_as_it_was():
    events = [event("approved", "2018-03-23"), event("withdrawn", "2024-12-13")]
    assert statuses(*events, on="2024-12-12") == {"JP": Status.APPROVED}
    assert statuses(*events, on="2018-03-22") == {}


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2031-07-30", Status.CONDITIONAL), ("2031-07-31", Status.CONDITIONAL), ("2031-08-01", Status.LAPSED)],
)
def test_a_conditional_approval_lapses_without_a_write(on, expected):
    assert statuses(event("conditionally_approved", "2024-07-31", expiry="2031-07-31"), on=on) == {"JP": expected}


def test_a_renewal_and_a_full_approval_carry_on():
    first = event("conditionally_approved", "2015-01-01", expiry="2022-01-01")
    renewal = event("renewed", "2021-12-01", expiry="2028-12-01")
    assert statuses(first, renewal) == {"JP": Status.CONDITIONAL}
    assert statuses(first, event("full_approval", "2021-12-01")) == {"JP": Status.APPROVED}


def test_a_refusal_before_counts_and_one_after_takes_nothing_away():
    assert statuses(event("refused", "2020-10-01"), event("approved", "2024-12-18")) == {"JP": Status.APPROVED}
    assert statuses(event("approved", "2012-01-01"), event("refused", "2024-12-18")) == {"JP": Status.APPROVED}
    assert statuses(event("refused", "2020-10-01")) == {"JP": Status.REFUSED}


def test_the_best_indication_counts_and_an_event_without_one_concerns_all():
    two = [event("approved", "2016-05-01", indication="甲"), event("approved", "2020-01-01", indication="乙")]
    assert statuses(*two, event("withdrawn", "2022-01-01", indication="甲")) == {"JP": Status.APPROVED}
    assert statuses(*two, event("suspended", "2022-01-01")) == {"JP": Status.SUSPENDED}
