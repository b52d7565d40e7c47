"""The public list of products: an index of all that are public, kept in memory, and the page that is asked for.

Every published change of a product, event or company leaves a version in the history (`mscsite.core.history`), also
those that spreadsheets bring. So the newest versions tell, in one query, whether the index in memory is still true.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from mscsite.core import apart
from products import status
from products.facets import Decision, Entry, Index
from products.models import Company, Product, RegulatoryEvent

# Transactions may commit in another order than they took their numbers in: one number would miss the late ones.
_WATCHED = 20
_DAYS_KEPT = 8
_SLUG_LENGTH = 40


class _Event(NamedTuple):
    """An event as far as statuses and facets need it."""

    kind: str
    jurisdiction: str
    date: dt.date
    expiry: dt.date | None
    indication: str
    indication_zh_hant: str


class _Known(NamedTuple):
    """What is in memory: rows and events as read, and what each facet value is called in both scripts."""

    rows: list[tuple]
    events: dict[int, list[_Event]]
    labels: dict[tuple[str, str], tuple[str, str]]
    updated: dt.datetime | None


class Catalogue:
    """The public products on one day: their index, and the names of indications and companies."""

    def __init__(self, index: Index, known: _Known):
        self.index, self._labels = index, known.labels
        self.updated = timezone.localdate(known.updated)  # of any public product or event; today without any

    def label(self, facet: str, value: str, language: str) -> str:
        """The name of an indication or a company in `zh-hans` or `zh-hant`; `value` itself where it has none."""
        hans, hant = self._labels.get((facet, value), (value, value))
        return (hant or hans) if language == "zh-hant" else (hans or hant)


class Catalogues:
    """The public products as they are now, by day. One question to the database, more only where something changed."""

    def __init__(self) -> None:
        self._known = _memory.known(_versions())

    def on(self, day: dt.date) -> Catalogue:
        """The catalogue as of `day`; products on which nobody had decided by then only where the day is today."""
        return _memory.on(day, self._known, keep_undecided=day >= timezone.localdate())


def _versions() -> tuple:
    """The newest versions of all records that the index is made of."""
    queries = [
        model.history.order_by("-history_id").values_list("history_id", "history_date")[:_WATCHED]
        for model in (Product, RegulatoryEvent, Company)
    ]
    return tuple(tuple(query) for query in queries)


class _Memory:
    """What one process keeps; all threads share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._versions: tuple | None = None
        self._known: _Known | None = None
        self._days: OrderedDict[tuple[dt.date, bool], Catalogue] = OrderedDict()

    def known(self, versions: tuple) -> _Known:
        with self._lock:
            if versions != self._versions or self._known is None:
                with _uncollected():
                    self._known, self._versions = _read(), versions
                self._days.clear()
            return self._known

    def on(self, day: dt.date, known: _Known, *, keep_undecided: bool) -> Catalogue:
        with self._lock:
            found = self._days.pop((day, keep_undecided), None) if known is self._known else None
            if found is None:
                with _uncollected():
                    found = _catalogue(known, day, keep_undecided)
            if known is self._known:
                self._days[day, keep_undecided] = found
                while len(self._days) > _DAYS_KEPT:
                    self._days.popitem(last=False)
            return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """While all products are read nothing is left over in circles: the collector would look through the whole process
    again and again for as long as the rest takes. One thread at a time (`_Memory`)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_memory = _Memory()


def _read() -> _Known:
    # Columns by name: modeltranslation would look for the translations of each row, which takes as long as to read it.
    public = [model.objects.public().rewrite(False).order_by() for model in (Product, RegulatoryEvent)]
    rows = list(public[0].values_list("pk", "latin_name", "donor", "tissue", "routes", "company__name"))
    columns = ("product_id", "kind", "jurisdiction", "date", "expiry", "indication_zh_hans", "indication_zh_hant")
    events: dict[int, list[_Event]] = defaultdict(list)
    for key, *fields in public[1].in_order().values_list(*columns).iterator():
        events[key].append(_Event(*fields))
    moments = filter(None, (records.aggregate(newest=Max("updated_at"))["newest"] for records in public))
    labels = {("company", _slug(row[-1])): (row[-1], row[-1]) for row in rows if row[-1]}
    for event in (event for own in events.values() for event in own if event.indication or event.indication_zh_hant):
        labels.setdefault(("indication", _indication(event)), (event.indication, event.indication_zh_hant))
    return _Known(rows, events, labels, max(moments, default=None))


@cache
def _slug(text: str) -> str:
    """Pinyin: the same address in both scripts."""
    return apart.slug_of(text, _SLUG_LENGTH) or "x"


def _indication(event: _Event) -> str:
    return _slug(event.indication or event.indication_zh_hant)


def _catalogue(known: _Known, day: dt.date, keep_undecided: bool) -> Catalogue:
    entries = (_entry(row, known.events.get(row[0], []), day) for row in known.rows)
    return Catalogue(Index(entry for entry in entries if entry.decisions or keep_undecided), known)


def _entry(row: tuple, events: list[_Event], day: dt.date) -> Entry:
    key, name, donor, tissue, routes, company = row
    states = status.by_jurisdiction(events, day)
    facts = {"donor": donor, "tissue": tissue, "company": _slug(company) if company else ""}
    firsts = [state.first_approval for state in states]
    return Entry(
        key=key,
        name=name,
        facts={facet: (value,) for facet, value in facts.items() if value} | {"route": tuple(dict.fromkeys(routes))},
        decisions=tuple(map(_decision, states, firsts)),
        first=min((first.date for first in firsts if first), default=None),
        latest=max((state.latest.date for state in states), default=None),
    )


def _decision(state: status.JurisdictionStatus, first: _Event | None) -> Decision:
    named = (event for event in state.events if event.indication or event.indication_zh_hant)
    return Decision(
        jurisdiction=state.jurisdiction,
        status=state.status.value,
        year=str(first.date.year) if first else "",
        indications=tuple(dict.fromkeys(map(_indication, named))),
    )
