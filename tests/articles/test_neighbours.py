"""Related articles, and who else cites a paper."""

import pytest

from articles import neighbours, workflow
from tests.factories import (
    ORIGIN,
    category,
    draft_article,
    public_article,
    public_citation,
    public_product,
    public_trial,
)

pytestmark = pytest.mark.django_db


def about(*records: str) -> str:
    return "<p>" + "".join(f'<a data-record="{record}">某</a>' for record in records) + "</p>"


def related(article, **ids) -> list[str]:
    return [other.slug for other in neighbours.related(article, neighbours.sharing(article, ids), 3)]


def test_articles_that_share_more_records_come_first_then_the_category():
    first, second = public_product("First"), public_product("Second")
    trial, shelf = public_trial("NCT00000001"), category()
    article = public_article(slug="this", category=shelf, body=about("product:first", "product:second"))
    public_article("甲", slug="same-shelf", category=shelf)
    public_article("乙", slug="one", body=about("product:first"))
    public_article("丙", slug="two", body=about("product:first", "product:second"))
    public_article("丁", slug="none", body=about("trial:NCT00000001"))
    draft_article("戊", slug="draft", body=about("product:first", "product:second"))
    ids = {"products": [first.pk, second.pk], "trials": [], "citations": []}
    assert related(article, **ids) == ["two", "one", "same-shelf"]
    assert related(article, trials=[trial.pk]) == ["none", "same-shelf"]
    assert related(article) == ["same-shelf"]


def test_only_the_live_revision_counts():
    product = public_product("First")
    article = public_article(slug="this", body=about("product:first"))
    other = public_article("别的", slug="other", body=about("product:first"))
    other.body_zh_hans = "<p>不再提它</p>"
    workflow.save(other, origin=ORIGIN)
    assert related(article, products=[product.pk]) == ["other"]
    workflow.publish(other, origin=ORIGIN, override=True)
    assert related(article, products=[product.pk]) == []


def test_what_many_share_is_read_in_part_and_counted_whole(client, monkeypatch, django_assert_num_queries):
    paper = public_citation("k")
    article = public_article(slug="this", body='<p><cite data-citation="k"></cite></p>')
    for number in range(3):
        public_article(f"别的{number}", slug=f"other-{number}", body='<p><cite data-citation="k"></cite></p>')
    monkeypatch.setattr(neighbours, "_NEWEST", 2)
    with django_assert_num_queries(1):
        shared = neighbours.sharing(article, {"citations": [paper.pk]})
    newest = [neighbours.Shared("citations", paper.pk, other.live_id) for other in _others(article)[:2]]
    assert sorted(shared, key=lambda each: -each.revision) == newest
    assert "本站另有 3 篇文章引用" in client.get("/zh-hans/articles/this/").text


def _others(article) -> list:
    return list(type(article).objects.exclude(pk=article.pk).order_by("-live_id"))


def test_without_records_nothing_is_asked(django_assert_num_queries):
    article = public_article(slug="this")
    with django_assert_num_queries(0):
        assert neighbours.sharing(article, {"products": []}) == []
        assert neighbours.related(article, [], 3) == []
