"""Conditional approvals whose term ends: soon, or has ended without anybody having recorded what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat

from django.utils import timezone

from products import status
from products.choices import EventKind
from products.models import Product, RegulatoryEvent
from products.status import JurisdictionStatus, Status

HORIZON = dt.timedelta(days=365)  # a full application takes about as long
_NEAR = 90
READ = 100  # events at a time


@dataclass(frozen=True)
class Expiry:
    """The end of a term in one jurisdiction. `days` are left of it, below 0 where it is over."""

    product: Product
    state: JurisdictionStatus
    date: dt.date
    days: int

    @property
    def is_over(self) -> bool:
        return self.days < 0

    @property
    def is_near(self) -> bool:
        return 0 <= self.days <= _NEAR


def coming(today: dt.date | None = None, horizon: dt.timedelta = HORIZON, limit: int | None = None) -> list[Expiry]:
    """Terms of public approvals that end by `today` + `horizon`, or are over and nothing followed; soonest first.

    Over means lapsed by the calendar alone: a renewal, a full approval, a withdrawal or a recorded lapse settles it.
    At most `limit` of them: so many events are read as it takes to find them, first three times as many by three
    queries, then `READ` at a time.
    """
    sizes = chain([READ if limit is None else min(READ, 3 * limit)], repeat(READ))
    return list(islice(_coming(today or timezone.localdate(), horizon, sizes), limit))


def _coming(day: dt.date, horizon: dt.timedelta, sizes: Iterator[int]) -> Iterator[Expiry]:
    ending = RegulatoryEvent.objects.public().filter(expiry__lte=day + horizon).order_by("expiry", "pk")
    told, start = set(), 0
    for size in sizes:
        events = list(ending.values_list("product", "jurisdiction", "expiry")[start : start + size])
        start += size
        products = Product.objects.filter(pk__in={key for key, _place, _end in events}).with_public_events()
        states = {
            (product.pk, state.jurisdiction): (product, state)
            for product in products
            for state in status.by_jurisdiction(product.public_events, day)
        }
        for key, place, end in events:
            product, state = states.get((key, place), (None, None))
            # An event whose term was prolonged, or is of no account any more, is met again or not at all.
            if state and state.expiry == end and _is_open(state) and (key, place) not in told:
                told.add((key, place))
                yield Expiry(product, state, end, (end - day).days)
        if len(events) < size:
            return


def _is_open(state: JurisdictionStatus) -> bool:
    if state.expiry is None:
        return False
    return state.status is Status.CONDITIONAL or state.latest.kind != EventKind.LAPSED
