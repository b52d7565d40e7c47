"""The Atom feeds, one a script."""

import pytest
from lxml import etree

from tests.factories import archived_article, category, draft_article, person, public_article

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client, code: str):
    response = client.get(f"/{code}/feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies
    return etree.fromstring(response.content)


def test_a_feed_lists_public_articles_of_its_script_newest_first(client):
    public_article(title="脐带来源", slug="a", summary="摘要", author=person("李编辑"), category=category("basics"))
    public_article(title="较新", slug="b")
    draft_article(title="草稿", slug="d")
    archived_article(title="下架", slug="g")
    tree = feed(client, "zh-hant")
    assert tree.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["較新", "臍帶來源"]
    assert tree.xpath("//a:entry[2]/a:link/@href", namespaces=ATOM) == ["http://testserver/zh-hant/articles/a/"]
    assert tree.xpath("//a:entry[2]/a:summary/text()", namespaces=ATOM) == ["摘要"]
    assert tree.xpath("//a:entry[2]/a:author/a:name/text()", namespaces=ATOM) == ["李編輯"]
    assert tree.xpath("//a:entry[2]/a:category/@term", namespaces=ATOM) == ["基礎知識"]
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-hant"


def test_an_empty_feed_is_a_feed(client):
    assert feed(client, "zh-hans").xpath("//a:entry", namespaces=ATOM) == []


def test_the_two_feeds_name_different_entries(client):
    public_article(slug="a")
    ids = [feed(client, code).xpath("//a:entry/a:id/text()", namespaces=ATOM) for code in ("zh-hans", "zh-hant")]
    assert ids[0] != ids[1]


def test_a_category_has_a_feed_of_its_own_where_it_has_an_article(client):
    public_article(title="基础一", slug="a", category=category("basics"))
    public_article(title="别的", slug="b", category=category("other", name="其他"))
    category("empty", name="空")
    response = client.get("/zh-hant/categories/basics/feed/")
    tree = etree.fromstring(response.content)
    assert tree.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["基礎一"]
    assert tree.xpath("/a:feed/a:title/text()", namespaces=ATOM) == ["間充質幹細胞科普：基礎知識"]
    assert tree.xpath("/a:feed/a:link[@rel='self']/@href", namespaces=ATOM) == [
        "http://testserver/zh-hant/categories/basics/feed/"
    ]
    assert "/zh-hant/categories/basics/feed/" in client.get("/zh-hant/categories/basics/").text
    assert client.get("/zh-hant/categories/empty/feed/").status_code == 404
