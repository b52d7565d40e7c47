from __future__ import annotations

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from mscsite.core import bulk
from mscsite.core.models import AuditEntry
from products.models import Company, Product

pytestmark = pytest.mark.django_db


def test_records_are_stored_as_a_save_stores_them_and_learn_their_keys():
    saved = Company.objects.create(name="一", aliases=["“甲”", "乙'"], country="JP")
    new = [Company(name=f"公司{n}", aliases=[str(n), "\n"], country="") for n in range(3)]
    bulk.insert(new)
    assert [company.pk for company in new] == [saved.pk + 1, saved.pk + 2, saved.pk + 3]
    assert list(Company.objects.filter(pk__gt=saved.pk).values_list("pk", "name", "aliases", "country")) == [
        (company.pk, company.name, company.aliases, "") for company in new
    ]
    new[0].country = "KR"
    new[0].save(force_update=True)
    assert Company.objects.create(name="二").pk == saved.pk + 4


def test_defaults_moments_and_translated_columns_are_filled_in():
    product = Product(latin_name="Sample", slug="sample", name_zh_hans="样品", name_zh_hant="樣品")
    bulk.insert([product])
    stored = Product.objects.get()
    assert (stored.name_zh_hans, stored.name_zh_hant, stored.routes, stored.source_script) == (
        "样品", "樣品", [], "zh-hans",
    )  # fmt: skip
    assert stored.created_at == product.created_at is not None


def test_texts_that_are_no_plain_strings_are_stored_as_a_save_stores_them():
    """Strings go to the database as they are; a label that is translated late, or a number, by way of its field."""
    company, entry = Company(name=gettext_lazy("文章")), AuditEntry(action=mark_safe("<b>"), origin=12, detail={})
    bulk.insert([company])
    bulk.insert([entry])
    assert Company.objects.get().name == "文章"
    stored = AuditEntry.objects.get()
    assert (stored.action, stored.origin) == ("<b>", "12")


@pytest.mark.parametrize("count", [1, 300])
def test_it_takes_two_queries_however_many(count, django_assert_num_queries):
    with django_assert_num_queries(2):
        bulk.insert(AuditEntry(action="x", origin="test", detail={"n": n}) for n in range(count))
    assert AuditEntry.objects.count() == count


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert([])
