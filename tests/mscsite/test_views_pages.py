"""What all public pages have in common: both scripts, their addresses, caching, errors."""

import io
import json
import re

import pytest

from mscsite.models import Page, SiteProfile
from tests.factories import archived_article, draft_article, public_article, public_product, public_trial

pytestmark = pytest.mark.django_db
LISTS = ("", "articles/", "products/", "products/compare/", "products/charts/", "trials/", "glossary/", "search/")


@pytest.mark.parametrize(
    ("header", "home"),
    [
        ("", "/zh-hans/"),
        ("zh-CN,zh;q=0.9", "/zh-hans/"),
        ("zh", "/zh-hans/"),
        ("en-US,en;q=0.9", "/zh-hans/"),
        ("zh-TW,zh;q=0.9", "/zh-hant/"),
        ("zh-HK", "/zh-hant/"),
        ("zh-Hant", "/zh-hant/"),
        ("zh-Hant-HK,zh;q=0.9", "/zh-hant/"),
        ("en;q=0.8,zh-MO;q=0.5", "/zh-hant/"),
        ("*;;q=nonsense", "/zh-hans/"),
    ],
)
def test_the_root_leads_to_the_script_of_the_browser(client, header, home):
    response = client.get("/", headers={"accept-language": header})
    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(("code", "tag"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant")])
def test_empty_lists_answer_in_both_scripts_without_cookies(client, path, code, tag):
    response = client.get(f"/{code}/{path}")
    assert response.status_code == 200
    assert f'<html lang="{tag}">' in response.text
    assert not response.cookies
    assert not {"cookie", "accept-language"} & {name.strip().lower() for name in response.get("Vary", "").split(",")}


@pytest.mark.parametrize(("code", "name"), [("zh-hans", "间充质干细胞科普"), ("zh-hant", "間充質幹細胞科普")])
@pytest.mark.parametrize("is_saved", [True, False])
def test_the_site_bears_its_name_in_the_script_of_the_page(client, code, name, is_saved):
    if is_saved:
        SiteProfile(name_zh_hans="间充质干细胞科普").save()
    assert f"<title>{name}</title>" in client.get(f"/{code}/").text


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("articles/", ["文章"]),
        ("products/", ["产品"]),
        ("products/{product}/", ["产品", "{product}"]),
        ("products/charts/", ["产品", "图表"]),
        ("products/data/", ["产品", "开放数据"]),
        ("trials/", ["临床试验"]),
        ("glossary/", ["术语表"]),
    ],
)
def test_the_way_to_a_page_is_the_same_for_readers_and_for_machines(client, path, way):
    product = public_product()
    path, way = path.format(product=product.slug), [name.format(product=product.name) for name in ("首页", *way)]
    html = client.get(f"/zh-hans/{path}").text
    shown = re.findall(r"<li[^>]*>(?:<a[^>]*>)?([^<]+)", re.search(r'<nav class="crumbs".*?</nav>', html, re.DOTALL)[0])
    blocks = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    (told,) = [block["itemListElement"] for block in blocks if block["@type"] == "BreadcrumbList"]
    assert shown == way
    assert [(step["position"], step["name"]) for step in told] == list(enumerate(way, start=1))
    assert (told[0]["item"], told[-1]["item"]) == ("http://testserver/zh-hans/", f"http://testserver/zh-hans/{path}")


def test_the_first_page_says_whose_site_it_is_and_how_to_search_it(client):
    html = client.get("/zh-hant/").text
    (told,) = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    assert (told["@type"], told["name"], told["inLanguage"]) == ("WebSite", "間充質幹細胞科普", "zh-Hant")
    assert told["potentialAction"]["target"] == "http://testserver/zh-hant/search/?q={q}"


def test_a_page_names_itself_and_its_counterpart(client):
    html = client.get("/zh-hant/products/?utm_source=x").text
    assert '<link rel="canonical" href="http://testserver/zh-hant/products/">' in html
    assert re.findall(r'hreflang="([^"]+)" href="(http[^"]+)"', html) == [
        ("zh-Hans", "http://testserver/zh-hans/products/"),
        ("zh-Hant", "http://testserver/zh-hant/products/"),
        ("x-default", "http://testserver/zh-hans/products/"),
    ]


def test_the_script_switch_stays_on_the_page(client):
    html = client.get("/zh-hans/search/", {"q": "脐带", "type": "term"}).text
    assert 'class="switch" href="/zh-hant/search/?q=%E8%84%90%E5%B8%A6&amp;type=term" lang="zh-Hant"' in html


def test_a_page_of_one_script_names_no_counterpart(client):
    article = public_article(title="只有简体", slug="hans-only")
    type(article.live).objects.filter(pk=article.live.pk).update(title_zh_hant="")
    html = client.get("/zh-hans/articles/hans-only/").text
    assert "hreflang" not in html.replace('hreflang="zh-Hant">', "")  # but for the switch, which leads home
    assert 'class="switch" href="/zh-hant/"' in html
    assert client.get("/zh-hant/articles/hans-only/").status_code == 404
    assert "hans-only" not in client.get("/zh-hant/articles/").text


def test_pages_that_are_no_content_are_not_indexed(client):
    for path in ("search/?q=a", "products/compare/"):
        html = client.get(f"/zh-hans/{path}").text
        assert '<meta name="robots" content="noindex, follow">' in html
        assert "canonical" not in html


def test_a_number_of_a_page_belongs_to_its_address(client):
    for number in range(21):
        public_article(title=f"文章{number}", slug=f"a{number}")
    html = client.get("/zh-hans/articles/?page=2").text
    assert '<link rel="canonical" href="http://testserver/zh-hans/articles/?page=2">' in html
    assert html.count('class="teaser"') == 1
    assert 'rel="prev" href="/zh-hans/articles/"' in html


@pytest.mark.parametrize("number", ["3", "0", "-1", "x", "9" * 30])
def test_a_page_that_does_not_exist_is_not_found(client, number):
    assert client.get("/zh-hans/articles/", {"page": number}).status_code == 404


@pytest.mark.parametrize("code", ["zh-hans", "zh-hant"])
def test_not_found_offers_search_and_ways_on(client, code):
    response = client.get(f"/{code}/articles/nothing/")
    assert response.status_code == 404
    assert f'action="/{code}/search/"' in response.text
    assert f'href="/{code}/products/"' in response.text
    assert "noindex" in response.text
    assert "aria-current" not in client.get(f"/{code}/nothing/").text


@pytest.mark.parametrize("path", ["zh-hans/nothing/", "nothing.php", "zh-hans/trials/a/b/c/", "zh-hant/products/x/y/"])
def test_addresses_that_nobody_made_are_not_found(client, path):
    assert client.get(f"/{path}").status_code == 404


def test_an_archived_article_is_gone_and_says_no_more(client):
    archived_article(title="下架的标题", slug="gone")
    response = client.get("/zh-hant/articles/gone/")
    assert response.status_code == 410
    assert "下架的标题" not in response.text
    assert "下架的標題" not in response.text


def test_a_draft_is_not_found(client):
    draft_article(slug="draft")
    assert client.get("/zh-hans/articles/draft/").status_code == 404


def test_the_page_of_a_server_error_needs_nothing_and_speaks_both_scripts(rf, django_assert_num_queries):
    from mscsite.views.errors import server_error

    with django_assert_num_queries(0):
        response = server_error(rf.get("/zh-hans/"))
    assert response.status_code == 500
    assert "页面暂时打不开" in response.text
    assert "頁面暫時打不開" in response.text


def test_the_forbidden_page_is_ours(rf):
    from mscsite.views.errors import forbidden

    response = forbidden(rf.get("/zh-hans/"))
    assert (response.status_code, "没有权限查看" in response.text) == (403, True)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_are_only_read(client, method):
    assert getattr(client, method)("/zh-hans/").status_code == 405


def test_no_style_or_script_stands_in_a_page(client):
    """The policy forbids it; what slips in would be silently ignored by browsers."""
    public_product("Alofisel")
    article = public_article(slug="a")
    for path in (*LISTS, "products/alofisel/", article.get_absolute_url().removeprefix("/zh-hans/")):
        html = client.get(f"/zh-hans/{path}").text
        assert "style=" not in html
        assert "<style" not in html
        assert re.findall(r'<script(?! (?:type="application/ld\+json"|(?:type="module" )?src="/static/))', html) == []


def test_pages_of_the_site_itself(client):
    Page(slug="privacy", title_zh_hans="隐私", body_zh_hans="<p>不收集。</p>").save()
    assert client.get("/zh-hans/pages/privacy/").status_code == 404
    Page.objects.publish()
    assert "<p>不收集。</p>" in client.get("/zh-hans/pages/privacy/").text


def test_not_found_names_the_pages_whose_address_is_like_it(client, django_assert_num_queries):
    public_article("看懂一项试验", slug="kan-dong-yi-xiang-shi-yan")
    public_article("另一篇", slug="ling-yi-pian")
    public_product("Alofisel")
    public_trial("NCT00366145")
    draft_article("草稿", slug="kan-dong-cao-gao")
    near = {
        "articles/kan-dong-yi-xiang-shiyan/": ["看懂一项试验"],
        "articles/kan-dong-yi-xiang/": ["看懂一项试验"],
        "products/alofsel/": ["产品"],
        "trials/NCT0036614/": ["试验"],
        "articles/zzz/": [],
        "pages/kan-dong-yi-xiang-shi-yan/": [],
    }
    for path, titles in near.items():
        html = client.get(f"/zh-hans/{path}").text
        assert ("您要找的可能是" in html) == bool(titles)
        assert all(title in html for title in titles)
        assert "草稿" not in html
    assert "看懂一項試驗" in client.get("/zh-hant/articles/kan-dong-yi-xiang/").text


def test_while_the_database_is_away_pages_are_unavailable_and_not_broken(client, monkeypatch):
    from django.db import OperationalError

    from mscsite.views import home

    client.raise_request_exception = False
    monkeypatch.setattr(home.Article.objects, "public", lambda: (_ for _ in ()).throw(OperationalError("away")))
    response = client.get("/zh-hans/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
    assert "很快就好" in response.text
    assert "很快就好" in response.text.partition("zh-Hant")[0]
    monkeypatch.setattr(home.Article.objects, "public", lambda: 1 / 0)
    assert client.get("/zh-hans/").status_code == 500


def test_error_pages_are_written_for_the_web_server(tmp_path):
    from django.core.management import call_command

    call_command("write_error_pages", str(tmp_path / "errors"), stdout=io.StringIO())
    assert "503" in (tmp_path / "errors" / "503.html").read_text("utf-8")
    assert "頁面暫時打不開" in (tmp_path / "errors" / "500.html").read_text("utf-8")
