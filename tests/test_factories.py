"""The records that tests are made of are valid, and public or not as their names say."""

import pytest

from articles.models import Article
from mscsite.core.models import SearchEntry
from products.models import RegulatoryEvent
from tests import factories

pytestmark = pytest.mark.django_db


def test_public_records_are_public_and_found():
    factories.public_article(further_reading=[factories.public_citation()])
    event = factories.public_event(factories.public_product())
    factories.public_trial()
    factories.public_term()
    assert list(RegulatoryEvent.objects.public()) == [event]
    assert Article.objects.public("zh-hans").count() == 1
    assert sorted(SearchEntry.objects.values_list("type", flat=True)) == [
        "article", "citation", "product", "term", "trial",
    ]  # fmt: skip


def test_others_are_neither():
    factories.draft_article()
    factories.archived_article(title="下架")
    factories.proposed_event(factories.proposed_product())
    factories.proposed_trial()
    factories.proposed_term()
    factories.proposed_citation()
    assert not Article.objects.public("zh-hans").exists()
    assert not SearchEntry.objects.filter(is_public=True).exists()


def test_translated_fields_go_to_the_source_script():
    product = factories.public_product(source_script="zh-hant", name="骨髓間充質")
    assert (product.name_zh_hant, product.name_zh_hans) == ("骨髓間充質", "骨髓间充质")
