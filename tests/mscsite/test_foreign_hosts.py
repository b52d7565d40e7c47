"""No page, public or of the admin, asks another host for anything: no script, style, picture, font or frame."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests import one_of_each, staff

LOADED = {"src", "srcset", "poster", "data", "background"}
LINKS_THAT_LOAD = set("stylesheet icon preload prefetch preconnect dns-prefetch modulepreload manifest".split())
LINKS_THAT_LOAD |= {"apple-touch-icon", "shortcut icon", "mask-icon"}
_FOREIGN = re.compile(r"(?:https?:)?//(?!testserver/)[\w.-]+")


_ELSEWHERE = re.compile(
    r"""url\(\s*['"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*;|(?:from|import\()\s*['"]https?://[^'"]*"""
)


class Loads(HTMLParser):
    """Addresses that a browser asks for by itself while it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.found += [values[name] for name in LOADED & values.keys()]
        if tag == "link" and values.get("rel", "").lower() in LINKS_THAT_LOAD:
            self.found.append(values.get("href", ""))


def foreign(html: str) -> list[str]:
    parser = Loads()
    parser.feed(html)
    return [address for address in parser.found if _FOREIGN.match(address.strip())]


def test_it_sees_what_it_is_there_to_see():
    page = '<script src="//cdn.example/x.js"></script><link rel=stylesheet href="https://a.example/b"><a href="https://c/">'
    assert foreign(page) == ["//cdn.example/x.js", "https://a.example/b"]


@pytest.mark.django_db
def test_pages(settings):
    records = one_of_each.records()
    client = staff.client_of(staff.account(None))
    seen = 0
    paths = [record.get_absolute_url() for record in records.values() if hasattr(record, "get_absolute_url")]
    paths += [f"/zh-hans/{path}" for path in ("", "articles/", "products/", "products/compare/", "products/charts/",
              "products/data/", "trials/", "glossary/", "search/?q=a", "about/")]  # fmt: skip
    shown = [record for record in records.values() if _is_registered(record)]
    kinds = ("change", "changelist", "add", "history")
    paths += [staff.address(record, page) for record in shown for page in kinds]
    paths += ["/admin/", "/admin/login/", "/admin/manual/", "/admin/password_change/", "/api/v1/docs", "/nothing/"]
    for path in paths:
        for who in (client, Client()):
            answer = who.get(path, follow=True)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert foreign(answer.content.decode()) == [], path
                seen += 1
    assert seen > 50


def _is_registered(record) -> bool:
    from django.contrib import admin

    return admin.site.is_registered(type(record))


def test_styles_and_scripts_of_ours():
    """No url(…), @import or import from elsewhere in what we wrote."""
    found = []
    for path in Path(settings.BASE_DIR, "static").rglob("*"):
        if path.suffix in (".css", ".js"):
            text = path.read_text("utf-8")
            found += re.findall(
                r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*;|(?:from|import\()\s*['\"]https?://[^'\"]*",
                text,
            )
    assert found == []
    assert finders.find("site/base.css")
