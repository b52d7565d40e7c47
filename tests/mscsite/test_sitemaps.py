"""The sitemap and robots.txt."""

import pytest
from lxml import etree

from mscsite.models import Page
from tests.factories import (
    category,
    draft_article,
    proposed_citation,
    proposed_product,
    proposed_trial,
    public_article,
    public_citation,
    public_product,
    public_trial,
)

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
HOST = "http://testserver"


def sitemap(client):
    return etree.fromstring(client.get("/sitemap.xml").content)


def locations(tree) -> list[str]:
    return [url.removeprefix(HOST) for url in tree.xpath("//s:loc/text()", namespaces=NAMES)]


def alternates(tree, path: str) -> list[tuple[str, str]]:
    links = tree.xpath(f"//s:url[s:loc='{HOST}{path}']/x:link", namespaces=NAMES)
    return [(link.get("hreflang"), link.get("href").removeprefix(HOST)) for link in links]


def test_every_public_page_stands_in_it_in_both_scripts(client):
    public_article(slug="a", category=category("basics"))
    public_product("Alofisel"), public_trial("NCT01541579"), public_citation("k")
    Page(slug="about", title_zh_hans="关于").save()
    Page.objects.publish()
    found = locations(sitemap(client))
    pages = ("", "articles/", "products/", "trials/", "glossary/", "about/", "articles/a/", "categories/basics/")
    records = ("products/charts/", "products/alofisel/", "trials/NCT01541579/", "references/k/")
    expected = {f"/{code}/{path}" for code in ("zh-hans", "zh-hant") for path in (*pages, *records)}
    assert set(found) == expected
    assert len(found) == len(expected)
    for path in found:
        assert client.get(path).status_code == 200


def test_counterparts_are_named_both_ways(client):
    public_article(slug="a")
    tree = sitemap(client)
    both = [("zh-Hans", "/zh-hans/articles/a/"), ("zh-Hant", "/zh-hant/articles/a/")]
    expected = [*both, ("x-default", "/zh-hans/articles/a/")]
    assert alternates(tree, "/zh-hans/articles/a/") == expected
    assert alternates(tree, "/zh-hant/articles/a/") == expected


def test_an_article_of_one_script_stands_in_it_once_without_counterpart(client):
    article = public_article(slug="a")
    type(article.live).objects.filter(pk=article.live.pk).update(title_zh_hans=None)
    tree = sitemap(client)
    assert [path for path in locations(tree) if "/articles/a/" in path] == ["/zh-hant/articles/a/"]
    assert alternates(tree, "/zh-hant/articles/a/") == []


def test_what_is_not_public_is_not_in_it(client):
    draft_article(slug="secret", category=category("secret"))
    proposed_product("Secret"), proposed_trial("NCT09999999"), proposed_citation("secret")
    Page(slug="secret", title_zh_hans="秘").save()
    assert not [path for path in locations(sitemap(client)) if "secret" in path or "NCT09999999" in path]


def test_a_long_one_is_a_list_of_parts_which_hold_everything_once(client, monkeypatch):
    for name in ("a", "b", "c"):
        public_article(slug=name, category=category(name))
        public_product(name.upper()), public_trial(), public_citation(name)
    whole = locations(sitemap(client))
    for module in ("mscsite.sitemaps", "mscsite.views.sitemaps"):
        monkeypatch.setattr(f"{module}.PART", 2)
    index = sitemap(client)
    assert index.tag.endswith("sitemapindex")
    files = locations(index)
    assert files[0] == "/sitemap-rest.xml"
    found = [path for file in files for path in locations(etree.fromstring(client.get(file).content))]
    assert sorted(found) == sorted(whole)
    assert all(len(locations(etree.fromstring(client.get(file).content))) <= 4 for file in files[1:])
    changed = index.xpath("//s:sitemap[contains(s:loc, 'articles')]/s:lastmod/text()", namespaces=NAMES)
    assert len(changed) == len([file for file in files if "articles" in file])


@pytest.mark.parametrize("path", ["sitemap-articles-99.xml", "sitemap-nothing-0.xml", "sitemap-pages-0.xml"])
def test_a_part_that_holds_nothing_is_not_found(client, path):
    assert client.get(f"/{path}").status_code == 404


def test_robots_name_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml\n" in response.text
    assert "Disallow: /admin/\n" in response.text
