"""The nine columns in which articles and marketing list approvals: a row per approval, in the words of one script."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from mscsite.core import dates
from products import jurisdictions
from products.choices import EventKind
from products.sheets import words
from products.sheets.columns import Cell, Column, Layout, Plain
from products.sheets.records import CHUNK

APPROVAL_KINDS = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED)

APPROVALS = Layout(
    "approvals",
    "获批产品",
    "name",
    (
        Column("name", "产品名称", "", Cell.TEXT, 22),
        Column("company", "公司", "", Cell.TEXT, 20),
        Column("country", "批准国家", "", Cell.TEXT, 12),
        Column("year", "年", "", Cell.NUMBER, 7),
        Column("indication", "适应症", "", Cell.TEXT, 36),
        Column("source", "细胞来源", "", Cell.TEXT, 16),
        Column("route", "移植途径", "", Cell.TEXT, 18),
        Column("frequency", "频率", "", Cell.TEXT, 22),
        Column("dose", "剂量", "", Cell.TEXT, 36),
    ),
)


def approval_rows(events: models.QuerySet, language: str) -> Iterator[Plain]:
    """One row for each approval among `events`, in `zh-hans` or `zh-hant`; two queries a thousand rows at most."""
    column = language.replace("-", "_")
    approvals = events.filter(kind__in=APPROVAL_KINDS).select_related("product__company")
    for event in approvals.iterator(chunk_size=CHUNK):
        product = event.product
        source = [words.label_of(name, getattr(product, name), language) for name in ("donor", "tissue")]
        yield {
            "name": product.latin_name,
            "company": product.company.name if product.company else "",
            "country": jurisdictions.name(event.jurisdiction, language),
            "year": int(dates.iso(event.date, event.date_precision)[:4]) if event.date else "",
            "indication": getattr(event, f"indication_{column}") or "",
            "source": "".join(part for part in source if part),
            "route": "、".join(words.label_of("routes", route, language) for route in product.routes),
            "frequency": getattr(product, f"frequency_{column}") or "",
            "dose": getattr(product, f"dose_{column}") or "",
        }
