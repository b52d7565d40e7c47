"""What is made of whole tables stays while these do, whatever else changes, and never longer."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from articles.models import Category, Revision
from mscsite.core import generation, lasting, memo
from products.models import Product
from references.models import Trial
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def names(*tables, also=None) -> tuple[str, ...]:
    """The names of all public trials, as a request of its own has them."""
    with memo.asking():
        return lasting.kept("names", tables or (Trial,), _names, also)


def _names() -> tuple[str, ...]:
    return tuple(Trial.objects.public().values_list("registry_id", flat=True))


def test_it_stays_while_other_tables_change():
    factories.public_trial("NCT00000001")
    first = names()
    factories.category()
    factories.public_product()
    factories.proposed_trial("NCT00000002")
    assert names() is first


def test_it_goes_with_every_change_of_its_tables():
    trial = factories.public_trial("NCT00000001")
    assert names() == ("NCT00000001",)
    factories.public_trial("NCT00000002")
    assert set(names()) == {"NCT00000001", "NCT00000002"}
    Trial.objects.filter(pk=trial.pk).update(registry_id="NCT00000003")
    assert set(names()) == {"NCT00000002", "NCT00000003"}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE references_trial SET published_at = NULL WHERE registry_id = 'NCT00000003'")
    assert names() == ("NCT00000002",)
    Trial.objects.all().delete()
    assert names() == ()


def test_it_is_made_anew_for_another_day_for_other_tables_and_after_a_restore():
    factories.public_trial("NCT00000001")
    factories.public_product()
    first = names(also=1)
    assert names(also=1) is first
    second = names(also=2)
    assert second is not first
    third = names(Trial, Product, also=2)
    assert third is not second
    generation.raise_now()  # nobody knows what has changed
    assert names(Trial, Product, also=2) is not third


def test_what_changes_in_between_is_too_new_never_too_old():
    factories.public_trial("NCT00000001")
    with memo.asking():
        lasting.state([Trial])
        factories.public_trial("NCT00000002")
        early = lasting.kept("names", (Trial,), _names)
    assert len(early) == 2  # under the state before
    factories.category()
    assert names() is not early
    assert len(names()) == 2


def test_nothing_is_kept_outside_of_a_request_nor_inside_a_transaction():
    factories.public_trial("NCT00000001")
    first = names()
    assert lasting.state([Trial]) is None
    assert lasting.kept("names", (Trial,), _names) is not first
    with memo.asking(), transaction.atomic():
        factories.public_trial("NCT00000002")
        assert len(lasting.kept("names", (Trial,), _names)) == 2
        transaction.set_rollback(True)
    assert names() is first


def test_tables_that_no_trigger_watches_are_refused():
    with memo.asking(), pytest.raises(LookupError, match="articles_revision"):
        lasting.state([Trial, Revision])


def test_one_request_asks_for_the_numbers_once(django_assert_num_queries):
    with django_assert_num_queries(2), memo.asking():  # the generation, and the numbers
        for tables in ((Trial,), (Product, Trial), (Category,)):
            lasting.state(tables)


def test_the_number_of_things_is_bounded():
    with memo.asking():
        for number in range(lasting.MOST + 5):
            lasting.kept(number, (Trial,), lambda number=number: number)
        assert lasting.kept(lasting.MOST + 4, (Trial,), lambda: "anew") == lasting.MOST + 4
        assert lasting.kept(0, (Trial,), lambda: "anew") == "anew"


def test_records_are_loaded_once_while_their_tables_stand():
    trial = factories.public_trial("NCT00000001")
    loaded: list[list[str]] = []

    def load(keys: list[str]) -> dict[str, Trial]:
        loaded.append(keys)
        return {found.registry_id: found for found in Trial.objects.public().filter(registry_id__in=keys)}

    def asked(*keys: str) -> set[str]:
        with memo.asking():
            return set(lasting.many("t", keys, (Trial,), load))

    assert asked("NCT00000001", "none") == {"NCT00000001"}
    factories.public_product()
    assert asked("NCT00000001", "none") == {"NCT00000001"}
    assert loaded == [["NCT00000001", "none"]]
    Trial.objects.filter(pk=trial.pk).update(phase="1")
    assert asked("NCT00000001") == {"NCT00000001"}
    assert lasting.many("t", ["NCT00000001"], (Trial,), load).keys() == {"NCT00000001"}  # no request: nothing is kept
    assert loaded[1:] == [["NCT00000001"]] * 2
