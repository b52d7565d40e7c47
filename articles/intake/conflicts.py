"""Where a row of an imported table says something else than the records that we hold. The records stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from articles.importing.parsed import ProductRow
from mscsite.core.names import fold
from products import jurisdictions, status
from products.choices import EventKind
from products.models import Product, RegulatoryEvent

APPROVALS = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED)


def with_product(product: Product, row: ProductRow) -> Iterator[str]:
    """Another donor or tissue than ours."""
    for name in ("donor", "tissue"):
        held, printed = getattr(product, name), getattr(row, name)
        if held and printed and held != printed:
            label = product._meta.get_field(name).verbose_name
            ours, theirs = (str(dict(product._meta.get_field(name).choices)[value]) for value in (held, printed))
            yield f"{product.latin_name}：{label}文中为“{theirs}”，记录为“{ours}”；记录未改动。"


def with_status(product: Product, row: ProductRow, held: Sequence[RegulatoryEvent]) -> Iterator[str]:
    """An approval listed as if it stood, which by our events does not any more."""
    for place in status.by_jurisdiction(sorted(filter(_dated, held), key=lambda event: event.date)):
        if place.jurisdiction == row.jurisdiction and not place.status.is_approved:
            name = jurisdictions.name(row.jurisdiction, "zh-hans")
            since = place.latest.date_iso
            yield f"{product.latin_name}：文中列为{name}批准，记录中现为“{place.status.label}”（{since}）；记录未改动。"


def of_years(product: Product, row: ProductRow, held: Sequence[RegulatoryEvent]) -> str:
    """Another year of approval than ours."""
    place = jurisdictions.name(row.jurisdiction, "zh-hans")
    ours = "、".join(sorted({str(year_of(event)) for event in held if event.date}))
    return f"{product.latin_name}：{place}批准年份文中为“{row.year or '无'}”，记录为“{ours or '无'}”；记录未改动。"


def year_of(event: RegulatoryEvent) -> int | None:
    return event.date.year if event.date else None


def is_approval_in(event: RegulatoryEvent, jurisdiction: str) -> bool:
    return event.jurisdiction == jurisdiction and event.kind in APPROVALS


def says_the_same(event: RegulatoryEvent, row: ProductRow) -> bool:
    """Whether an event is the approval of a row: the same place, year and indication."""
    indications = {fold(event.indication_zh_hans or ""), fold(event.indication_zh_hant or "")}
    same_place = is_approval_in(event, row.jurisdiction)
    return same_place and year_of(event) == row.year and fold(row.indication) in indications


def _dated(event: RegulatoryEvent) -> bool:
    return event.date is not None
