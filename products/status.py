"""What the events of a product add up to, in each jurisdiction, on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from products import jurisdictions
from products.choices import EventKind

if TYPE_CHECKING:
    from products.models import RegulatoryEvent


class Status(StrEnum):
    """Best first: a product with two indications is as approved as the better of them."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def is_approved(self) -> bool:
        return self in (Status.APPROVED, Status.CONDITIONAL)


LABELS = {
    Status.APPROVED: _("已批准"),
    Status.CONDITIONAL: _("附条件批准"),
    Status.SUSPENDED: _("已暂停"),
    Status.WITHDRAWN: _("已撤市"),
    Status.REVOKED: _("已吊销"),
    Status.LAPSED: _("已失效"),
    Status.REFUSED: _("未获批准"),
}

_AFTER = {
    EventKind.APPROVED: Status.APPROVED,
    EventKind.FULL_APPROVAL: Status.APPROVED,
    EventKind.CONDITIONALLY_APPROVED: Status.CONDITIONAL,
    EventKind.REFUSED: Status.REFUSED,
    EventKind.WITHDRAWN: Status.WITHDRAWN,
    EventKind.REVOKED: Status.REVOKED,
    EventKind.SUSPENDED: Status.SUSPENDED,
    EventKind.LAPSED: Status.LAPSED,
}


@dataclass(frozen=True)
class JurisdictionStatus:
    """The status in one jurisdiction, with the events that led to it in order."""

    jurisdiction: str
    status: Status
    events: tuple[RegulatoryEvent, ...] = field(compare=False)

    @property
    def name(self) -> str:
        return jurisdictions.name(self.jurisdiction, get_language() or "zh-hans")

    @property
    def latest(self) -> RegulatoryEvent:
        return self.events[-1]

    @property
    def first_approval(self) -> RegulatoryEvent | None:
        kinds = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED)
        return next((event for event in self.events if event.kind in kinds), None)


def by_jurisdiction(events: Iterable[RegulatoryEvent], on: dt.date | None = None) -> list[JurisdictionStatus]:
    """Status per jurisdiction on the day `on` (today by default), in order of each one's first event.

    An event without an indication concerns all indications of its jurisdiction. A refusal takes no earlier approval
    away. A conditional approval whose term has run out has lapsed, whether or not anybody recorded it.
    """
    day = on or timezone.localdate()
    found: dict[str, list[RegulatoryEvent]] = {}
    for event in events:
        if event.date is not None and event.date <= day:
            found.setdefault(event.jurisdiction, []).append(event)
    return [JurisdictionStatus(jurisdiction, _status_of(own, day), tuple(own)) for jurisdiction, own in found.items()]


def _status_of(events: list[RegulatoryEvent], day: dt.date) -> Status:
    by_indication: dict[str, Status] = {}
    for event in events:
        concerned = [event.indication] if event.indication else list(by_indication) or [""]
        for indication in concerned:
            by_indication[indication] = _next(by_indication.get(indication), event, day)
    order = list(Status)
    return min(by_indication.values(), key=order.index)


def _next(before: Status | None, event: RegulatoryEvent, day: dt.date) -> Status:
    if event.kind == EventKind.REFUSED and before is not None and before.is_approved:
        return before
    after = _AFTER.get(event.kind, before or Status.APPROVED)  # a renewal changes the term, not the kind
    if after == Status.CONDITIONAL and event.expiry and event.expiry < day:
        return Status.LAPSED
    if event.kind == EventKind.RENEWED and after == Status.LAPSED and not (event.expiry and event.expiry < day):
        return Status.CONDITIONAL
    return after
