"""From when to when each status held. Pure: events in, periods out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from products import status
from products.status import Status

if TYPE_CHECKING:
    from products.models import RegulatoryEvent


@dataclass(frozen=True)
class Period:
    """A status from the day `start` until before the day `end`; `end` is None where it still holds."""

    status: Status
    start: dt.date
    end: dt.date | None = None


def of_jurisdiction(events: Iterable[RegulatoryEvent], today: dt.date) -> list[Period]:
    """The periods of one product in one jurisdiction, in order, up to `today`. Events without a date count for none."""
    dated = [event for event in events if event.date is not None]
    ends = {event.expiry + dt.timedelta(days=1) for event in dated if event.expiry}
    found: list[Period] = []
    for day in sorted({event.date for event in dated} | ends):
        held = status.by_jurisdiction(dated, day) if day <= today else []
        if not held or (found and found[-1].status == held[0].status):
            continue
        if found:
            found[-1] = replace(found[-1], end=day)
        found.append(Period(held[0].status, day))
    return found
