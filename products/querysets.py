"""The ways in which products are read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Prefetch

from mscsite.core.querysets import PublishableQuerySet


class RegulatoryEventQuerySet(PublishableQuerySet):
    def public(self) -> RegulatoryEventQuerySet:
        """Published events of published products."""
        return super().public().filter(product__published_at__isnull=False)

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
