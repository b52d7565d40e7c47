"""The ways in which products are read."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Max, Min, Prefetch
from modeltranslation.utils import build_localized_fieldname

from mscsite.core.querysets import PublishableQuerySet


def _in_scripts(*fields: str) -> list[str]:
    return [build_localized_fieldname(field, code) for field in fields for code, _name in settings.LANGUAGES]


class RegulatoryEventQuerySet(PublishableQuerySet):
    def public(self) -> RegulatoryEventQuerySet:
        """Published events of published products."""
        return super().public().filter(product__published_at__isnull=False)

    def jurisdictions(self) -> list[str]:
        """The codes that any event has, in order."""
        return self._codes("1 = 1")

    def public_jurisdictions(self) -> list[str]:
        """The codes that public events have, in order."""
        product = self.model._meta.get_field("product").related_model._meta.db_table
        return self._codes(
            "e.published_at IS NOT NULL AND EXISTS"
            f" (SELECT 1 FROM {product} p WHERE p.id = e.product_id AND p.published_at IS NOT NULL)"
        )

    def _codes(self, condition: str) -> list[str]:
        """The codes of rows that meet a condition; the index is asked for the next one, instead of for all rows."""
        rows = f"SELECT e.jurisdiction FROM {self.model._meta.db_table} e WHERE {condition}"
        first = "ORDER BY e.jurisdiction LIMIT 1"
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE found(code) AS (SELECT ({rows} {first}) UNION ALL"
                f" SELECT ({rows} AND e.jurisdiction > found.code {first}) FROM found"
                " WHERE code IS NOT NULL) SELECT code FROM found WHERE code IS NOT NULL ORDER BY code"
            )
            return [code for (code,) in cursor.fetchall()]

    def public_counts(self) -> tuple[int, int]:
        """How many events are public, and how many pairs of a product and a jurisdiction they belong to.

        Counted without the products, by an index alone, less those that wait for their product.
        """
        told = self.filter(published_at__isnull=False).order_by()
        hidden = told.filter(product__published_at__isnull=True)
        pairs = (rows.values("jurisdiction", "product").distinct().count() for rows in (told, hidden))
        return told.count() - hidden.count(), next(pairs) - next(pairs)

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        """The dates of the first event and of the last; None where there is no event with a date."""
        dated = self.filter(date__isnull=False)  # each asked for by itself is one look into the index
        return dated.aggregate(first=Min("date"))["first"], dated.aggregate(last=Max("date"))["last"]

    def in_order(self) -> RegulatoryEventQuerySet:
        return self.order_by(F("date").asc(nulls_last=True), "id")


class ProductQuerySet(PublishableQuerySet):
    def with_public_events(self) -> ProductQuerySet:
        """Fill `Product.public_events` for all products of the query with one more query."""
        events: models.QuerySet = self.model.events.rel.related_model.objects.public().in_order()
        return self.select_related("company").prefetch_related(
            Prefetch("events", queryset=events, to_attr="public_events")
        )

    def with_statuses(self) -> ProductQuerySet:
        """With what a list of products and their statuses shows, and nothing else: a third of `with_public_events`."""
        events: models.QuerySet = self.model.events.rel.related_model.objects.public().in_order()
        told = ("product", "kind", "jurisdiction", "date", "date_precision", "expiry")
        told += tuple(_in_scripts("indication", "population"))
        return self.only("slug", "latin_name", *_in_scripts("name")).prefetch_related(
            Prefetch("events", queryset=events.only(*told), to_attr="public_events")
        )

    def with_public_trials(self) -> ProductQuerySet:
        """Fill `Product.public_trials` for all products of the query with one more query."""
        trials: models.QuerySet = self.model._meta.get_field("trials").related_model.objects.public()
        return self.prefetch_related(Prefetch("trials", queryset=trials, to_attr="public_trials"))
