"""Rows of an imported product table as products and events; what we already hold stays, differences are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from modeltranslation.utils import build_localized_fieldname

from articles.importing.parsed import ProductRow
from articles.intake.fitting import cut
from mscsite.core.dates import DatePrecision
from mscsite.core.names import NameIndex, fold
from products import jurisdictions
from products.choices import EventKind
from products.models import Company, Product, RegulatoryEvent

APPROVALS = (EventKind.APPROVED, EventKind.CONDITIONALLY_APPROVED)


@dataclass
class ProductIntake:
    """Products and events of one article. `language` is the one that the table is written in."""

    language: str
    warnings: list[str] = field(default_factory=list)
    events: list[RegulatoryEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._products = {product.slug: product for product in Product.objects.prefetch_related("events")}
        self.names = NameIndex({slug: product.linked_names for slug, product in self._products.items()})
        self._companies = {company.pk: company for company in Company.objects.all()}
        self._company_names = NameIndex({str(pk): [c.name, *c.aliases] for pk, c in self._companies.items()})
        self._held_before = {slug: list(product.events.all()) for slug, product in self._products.items()}
        self._new: set[str] = set()

    def product(self, slug: str) -> Product:
        return self._products[slug]

    def take(self, rows: Iterable[ProductRow]) -> list[Product]:
        """The product of each row, in order, each once; new ones are saved as proposals with their events."""
        taken: dict[str, Product] = {}
        for row in rows:
            product = self._product_of(row)
            taken.setdefault(product.slug, product)
            self._take_event(product, row)
        return list(taken.values())

    def _product_of(self, row: ProductRow) -> Product:
        slug = self.names.find(row.name)
        if slug is None:
            return self._propose(row)
        product = self._products[slug]
        if slug in self._new:
            self._add_dose(product, row)
        else:
            self._compare(product, row)
        return product

    def _propose(self, row: ProductRow) -> Product:
        product = Product(
            latin_name=cut(Product, "latin_name", row.name),
            source_script=self.language,
            company=self._company(row.company),
            donor=row.donor,
            tissue=row.tissue,
            routes=list(row.routes),
        )
        for name, value in (("name", row.name), ("dose", row.dose), ("frequency", row.frequency)):
            setattr(product, build_localized_fieldname(name, self.language), cut(Product, name, value))
        product.save()
        self._products[product.slug] = product
        self._new.add(product.slug)
        self.names.add(product.slug, row.name)
        return product

    def _add_dose(self, product: Product, row: ProductRow) -> None:
        """A further row of a new product: its dose, if it is another one, is for another indication."""
        column = build_localized_fieldname("dose", self.language)
        dose = getattr(product, column)
        if row.dose and row.dose not in dose:
            setattr(product, column, f"{dose}\n{row.indication}：{row.dose}".strip())
            product.routes = [*product.routes, *(route for route in row.routes if route not in product.routes)]
            product.save()

    def _company(self, name: str) -> Company | None:
        if not name:
            return None
        found = self._company_names.find(name)
        if found is None:
            company, _created = Company.objects.get_or_create(name=cut(Company, "name", name))
            self._companies[company.pk] = company
            self._company_names.add(str(company.pk), name)
            return company
        return self._companies[int(found)]

    def _compare(self, product: Product, row: ProductRow) -> None:
        for name in ("donor", "tissue"):
            held, printed = getattr(product, name), getattr(row, name)
            if held and printed and held != printed:
                label = product._meta.get_field(name).verbose_name
                ours, theirs = (str(dict(product._meta.get_field(name).choices)[value]) for value in (held, printed))
                self.warnings.append(f"{product.latin_name}：{label}文中为“{theirs}”，记录为“{ours}”；记录未改动。")

    def _take_event(self, product: Product, row: ProductRow) -> None:
        if not row.jurisdiction:
            return
        held = [event for event in self._held_before.get(product.slug, []) if _is_approval_in(event, row.jurisdiction)]
        own = [event for event in self.events if event.product_id == product.pk]
        same = next((e for e in [*held, *own] if _is_approval_in(e, row.jurisdiction) and _says_the_same(e, row)), None)
        same = same or next((event for event in held if _year(event) == row.year), None)
        if same is None and held:
            self._tell_years(product, row, held)
        elif same is None:
            self.events.append(self._new_event(product, row))
        elif same not in self.events:
            self.events.append(same)

    def _tell_years(self, product: Product, row: ProductRow, held: list[RegulatoryEvent]) -> None:
        place = jurisdictions.name(row.jurisdiction, "zh-hans")
        ours = "、".join(sorted({str(_year(event)) for event in held if event.date}))
        self.warnings.append(
            f"{product.latin_name}：{place}批准年份文中为“{row.year or '无'}”，记录为“{ours or '无'}”；记录未改动。"
        )

    def _new_event(self, product: Product, row: ProductRow) -> RegulatoryEvent:
        event = RegulatoryEvent(
            product=product,
            kind=EventKind.APPROVED,
            jurisdiction=row.jurisdiction,
            date=dt.date(row.year, 1, 1) if row.year else None,
            date_precision=DatePrecision.YEAR if row.year else "",
            source_script=self.language,
        )
        indication = cut(RegulatoryEvent, "indication", row.indication)
        setattr(event, build_localized_fieldname("indication", self.language), indication)
        event.save()
        return event


def _year(event: RegulatoryEvent) -> int | None:
    return event.date.year if event.date else None


def _is_approval_in(event: RegulatoryEvent, jurisdiction: str) -> bool:
    return event.jurisdiction == jurisdiction and event.kind in APPROVALS


def _says_the_same(event: RegulatoryEvent, row: ProductRow) -> bool:
    indications = {fold(event.indication_zh_hans or ""), fold(event.indication_zh_hant or "")}
    return _year(event) == row.year and fold(row.indication) in indications
