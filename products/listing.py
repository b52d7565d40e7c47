"""What the product list shows for an address: its page of products, its filters with counts, what was ignored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import get_language

from products import filters, jurisdictions, status
from products.catalogue import Catalogue, Catalogues
from products.choices import Donor, Route, Tissue
from products.facets import FACETS, SORTS
from products.filters import Query
from products.models import Product
from products.status import Status

PAGE_SIZE = 50
OPTIONS_SHOWN = 60
_CLOSED = {"status": Status, "donor": Donor, "tissue": Tissue, "route": Route}


@dataclass(frozen=True)
class Option:
    """A value of a facet. `count` products would be left with it; `without` is the address that takes it off."""

    value: str
    label: str
    count: int
    is_chosen: bool
    without: str


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]
    more: int = 0

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.is_chosen]


class Listing:
    """The answer to one query. Statuses are those of `day`."""

    def __init__(self, parameters: Mapping[str, Iterable[str]], page_size: int = PAGE_SIZE):
        self.today, self._language, self._size = timezone.localdate(), get_language() or "zh-hans", page_size
        catalogues = Catalogues()
        self._now = catalogues.on(self.today)
        self.query: Query = filters.parse(parameters, self._is_known, self.today)
        self.day: dt.date = self.query.on or self.today
        self.catalogue: Catalogue = catalogues.on(self.query.on) if self.query.on else self._now
        self._matches = self.catalogue.index.match(self.query.chosen)
        self.total = len(self._matches)
        self.pages = max(1, -(-self.total // page_size))
        self.page = min(self.query.page, self.pages)

    def _is_known(self, facet: str, value: str) -> bool:
        return value in list(_CLOSED[facet]) if facet in _CLOSED else self._now.index.size(facet, value) > 0

    def keys(self) -> list[int]:
        """The keys of all products of the selection, by name."""
        return self._matches.keys()

    @property
    def of(self) -> int:
        """How many public products there are on this day, whatever is chosen."""
        return len(self.catalogue.index)

    @property
    def updated(self) -> dt.date:
        """The day of the last change of any public product or event."""
        return self._now.updated

    @property
    def undecided(self) -> int:
        """How many of today's products nobody had decided on by a day of the past."""
        return len(self._now.index) - self.of if self.query.on else 0

    @cached_property
    def products(self) -> list[Product]:
        """The products of this page in order, with their statuses on the day."""
        keys = self._matches.keys(self.query.sort, (self.page - 1) * self._size, self.page * self._size)
        found = {product.pk: product for product in Product.objects.public().with_public_events().filter(pk__in=keys)}
        for product in found.values() if self.query.on else ():
            product.statuses = status.by_jurisdiction(product.public_events, self.day)
        return [found[key] for key in keys if key in found]

    @cached_property
    def facets(self) -> list[Facet]:
        return [self._facet(name) for name in FACETS]

    def label(self, facet: str, value: str) -> str:
        """What a value of a facet is called in the active script."""
        if facet == "jurisdiction":
            return jurisdictions.name(value, self._language) or value
        if facet in _CLOSED and value in list(_CLOSED[facet]):
            return str(_CLOSED[facet](value).label)
        return self.catalogue.label(facet, value, self._language)

    @property
    def chips(self) -> list[tuple[str, Option]]:
        """What is chosen, each with the label of its facet."""
        return [(facet.label, option) for facet in self.facets for option in facet.chosen]

    @property
    def without_day(self) -> str:
        return self.query.address(without=("on", self.day.isoformat()))

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(name, str(filters.SORT_LABELS[name]), name == self.query.sort) for name in SORTS]

    @property
    def previous(self) -> str | None:
        """The address of the page before; '' is the bare one."""
        return self.query.address(page=self.page - 1) if self.page > 1 else None

    @property
    def next(self) -> str | None:
        return self.query.address(page=self.page + 1) if self.page < self.pages else None

    def _facet(self, name: str) -> Facet:
        chosen = self.query.chosen.get(name, ())
        known = self._now.index.values(name)
        values = list(
            dict.fromkeys([*known[:OPTIONS_SHOWN], *self.catalogue.index.values(name)[:OPTIONS_SHOWN], *chosen])
        )
        counts = self.catalogue.index.counts(self.query.chosen, name, values)
        options = [
            Option(v, self.label(name, v), counts[v], v in chosen, self.query.address(without=(name, v)))
            for v in _in_order(name, values, counts)
        ]
        more = max(0, len(known) - len(values))
        return Facet(name, str(filters.LABELS[name]), tuple(options), more)


def _in_order(facet: str, values: list[str], counts: Mapping[str, int]) -> list[str]:
    """Years newest first, what has an order of its own in that, all else by number."""
    if facet == "year":
        return sorted(values, reverse=True)
    if facet in ("status", "donor"):
        return [value for value in _CLOSED[facet] if value in values]
    return sorted(values, key=lambda value: -counts[value])
