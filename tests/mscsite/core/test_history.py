import pytest
from django.contrib.auth import get_user_model

from mscsite.core import history
from products.models import Product
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


def test_versions_of_many_records_are_what_saves_would_have_left():
    trial = factories.public_trial("NCT04491240")
    products = [factories.public_product(name, summary=f"骨髓 {name}") for name in ("One", "Two")]
    products[0].trials.add(trial)
    for product in products:
        product.save()
    saved = [_version(product) for product in products]
    user = get_user_model().objects.create_user("editor")
    history.add_versions(Product, [p.pk for p in products], kind="~", user=user, reason="表格.xlsx" * 20)
    assert [_version(product) for product in products] == saved
    newest = products[0].history.first()
    assert (newest.history_type, newest.history_user, newest.history_change_reason) == (
        "~",
        user,
        ("表格.xlsx" * 20)[:100],
    )
    assert [product.history.count() for product in products] == [4, 3]


def _version(product):
    """What the newest version says of the record itself."""
    newest = product.history.order_by("-history_id").first()
    columns = {field.attname: getattr(newest, field.attname) for field in newest.tracked_fields}
    return columns, [(row.product_id, row.trial.registry_id) for row in newest.trials.all()]
