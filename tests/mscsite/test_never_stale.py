"""What a process keeps never outlives what it was made from: after a change of any public value of any record a page
is the same from a process that has kept things as from one that has not."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, models
from django.utils import timezone

from articles import counting, workflow
from articles.models import ChangeNote, Overtaken, Revision
from mscsite.core import generation, lasting, memo
from mscsite.models import Page, SiteProfile
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLE = "/zh-hans/articles/hub/"
PAGES = (ARTICLE, "/zh-hans/")
LEAST = 100  # changes that a page shows


@pytest.fixture
def site():
    """One of everything that hangs on one article, and another article that shares records with it."""
    shelf, author = factories.category("hub"), factories.person("作者")
    firm, picture = factories.company("Hub Ltd."), factories.image()
    product = factories.public_product("Hub", company=firm)
    factories.public_trial("NCT10000000")
    factories.public_event(product)
    factories.public_citation("hub", url="https://example.org/hub", doi="10.5555/hub")
    factories.public_term("骨髓")
    body = (
        '<h2>来源</h2><p><a data-record="product:hub">甲</a><a data-record="trial:NCT10000000">乙</a>'
        f'骨髓<cite data-citation="hub"></cite></p><figure data-image="{picture.key}"></figure>'
        '<figure data-embed="products"></figure><figure data-embed="timeline"></figure>'
    )
    for slug in ("other", "hub"):
        article = factories.draft_article(
            f"题目{slug}", body, slug=slug, category=shelf, author=author, medical_reviewer=author,
            summary_zh_hans="一点", disclaimer_zh_hans="不是建议。",
        )  # fmt: skip
        factories.approve(article)
        workflow.publish(article, origin=factories.ORIGIN, override=True)
    ChangeNote.objects.create(article=article, text="改了一处。")
    now = timezone.now()
    Overtaken.objects.create(
        article=article, record_type="product", record_id=product.pk, record_name="Hub", aspect="JP",
        before="approved", after="revoked", happened_on=dt.date(2024, 5, 1), told_since=now,
    )  # fmt: skip
    SiteProfile.objects.create(name="某站", notice="说明")
    Page.objects.create(slug="about", title="关于", body="<p>我们。</p>", published_at=now)


def changes() -> Iterator[tuple[models.Model, str, object, object]]:
    """Of the newest row of each watched table each column that these pages show, with another value and its own."""
    tables = {watch.table: watch for watch in generation.watched()}
    for model in apps.get_models(include_auto_created=True):
        if (watch := tables.get(model._meta.db_table)) is None:
            continue
        for row in model._base_manager.order_by("-pk")[:1]:
            for field in model._meta.concrete_fields:
                if field.column in watch.columns and not field.primary_key and not field.column.endswith("_zh_hant"):
                    value = getattr(row, field.attname)
                    for other in _others(field, value):
                        yield row, field.attname, other, value


def _others(field: models.Field, value: object) -> Iterator[object]:
    if field.null and value is not None:
        yield None
    if field.choices:
        yield from [code for code, _name in field.flatchoices if code != value][:1]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        is_address = isinstance(field, models.SlugField | models.URLField) or field.name in ("key", "doi", "source_url")
        yield f"{value}x" if is_address else f"{value}改"
    elif isinstance(value, dt.date):
        yield value + dt.timedelta(days=400)
    elif isinstance(value, int) and not field.is_relation:
        yield value + 1
    elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        yield [*value, "骨髓改"]


def shown(client, addresses: tuple[str, ...] = PAGES) -> dict[str, tuple[int, str]]:
    answers = {address: client.get(address) for address in addresses}
    return {address: (answer.status_code, answer.text) for address, answer in answers.items()}


def put(row: models.Model, name: str, value: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**{name: value})


@pytest.fixture
def one_day(monkeypatch):
    """The day does not end in between."""
    localdate = timezone.localdate
    today = localdate()
    monkeypatch.setattr(timezone, "localdate", lambda value=None, zone=None: localdate(value, zone) if value else today)


def test_a_page_from_a_process_that_keeps_things_is_that_of_one_that_does_not(one_day, site, client):
    client.raise_request_exception = False  # some values make no page at all
    before = shown(client)
    assert {status for status, _text in before.values()} == {200}
    stale, seen = [], 0
    for row, name, other, value in list(changes()):
        with contextlib.suppress(DatabaseError):  # the database does not let it be so
            put(row, name, other)
        warm = shown(client)
        memo.clear()
        lasting.clear()
        counting.clear()
        cold = shown(client)
        stale += [(row._meta.label, name, other, address) for address in PAGES if warm[address] != cold[address]]
        seen += cold != before
        put(row, name, value)
        if shown(client, (ARTICLE,))[ARTICLE] != before[ARTICLE]:
            stale.append((row._meta.label, name, value, ARTICLE))
    assert stale == []
    assert seen > LEAST


def test_revisions_never_change_but_by_being_another(site):
    """What is kept by a revision's key alone rests on that."""
    assert not any(watch.table == Revision._meta.db_table for watch in generation.watched())
