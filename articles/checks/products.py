"""The public products as the checks know them: of thousands those alone are read whole that have changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.checks.facts import Approval, ProductFacts
from mscsite.core import generation
from products import jurisdictions
from products.choices import EventKind
from products.models import Company, Product, RegulatoryEvent

_GRANTING = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED, EventKind.FULL_APPROVAL, EventKind.RENEWED)
_TABLES = tuple(model._meta.db_table for model in (Product, RegulatoryEvent, Company))
_AT_ONCE = 500  # products in one query


@dataclass(frozen=True)
class _Read:
    """What was read last, on `day`: facts by key, and the digest of the rows that each was made of."""

    day: dt.date | None = None
    digests: dict[int, bytes] = field(default_factory=dict)
    facts: dict[int, ProductFacts] = field(default_factory=dict)
    products: tuple[ProductFacts, ...] = ()


_lock = threading.Lock()
_last = [_Read()]


def known() -> tuple[ProductFacts, ...]:
    """As they are now, also inside a transaction; the very same tuple as before where nothing has changed since.

    Kept by what stands in the rows: so it does not matter who changed them how, nor what was taken back.
    """
    today, before = timezone.localdate(), _last[0]
    if before.day != today:  # approvals lapse without a write
        before = _Read(today)
    numbers = _numbers()
    digests = _digests()
    changed = [key for key, digest in digests.items() if before.digests.get(key) != digest]
    if not changed and list(digests) == list(before.digests):
        return before.products
    facts = {key: before.facts[key] for key in digests if key in before.facts} | dict(_facts(changed))
    found = {key: facts[key] for key in digests if key in facts}
    now = _Read(today, {key: digests[key] for key in found}, found, tuple(found.values()))
    with _lock:
        if _numbers() == numbers:  # else the digests may be of other rows than the facts
            _last[0] = now
    return now.products


def _numbers() -> list[int]:
    numbers = generation.of_tables()
    return [numbers.get(name, 0) for name in (generation.EVERY, *_TABLES)]


def _digests() -> dict[int, bytes]:
    """Of each public product by its key: of its row, its company's and those of its events. Two queries."""
    columns = [f"company__{column}" for column in ("name", "aliases")]
    made = {row[0]: hashlib.blake2b(_packed(row), digest_size=16) for row in _rows(Product.objects.public(), columns)}
    events = RegulatoryEvent.objects.public().in_order()
    place = _columns(RegulatoryEvent).index("product_id")
    for row in _rows(events, []):
        if (digest := made.get(row[place])) is not None:
            digest.update(_packed(row))
    return {key: digest.digest() for key, digest in made.items()}


def _columns(model: type) -> list[str]:
    """The key, and whatever else readers see."""
    return [each.attname for each in model._meta.concrete_fields if each.name not in generation.PRIVATE]


def _rows(records: QuerySet, further: Iterable[str]) -> Iterator[tuple]:
    """Columns as the driver gives them: nothing is parsed that is only compared."""
    plain = QuerySet(records.model, query=records.query.chain())  # which takes no column for another script's
    sql, values = plain.values_list(*_columns(records.model), *further).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        yield from cursor.fetchall()


def _packed(row: tuple) -> bytes:
    return repr(row).encode("utf-8", "surrogatepass")


def _facts(keys: list[int]) -> Iterator[tuple[int, ProductFacts]]:
    for start in range(0, len(keys), _AT_ONCE):
        products = Product.objects.public().filter(pk__in=keys[start : start + _AT_ONCE])
        for product in products.with_public_events():
            yield product.pk, _product(product)


def _product(product: Product) -> ProductFacts:
    gone = [each for each in product.statuses if not each.status.is_approved]
    return ProductFacts(
        name=product.latin_name,
        spellings=tuple(sorted(product.linked_names)),
        generic=product.generic_name,
        tissue=product.tissue,
        donor=product.donor,
        company=(product.company.name, *product.company.aliases) if product.company else (),
        routes=frozenset(product.routes),
        cells=tuple(_cells(product.dose_quantities)),
        approvals=tuple(
            Approval(
                event.jurisdiction,
                event.date.year,
                event.date_iso,
                event.kind in (EventKind.CONDITIONALLY_APPROVED, EventKind.RENEWED),
                event.population_zh_hans or event.population_zh_hant or "",
            )
            for event in product.public_events
            if event.kind in _GRANTING and event.date
        ),
        gone=tuple(jurisdictions.name(each.jurisdiction, "zh-hans") for each in gone if each.first_approval),
        is_gone_everywhere=bool(product.statuses) and len(gone) == len(product.statuses),
    )


def _cells(quantities: list[dict]) -> list[float]:
    """Every number of cells in the doses, both ends of a range."""
    of_cells = [quantity for quantity in quantities if quantity["unit"] == "cells"]
    return [float(value) for quantity in of_cells for value in (quantity["value"], quantity["high"]) if value]
