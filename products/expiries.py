"""Conditional approvals whose term ends: soon, or has ended without anybody having recorded what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from products import status
from products.choices import EventKind
from products.models import Product
from products.status import JurisdictionStatus, Status

HORIZON = dt.timedelta(days=365)  # a full application takes about as long
_NEAR = 90


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


def coming(today: dt.date | None = None, horizon: dt.timedelta = HORIZON) -> list[Expiry]:
    """Terms of public approvals that end by `today` + `horizon`, or are over and nothing followed; soonest first.

    Over means lapsed by the calendar alone: a renewal, a full approval, a withdrawal or a recorded lapse settles it.
    Two queries, whatever the number of products.
    """
    day = today or timezone.localdate()
    ending = Product.objects.public().filter(events__published_at__isnull=False, events__expiry__lte=day + horizon)
    products = Product.objects.filter(pk__in=ending.values("pk")).with_public_events()
    found = [
        Expiry(product, state, state.expiry, (state.expiry - day).days)
        for product in products
        for state in status.by_jurisdiction(product.public_events, day)
        if _is_open(state) and state.expiry <= day + horizon
    ]
    return sorted(found, key=lambda one: (one.date, one.product.latin_name))


def _is_open(state: JurisdictionStatus) -> bool:
    if state.expiry is None:
        return False
    return state.status is Status.CONDITIONAL or state.latest.kind != EventKind.LAPSED
