import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_every_version_of_a_record_is_kept_in_both_scripts():
    product = factories.public_product("Sample", summary="骨髓")
    product.summary_zh_hans = "脐带"
    product.save()
    versions = [(v.history_type, v.summary_zh_hans, v.summary_zh_hant) for v in product.history.order_by("history_id")]
    assert versions == [("+", "骨髓", "骨髓"), ("~", "脐带", "臍帶")]


def test_the_records_that_a_record_leans_on_are_kept_with_it():
    trial, product = factories.public_trial("NCT04491240"), factories.public_product("Sample")
    product.trials.add(trial)
    product.trials.clear()
    newest, before, _first = product.history.order_by("-history_id")
    assert [row.trial.registry_id for row in before.trials.all()] == ["NCT04491240"]
    assert list(newest.trials.all()) == []


def test_a_relation_changed_from_its_other_side_is_kept_where_it_belongs():
    trial, product = factories.public_trial("NCT04491240"), factories.public_product("Sample")
    trial.products.add(product)
    assert [row.trial for row in product.history.first().trials.all()] == [trial]
    assert trial.history.count() == 1


def test_a_deleted_record_leaves_its_history():
    citation = factories.public_citation("author2001")
    model = type(citation).history.model
    citation.delete()
    assert list(model.objects.order_by("history_id").values_list("history_type", "key")) == [
        ("+", "author2001"),
        ("-", "author2001"),
    ]
