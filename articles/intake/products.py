"""Rows of an imported product table as products and events; what we already hold stays, differences are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import models
from modeltranslation.utils import build_localized_fieldname

from articles.importing.parsed import ProductRow
from articles.intake import conflicts, variants
from articles.intake.decisions import Proposal, key_of
from articles.intake.fitting import cut
from mscsite.core.dates import DatePrecision
from mscsite.core.names import NameIndex, fold
from products import jurisdictions
from products.choices import EventKind
from products.models import Company, Product, RegulatoryEvent


@dataclass
class ProductIntake:
    """Products and events of one article. `language` is the one that the table is written in.

    `refused` holds the keys of proposals that somebody does not want.
    """

    language: str
    refused: Collection[str] = frozenset()
    warnings: list[str] = field(default_factory=list)
    events: list[RegulatoryEvent] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)  # spelling -> slug of the product it is proposed for
    proposals: dict[str, Proposal] = field(default_factory=dict)
    created: list[models.Model] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._products = {product.slug: product for product in Product.objects.prefetch_related("events")}
        self.names = NameIndex({slug: product.linked_names for slug, product in self._products.items()})
        self.latin = {
            fold(name): slug
            for slug, product in self._products.items()
            for name in product.linked_names
            if name.isascii()
        }
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
            if product is not None:
                taken.setdefault(product.slug, product)
                self._take_event(product, row)
        return list(taken.values())

    def take_variants(self, texts: Iterable[str]) -> None:
        """Propose words of the text that are close to a known name as further spellings of it."""
        known = {name: slug for name, slug in self.latin.items() if slug not in self._new}
        for word, slug in variants.in_text(texts, known):
            self._propose_alias(word, slug)

    def wanted_aliases(self) -> dict[str, str]:
        """The proposed spellings that nobody refused, with the slugs of their products."""
        return {n: slug for n, slug in self.aliases.items() if key_of("alias", slug, n) not in self.refused}

    def _product_of(self, row: ProductRow) -> Product | None:
        slug = self.names.find(row.name) or self._as_variant(row.name)
        if slug is None:
            return self._propose(row)
        product = self._products[slug]
        if slug in self._new:
            self._add_dose(product, row)
        else:
            self.warnings += conflicts.with_product(product, row)
        return product

    def _as_variant(self, name: str) -> str | None:
        """The product that a name is a spelling of, unless somebody said that it is another product."""
        slug = variants.closest(name, self.latin)
        return slug if slug is not None and self._propose_alias(name, slug) else None

    def _propose_alias(self, name: str, slug: str) -> bool:
        product = self._products[slug]
        self.aliases[name] = slug
        key = key_of("alias", slug, name)
        self.proposals[key] = Proposal(key, "alias", f"{name} → {product.latin_name}", "", True, "product", product.pk)
        return key not in self.refused

    def _propose(self, row: ProductRow) -> Product | None:
        key = key_of("product", fold(row.name))
        details = (row.company, row.source_material, row.route_text, row.dose, row.frequency)
        self.proposals.setdefault(key, Proposal(key, "product", row.name, "；".join(filter(None, details))))
        if key in self.refused:
            return None
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
        self.created.append(product)
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
            company, is_new = Company.objects.get_or_create(name=cut(Company, "name", name))
            self.created += [company] if is_new else []
            self._companies[company.pk] = company
            self._company_names.add(str(company.pk), name)
            return company
        return self._companies[int(found)]

    def _take_event(self, product: Product, row: ProductRow) -> None:
        if not row.jurisdiction:
            return
        held = [e for e in self._held_before.get(product.slug, []) if conflicts.is_approval_in(e, row.jurisdiction)]
        own = [event for event in self.events if event.product_id == product.pk]
        same = next((e for e in [*held, *own] if conflicts.says_the_same(e, row)), None)
        same = same or next((event for event in held if conflicts.year_of(event) == row.year), None)
        self.warnings += conflicts.with_status(product, row, self._held_before.get(product.slug, []))
        if same is None and held:
            self.warnings.append(conflicts.of_years(product, row, held))
        elif same is None:
            self._propose_event(product, row)
        elif same not in self.events:
            self.events.append(same)

    def _propose_event(self, product: Product, row: ProductRow) -> None:
        key = key_of("event", fold(product.latin_name), row.jurisdiction, row.year, row.indication)
        place = jurisdictions.name(row.jurisdiction, "zh-hans")
        label = " ".join(filter(None, (product.latin_name, place, str(row.year or ""), "批准")))
        self.proposals.setdefault(key, Proposal(key, "event", label, row.indication))
        if key not in self.refused:
            event = self._new_event(product, row)
            self.events.append(event)
            self.created.append(event)

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
