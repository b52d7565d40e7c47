"""Search results: both scripts find each other, snippets are in the reader's script and safe."""

import pytest
from django.db import OperationalError
from django.utils.html import escape
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mscsite.core import fulltext
from mscsite.core.fulltext.snippets import snippet
from mscsite.core.models import SearchMiss
from mscsite.search import Result, find, results
from tests.factories import (
    archived_article,
    draft_article,
    public_article,
    public_citation,
    public_product,
    public_term,
    public_trial,
)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["脐带", "臍帶"])
def test_a_hit_is_shown_in_the_script_of_the_reader(query):
    public_article(title="细胞来源", slug="laiyuan", body="<p>取自脐带的细胞</p>")
    (found,) = results(query, "zh-hant")
    assert found == Result(
        type="article",
        slug="laiyuan",
        title="細胞來源",
        url="/zh-hant/articles/laiyuan/",
        snippet="取自臍帶的細胞",
        score=found.score,
        title_html="細胞來源",
        snippet_html="取自<mark>臍帶</mark>的細胞",
    )


@pytest.mark.django_db
def test_every_type_leads_to_its_page():
    public_article(title="甲词", slug="a")
    public_product("Alofisel", name="甲词")
    public_trial("NCT01541579", title="甲词")
    public_citation("k", title="甲词")
    public_term("甲词", slug="jia-ci")
    assert {(result.type, result.url) for result in results("甲词", "zh-hans")} == {
        ("article", "/zh-hans/articles/a/"),
        ("product", "/zh-hans/products/alofisel/"),
        ("trial", "/zh-hans/trials/NCT01541579/"),
        ("citation", "/zh-hans/references/k/"),
        ("term", "/zh-hans/glossary/#jia-ci"),
    }
    assert [result.type for result in results("甲词", "zh-hans", types={"trial"})] == ["trial"]
    assert len(results("甲词", "zh-hans", limit=2)) == 2


@pytest.mark.django_db
def test_what_is_not_public_is_not_found():
    draft_article(title="甲词草稿", slug="d")
    archived_article(title="甲词下架", slug="g")
    article = public_article(title="甲词简体", slug="s")
    type(article.live).objects.filter(pk=article.live.pk).update(title_zh_hant="")
    article.live.refresh_from_db()
    fulltext.update(article)
    assert [result.slug for result in results("甲词", "zh-hans")] == ["s"]
    assert results("甲词", "zh-hant") == []


def test_a_snippet_begins_near_the_first_word_and_marks_all_of_them():
    text = "前" * 100 + "骨髓与脐带" + "后" * 200
    plain, html = snippet(text, ["脐带", "骨髓"])
    assert plain == "…" + "前" * 30 + "骨髓与脐带" + "后" * 75 + "…"
    assert html == "…" + "前" * 30 + "<mark>骨髓</mark>与<mark>脐带</mark>" + "后" * 75 + "…"


def test_a_snippet_is_escaped():
    assert snippet("<b>甲</b> & 乙", ["甲"])[1] == "&lt;b&gt;<mark>甲</mark>&lt;/b&gt; &amp; 乙"


def test_words_are_found_whatever_their_width_and_case():
    assert snippet("用ＭＳＣ治疗", ["msc"])[1] == "用<mark>ＭＳＣ</mark>治疗"
    assert snippet("ﬁbrosis", ["fib"])[1] == "<mark>ﬁb</mark>rosis"


def test_without_a_word_in_the_text_the_snippet_is_its_beginning():
    assert snippet("正文", ["标题"]) == ("正文", "正文")
    assert snippet("", ["词"]) == ("", "")


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60))
def test_marking_loses_nothing(text, query):
    plain, html = snippet(text, fulltext.words_of(query))
    assert html.replace("<mark>", "").replace("</mark>", "") == escape(plain)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["", " ", "\0", "%", "_", "'", '"', "\\", "甲" * 5000, "a " * 500, "<script>", "\U0001f600", "（", "NEAR(a)"],
)
def test_no_query_fails(client, query):
    public_article(title="甲", slug="a")
    assert client.get("/zh-hans/search/", {"q": query}).status_code == 200


@pytest.mark.django_db
def test_the_page_shows_what_was_asked_and_nothing_of_it_as_markup(client):
    public_article(title="脐带", slug="a", body="<p>脐带里的细胞</p>")
    html = client.get("/zh-hant/search/", {"q": "脐带"}).text
    assert "<mark>臍帶</mark>裡的細胞" in html or "<mark>臍帶</mark>裏的細胞" in html
    html = client.get("/zh-hans/search/", {"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in html


@pytest.mark.django_db
def test_queries_do_not_grow(client, django_assert_num_queries):
    for count in (1, 3):
        for index in range(count):
            public_article(title="甲词", slug=f"a-{count}-{index}")
            public_product(name="甲词")
        # names; candidates by title, beginning and text; what is shown; counts; and what every page asks
        with django_assert_num_queries(9):
            assert client.get("/zh-hans/search/", {"q": "甲词"}).status_code == 200


@pytest.mark.django_db
def test_a_name_spelt_nearly_right_is_offered():
    public_product("Ryoncil", slug="ryoncil")
    found = find("Rioncil", "zh-hans")
    assert ([result.slug for result in found.results], found.instead) == (["ryoncil"], "Ryoncil")
    assert find("Rxxxcil", "zh-hans").results == []


@pytest.mark.django_db
def test_a_long_question_is_cut_where_it_holds_names():
    public_term("骨关节炎")
    public_article(title="CD105 阳性的细胞", slug="cd")
    public_article(title="膝骨关节炎的治疗", slug="knee")
    assert [one.slug for one in find("得了骨关节炎怎么办", "zh-hans").results][:2] == ["gu-guan-jie-yan", "knee"]
    found = find("CD105阳性", "zh-hans")
    assert ([one.slug for one in found.results], found.instead) == (["cd"], "cd105 阳性")


@pytest.mark.django_db
def test_the_page_counts_each_type_and_keeps_the_query(client):
    public_article(title="甲词", slug="a")
    public_product(name="甲词")
    public_product(name="甲词二")
    response = client.get("/zh-hans/search/", {"q": "甲词", "type": "product"})
    assert [(shelf.type, shelf.count) for shelf in response.context["shelves"]] == [("article", 1), ("product", 2)]
    assert len(response.context["found"].results) == 2
    assert 'value="甲词"' in response.text
    empty = client.get("/zh-hans/search/", {"q": "甲词", "type": "trial"})
    assert "这一类没有结果" in empty.text


@pytest.mark.django_db
def test_searches_without_results_are_counted_without_who_asked(client):
    public_article(title="甲词", slug="a")
    for query in ("没有的词", "沒有的詞", "甲词", "13800138000", "a@example.org", "", "，"):
        client.get("/zh-hans/search/", {"q": query})
    assert list(SearchMiss.objects.values_list("words", "times")) == [("没有的词", 2)]


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_still_answers(client, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(SearchMiss.objects.model.objects, "filter", fail)
    assert client.get("/zh-hans/search/", {"q": "没有的词"}).status_code == 200


@pytest.mark.django_db
def test_suggestions_are_names_identifiers_and_titles(client):
    public_product("Ryoncil", slug="ryoncil", name="瑞安赛", aliases=["Ryocil"])
    public_trial("NCT04491240", title="试验")
    public_article(title="谈谈瑞安赛", slug="talk")

    def asked(query: str, language: str = "zh-hans") -> list[tuple[str, str]]:
        response = client.get(f"/{language}/search/suggest/", {"q": query})
        return [(one["title"], one["name"]) for one in response.json()["suggestions"]]

    assert asked("ryoc") == [("瑞安赛", "Ryocil")]
    assert asked("nct 0449") == [("试验", "")]
    assert asked("瑞安") == [("瑞安赛", ""), ("谈谈瑞安赛", "")]
    assert asked("瑞安", "zh-hant") == [("瑞安賽", ""), ("談談瑞安賽", "")]
    assert asked("") == asked("%") == asked("\0") == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", " ", "\0", "%", '"', "甲" * 5000, "a " * 500, "\U0001f600", "NEAR(a)"])
def test_no_suggestion_fails(client, query):
    assert client.get("/zh-hans/search/suggest/", {"q": query}).json() == {"suggestions": []}
