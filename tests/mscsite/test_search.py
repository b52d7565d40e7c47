"""Search results: both scripts find each other, snippets are in the reader's script and safe."""

import pytest
from django.contrib import admin
from django.db import OperationalError, connection
from django.utils.html import escape
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from articles import workflow
from articles.models import Article
from mscsite import search
from mscsite.core import fulltext, memo, shards
from mscsite.core.fulltext import near
from mscsite.core.fulltext.snippets import snippet
from mscsite.core.models import SearchEntry, SearchMiss
from mscsite.search import Result, find, rebuild, results
from products.models import Product
from references.models import Citation, Term, Trial
from tests.factories import (
    approve,
    archived_article,
    category,
    draft_article,
    proposed_citation,
    proposed_product,
    proposed_term,
    proposed_trial,
    public_article,
    public_citation,
    public_product,
    public_term,
    public_trial,
    publisher,
)

ATOM = {"a": "http://www.w3.org/2005/Atom"}


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


@pytest.mark.parametrize("between", [0, 700])
def test_the_snippet_is_where_most_words_stand_however_far_in_the_text(between):
    text = "脐带" + "。" * 40 + "字" * between + "骨髓与脐带都用过。" + "。" * 900
    assert "<mark>骨髓</mark>与<mark>脐带</mark>" in snippet(text, ["脐带", "骨髓"])[1]
    assert "骨髓" not in snippet("脐带" + "。" * 700 + "骨髓", ["脐带", "骨髓"])[0]


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
        # names and what else bears them; candidates by title and text; what is shown; counts; and what every page asks
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
    assert [(shelf.key, shelf.count) for shelf in response.context["shelves"]] == [("article", 1), ("product", 2)]
    assert len(response.context["found"].results) == 2
    assert 'value="甲词"' in response.text
    empty = client.get("/zh-hans/search/", {"q": "甲词", "type": "trial"})
    assert "这一类没有结果" in empty.text


@pytest.mark.django_db
def test_articles_are_chosen_by_category_with_counts(client):
    basics, news = category("basics"), category("news", name="消息")
    for number, of in enumerate((basics, basics, news)):
        public_article(title="甲词", slug=f"a{number}", category=of)
    public_article(title="甲词", slug="none")
    response = client.get("/zh-hans/search/", {"q": "甲词", "category": "news"})
    assert [(one.key, one.label, one.count) for one in response.context["categories"]] == [
        ("basics", "基础知识", 2),
        ("news", "消息", 1),
    ]
    assert [result.slug for result in response.context["found"].results] == ["a2"]
    assert "基礎知識" in client.get("/zh-hant/search/", {"q": "甲词"}).text
    assert client.get("/zh-hans/search/", {"q": "甲词", "category": "no-such"}).status_code == 200


@pytest.mark.django_db
def test_an_article_follows_its_category():
    article = public_article(title="甲词", slug="a", category=category("basics"))
    other = category("news", name="消息")
    article.category = other
    publish_again(article)
    assert [result.slug for result in find("甲词", "zh-hans", category=str(other.pk)).results] == ["a"]


@pytest.mark.django_db
def test_what_is_counted_first_is_found_all_the_same():
    for number in range(3):
        public_product(f"Latercel{number}", name=f"后来{number}")  # newer than what holds the word
        public_citation(f"k{number}", title=f"甲词{number}", year=1990 + number)
    public_article(title="乙", slug="a", body="<p>甲词</p>")
    public_citation("last", title="甲词与后来", year=2031)
    for question in ("甲词", "后来", "甲词 后来", "Latercel1", "没有", "甲词甲词后来"):
        for types in (None, {"citation"}, {"trial"}):
            for limit in (1, 20):
                one = find(question, "zh-hans", limit, types)
                other = find(question, "zh-hans", limit, types, counted=True)
                assert (other.results, other.instead, other.counts) == (one.results, one.instead, one.counts)
    places = fulltext.counts(fulltext.understood("甲词"), "zh-hans").places
    held = dict(SearchEntry.objects.filter(place__in=places).values_list("place", "key"))
    newest = fulltext.newest(fulltext.understood("甲词"), "zh-hans", 20)
    assert [held[place] for place in places] == [hit.key for hit in newest] == ["last", "a", "k2", "k1", "k0"]


@pytest.mark.django_db
def test_nothing_of_drafts_and_proposals_reaches_readers(client):
    """Editors find them through the same index, so each way out of it is tried."""
    public_product("Public", slug="public", name="公开词")
    draft_article(title="秘密词", slug="d", body="<p>秘密的正文</p>")
    proposed_product("Secretcel", slug="secretcel", name="秘密词", aliases=["Geheim"])
    proposed_trial("NCT04491240", title="秘密词")
    proposed_citation("secret2020", title="秘密词", doi="10.1126/secret")
    proposed_term("秘密词", slug="mi-mi-ci", aliases=["公开词"])
    edited = public_article(title="公开词二", slug="e", body="<p>旧文</p>")
    edited.body_zh_hans = "<p>秘密的新文</p>"
    workflow.save(edited, origin=workflow.Origin(None, "test"))
    for query in ("秘密词", "秘密", "Secretcel", "Secretsel", "Geheim", "nct04491240", "10.1126/secret", "密"):
        assert find(query, "zh-hans").results == []
        assert fulltext.suggestions(query, "zh-hans") == []
        assert client.get("/zh-hans/search/feed/", {"q": query}).text.count("<entry>") == 0
    assert [result.slug for result in find("公开词", "zh-hans").results] == ["public", "e"]
    assert find("公开词", "zh-hans").counts.by_type == {"article": 1, "product": 1}
    assert fulltext.corrected("Secretsel") == ""


@pytest.mark.django_db
def test_a_search_can_be_followed_as_a_feed(client):
    public_product("Ryoncil", name="甲词产品", slug="ryoncil", summary="骨髓来源")
    public_article(title="谈骨髓", slug="talk", body="<p>甲词</p>")
    public_article(title="别的", slug="other")
    page = client.get("/zh-hans/search/", {"q": "甲词 & <骨髓>？"})
    assert 'href="/zh-hans/search/feed/?q=%E7%94%B2%E8%AF%8D+%26+%3C%E9%AA%A8%E9%AB%93%3E%EF%BC%9F"' in page.text
    response = client.get("/zh-hant/search/feed/", {"q": "甲词"})
    assert response["Content-Type"].startswith("application/atom+xml")
    tree = etree.fromstring(response.content)
    assert tree.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["談骨髓", "甲詞產品"]
    assert tree.xpath("//a:entry/a:link/@href", namespaces=ATOM) == [
        "http://testserver/zh-hant/articles/talk/",
        "http://testserver/zh-hant/products/ryoncil/",
    ]
    assert tree.xpath("/a:feed/a:title/text()", namespaces=ATOM)[0].startswith("搜尋“甲词”")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "\0", "\x1b[0m", "\ufffe", "&<>", '"*', "甲" * 5000, "\U0001f600"])
def test_no_feed_fails(client, query):
    public_article(title="甲", slug="a")
    etree.fromstring(client.get("/zh-hans/search/feed/", {"q": query}).content)


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


@pytest.mark.django_db(transaction=True)
def test_names_that_a_misspelling_is_compared_with_are_kept_until_one_changes(monkeypatch):
    read: list[list[int] | None] = []
    of_products = search._of_products
    monkeypatch.setattr(search, "_of_products", lambda numbers: read.append(numbers) or of_products(numbers))

    def meant(query: str) -> str:
        with memo.asking():  # a request of its own
            return find(query, "zh-hans").instead

    product = public_product("Ryoncil", slug="ryoncil", pk=5)
    public_product("Alofisel", pk=5 + shards.SIZE)
    assert meant("Ryoncyl") == "Ryoncil"
    public_article()
    public_term("骨髓")
    assert meant("Ryoncyl") == "Ryoncil"
    assert read == [None]
    product.aliases = ["Remestem"]
    product.save()
    assert meant("Remestam") == "Remestem"
    product.delete()
    assert meant("Ryoncyl") == ""
    assert read == [None, [0], [0]]
    rebuild()
    assert meant("Ryoncyl") == ""
    assert meant("Alofisal") == "Alofisel"
    assert read == [None, [0], [0], None]


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
def test_of_very_many_names_that_begin_alike_those_come_first_that_mean_a_record_alone(monkeypatch):
    monkeypatch.setattr(near, "_FIRST", 2)
    for number, slug in enumerate(("ka", "kab", "kabc", "kz")):
        public_article(title=f"K{number} 谈谈", slug=slug)
    for name in ("Kz", "Kymriah", "Kb", "KB-12"):
        public_product(name, slug=f"p-{name.lower()}", name=name)
    titles = [one.title for one in fulltext.suggestions("k", "zh-hans")]
    assert titles[:2] == ["Kb", "KB-12"]  # the first two of the alphabet, the shortest first
    assert "Kz" not in titles[:2]
    assert [one.title for one in fulltext.suggestions("kb1", "zh-hans")] == ["KB-12"]


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["name", "squashed"])
@pytest.mark.parametrize(("which", "index"), [("is_synonym AND ", "core_search_synonym_"), ("", "core_searchname_")])
def test_names_that_begin_alike_are_found_by_index_in_its_order(column, which, index):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for other in ("seqscan", "bitmapscan", "sort"):  # of a few rows anything is as quick
                cursor.execute(f"SET LOCAL enable_{other} = off")
        explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
        cursor.execute(f"{explain} {near._first(column, which)}", ["ab", "ab\U0010ffff"])
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert f"{index}{column}" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", " ", "\0", "%", '"', "甲" * 5000, "a " * 500, "\U0001f600", "NEAR(a)"])
def test_no_suggestion_fails(client, query):
    assert client.get("/zh-hans/search/suggest/", {"q": query}).json() == {"suggestions": []}


def admin_finds(model, query: str, rf) -> list[str]:
    rows, _repeats = admin.site.get_model_admin(model).get_search_results(rf.get("/"), model.objects.all(), query)
    return sorted(getattr(row, model.search_field) for row in rows.distinct())


@pytest.mark.django_db
def test_the_admin_finds_drafts_and_proposals_through_the_index(rf):
    draft_article(title="草稿甲词", slug="draft", body="<p>间充质的正文</p>")
    public_article(title="甲词公开", slug="public")
    proposed_product("Secretcel", slug="secretcel", name="甲词产品", aliases=["Geheim"])
    proposed_trial("NCT04491240", title="甲词试验")
    proposed_citation("secret2020", title="甲词", doi="10.1126/secret", authors=[{"family": "Pittenger"}])
    proposed_term("甲词", slug="jia-ci", aliases=["ABC-1"])
    assert admin_finds(Article, "甲詞", rf) == ["draft", "public"]
    assert admin_finds(Article, "間充質", rf) == ["draft"]
    assert admin_finds(Product, "geheim", rf) == admin_finds(Product, "甲词", rf) == ["secretcel"]
    assert admin_finds(Trial, "nct-04491240", rf) == admin_finds(Trial, "甲词", rf) == ["NCT04491240"]
    assert admin_finds(Citation, "pittenger", rf) == admin_finds(Citation, "10.1126/secret", rf) == ["secret2020"]
    assert admin_finds(Term, "abc-1", rf) == ["jia-ci"]
    assert admin_finds(Article, "没有", rf) == admin_finds(Article, "，", rf) == []


@pytest.mark.django_db
def test_what_editors_work_on_follows_every_step(rf):
    article = public_article(title="甲词", slug="a", body="<p>旧文</p>")
    assert SearchEntry.objects.filter(is_public=False).count() == 0
    article.body_zh_hans = "<p>新文</p>"
    workflow.save(article, origin=workflow.Origin(None, "test"))
    assert admin_finds(Article, "新文", rf) == admin_finds(Article, "旧文", rf) == ["a"]
    assert results("新文", "zh-hans") == []
    publish_again(article)
    assert [result.slug for result in results("新文", "zh-hans")] == ["a"]
    assert SearchEntry.objects.filter(is_public=False).count() == 0
    draft_article(title="乙词", slug="b")
    Article.objects.filter(slug="b").delete()  # as the admin's list does
    assert list(SearchEntry.objects.values_list("key", flat=True)) == ["a"]
    assert not fulltext.is_outdated()


def publish_again(article: Article) -> None:
    workflow.save(article, origin=workflow.Origin(None, "test"))
    approve(article)
    workflow.publish(article, origin=workflow.Origin(publisher(), "test"), override=True)


@pytest.mark.django_db
def test_proposals_come_by_the_thousand_in_few_statements(django_assert_num_queries, rf):
    made = [proposed_product(f"Cell{number}", name=f"甲词{number}") for number in range(6)]
    made[0].name_zh_hans = made[0].name_zh_hant = "乙词"
    with django_assert_num_queries(9):
        fulltext.update_proposals(made[:2])
    with django_assert_num_queries(9):
        fulltext.update_proposals(made)
    assert admin_finds(Product, "乙词", rf) == ["cell0"]
    assert len(admin_finds(Product, "甲词", rf)) == 5
    assert not fulltext.is_outdated()
