"""Links on this site: which of them readers cannot follow, and why."""

from __future__ import annotations

import pytest

from articles.checks import linked
from articles.checks.known import records
from articles.checks.stored import check_article
from tests import factories

pytestmark = pytest.mark.django_db


def broken(*targets: str) -> dict[str, str]:
    return linked.broken(targets, "zh-hans", {"s-lai-yuan"})


def test_what_readers_can_reach_is_in_order():
    article, product = factories.public_article(), factories.public_product()
    trial, citation = factories.public_trial("NCT00000001"), factories.public_citation("pittenger1999")
    term, shelf = factories.public_term("外泌体"), factories.category()
    targets = [
        f"/zh-hans/articles/{article.slug}/", f"/zh-hant/products/{product.slug}/", f"/trials/{trial.registry_id}/",
        f"/zh-hans/references/{citation.key}/", f"/zh-hans/categories/{shelf.slug}/", f"product:{product.slug}",
        f"trial:{trial.registry_id}", f"term:{term.zh_hans}", "/zh-hans/glossary/", "/zh-hans/search/?q=a", "/",
        "#s-lai-yuan", "#references", "https://example.org/articles/none/", "mailto:a@example.org",
    ]  # fmt: skip
    assert broken(*targets) == {}


def test_what_does_not_exist_is_told():
    targets = [
        "/zh-hans/articles/none/",
        "/zh-hans/nowhere/",
        "product:none",
        "trial:NCT99999999",
        "term:无",
        "#s-none",
    ]
    found = broken(*targets)
    assert list(found) == sorted(targets, key=list(found).index)
    assert set(found) == set(targets)
    assert found["/zh-hans/nowhere/"] == "本站没有这个网址"
    assert found["product:none"] == "它不存在，或已经改名"
    assert found["#s-none"] == "本文没有这一处"


def test_what_is_not_public_is_told_apart():
    draft, proposal = factories.draft_article(), factories.proposed_product()
    found = broken(f"/zh-hans/articles/{draft.slug}/", f"product:{proposal.slug}")
    assert set(found.values()) == {"它还没有公开，读者看不到"}


def test_addresses_of_our_own_site_count_with_their_host(settings):
    settings.SITE_URL = "https://cells.example"
    assert list(broken("https://cells.example/zh-hans/articles/none/", "https://other.example/zh-hans/none/")) == [
        "https://cells.example/zh-hans/articles/none/"
    ]


def test_a_query_a_kind_however_many_links(django_assert_num_queries):
    with django_assert_num_queries(2):
        broken("product:a")
        broken(*(f"product:{letter}" for letter in "bcdef"))


def test_an_article_tells_its_broken_links_in_place():
    body = (
        '<p>见<a href="/zh-hans/articles/none/">另一篇</a>和<a data-record="product:none">产品</a>。</p>'
        '<h2>来源</h2><p><a href="#s-lai-yuan">上</a></p>'
    )
    found = check_article(factories.draft_article(body=body), records(), ["structure.broken-link"])
    assert [(each.where, each.excerpt) for each in found] == [("p 1", "另一篇"), ("p 1", "产品")]
