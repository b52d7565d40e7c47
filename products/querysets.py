"""The ways in which products are read."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models
from django.db.models import F, Max, Min, Prefetch

from mscsite.core.querysets import PublishableQuerySet


class RegulatoryEventQuerySet(PublishableQuerySet):
    def public(self) -> RegulatoryEventQuerySet:
        """Published events of published products."""
        return super().public().filter(product__published_at__isnull=False)

    def jurisdictions(self) -> list[str]:
        """The codes that any event has, in order; the index is asked for the next one, instead of for all rows."""
        quote, table = connection.ops.quote_name, connection.ops.quote_name(self.model._meta.db_table)
        code = quote(self.model._meta.get_field("jurisdiction").column)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE found(code) AS (SELECT MIN({code}) FROM {table} UNION ALL"
                f" SELECT (SELECT MIN({code}) FROM {table} WHERE {code} > found.code) FROM found"
                " WHERE code IS NOT NULL) SELECT code FROM found WHERE code IS NOT NULL ORDER BY code"
            )
            return [code for (code,) in cursor.fetchall()]

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

    def with_public_trials(self) -> ProductQuerySet:
        """Fill `Product.public_trials` for all products of the query with one more query."""
        trials: models.QuerySet = self.model._meta.get_field("trials").related_model.objects.public()
        return self.prefetch_related(Prefetch("trials", queryset=trials, to_attr="public_trials"))
