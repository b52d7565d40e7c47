"""What the events of a product add up to."""

import datetime as dt

import pytest
from django.utils import timezone

from products import periods, status
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


def test_each_indication_has_a_status_of_its_own():
    first = event("conditionally_approved", "2016-05-01", indication="甲")
    second = event("approved", "2020-01-01", indication="乙")
    (found,) = status.by_jurisdiction([first, second], dt.date(2026, 1, 1))
    assert [(part.indication, part.status) for part in found.indications] == [
        ("甲", Status.CONDITIONAL),
        ("乙", Status.APPROVED),
    ]
    assert found.status == Status.APPROVED


def test_the_term_is_that_of_the_last_renewal():
    first = event("conditionally_approved", "2015-01-01", expiry="2022-01-01")
    renewal = event("renewed", "2021-12-01", expiry="2028-12-01")
    (found,) = status.by_jurisdiction([first, renewal], dt.date(2026, 1, 1))
    assert found.expiry == dt.date(2028, 12, 1)
    (found,) = status.by_jurisdiction([first, event("full_approval", "2020-01-01")], dt.date(2026, 1, 1))
    assert found.expiry is None


def test_conditions_are_those_in_force_or_what_was_said_at_the_end():
    first, last = event("conditionally_approved", "2015-01-01"), event("withdrawn", "2020-01-01")
    first.conditions_zh_hans, last.conditions_zh_hans = "提交数据", "应持有人请求"
    (found,) = status.by_jurisdiction([first, event("renewed", "2018-01-01")], dt.date(2019, 1, 1))
    assert found.conditions == "提交数据"
    (found,) = status.by_jurisdiction([first, last], dt.date(2026, 1, 1))
    assert found.conditions == "应持有人请求"


def spans(*events: RegulatoryEvent) -> list[tuple[str, str, str]]:
    found = periods.of_jurisdiction(events, dt.date(2026, 1, 1))
    return [(period.status.value, f"{period.start}", f"{period.end or ''}") for period in found]


def test_periods_follow_one_another():
    assert spans(
        event("refused", "2010-01-01"),
        event("conditionally_approved", "2012-01-01", expiry="2019-12-31"),
        event("renewed", "2021-01-01"),
        event("renewed", "2022-01-01"),
        event("withdrawn", "2024-01-01"),
        event("approved", "2030-01-01"),
    ) == [
        ("refused", "2010-01-01", "2012-01-01"),
        ("conditional", "2012-01-01", "2020-01-01"),
        ("lapsed", "2020-01-01", "2021-01-01"),
        ("conditional", "2021-01-01", "2024-01-01"),
        ("withdrawn", "2024-01-01", ""),
    ]
