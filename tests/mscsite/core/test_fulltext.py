"""The search index: both scripts find both, and what is not public is never found."""

import pytest

from mscsite.core import fulltext
from mscsite.core.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def keys(query: str, language: str = "zh-hans") -> list[str]:
    return [f"{hit.type}:{hit.key}" for hit in fulltext.search(query, language)]


def test_either_script_finds_both():
    factories.public_article("软骨修复", "<p>间充质干细胞的来源。</p>", slug="cartilage")
    assert keys("软骨") == keys("軟骨") == keys("幹細胞") == keys("干细胞") == ["article:cartilage"]


def test_hits_show_the_script_of_the_reader():
    factories.public_article("软骨修复", slug="cartilage")
    assert [hit.title for hit in fulltext.search("软骨", "zh-hant")] == ["軟骨修復"]


def test_exact_names_come_first_and_titles_before_text():
    factories.public_article("别的题目", "<p>Ryoncil在文中</p>", slug="in-text")
    factories.public_article("谈谈Ryoncil", "<p>正文</p>", slug="in-title")
    factories.public_product("Ryoncil", aliases=["Ryocil"])
    assert keys("ryoncil") == ["product:ryoncil", "article:in-title", "article:in-text"]
    assert keys("Ryocil") == ["product:ryoncil"]


def test_all_words_are_wanted():
    factories.public_article("骨髓", "<p>脐带</p>", slug="both")
    factories.public_article("骨髓", "<p>脂肪</p>", slug="one")
    assert keys("骨髓 臍帶") == ["article:both"]


def test_identifiers_are_found_in_any_case():
    factories.public_trial("NCT04491240")
    assert keys("nct04491240") == ["trial:NCT04491240"]


@pytest.mark.parametrize(
    "query", ["", "   ", "%", "_", "'; DROP TABLE", '"*', "\0", "x" * 10_000, "，。", "🧬", "\ud800"]
)
def test_odd_queries_find_nothing_and_never_fail(query: str):
    factories.public_article("骨髓")
    assert keys(query) == []


def test_an_entry_goes_with_what_it_stands_for():
    article = factories.public_article("骨髓")
    citation = factories.public_citation()
    citation.delete()
    product = factories.public_product("Withdrawn")
    product.published_at = None
    product.save()
    assert list(SearchEntry.objects.values_list("type", "key")) == [("article", article.slug)]
