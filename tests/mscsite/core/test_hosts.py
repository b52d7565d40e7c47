"""A Host that is not ours: refused before anything, and never from what is kept."""

from __future__ import annotations

import pytest

from mscsite.core import hosts
from mscsite.core.pagecache.wsgi import PageCache


@pytest.mark.parametrize("path", ["/", "/zh-hans/", "/admin/login/", "/healthz", "/static/site/base.css", "/nothing"])
def test_a_foreign_host_gets_nothing_of_the_site(client, settings, path):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    response = client.get(path, headers={"host": "evil.example"})
    assert (response.status_code, "Location" in response) == (400, False)
    assert response.text == "Bad Request: this host is not served here.\n"


def test_what_a_proxy_forwards_is_not_believed(client, settings):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    headers = {"host": "www.example.org", "x-forwarded-host": "evil.example"}
    assert "evil" not in client.get("/healthz", headers=headers).text
    assert (
        client.get("/healthz", headers={"host": "evil.example", "x-forwarded-host": "www.example.org"}).status_code
        == 400
    )


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("www.example.org", True),
        ("WWW.EXAMPLE.ORG:8000", True),
        ("www.example.org.evil.example", False),
        ("evil.example/www.example.org", False),
        ("www.example.org@evil.example", False),
        ("", False),
    ],
)
def test_a_host_is_ours_or_not(settings, host, ours):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    assert hosts.is_ours(host) == ours


def test_the_page_cache_neither_keeps_nor_serves_pages_for_foreign_hosts(settings):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    asked = []

    def application(environ, start_response):
        asked.append(environ["HTTP_HOST"])
        start_response("400 Bad Request", [])
        return [b""]

    cache = PageCache(application, 1_000_000)
    for _each in range(2):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/zh-hans/", "HTTP_HOST": "evil.example"}
        cache(environ, lambda *args: None)
    assert (asked, len(cache.store), cache.counts["pass"]) == (["evil.example"] * 2, 0, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/zh-hans", "//evil.example/%2e%2e", "/\\evil.example"])
def test_an_address_that_is_completed_stays_here(client, path):
    led_to = client.get(path).get("Location", "/")
    assert led_to.startswith("/")
    assert not led_to.startswith(("//", "/\\"))
