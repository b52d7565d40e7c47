"""The records beside an article, shared by all articles that show them while their tables stand."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import get_language

from mscsite.core import lasting
from products.models import Product, RegulatoryEvent
from references.models import Trial


def products(keys: Iterable[int]) -> list[Product]:
    """The public ones among them, by name, with their public events; statuses are those of today."""

    def load(missing: list[int]) -> dict[int, Product]:
        return {found.pk: found for found in Product.objects.public().filter(pk__in=missing).with_statuses()}

    kind = ("product", get_language(), timezone.localdate())
    found = lasting.many(kind, keys, (Product, RegulatoryEvent), load)
    return sorted(found.values(), key=lambda product: product.latin_name)


def trials(keys: Iterable[int]) -> list[Trial]:
    """The public ones among them, by registry id."""

    def load(missing: list[int]) -> dict[int, Trial]:
        return {found.pk: found for found in Trial.objects.public().filter(pk__in=missing)}

    return sorted(lasting.many("trial", keys, (Trial,), load).values(), key=lambda trial: trial.registry_id)
