"""What no browser sends: odd addresses, queries and headers, to the whole site behind its page cache.

Each is answered, none by an error of ours, and none leaves anything behind for the next reader.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application

from mscsite.core import pagecache
from tests import factories
from tests.committing import settle

pytestmark = pytest.mark.django_db
HOST = "www.example.org"


@pytest.fixture
def site(monkeypatch, settings):
    settings.ALLOWED_HOSTS = [HOST]
    monkeypatch.setattr("mscsite.core.pagecache.clock.close_old_connections", lambda: None)
    monkeypatch.setattr("django.core.signals.request_started.send", lambda *args, **kwargs: [])
    monkeypatch.setattr("django.http.response.signals.request_finished.send", lambda *args, **kwargs: [])
    cache = pagecache.keep(get_wsgi_application(), 1_000_000)
    cache.clock._interval = 0
    yield cache
    pagecache._active.clear()


def ask(site, path: str, **environ: str) -> tuple[int, dict, bytes]:
    """As a server gives it to WSGI: the path decoded, each byte a character."""
    settle()
    path, _mark, query = path.partition("?")
    raw = unquote_to_bytes(path).decode("latin-1")
    environ = {"PATH_INFO": raw, "QUERY_STRING": query, "SCRIPT_NAME": "", "HTTP_HOST": HOST} | environ
    setup_testing_defaults(environ)
    told: list = []
    body = b"".join(site(environ, lambda status, headers, exc_info=None: told.extend([status, dict(headers)])))
    return int(told[0][:3]), told[1], body


PATHS = [
    "//", "//evil.example/", "/zh-hans//", "/zh-hans/./", "/zh-hans/../admin/", "/zh-hans/%2e%2e/%2e%2e/etc/passwd",
    "/zh-hans/%00", "/zh-hans/articles/%00/", "/zh-hans/articles/%ff%fe/", "/%e0%80%80", "/zh-hans/articles/%c0%ae/",
    "/zh-hans\\articles\\", "/zh-hans/articles/;x=1", "/zh-hans/%0d%0aSet-Cookie:%20a=b/", "/zh-xx/", "/ZH-HANS/",
    "/zh-hans/trials/%00/", "/zh-hans/trials/" + "a/" * 500, "/zh-hans/" + "x" * 8_000 + "/",
    "/zh-hans/articles/\U0001f4cc/",
    "/zh-hans/references/%27%20or%201=1/", "/media/images/%00.jpg", "/api/v1/products/%00", "/static/%00", "*", "",
]  # fmt: skip
QUERIES = [
    "q=%00", "q=%ff%fe", "q=%ed%a0%80", "q=" + "a" * 100_000, "q=" + "%E7%BB%86" * 5_000, "q[]=1&q[]=2", "q=1&q=2",
    "page=-1", "page=99999999999999999999999", "page=NaN", "page=%00", "on=9999-99-99", "on=0000", "on=10000-01-01",
    "after=%00", "after=x", "limit=-1", "limit=1e9", "jurisdiction=%00", "p=%00&p=a", "company=%F0%9F%93%8C", "=&&=",
    "%",
    "&".join(f"a{number}=1" for number in range(3_000)), "type=%00&category=%00", "lang=xx", "tissue=%00", "status=%00",
    "back=//evil.example/", "q=%27%22%3Cscript%3E", 'q="', "q=(((((", "q=***", "q=NEAR(a b)", "q=a:b", "q=%5C",
]  # fmt: skip
PAGES = [
    "/zh-hans/", "/zh-hans/articles/", "/zh-hant/products/", "/zh-hans/products/charts/", "/zh-hans/products/compare/",
    "/zh-hans/search/", "/zh-hant/search/suggest/", "/zh-hans/trials/", "/zh-hans/feedback/thanks/", "/api/v1/articles",
    "/api/v1/products", "/zh-hans/search/feed/", "/sitemap.xml",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_odd_addresses_are_answered(site, path: str):
    status, headers, body = ask(site, path)
    assert status in (200, 301, 302, 400, 404), body[:500]
    assert not any("\n" in value or "\r" in value for value in headers.values())
    assert "evil.example" not in headers.get("Location", "")
    assert b"Traceback" not in body


@pytest.mark.parametrize("page", PAGES)
def test_odd_queries_are_answered_and_never_kept(site, page: str):
    factories.public_article()
    factories.public_product()
    answers = {query[:60]: ask(site, f"{page}?{query}") for query in QUERIES}
    assert {query: answer[0] for query, answer in answers.items() if answer[0] >= 500} == {}
    assert len(site.store) == 0


FORGED = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_SERVER": "evil.example",
    "HTTP_X_FORWARDED_PORT": "666",
    "HTTP_X_FORWARDED_PREFIX": "/evil.example",
    "HTTP_X_FORWARDED_PROTO": "evil.example",
    "HTTP_FORWARDED": "host=evil.example;proto=ftp",
    "HTTP_X_HOST": "evil.example",
    "HTTP_X_ORIGINAL_URL": "/admin/evil.example",
    "HTTP_X_REWRITE_URL": "/admin/evil.example",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_ACCEPT_LANGUAGE": "evil.example, en;q=0.1",
    "HTTP_ACCEPT": "evil.example/json",
    "HTTP_ORIGIN": "https://evil.example",
    "HTTP_REFERER": "https://evil.example/",
    "HTTP_COOKIE": "django_language=en; csrftoken=evil.example; a=evil.example",
    "HTTP_USER_AGENT": "evil.example",
    "HTTP_RANGE": "bytes=0-3",
    "HTTP_IF_NONE_MATCH": '"evil.example"',
    "HTTP_EXPECT": "evil.example",
    "HTTP_TRANSFER_ENCODING": "evil.example",
}


@pytest.mark.parametrize("name", FORGED)
def test_no_forged_header_gets_into_a_page_that_others_read(site, name: str):
    factories.public_article()
    path = "/zh-hans/articles/"
    poisoned = ask(site, path, **{name: FORGED[name]})
    clean = ask(site, path)
    site.store.keep_only(-1)
    fresh = ask(site, path)
    assert (poisoned[0], b"evil.example" in poisoned[2]) == (200, False)
    assert "evil.example" not in str(poisoned[1])
    assert clean[2] == fresh[2] == poisoned[2]


@pytest.mark.parametrize("host", ["evil.example", "www.example.org.evil.example", "evil.example:80", "", "a b", "[::1"])
def test_a_host_of_nobody_is_refused_and_not_kept(site, host: str):
    assert ask(site, "/zh-hans/", HTTP_HOST=host)[0] == 400
    assert len(site.store) == 0


def test_a_port_of_nobody_is_shown_to_nobody_else(site):
    factories.public_article()
    assert b":666/" in ask(site, "/zh-hans/feed/", HTTP_HOST=f"{HOST}:666")[2]  # their own page, for themselves
    status, headers, body = ask(site, "/zh-hans/feed/")
    assert (status, headers["X-Page-Cache"], b":666" in body) == (200, "miss", False)


@pytest.mark.parametrize(("name", "forged"), [("wsgi.url_scheme", "https"), ("SCRIPT_NAME", "/evil.example")])
def test_what_a_server_makes_of_headers_of_a_proxy_is_shown_to_nobody_else(site, name: str, forged: str):
    factories.public_article()
    poisoned = ask(site, "/zh-hans/feed/", **{name: forged})
    status, headers, body = ask(site, "/zh-hans/feed/")
    site.store.keep_only(-1)
    assert (status, headers["X-Page-Cache"], body) == (200, "miss", ask(site, "/zh-hans/feed/")[2])
    assert body != poisoned[2]


def test_a_flood_of_headers_is_no_matter(site):
    flood = {f"HTTP_X_{number}": "x" * 1_000 for number in range(500)}
    assert ask(site, "/zh-hans/", **flood)[0] == 200
    assert ask(site, "/zh-hans/", HTTP_COOKIE="; ".join(f"a{n}={n}" for n in range(2_000)))[1]["X-Page-Cache"] == "hit"
