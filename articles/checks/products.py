"""The public products as the checks know them: of thousands those alone are read whole that have changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter, is_

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.checks.facts import Approval, ProductFacts, once_a_set
from articles.checks.product_sets import ProductSet
from mscsite.core import generation, lasting, shards
from products import jurisdictions
from products.choices import EventKind
from products.models import Company, Product, RegulatoryEvent

TABLES = (Product, RegulatoryEvent, Company)
_GRANTING = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED, EventKind.FULL_APPROVAL, EventKind.RENEWED)
_NAMES = tuple(model._meta.db_table for model in TABLES)
_AT_ONCE = 500  # products in one query


@dataclass(frozen=True)
class _Read:
    """What was read last, on `day`: facts by key, and the digest of the rows that each was made of."""

    day: dt.date | None = None
    digests: dict[int, bytes] = field(default_factory=dict)
    facts: dict[int, ProductFacts] = field(default_factory=dict)


_lock = threading.Lock()
_last = [_Read()]
_sets: list[ProductSet | None] = [None]  # the last one: the next is told by what differs from it


def known() -> ProductSet:
    """As they are now, also inside a transaction; the very same set as before where nothing has changed since.

    Kept by what stands in the rows: so it does not matter who changed them how, nor what was taken back.
    """
    return _as_set(_read(None).values())


def known_for_reading() -> ProductSet:
    """The same for a page that only shows what is found: rows are compared in shards that triggers tell of."""
    if lasting.state(TABLES) is None:
        return known()
    return _of_shards(lasting.sharded("checks: products", TABLES, _shards, also=timezone.localdate()))


@once_a_set
def _of_shards(read: Mapping[int, dict[int, ProductFacts]]) -> ProductSet:
    return _as_set(product for shard in read.values() for product in shard.values())


def _as_set(products: Iterable[ProductFacts]) -> ProductSet:
    before, now = _sets[0], sorted(products, key=attrgetter("name"))
    if before is not None and len(now) == len(before) and all(map(is_, now, before)):
        return before
    _sets[0] = found = ProductSet.of(now, before)
    return found


def _shards(numbers: list[int] | None) -> dict[int, dict[int, ProductFacts]]:
    found: dict[int, dict[int, ProductFacts]] = defaultdict(dict)
    for key, facts in _read(numbers).items():
        found[key // shards.SIZE][key] = facts
    return dict(found)


def _read(numbers: list[int] | None) -> dict[int, ProductFacts]:
    """The facts of the products of these shards, of all where None; those alone are read whole whose rows have others
    than they were made of."""
    today, before = timezone.localdate(), _last[0]
    if before.day != today:  # approvals lapse without a write
        before = _Read(today)
    moments = _moments()
    digests = _digests(numbers)
    changed = [key for key, digest in digests.items() if before.digests.get(key) != digest]
    facts = {key: before.facts[key] for key in digests if key in before.facts} | dict(_facts(changed))
    found = {key: facts[key] for key in digests if key in facts}
    whole = {key: digest for key, digest in digests.items() if key in found}
    if changed or (numbers is None and digests.keys() != before.digests.keys()):
        with _lock:
            if _moments() == moments:  # else the digests may be of other rows than the facts
                kept = _last[0] if numbers is not None and _last[0].day == today else _Read(today)
                _last[0] = _Read(today, kept.digests | whole, kept.facts | found)
    return found


def _moments() -> list[int]:
    numbers = generation.of_tables()
    return [numbers.get(name, 0) for name in (generation.EVERY, *_NAMES)]


def _digests(numbers: list[int] | None) -> dict[int, bytes]:
    """Of each public product by its key: of its row, its company's and those of its events. Two queries."""
    company = [f"company__{column}" for column in ("name", "aliases")]
    public = Product.objects.public().filter(shards.within("pk", numbers))
    made = {row[0]: hashlib.blake2b(_packed(row), digest_size=16) for row in _rows(public.order_by("pk"), company)}
    events = RegulatoryEvent.objects.public().filter(shards.within("product_id", numbers))
    place = _columns(RegulatoryEvent).index("product_id")
    for row in _rows(events.order_by("product_id", "pk"), []):
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
