"""The search index: both scripts find both, and what is not public is never found."""

import datetime as dt
import random
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from articles.models import Article, Category
from mscsite.core import fulltext
from mscsite.core.fulltext import searching
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
    # An alias finds its product first, and then whatever holds another of the product's names.
    assert keys("Ryocil") == ["product:ryoncil", "article:in-title", "article:in-text"]
    assert keys('"Ryocil"') == ["product:ryoncil"]


def test_fewer_hits_are_the_first_of_more():
    factories.public_article(
        "骨髓", "<p>" + "脐带骨髓。" * 20 + "</p>", slug="dense"
    )  # all a hit without both in its title can score
    for number in range(3):
        factories.public_article(f"骨髓与脐带之{number}", "<p>正文</p>", slug=f"both-{number}")
    every = keys("骨髓 脐带")
    assert every[3:] == ["article:dense"]
    for limit in range(1, 5):
        found = fulltext.search("骨髓 脐带", "zh-hans", limit)
        assert [f"{hit.type}:{hit.key}" for hit in found] == every[:limit]


def test_of_many_with_one_name_the_newest_are_known(monkeypatch):
    monkeypatch.setattr(searching, "_KNOWN_AT_ONCE", 2)
    for day in (3, 1, 2):
        article = factories.public_article("骨髓", slug=f"day-{day}")
        Article.objects.filter(pk=article.pk).update(live_at=dt.datetime(2026, 1, day, tzinfo=dt.UTC))
        fulltext.update(Article.objects.get(pk=article.pk))
    named = fulltext.understood("骨髓").named
    assert set(SearchEntry.objects.filter(pk__in=named).values_list("key", flat=True)) == {"day-2", "day-3"}


def test_an_empty_index_answers():
    assert fulltext.search("fabrica", "zh-hans") == []
    assert fulltext.newest(fulltext.understood("fabrica"), "zh-hans", 5) == []


def test_the_newest_come_first_over_centuries():
    years = (2026, 2019, 1999, 1983, 1982, 1890, 1543, None)
    for number, year in enumerate(reversed(years)):
        factories.public_citation(key=f"paper-{year}", title=f"Fabrica {number}", year=year)
    asked = fulltext.understood("fabrica")
    for limit in range(1, 9):
        found = [hit.key for hit in fulltext.newest(asked, "zh-hans", limit)]
        assert found == [f"paper-{year}" for year in years[:limit]]


def test_every_number_of_the_newest_is_found_whatever_gaps_are_between_them():
    chance = random.Random(5)
    years = sorted((chance.choice((2025, 2024, 2022, 2017, 2008, 1985, 1940)) for _ in range(30)), reverse=True)
    for number, year in enumerate(years):
        title = "Fabrica" if number % 3 else "Corporis"
        factories.public_citation(key=f"paper-{number}", title=f"{title} {number}", year=year)
    for number in range(5):  # newer than all of them
        factories.public_article(f"文章之{number}", slug=f"article-{number}")
    assert [hit.key for hit in fulltext.search("fabrica", "zh-hans", 50, types=["article"])] == []
    assert len(fulltext.search("fabrica", "zh-hans", 50, types=["citation"])) == 20
    assert len(fulltext.search("fabrica", "zh-hans", 50, types=["citation", "trial"])) == 20
    for title in ("fabrica", "corporis"):
        asked = fulltext.understood(title)
        every = [hit.key for hit in fulltext.newest(asked, "zh-hans", 100)]
        assert len(every) == {"fabrica": 20, "corporis": 10}[title]
        ordered = SearchEntry.objects.filter(key__in=every).order_by("-place").values_list("key", flat=True)
        assert every == list(ordered)
        for limit in (1, 2, 3, 7, 19):
            assert [hit.key for hit in fulltext.newest(asked, "zh-hans", limit)] == every[:limit]


def test_of_a_frequent_word_those_of_a_rare_type_or_category_are_found():
    other = Category.objects.create(slug="other", name_zh_hans="别的")
    factories.public_citation(key="paper", title="Ryoncil paper", year=2020)
    factories.public_article("谈Ryoncil之一", slug="one")
    factories.public_article("谈Ryoncil之二", slug="two", category=other)
    asked = fulltext.understood("Ryoncil")

    def found(**within) -> list[str]:
        return [hit.key for hit in searching.hits(asked, "zh-hans", 10, **within)]

    assert found(types=["citation"]) == ["paper"]
    assert found(category=str(other.pk)) == ["two"]
    assert found(types=["citation", "article"]) == found()
    assert found(types=[]) == found(types=["term"]) == found(category="none-1") == []
    assert found(types=['citation" OR "^^type-article']) == []


def test_an_index_that_was_made_before_gets_its_marks():
    """`migrations/0017_search_marks.py`, back and forth; afterwards rows are changed and removed as any."""
    factories.public_citation(key="paper", title="Ryoncil paper", year=2020)
    article = factories.public_article("谈Ryoncil", slug="one")
    migration = import_module("mscsite.core.migrations.0017_search_marks")
    editor = SimpleNamespace(connection=connection, execute=_execute)
    migration.take_out(apps, editor)
    migration.add(apps, editor)
    found = [fulltext.search("Ryoncil", "zh-hans", 10, types=[kind]) for kind in ("citation", "article")]
    assert [[hit.key for hit in hits] for hits in found] == [["paper"], ["one"]]
    fulltext.remove(article)
    assert fulltext.search("Ryoncil", "zh-hans", 10, types=["article"]) == []
    fulltext.update(article)
    assert [hit.key for hit in fulltext.search("Ryoncil", "zh-hans", 10, types=["article"])] == ["one"]


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


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
    assert list(SearchEntry.objects.values_list("type", "key", "is_public").order_by("type")) == [
        ("article", article.slug, True),
        ("product", "withdrawn", False),
    ]


def test_a_proposal_that_gets_another_address_leaves_nothing_under_the_old_one():
    product = factories.proposed_product("Renamed")
    for key in ("second", "third"):  # as one that was just made, and as one that was read
        product.slug = key
        product.save()
        assert list(SearchEntry.objects.values_list("key", "is_public")) == [(key, False)]
        product = type(product).objects.get(pk=product.pk)


def test_terms_and_aliases_find_what_bears_another_name():
    factories.public_term("移植物抗宿主病", english="Graft vs Host Disease", aliases=["GVHD"], slug="gvhd-term")
    factories.public_article("移植物抗宿主病的治疗", slug="treatment")
    factories.public_product("Cupistem", aliases=["Cuepistem"], slug="cupistem")
    factories.public_article("瘘管", "<p>Cupistem 用于瘘管。</p>", slug="fistula")
    assert keys("GVHD") == keys("graft vs host disease") == ["term:gvhd-term", "article:treatment"]
    assert keys("gvhd 治疗") == ["article:treatment"]
    assert keys("Cuepistem") == ["product:cupistem", "article:fistula"]


def test_a_short_abbreviation_stands_for_a_term_as_a_word_alone():
    factories.public_term("渐冻症", aliases=["ALS"], slug="als")
    factories.public_article("用于ALS患者", slug="is")
    factories.public_article("两项", "<p>trials and animals</p>", slug="is-not")
    assert keys("渐冻症") == keys("漸凍症") == ["term:als", "article:is"]
    assert keys("ALS") == ["term:als", "article:is", "article:is-not"]  # typed, it is found in any place


@pytest.mark.parametrize(
    "query",
    [
        "nct 04491240",
        "NCT-04491240",
        "ＮＣＴ０４４９１２４０",
        "https://clinicaltrials.gov/study/NCT04491240",
        "04491240",
    ],
)
def test_identifiers_are_found_in_any_form(query: str):
    factories.public_trial("NCT04491240")
    factories.public_article("试验", "<p>登记号 NCT04491240。</p>", slug="mentions")
    assert keys(query) == ["trial:NCT04491240", "article:mentions"]


@pytest.mark.parametrize(
    "query",
    [
        "10.1126/science.284.5411.143",
        "https://doi.org/10.1126/SCIENCE.284.5411.143",
        "doi: 10.1126/science.284.5411.143",
        "PMID: 10102814",
    ],
)
def test_papers_are_found_by_their_numbers(query: str):
    factories.public_citation("pittenger1999", doi="10.1126/science.284.5411.143", pmid="10102814")
    assert keys(query) == ["citation:pittenger1999"]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '""',
        "“",
        "「」",
        "AND",
        "a OR b",
        "NEAR(a b)",
        "^a",
        "a*",
        "a:b",
        "title:a",
        "(((",
        "!a & |",
        "a' OR 1=1 --",
        "\\",
        "<->",
        "甲" * 10_000,
        "a " * 5_000,
        "a-" * 100,
        "\x1b[0m甲",
        "a\u0301",
        "\u202e甲",
        "'甲':*",
        "{title}: 甲",
        "ﷺ" * 200,
    ],
)
def test_no_query_fails(query: str):
    factories.public_article("甲" * 30)
    assert isinstance(keys(query), list)
    fulltext.corrected(query), fulltext.relaxed(query), fulltext.suggestions(query, "zh-hans")
