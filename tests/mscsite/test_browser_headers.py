"""What every answer tells the browser: over all addresses of the site, as a reader and as an administrator."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import html

from mscsite.core.browser import PERMISSIONS
from tests import staff
from tests.mscsite.test_permissions import address, patterns, records  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
WECHAT_COPY = "article-wechat-body"  # a page of inline styles to be copied, framed, without any script


def pages(client: Client, records: dict) -> Iterator[tuple[str, object]]:  # noqa: F811
    """Every address that is read without sending anything, and its answer."""
    for name, pieces in patterns():
        if name not in ("admin:logout", "metrics"):
            yield name, client.get(address(name, pieces, records))


def directives(response) -> dict[str, list[str]]:
    parts = response["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts) if words}


@pytest.mark.parametrize("who", ["reader", "administrator"])
def test_no_page_has_or_allows_anything_inline(who, records, settings, caplog):  # noqa: F811
    caplog.set_level("CRITICAL", "django.request")
    settings.FETCH = False
    client = staff.client_of(staff.account(None)) if who == "administrator" else Client()
    seen, wrong = 0, []
    for name, response in pages(client, records):
        policy = directives(response)
        scripts = policy["script-src"]
        if {"'unsafe-inline'", "'unsafe-eval'"} & {*scripts, *policy["default-src"]} or "*" in scripts:
            wrong.append((name, "script-src", scripts))
        if "'unsafe-inline'" in policy["style-src"] and name != WECHAT_COPY:
            wrong.append((name, "style-src", policy["style-src"]))
        if policy["report-uri"] != ["/csp-reports/"] or policy["report-to"] != ["csp"]:
            wrong.append((name, "reports", policy))
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and response.content:
            seen += 1
            wrong += [(name, what) for what in inline(response.text, is_copy=name == WECHAT_COPY)]
    assert wrong == []
    assert seen > (150 if who == "administrator" else 25)


def inline(text: str, *, is_copy: bool) -> Iterator[str]:
    """Scripts, styles and handlers that stand in the page itself. Data for machines is no script; the one import map
    has the request's nonce."""
    tree = html.document_fromstring(text)
    for script in tree.iter("script"):
        is_data = script.get("type") in ("application/json", "application/ld+json")
        if not script.get("src") and not is_data and not script.get("nonce"):
            yield f"script {script.text!r:.60}"
    for element in tree.iter():
        for name in element.attrib if isinstance(element.tag, str) else ():
            if name.startswith("on") or (name == "style" and not is_copy):
                yield f"{element.tag} {name}={element.get(name)!r:.60}"
        if any(str(element.get(name, "")).lower().startswith("javascript:") for name in ("href", "action", "src")):
            yield f"{element.tag} javascript:"
    if not is_copy and list(tree.iter("style")):
        yield "style element"


def test_every_answer_has_the_headers(records, settings, caplog):  # noqa: F811
    caplog.set_level("CRITICAL", "django.request")
    settings.FETCH = False
    client = staff.client_of(staff.account(None))
    wrong = []
    for name, response in pages(client, records):
        expected = {
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": PERMISSIONS,
        }
        wrong += [(name, key, response.get(key)) for key, value in expected.items() if response.get(key) != value]
        if response.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
            wrong.append((name, "X-Frame-Options"))
        if "Cross-Origin-Resource-Policy" not in response or "Referrer-Policy" not in response:
            wrong.append((name, "missing"))
        if name.startswith("admin:") and "no-store" not in response.get("Cache-Control", ""):
            wrong.append((name, response.get("Cache-Control")))
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/zh-hans/", "same-origin"),
        ("/zh-hans/feed/", "cross-origin"),
        ("/api/v1/products", "cross-origin"),
        ("/admin/login/", "same-origin"),
    ],
)
def test_pictures_feeds_and_data_are_for_pages_of_others_too(client, path, policy):
    assert client.get(path)["Cross-Origin-Resource-Policy"] == policy


def test_what_an_editor_reads_is_kept_nowhere_and_what_readers_read_is(client):
    assert "no-store" not in client.get("/zh-hans/about/").get("Cache-Control", "")
    editor = staff.client_of(staff.account(None))
    assert editor.get("/admin/login/forgot/")["Referrer-Policy"] == "same-origin"
    assert re.search("no-store", editor.get("/admin/jsi18n/")["Cache-Control"])
