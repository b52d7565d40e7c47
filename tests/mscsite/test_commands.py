"""Commands of the whole site, as an operator runs them."""

from __future__ import annotations

import io
import json

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from articles import marks
from articles.models import Article
from mscsite.core.html import plain_text
from mscsite.core.models import SearchEntry
from mscsite.demo import loader
from mscsite.management.commands import search
from mscsite.models import Page, SiteProfile
from products.models import Product, RegulatoryEvent
from references.models import Citation, Term, Trial
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_demonstration_is_what_it_says():
    """One test, since loading it takes as long as a hundred others."""
    run("load_demo")
    public = {model: model.objects.public().count() for model in (Product, RegulatoryEvent, Trial, Citation, Term)}
    assert public[Product] >= 13
    assert public[RegulatoryEvent] >= 15
    assert public[Trial] >= 10
    assert public[Citation] >= 15
    assert public[Term] >= 25
    for model in (Product, RegulatoryEvent, Trial, Citation):
        assert model.objects.proposals().exists(), f"no proposal of {model.__name__} to show that state"
    for event in RegulatoryEvent.objects.public():
        assert event.source_url.startswith("http"), event
    for model in (Product, RegulatoryEvent, Trial, Citation, Term, Page, SiteProfile):
        for record in model.objects.all():
            record.full_clean()
    for language in ("zh-hans", "zh-hant"):
        articles = list(Article.objects.public(language))
        assert len(articles) >= 6
        for article in articles:
            _check_article(article, getattr(article.live, f"body_{language.replace('-', '_')}"))
    assert Article.objects.get(import_name="sample.txt").live is None


def _check_article(article: Article, body: str) -> None:
    """Long enough, with evidence, and no mark in it that points nowhere."""
    assert len(plain_text(body)) >= 800
    found = marks.find(body)
    assert found.citations
    assert "data-record=" in body
    assert set(found.citations) <= set(Citation.objects.public().values_list("key", flat=True))
    assert set(found.products) <= set(Product.objects.public().values_list("slug", flat=True))
    assert set(found.trials) <= set(Trial.objects.public().values_list("registry_id", flat=True))


def test_the_demonstration_is_loaded_into_an_empty_database_only():
    factories.public_term()
    with pytest.raises(CommandError, match="数据库中已有内容"):
        run("load_demo")
    assert run("load_demo", "--if-empty") == "== 数据库中已有内容，保留不动\n"
    assert Term.objects.count() == 1


def test_a_demonstration_that_fails_leaves_nothing(monkeypatch):
    def fail() -> int:
        raise RuntimeError

    monkeypatch.setattr(loader, "STEPS", [*loader.STEPS[:3], ("坏", fail)])
    with pytest.raises(RuntimeError):
        run("load_demo")
    assert loader.is_empty()


def test_accounts_are_made_once_with_random_passwords():
    first = run("create_accounts")
    rows = [line.split() for line in first.splitlines()[1:]]
    assert [(name, role) for name, _password, role in rows] == [
        ("admin", "管理员"),
        ("bianji", "编辑"),
        ("shenhe", "医学审核"),
        ("fabu", "发布"),
        ("shichang", "市场"),
    ]
    assert len({password for _name, password, _role in rows}) == 5
    assert all(authenticate(username=name, password=password) for name, password, _role in rows)
    assert "账号已存在" in run("create_accounts")
    assert get_user_model().objects.count() == 5


def test_search_prints_an_object_a_hit():
    factories.public_article("软骨修复", "<p>间充质干细胞的来源。</p>", slug="cartilage")
    lines = run("search", "軟骨", "--json", "--lang", "zh-hant").splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "type": "article",
            "slug": "cartilage",
            "title": "軟骨修復",
            "url": "/zh-hant/articles/cartilage/",
            "snippet": "間充質幹細胞的來源。",
            "score": 79.5,
        }
    ]


@pytest.mark.parametrize("query", ["", "没有的词"])
def test_search_without_a_hit_prints_nothing(query):
    assert run("search", query, "--json") == ""


@pytest.mark.parametrize("query", ["-abc", "--", "-干细胞", "-- x; DROP TABLE", '-"CD34"', "--drop=1", "CD34"])
def test_a_question_may_begin_with_a_hyphen(query, monkeypatch):
    asked = {}
    monkeypatch.setattr(search.Command, "execute", lambda _self, **options: asked.update(options))
    search.Command().run_from_argv(["manage.py", "search", query, "--json", "--limit", "3"])
    assert (asked["query"], asked["json"], asked["limit"]) == (query, True, 3)


@pytest.mark.parametrize("broken", [False, True])
def test_the_search_index_is_rebuilt_from_the_records(broken):
    factories.public_article("软骨修复", slug="cartilage")
    factories.public_product("Ryoncil")
    factories.proposed_product("Secretol")
    SearchEntry.objects.filter(type="product").update(key="gone")
    if broken:
        SearchEntry.objects.filter(type="article").delete()  # past the index
    run("rebuild_search")
    assert list(SearchEntry.objects.order_by("type", "key").values_list("type", "key", "is_public")) == [
        ("article", "cartilage", True),
        ("product", "ryoncil", True),
        ("product", "secretol", False),
    ]
    assert run("search", "软骨", "--json") != ""
