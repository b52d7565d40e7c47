"""Parts of a table by key: what they hold, and that an index alone tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from articles.models import Article
from mscsite.core import parts
from mscsite.sitemaps import IN_PARTS
from references.models import Citation
from tests.factories import draft_article, proposed_citation, public_article, public_citation

pytestmark = pytest.mark.django_db


def at(hour: int) -> dt.datetime:
    return dt.datetime(2026, 5, 4, hour, tzinfo=dt.UTC)


def put(make: Callable[..., Citation], pk: int, changed: dt.datetime) -> None:
    Citation.objects.filter(pk=make(id=pk).pk).update(updated_at=changed)


def test_nothing_has_no_parts():
    proposed_citation()
    assert parts.held(Citation, "updated_at") == []


def test_only_parts_that_hold_something_public_are_told_each_with_its_last_change():
    for pk, changed in ((999, at(3)), (1_000, at(5)), (1_999, at(4)), (7_000_123, at(1))):
        put(public_citation, pk, changed)
    for pk in (1_500, 3_000):
        put(proposed_citation, pk, at(9))
    assert parts.held(Citation, "updated_at") == [(0, at(3)), (1, at(5)), (7_000, at(1))]
    assert parts.held(Citation, "updated_at", size=500) == [(1, at(3)), (2, at(5)), (3, at(4)), (14_000, at(1))]


def test_an_article_counts_by_its_live_revision():
    live, _draft = public_article(), draft_article()
    assert parts.held(Article, "live_at") == [(live.pk // parts.SIZE, live.live_at)]


@pytest.mark.parametrize("name", sorted(IN_PARTS))
def test_an_index_is_jumped_by_and_nothing_is_read_or_sorted(name):
    sitemap = IN_PARTS[name]
    table = sitemap.model._meta.db_table
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a small table is read faster than any index
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {parts.question(sitemap.model, sitemap.changed)}")
        plan = [str(row[-1]) for row in cursor.fetchall()]
    touched = [line for line in plan if table in line]
    assert touched
    assert all("_by_part" in line for line in touched), plan
