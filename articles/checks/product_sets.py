"""Thousands of product records of which few change: what was made of them, such as an automaton of all their names,
stays, and stands beside what is made of the few. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from articles.checks.facts import ProductFacts

_FEW, _PART = 16, 32  # so many changes, or one record in so many, are kept beside the set that they change


class Layer(NamedTuple):
    """Records, of which those whose names are in `gone` count no longer."""

    products: tuple[ProductFacts, ...]
    gone: frozenset[str]


class ProductSet(tuple[ProductFacts, ...]):
    """Records in the order of their names, which are different; and the same as `layers`: those of an earlier set
    without some of them, and the few that have come or changed since."""

    layers: tuple[Layer, ...]

    @classmethod
    def of(cls, products: Iterable[ProductFacts], before: ProductSet | None = None) -> ProductSet:
        """The set of these, as changes to the set that `before` itself is made of, as long as they are few."""
        made = cls(sorted(products, key=attrgetter("name")))
        base = before.layers[0].products if before else ()
        known = {product.name: product for product in base}
        now = {product.name: product for product in made}
        come = tuple(product for product in made if known.get(product.name) is not product)
        gone = frozenset(name for name, product in known.items() if now.get(name) is not product)
        is_near = bool(base) and len(come) + len(gone) <= max(_FEW, len(base) // _PART)
        # What is made of layers is told by their identity: each is a tuple of its own, and stays the same one.
        layers = (Layer(base, gone), Layer(come, frozenset())) if is_near else (Layer(tuple(made), frozenset()),)
        made.layers = tuple(layer for number, layer in enumerate(layers) if layer.products or not number)
        return made


def layers(products: tuple[ProductFacts, ...]) -> tuple[Layer, ...]:
    """Those of a set; of other records the one that they are."""
    return products.layers if isinstance(products, ProductSet) else (Layer(products, frozenset()),)


def left(layer: Layer, found: Iterable[ProductFacts]) -> Iterator[ProductFacts]:
    """What was found in a layer and still counts."""
    return (product for product in found if product.name not in layer.gone)
