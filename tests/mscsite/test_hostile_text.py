"""Hostile words in every text that somebody can write: shown as words on every page that shows them, public or not."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client

from mscsite.models import Page, SiteProfile
from tests import factories, one_of_each, staff

HOSTILE = "\"'><script>alert(7)</script><img src=x onerror=alert(7)>"
WRITTEN_BY_CODE = ("core.AuditEntry", "articles.Revision", "articles.Overtaken", "auth.Group")
# Keys, addresses and patterns have a form of their own, which their fields check.
_OF_A_FORM = re.compile(
    r"hash|digest|key|code|slug|doi|pmid|registry|latin|password|url|type|id$|path|pattern|origin|action"
)
_PLAIN = (models.CharField, models.TextField)


class Dangers(HTMLParser):
    """What of the hostile words became part of the page instead of standing in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script" and dict(attributes).get("type") not in (
            "application/ld+json",
            "application/json",
        )
        self.found += [f"{name} of <{tag}>" for name, _value in attributes if name.startswith("on")]
        self.found += [f"<{tag} src=x>"] if dict(attributes).get("src") == "x" else []

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and "alert(7)" in data:
            self.found.append("a script")


def dangers(page: str) -> list[str]:
    parser = Dangers()
    parser.feed(page)
    return parser.found + re.findall(r"<script>alert", page)


def poison(record: models.Model) -> None:
    """Every plain text of a record, and every rich one as its own saving leaves it."""
    fields = [
        field
        for field in record._meta.concrete_fields
        if isinstance(field, _PLAIN)
        and not isinstance(field, models.SlugField | models.URLField | models.EmailField)
        and not field.choices
        and (field.max_length is None or field.max_length >= len(HOSTILE))
        and not (field.unique or _OF_A_FORM.search(field.name))
    ]
    rich = set(record.html_columns()) if hasattr(record, "html_columns") else set()
    for field in fields:
        setattr(record, field.name, f"<p>{HOSTILE}</p>" if field.name in rich else HOSTILE)
    record.save()


def test_it_sees_what_it_is_there_to_see():
    assert dangers(f"<p>{HOSTILE}</p>") != []
    assert dangers("<p>&lt;script&gt;alert(7)&lt;/script&gt;</p>") == []


@pytest.mark.django_db
def test_every_text_of_every_model():
    made = one_of_each.records()
    public = [
        factories.public_article(),
        factories.public_product(),
        factories.public_trial(),
        factories.public_citation(),
    ]
    public += [factories.public_event(public[1])]
    poisoned = 0
    for record in [*made.values(), *public]:
        if record._meta.label not in WRITTEN_BY_CODE:
            poison(record)
            poisoned += 1
    from articles import workflow

    article = public[0]
    article.refresh_from_db()
    workflow.save(article, origin=factories.ORIGIN)
    workflow.publish(article, origin=factories.ORIGIN, override=True)
    Page.objects.update(published_at=article.created_at)
    assert (poisoned > 20, SiteProfile.current().name_zh_hans) == (True, HOSTILE)
    editor = staff.client_of(staff.account(None))
    shown = [record for record in [*made.values(), *public] if admin.site.is_registered(type(record))]
    addresses = [staff.address(record, page) for record in shown for page in ("change", "changelist", "history")]
    addresses += ["/admin/", *(record.get_absolute_url() for record in public if hasattr(record, "get_absolute_url"))]
    pages = ("", "articles/", "products/", "products/charts/", "trials/", "glossary/", "about/", "search/?q=alert")
    addresses += [f"/zh-hant/{path}" for path in pages]
    seen = 0
    for address in addresses:
        for client in (editor, Client()):
            answer = client.get(address, follow=True)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert dangers(answer.content.decode()) == [], address
                seen += 1
    assert seen > 60
