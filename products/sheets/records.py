"""Records as rows: from the database to plain forms, a few queries a thousand rows, and the stamps of rows."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from django.db import models

from mscsite.core import dates
from products.models import Product, RegulatoryEvent
from products.sheets.cells import unix_lines, whole
from products.sheets.columns import EVENTS, PRODUCTS, STAMP, Layout, Plain

CHUNK = 1000
_READ_AT_ONCE = 250  # an export holds no more rows than these

MODELS: dict[str, type[models.Model]] = {PRODUCTS.name: Product, EVENTS.name: RegulatoryEvent}
# Fields that the database holds under another name or form.
_SPECIAL = {"company": "company__name", "product": "product__slug", "state": "published_at"}
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def plain_rows(layout: Layout, queryset: models.QuerySet, chunk: int = _READ_AT_ONCE) -> Iterator[tuple[int, Plain]]:
    """Keys and plain rows, without stamps, in the order of `queryset`; two queries a chunk, memory of one chunk."""
    fields = [field for field in layout.fields if field != "trials"]
    names = [_SPECIAL.get(field, field) for field in fields]
    extra = ["date_precision"] if layout is EVENTS else []
    rows = queryset.values_list("pk", *names, *extra).iterator(chunk_size=chunk)
    while some := list(itertools.islice(rows, chunk)):
        trials = _trials_of([row[0] for row in some]) if layout is PRODUCTS else {}
        for pk, *values in some:
            row = dict(zip(fields, values, strict=False))
            yield pk, _product(row, trials.get(pk, [])) if layout is PRODUCTS else _event(row, values[-1])


def _trials_of(products: Sequence[int]) -> dict[int, list[str]]:
    links = Product.trials.through.objects.filter(product_id__in=products)
    found = defaultdict(list)
    for product, registry_id in links.order_by("trial__registry_id").values_list("product_id", "trial__registry_id"):
        found[product].append(registry_id)
    return found


def proposed_trials(products: Iterable[int]) -> dict[int, set[str]]:
    """The trials of each product that nobody has published, by the product's key."""
    links = Product.trials.through.objects.filter(product_id__in=list(products), trial__published_at__isnull=True)
    found = defaultdict(set)
    for product, registry_id in links.values_list("product_id", "trial__registry_id"):
        found[product].add(registry_id)
    return found


def as_public(rows: Iterator[tuple[int, Plain]]) -> Iterator[tuple[Plain, Plain]]:
    """Each row of products whole, and as the public sees it: without trials that are proposals."""
    while some := list(itertools.islice(rows, _READ_AT_ONCE)):
        hidden = proposed_trials(pk for pk, _row in some)
        for pk, row in some:
            yield row, row | {"trials": [text for text in row["trials"] if text not in hidden[pk]]}


def _product(row: Plain, trials: list[str]) -> Plain:
    _texts(row)
    row["aliases"] = [unix_lines(str(item)) for item in row["aliases"]]
    row["routes"] = list(dict.fromkeys(row["routes"]))
    row["dose_quantities"] = [
        {name: whole(item.get(name)) for name in ("value", "high", "unit", "per")} for item in row["dose_quantities"]
    ]
    row["trials"] = sorted(trials)
    return row


def _event(row: Plain, precision: str) -> Plain:
    row["date"] = dates.iso(row["date"], precision) if row["date"] else ""
    row["expiry"] = row["expiry"].isoformat() if row["expiry"] else ""
    return _texts(row)


def _texts(row: Plain) -> Plain:
    row["state"] = "public" if row["state"] else "proposal"
    for field, value in row.items():
        if value is None:  # modeltranslation's columns may be NULL, and a product without a company has none
            row[field] = ""
        elif type(value) is str and "\r" in value:
            row[field] = unix_lines(value)
    return row


def digest(row: Plain, fields: Iterable[str]) -> str:
    """Twelve characters that change when a value of `fields` does."""
    text = _encode([row[field] for field in fields])
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def stamp_of(layout: Layout, row: Plain, told: Plain, shown: Sequence[str]) -> str:
    """The version of a whole row and, where not all of it is told, of what is: whether a cell was touched, too."""
    whole = digest(row, layout.fields)
    shown = [field for field in shown if field != STAMP]
    is_whole = set(shown) == set(layout.fields) and told == row
    return whole if is_whole else f"{whole}-{digest(told, shown)}"
