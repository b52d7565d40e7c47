"""The tables of open data: public rows, and how many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from mscsite.core import apart
from mscsite.core.tabular.grid import Value
from products import jurisdictions, status
from products.models import Product, RegulatoryEvent
from products.opendata.columns import EVENT_COLUMNS, PRODUCT_COLUMNS, STATUS_COLUMNS, codes, meaning
from products.sheets.cells import to_cell
from products.sheets.columns import EVENTS, PRODUCTS, SCRIPT_TITLES, Column, Plain
from products.sheets.records import CHUNK, as_public, plain_rows
from products.status import JurisdictionStatus


@dataclass(frozen=True)
class Table:
    """One table: `rows` gives plain rows, of which the fields of `columns` are written; `key` tells them apart."""

    name: str
    title: str
    about: Any
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Plain]]

    def cells(self) -> Iterator[list[Value]]:
        """Rows as they stand in a sheet."""
        for row in self.rows():
            yield [to_cell(column, row[column.field]) for column in self.columns]

    def titled(self, language: str) -> str:
        return apart.traditional(self.title) if language == "zh-hant" else self.title

    def dictionary(self, language: str) -> list[tuple[str, str, str, str]]:
        """Of each column its title in `language`, its name, what it means, and its codes with their names."""
        return [(c.title_in(language), c.field, meaning(c), codes(c)) for c in self.columns]


def updated() -> dt.date:
    """The day of the last change of what is public; today where nothing is."""
    newest = [
        model.objects.public().order_by("-updated_at").values_list("updated_at", flat=True).first()
        for model in (Product, RegulatoryEvent)
    ]
    return timezone.localdate(max(filter(None, newest), default=None))


def counts() -> dict[str, int]:
    """The number of rows of each table."""
    events, statuses = RegulatoryEvent.objects.public_counts()
    return {"statuses": statuses, "events": events, "products": Product.objects.public().count()}


def _products() -> Iterator[Plain]:
    products = Product.objects.public().order_by("latin_name")
    return (told for _whole, told in as_public(plain_rows(PRODUCTS, products)))


def _events() -> Iterator[Plain]:
    names = dict(Product.objects.public().values_list("slug", "latin_name"))
    events = RegulatoryEvent.objects.public().order_by("product__latin_name", "date", "id")
    for _pk, row in plain_rows(EVENTS, events):
        yield row | {"latin_name": names.get(row["product"], "")}


def _statuses() -> Iterator[Plain]:
    products = Product.objects.public().with_public_events().order_by("latin_name")
    for product in products.iterator(chunk_size=CHUNK):
        for state in status.by_jurisdiction(product.public_events):
            yield _status(product, state)


def _status(product: Product, state: JurisdictionStatus) -> Plain:
    first, telling = state.first_approval, state.telling_conditions
    row = {
        "product": product.slug,
        "latin_name": product.latin_name,
        "company": product.company.name if product.company else "",
        "jurisdiction": state.jurisdiction,
        "status": state.status.value,
        "since": state.latest.date_iso,
        "first_approved": first.date_iso if first else "",
        "expiry": state.expiry.isoformat() if state.expiry else "",
        "source_url": state.latest.source_url,
        "source_title": state.latest.source_title,
        "url": product.get_absolute_url(),
    }
    for language in SCRIPT_TITLES:
        script = language.replace("-", "_")
        row[f"name_{script}"] = getattr(product, f"name_{script}") or ""
        row[f"jurisdiction_name_{script}"] = jurisdictions.name(state.jurisdiction, language)
        row[f"indication_{script}"] = _joined(state, f"indication_{script}")
        row[f"conditions_{script}"] = (getattr(telling, f"conditions_{script}") or "") if telling else ""
    return row


def _joined(state: JurisdictionStatus, column: str) -> str:
    return "；".join(dict.fromkeys(filter(None, (getattr(event, column) for event in state.events))))


TABLES = {
    table.name: table
    for table in (
        Table(
            "statuses",
            "各地现状",
            gettext_lazy("每行是一个产品在一个国家或地区的现状，由它的监管事件推算，带最近一次变动的来源。"),
            ("product", "jurisdiction"),
            STATUS_COLUMNS,
            _statuses,
        ),
        Table(
            "events",
            "监管事件",
            gettext_lazy("每行是一件事：批准、附条件批准、续期、拒绝、撤市等，有日期和来源网址。"),
            ("id",),
            EVENT_COLUMNS,
            _events,
        ),
        Table(
            "products",
            "产品",
            gettext_lazy("每行是一个产品：名称、公司、细胞来源、给药途径、剂量、关键试验。"),
            ("slug",),
            PRODUCT_COLUMNS,
            _products,
        ),
    )
}
