"""The public products as their list needs them, read shard by shard (`mscsite.core.shards`), and as its index takes
them."""

from __future__ import annotations

import datetime as dt
import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q

from mscsite.core import apart, shards
from products import status
from products.facets import Decision, Entry
from products.models import Company, Product, RegulatoryEvent

TABLES = (Product, RegulatoryEvent, Company)
NAMED = ("company", "indication")  # facets whose values are called by what stands in the records
_SLUG_LENGTH = 40


class Event(NamedTuple):
    """An event as far as statuses and facets need it."""

    kind: str
    jurisdiction: str
    date: dt.date
    expiry: dt.date | None
    indication: str
    indication_zh_hant: str


class Record(NamedTuple):
    """A product with its events in order of time, as read."""

    name: str
    donor: str
    tissue: str
    routes: tuple[str, ...]
    company: str
    events: tuple[Event, ...]


class Shard(NamedTuple):
    """The products of a shard by their keys, what facet values are called in both scripts, and the last change of any
    product or event."""

    records: dict[int, Record]
    labels: dict[tuple[str, str], tuple[str, str]]
    updated: dt.datetime


def read(numbers: list[int] | None) -> dict[int, Shard]:
    """The shards of these numbers, of all where None, that hold a public product. Two queries."""
    with _uncollected() if numbers is None else nullcontext():
        events, moments = _events(shards.within("product_id", numbers))
        records: dict[int, dict[int, Record]] = defaultdict(dict)
        products = _public(Product).filter(shards.within("pk", numbers)).order_by("pk")
        columns = ("pk", "updated_at", "latin_name", "donor", "tissue", "routes", "company__name")
        for key, updated, name, donor, tissue, routes, company in products.values_list(*columns):
            own = tuple(event for _order, event in sorted(events.get(key, ())))
            shard = key // shards.SIZE
            records[shard][key] = Record(name, donor, tissue, tuple(dict.fromkeys(routes)), company or "", own)
            moments[shard] = max(moments.get(shard, updated), updated)
        return {shard: Shard(found, _labels(found.values()), moments[shard]) for shard, found in records.items()}


def entry(key: int, record: Record, day: dt.date) -> Entry:
    """A product as the index takes it, as of `day`."""
    states = status.by_jurisdiction(record.events, day)
    facts = {"donor": record.donor, "tissue": record.tissue, "company": record.company and _slug(record.company)}
    firsts = [state.first_approval for state in states]
    return Entry(
        key=key,
        name=record.name,
        facts={facet: (value,) for facet, value in facts.items() if value} | {"route": record.routes},
        decisions=tuple(map(_decision, states, firsts)),
        first=min((first.date for first in firsts if first), default=None),
        latest=max((state.latest.date for state in states), default=None),
    )


def _public(model: type):
    # Columns by name: modeltranslation would look for the translations of each row, which takes as long as to read it.
    return model.objects.public().rewrite(False)


def _events(condition: Q) -> tuple[dict[int, list[tuple]], dict[int, dt.datetime]]:
    """Events by product, each with its place in time, and the last change of any in each shard."""
    events: dict[int, list[tuple]] = defaultdict(list)
    moments: dict[int, dt.datetime] = {}
    columns = ("product_id", "pk", "updated_at", "kind", "jurisdiction", "date", "expiry", "indication_zh_hans")
    rows = _public(RegulatoryEvent).filter(condition).order_by().values_list(*columns, "indication_zh_hant")
    for key, pk, updated, *fields in rows.iterator():
        event = Event(*fields)
        events[key].append(((event.date, pk), event))  # a public one has its date
        moments[key // shards.SIZE] = max(moments.get(key // shards.SIZE, updated), updated)
    return events, moments


def _labels(records: Iterable[Record]) -> dict[tuple[str, str], tuple[str, str]]:
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for record in records:
        if record.company:
            labels.setdefault(("company", _slug(record.company)), (record.company, record.company))
        for event in record.events:
            if value := _indication(event):
                labels.setdefault(("indication", value), (event.indication, event.indication_zh_hant))
    return labels


@lru_cache(maxsize=65_536)
def _slug(text: str) -> str:
    """Pinyin: the same address in both scripts."""
    return apart.slug_of(text, _SLUG_LENGTH) or "x"


def _indication(event: Event) -> str:
    """The value of what an event is for; empty where it says nothing."""
    named = event.indication or event.indication_zh_hant
    return _slug(named) if named else ""


def _decision(state: status.JurisdictionStatus, first: Event | None) -> Decision:
    return Decision(
        jurisdiction=state.jurisdiction,
        status=state.status.value,
        year=str(first.date.year) if first else "",
        indications=tuple(dict.fromkeys(filter(None, map(_indication, state.events)))),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """While all products are read nothing is left over in circles: the collector would look through the whole process
    again and again for as long as the rest takes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
