"""What the events of a product cannot be: told twice, or in an impossible order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mscsite.core import dates
from mscsite.core.names import fold
from products.choices import EventKind

_BEGINNINGS = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED, EventKind.FULL_APPROVAL)
# A refusal may come before an approval; all else presupposes one.
_NEEDS_APPROVAL = (
    EventKind.RENEWED, EventKind.WITHDRAWN, EventKind.REVOKED, EventKind.SUSPENDED, EventKind.LAPSED,
)  # fmt: skip


@dataclass(frozen=True)
class EventFacts:
    """An event as far as the rules go: `date` is ISO 8601 with no more than is known, or empty."""

    key: Hashable
    kind: str
    jurisdiction: str
    date: str
    indication: str = ""


def problems(events: Iterable[EventFacts]) -> dict[Hashable, list[str]]:
    """What is wrong with events of one product, by their key; events that are all right are left out."""
    found: dict[Hashable, list[str]] = defaultdict(list)
    by_place = defaultdict(list)
    for event in events:
        by_place[event.jurisdiction].append(event)
    for place, own in by_place.items():
        _find_duplicates(own, found)
        _find_impossible(place, own, found)
    return dict(found)


def _find_duplicates(events: list[EventFacts], found: dict[Hashable, list[str]]) -> None:
    seen = defaultdict(list)
    for event in events:
        seen[event.kind, event.date, fold(event.indication)].append(event)
    for same in seen.values():
        for event in same if len(same) > 1 else ():
            words = {"kind": EventKind(event.kind).label, "place": event.jurisdiction, "date": event.date or "—"}
            found[event.key].append(_("同一事件有两条：%(place)s %(date)s %(kind)s。") % words)


def _find_impossible(place: str, events: list[EventFacts], found: dict[Hashable, list[str]]) -> None:
    """Wholly before the first approval there, as far as the dates are known; without any, the list is only short."""
    starts = [dates.parse(event.date)[0] for event in events if event.kind in _BEGINNINGS and event.date]
    unknown = any(event.kind in _BEGINNINGS and not event.date for event in events)
    if not starts or unknown:
        return
    for event in events:
        if event.kind in _NEEDS_APPROVAL and event.date and dates.last_day(*dates.parse(event.date)) < min(starts):
            words = {"kind": EventKind(event.kind).label, "place": place, "date": event.date, "first": min(starts)}
            found[event.key].append(_("%(place)s %(date)s %(kind)s早于首次批准（%(first)s）。") % words)
