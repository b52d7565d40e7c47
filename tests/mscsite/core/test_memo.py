"""What a process keeps holds as long as the generation, in requests, and never inside a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.template import Context, Template
from django.utils import translation

from mscsite.core import generation, memo
from products.models import Product
from tests import factories


@pytest.fixture(autouse=True)
def _empty():
    memo.clear()
    yield
    memo.clear()


def asked(names: str) -> list[str]:
    """The names of `names` that had to be made, in a request of their own."""
    made = []
    with memo.asking():
        for name in names:
            memo.kept(name, lambda name=name: made.append(name) or name.upper())
    return made


@pytest.mark.django_db(transaction=True)
def test_a_thing_is_made_once_a_generation():
    assert asked("aab") == ["a", "b"]
    assert asked("ab") == []
    generation.raise_now()
    assert asked("ab") == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_one_request_asks_for_the_generation_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        asked("abc")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_outside_of_a_request_nor_inside_a_transaction():
    asked("a")
    made = []
    assert memo.kept("a", lambda: made.append("a") or 1) == 1
    with memo.asking(), transaction.atomic():
        assert memo.kept("a", lambda: made.append("a") or 2) == 2
    assert made == ["a", "a"]


@pytest.mark.django_db(transaction=True)
def test_of_several_only_those_are_loaded_that_are_not_kept_and_what_is_missing_is_known():
    loaded: list[list[str]] = []

    def load(keys: list[str]) -> dict[str, str]:
        loaded.append(keys)
        return {key: key.upper() for key in keys if key != "x"}

    with memo.asking():
        assert memo.many("k", ["a", "x", "a"], load) == {"a": "A"}
        assert memo.many("k", ["b", "x", "a"], load) == {"b": "B", "a": "A"}
        assert memo.many("other", ["a"], load) == {"a": "A"}
        assert memo.many("k", [], load) == {}
    assert loaded == [["a", "x"], ["b"], ["a"]]


@pytest.mark.django_db(transaction=True)
def test_what_was_read_under_an_older_number_is_not_given_to_a_newer_request():
    with memo.asking():
        memo.kept("a", lambda: "old")
        generation.raise_now()
        assert memo.kept("a", lambda: "new") == "old"  # a request sees one state throughout
    with memo.asking():
        assert memo.kept("a", lambda: "new") == "new"


@pytest.mark.django_db(transaction=True)
def test_the_number_of_things_is_bounded(monkeypatch):
    monkeypatch.setattr(memo._things, "most", 3)
    asked("abc")
    asked("ad")  # b was asked for longest ago
    assert asked("acd") == []
    assert asked("b") == ["b"]


@pytest.mark.django_db(transaction=True)
def test_a_piece_of_a_page_is_kept_by_what_it_depends_on_and_by_script():
    piece = Template('{% load kept %}{% kept_by "t" number %}{{ number }}{{ text }}{% endkept_by %}')
    with memo.asking():
        assert piece.render(Context({"number": 1, "text": "<"})) == "1&lt;"
        assert piece.render(Context({"number": 1, "text": "b"})) == "1&lt;"
        assert piece.render(Context({"number": 2, "text": "b"})) == "2b"
        with translation.override("zh-hant"):
            assert piece.render(Context({"number": 1, "text": "b"})) == "1b"


@pytest.mark.django_db(transaction=True)
def test_what_is_made_of_values_alone_holds_across_changes():
    def asked_for(value: int) -> list[int]:
        made: list[int] = []
        with memo.asking():
            assert memo.same("t", value, lambda: made.append(value) or value * 2) == value * 2
        return made

    assert asked_for(1) == [1]
    generation.raise_now()
    assert asked_for(1) == []
    assert asked_for(2) == [2]
    with transaction.atomic():
        assert asked_for(1) == [1]


@pytest.mark.django_db(transaction=True)
def test_a_piece_that_is_kept_by_what_it_shows_goes_when_that_differs():
    product = factories.public_product("Sample")
    piece = Template('{% load kept %}{% kept_by "t" product %}{{ product.latin_name }}{{ text }}{% endkept_by %}')

    def shown(text: str) -> str:
        with memo.asking():
            return piece.render(Context({"product": Product.objects.get(), "text": text}))

    assert shown("a") == "Samplea"
    generation.raise_now()
    assert shown("b") == "Samplea"
    Product.objects.filter(pk=product.pk).update(latin_name="Other")
    assert shown("c") == "Otherc"
    with memo.asking():
        assert piece.render(Context({"product": None, "text": "d"})) == "d"
