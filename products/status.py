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
_ORDER = list(Status)
_WITH_TERM = (EventKind.CONDITIONALLY_APPROVED, EventKind.RENEWED)
_FIRST = frozenset({EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED})
_GRANTING = (EventKind.APPROVED, EventKind.FULL_APPROVAL, *_WITH_TERM)


@dataclass(frozen=True)
class IndicationStatus:
    """The status of one indication ('' where none is named), with the event that it last changed by."""

    indication: str
    status: Status
    latest: RegulatoryEvent = field(compare=False)
    population: str = ""


@dataclass(frozen=True)
class JurisdictionStatus:
    """The status in one jurisdiction, with the events that led to it in order, and that of each indication."""

    jurisdiction: str
    status: Status
    events: tuple[RegulatoryEvent, ...] = field(compare=False)
    indications: tuple[IndicationStatus, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        return jurisdictions.name(self.jurisdiction, get_language() or "zh-hans")

    @property
    def latest(self) -> RegulatoryEvent:
        return self.events[-1]

    @property
    def first_approval(self) -> RegulatoryEvent | None:
        return next((event for event in self.events if event.kind in _FIRST), None)

    @property
    def named_indications(self) -> list[IndicationStatus]:
        return [part for part in self.indications if part.indication]

    @property
    def expiry(self) -> dt.date | None:
        """The end of the term, where there is one: that of the last approval or renewal that still counts."""
        if self.status not in (Status.CONDITIONAL, Status.LAPSED):
            return None
        with_term = (event for event in reversed(self.events) if event.kind in _WITH_TERM)
        return next((event.expiry for event in with_term), None)

    @property
    def telling_conditions(self) -> RegulatoryEvent | None:
        """The event with the conditions in force; where nothing is approved any more, with what was said of that."""
        kinds = _GRANTING if self.status.is_approved else (self.latest.kind,)
        return next((event for event in reversed(self.events) if event.kind in kinds and event.conditions), None)

    @property
    def conditions(self) -> str:
        return self.telling_conditions.conditions if self.telling_conditions else ""


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
    return [_in_jurisdiction(jurisdiction, own, day) for jurisdiction, own in found.items()]


def _in_jurisdiction(jurisdiction: str, events: list[RegulatoryEvent], day: dt.date) -> JurisdictionStatus:
    found: dict[str, IndicationStatus] = {}
    for event in events:
        concerned = [event.indication] if event.indication else list(found) or [""]
        for indication in concerned:
            before = found[indication].status if indication in found else None
            who = getattr(event, "population", "") or (found[indication].population if before else "")
            found[indication] = IndicationStatus(indication, _next(before, event, day), event, who)
    best = min((part.status for part in found.values()), key=_ORDER.index)
    return JurisdictionStatus(jurisdiction, best, tuple(events), tuple(found.values()))


def _next(before: Status | None, event: RegulatoryEvent, day: dt.date) -> Status:
    if event.kind == EventKind.REFUSED and before is not None and before.is_approved:
        return before
    after = _AFTER.get(event.kind, before or Status.APPROVED)  # a renewal changes the term, not the kind
    if after == Status.CONDITIONAL and event.expiry and event.expiry < day:
        return Status.LAPSED
    if event.kind == EventKind.RENEWED and after == Status.LAPSED and not (event.expiry and event.expiry < day):
        return Status.CONDITIONAL
    return after
