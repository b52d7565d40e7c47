"""The whole site behind the page cache: what readers get, and what never comes from it."""

from __future__ import annotations

from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application

from articles import workflow
from articles.workflow import Origin
from mscsite.core import pagecache
from mscsite.core.roles import EDITOR
from mscsite.models import SiteProfile
from tests import factories, staff
from tests.committing import settle
from tests.factories import ORIGIN

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(monkeypatch):
    """The application as `mscsite.wsgi` makes it; no second of waiting, no closing of the test's connection."""
    monkeypatch.setattr("mscsite.core.pagecache.clock.close_old_connections", lambda: None)
    monkeypatch.setattr("django.core.signals.request_started.send", lambda *args, **kwargs: [])
    monkeypatch.setattr("django.http.response.signals.request_finished.send", lambda *args, **kwargs: [])
    cache = pagecache.keep(get_wsgi_application(), 10_000_000)
    cache.clock._interval = 0
    yield cache
    pagecache._active.clear()


def ask(site, path: str, method: str = "GET", **environ) -> tuple[str, dict, bytes]:
    settle()
    path, _, query = path.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "", "REQUEST_METHOD": method} | environ
    setup_testing_defaults(environ)
    told: list = []
    body = b"".join(site(environ, lambda status, headers, exc_info=None: told.extend([status, dict(headers)])))
    return told[0], told[1], body


def told(site, path: str, **environ) -> tuple[str, str]:
    status, headers, _body = ask(site, path, **environ)
    return status[:3], headers.get("X-Page-Cache", "")


def test_public_pages_are_kept(site):
    article = factories.public_article(category=factories.category())
    product, trial, citation = factories.public_product(), factories.public_trial(), factories.public_citation()
    paths = ["", "articles/", f"articles/{article.slug}/", "categories/basics/", "products/", "products/charts/"]
    paths += [f"products/{product.slug}/", "trials/", f"trials/{trial.registry_id}/", f"references/{citation.key}/"]
    paths += ["glossary/", "feed/"]
    for path in (f"/{script}/{path}" for script in ("zh-hans", "zh-hant") for path in paths):
        assert [told(site, path), told(site, path)] == [("200", "miss"), ("200", "hit")], path


def test_what_is_in_no_language_is_kept_for_whoever_speaks_what(site):
    factories.public_article()
    for path in ("/sitemap.xml", "/sitemap-rest.xml", "/sitemap-articles-0.xml", "/robots.txt"):
        for language, told in (("zh-CN", "miss"), ("zh-TW", "hit")):
            status, headers, body = ask(site, path, HTTP_ACCEPT_LANGUAGE=language)
            assert (status[:3], headers["X-Page-Cache"], headers["Vary"]) == ("200", told, "Accept-Encoding"), path
            assert body == ask(site, path + "?x", HTTP_ACCEPT_LANGUAGE="zh-TW")[2]


def test_the_two_scripts_are_two_pages(site):
    factories.public_article("间充质干细胞是什么")
    assert "间充质干细胞是什么".encode() in ask(site, "/zh-hans/")[2]
    assert "間充質幹細胞是什麼".encode() in ask(site, "/zh-hant/")[2]


def test_a_change_is_read_at_once(site):
    article = factories.public_article("旧题")
    path = f"/zh-hans/articles/{article.slug}/"
    ask(site, path)
    article.title_zh_hans = "新题"
    workflow.save(article, origin=ORIGIN)
    assert told(site, path) == ("200", "hit")  # a draft is nothing that readers see
    workflow.publish(article, origin=ORIGIN, override=True)
    _status, headers, body = ask(site, path)
    assert (headers["X-Page-Cache"], "新题".encode() in body, "旧题".encode() in body) == ("miss", True, False)
    SiteProfile(name_zh_hans="另一个站名").save()
    assert "另一个站名".encode() in ask(site, path)[2]


def test_what_is_not_for_everybody(site):
    article = factories.public_article()
    editor = staff.client_of(staff.account(EDITOR))
    session = f"sessionid={editor.cookies['sessionid'].value}"
    assert told(site, "/") == ("302", "pass")  # by the reader's language
    assert told(site, "/zh-hans/articles/none/") == ("404", "pass")
    assert told(site, "/zh-hans/search/?q=msc") == ("200", "")
    assert told(site, f"/zh-hans/articles/{article.slug}/", HTTP_COOKIE=session) == ("200", "")
    assert told(site, "/admin/", HTTP_COOKIE=session) == ("200", "")
    assert told(site, "/admin/login/") == ("200", "")
    assert told(site, f"/zh-hans/previews/{article.revisions.get().pk}/") == ("403", "pass")
    assert len(site.store) == 0


def test_every_answer_says_who_may_keep_it(site):
    """A cache before us keeps for minutes or a day what says nothing, a list with a text that was taken down too."""
    article = factories.public_article()
    path = f"/zh-hans/articles/{article.slug}/"
    session = f"sessionid={staff.client_of(staff.account(EDITOR)).cookies['sessionid'].value}"
    assert ask(site, path)[1]["Cache-Control"].startswith("public, max-age=0, s-maxage=1, stale")
    workflow.unpublish(article, origin=Origin(factories.publisher(), "tests"), reason="x", archive=True)
    status, headers, _body = ask(site, path)
    assert (status[:3], headers["Cache-Control"]) == ("410", "public, max-age=0, s-maxage=1")
    said = {}
    for asked in ("articles/?x", "search/?q=x", "none/?x"):
        said[asked] = ask(site, f"/zh-hans/{asked}")[1].get("Cache-Control")
    said["session"] = ask(site, "/zh-hans/", HTTP_COOKIE=session)[1].get("Cache-Control")
    said["messages"] = ask(site, "/zh-hans/", HTTP_COOKIE="messages=x")[1].get("Cache-Control")
    said["post"] = ask(site, "/zh-hans/", "POST")[1].get("Cache-Control")
    assert {asked for asked, control in said.items() if "private" not in (control or "")} == set()


def test_what_browsers_keep_for_long_is_kept_by_caches_for_all_for_a_second(site):
    """A picture with the title of an article that was taken down would stand in nginx for a day."""
    article = factories.public_article()
    wrong = {}
    for path in (f"articles/{article.slug}/share.png", f"articles/{article.slug}/qr.svg", "products/data/products.csv"):
        for asked in (path, f"{path}?x"):
            _status, headers, _body = ask(site, f"/zh-hans/{asked}")
            control = headers["Cache-Control"].split(", ")
            if control[0] != "public" or "max-age=0" in control or "s-maxage=1" not in control:
                wrong[asked] = control
            if ("X-Accel-Expires" in headers) != (asked == path):
                wrong[asked] = headers
    assert wrong == {}


def test_a_foreign_host_is_refused_and_never_kept(site, settings):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    path = "/zh-hans/"
    assert told(site, path, HTTP_HOST="www.example.org") == ("200", "miss")
    assert told(site, path, HTTP_HOST="evil.example") == ("400", "")
    forged = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}
    _status, headers, body = ask(site, path, HTTP_HOST="www.example.org", **forged)
    assert (headers["X-Page-Cache"], b"evil.example" in body) == ("hit", False)
    fresh = ask(site, "/zh-hant/", HTTP_HOST="www.example.org", **forged)[2]
    assert b"evil.example" not in fresh
