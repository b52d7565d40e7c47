"""A public process on a replica: nothing can be written, and no reader is told of an error of ours."""

from __future__ import annotations

import pytest
from django.db import connection

from articles import previews, workflow
from articles.workflow import Origin
from mscsite.accounts.models import Session
from mscsite.core.models import SearchMiss
from mscsite.core.roles import EDITOR
from mscsite.reader_words import ClarityCount, ReaderReport
from tests import factories, staff
from tests.factories import ORIGIN

pytestmark = pytest.mark.django_db(transaction=True)
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def content() -> list[str]:
    """Addresses of pages of each kind, and what their lists ask."""
    article = factories.public_article(category=factories.category())
    product, trial, citation = factories.public_product(), factories.public_trial(), factories.public_citation()
    factories.public_term()
    pages = [
        "",
        "articles/",
        f"articles/{article.slug}/",
        "categories/basics/",
        "products/",
        "products/?q=a",
        "trials/",
    ]
    pages += [f"products/{product.slug}/", f"products/compare/?p={product.slug}", f"trials/{trial.registry_id}/"]
    pages += [f"references/{citation.key}/", f"references/{citation.key}/ris/", "products/charts/", "products/data/"]
    pages += [
        "glossary/",
        "search/",
        "search/?q=没有的词",
        "search/suggest/?q=a",
        "feed/",
        "search/feed/?q=a",
        "about/",
    ]
    pages += [f"articles/{article.slug}/qr.svg", f"articles/{article.slug}/references/bibtex/", "none/"]
    paths = [f"/{script}/{page}" for script in ("zh-hans", "zh-hant") for page in pages]
    return [*paths, "/", "/api/v1/articles", "/api/v1/products", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz"]


@pytest.fixture
def read_only():
    """Switches this connection to what a replica allows."""
    on, off = (
        ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
        if connection.vendor == "postgresql"
        else ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    )
    connection.ensure_connection()
    yield lambda: connection.cursor().execute(on)
    connection.cursor().execute(off)


def statuses(client, paths: list[str]) -> dict[str, int]:
    client.raise_request_exception = False
    return {path: client.get(path).status_code for path in paths}


def test_every_page_is_read_by_strangers_and_by_editors(client, content, read_only):
    editor = staff.client_of(staff.account(EDITOR))
    usual = statuses(client, content)
    SearchMiss.objects.all().delete()
    read_only()
    assert statuses(client, content) == usual
    assert statuses(editor, content) == usual
    assert set(usual.values()) <= {200, 302, 404}
    assert SearchMiss.objects.count() == 0  # dropped, not failed


def test_a_login_that_has_expired_is_no_error(client, content, read_only):
    user = staff.account(EDITOR)
    editor = staff.client_of(user)
    Session.objects.update(last_used_at="2000-01-01T00:00:00Z")
    read_only()
    assert set(statuses(editor, content).values()) <= {200, 302, 404}
    assert editor.get("/admin/").status_code == 302  # to sign in


def test_what_readers_send_is_declined_in_words(client, content, read_only):
    read_only()
    for path, data in (
        ("/zh-hans/feedback/vote/", {"path": "/zh-hans/", "clear": "yes"}),
        ("/zh-hans/feedback/report/", {"path": "/zh-hans/", "kind": "error", "text": "第二段的数字不对"}),
    ):
        answer = client.post(path, data, headers=OWN | {"Accept": "application/json"})
        assert (answer.status_code, answer.json()["message"]) == (503, "现在存不下，请过一会儿再试。")
    assert (ClarityCount.objects.count(), ReaderReport.objects.count()) == (0, 0)


def test_a_draft_is_read_by_its_link_although_nobody_can_note_that_it_was(client, read_only):
    article = factories.draft_article()
    link, token = previews.make(article.revisions.latest("pk"), origin=Origin(staff.account(EDITOR), "admin"))
    read_only()
    assert client.get(f"/zh-hans/drafts/{token}/").status_code == 200
    link.refresh_from_db()
    assert link.last_seen_at is None


def test_an_editor_gets_back_what_cannot_be_saved(read_only):
    editor = staff.client_of(staff.account(None))
    article = factories.draft_article()
    workflow.save(article, origin=ORIGIN)
    path = staff.address(article, "change")
    data = staff.form_data(editor.get(path))
    words = "只读的时候写下的一段话，不能丢。" * 5
    read_only()
    editor.raise_request_exception = False
    answer = editor.post(path, data | {"body_zh_hans": f"<p>{words}</p>"})
    assert (answer.status_code, answer["Retry-After"], words in answer.text) == (503, "60", True)
    assert '<form method="post" action="' + path in answer.text
