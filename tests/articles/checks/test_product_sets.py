"""What is made of a set and of its few changes finds what is made of all its records."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from articles.checks import product_sets, spellings
from articles.checks.approvals import Names
from articles.checks.facts import Approval, ProductFacts
from articles.checks.product_sets import ProductSet
from articles.checks.rules.consistency_approvals import _alone
from articles.checks.rules.consistency_records import _gone

WORDS = ("abcabc", "abcabb", "ABCabc", "bcabca", "bcabc", "甲乙丙丁", "甲乙乙丁", "ab cab")
TEXTS = ("abcabc", "x abcabb-bcabca, ABCABC bcabc", "甲丙丙丁甲乙丙丁abcabcc", "bcabcab abcaabc 甲乙甲丁。")
NAMES = ("Nabcabc", "Mabcabc", "Kabcabc", "Labcabc", "Abcabc", "bcabcA")
PRODUCTS = st.builds(
    ProductFacts,
    name=st.sampled_from(NAMES),
    spellings=st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
    generic=st.sampled_from(("", *WORDS)),
    approvals=st.sampled_from(((), (Approval("JP", 2015, "2015-09-18"),))),
    gone=st.sampled_from(((), ("日本",))),
)
SETS = st.lists(PRODUCTS, max_size=6, unique_by=lambda product: product.name)


def told(products: tuple[ProductFacts, ...]) -> dict:
    """All that checks ask of products."""
    names, register = Names(products), spellings.of_products(products)
    written = [text.lower() for text in TEXTS]
    words = sorted({word for text in TEXTS for word in text.lower().split()} | {word.lower() for word in WORDS})
    aliases = (spellings.aliases(products), spellings.latin_aliases(products))
    return {
        "found": [list(names.find(text)) for text in TEXTS],
        "in": [word in names for word in words],
        "alone": [spellings.mentioned(_alone, products, text) for text in written],
        "gone": [spellings.mentioned(_gone, products, text) for text in written],
        "knows": [register.knows(word) for word in words],
        "nearest": [register.nearest(word) for word in words],
        "slips": [register.slips(text) for text in TEXTS],
        "aliases": [dict(each) for each in aliases],
        "right": [spellings.right_names(each).get(word) for each in aliases for word in words],
        "by name": spellings.by_name(products),
    }


def in_order(products: list[ProductFacts]) -> tuple[ProductFacts, ...]:
    return tuple(sorted(products, key=lambda product: product.name))


@given(SETS, st.lists(SETS, min_size=1, max_size=3))
def test_changes_beside_a_set_are_as_one_set_of_all(first, others):
    now = ProductSet.of(first)
    for other in others:
        kept = {product.name: product for product in now}
        now = ProductSet.of([kept[each.name] if kept.get(each.name) == each else each for each in other], now)
        assert now == in_order(other)
        assert told(now) == told(in_order(other))


def many(count: int) -> list[ProductFacts]:
    return [ProductFacts(f"Product {n:04}", (f"alias{n}",)) for n in range(count)]


def test_few_changes_leave_the_large_part_as_it_is():
    records = many(1_000)
    first = ProductSet.of(records)
    records[5] = replace(records[5], spellings=("other",))
    second = ProductSet.of([*records[:-1], ProductFacts("New")], first)
    large, small = second.layers
    assert large.products is first.layers[0].products
    assert large.gone == {"Product 0005", "Product 0999"}
    assert [product.name for product in small.products] == ["New", "Product 0005"]
    back = ProductSet.of(first, second)
    assert len(back.layers) == 1
    assert back.layers[0].products is large.products


def test_many_changes_are_a_new_set():
    first = ProductSet.of(many(1_000))
    second = ProductSet.of([replace(each, generic="x") for each in first[:40]] + list(first[40:]), first)
    assert [(layer.products, layer.gone) for layer in second.layers] == [(tuple(second), frozenset())]


def test_other_records_are_one_layer_themselves():
    records = tuple(many(2))
    assert product_sets.layers(records) == ((records, frozenset()),)
    assert product_sets.layers(records)[0].products is records
