"""Search results: both scripts find each other, snippets are in the reader's script and safe."""

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mscsite.core import fulltext
from mscsite.search import Result, results, snippet
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
        snippet_html="取自<mark>臍帶</mark>的細胞",
        score=found.score,
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


@hypothesis_settings(max_examples=150, deadline=None)
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
        with django_assert_num_queries(3):
            assert client.get("/zh-hans/search/", {"q": "甲词"}).status_code == 200
