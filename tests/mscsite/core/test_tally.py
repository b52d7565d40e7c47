"""A table of counts that stays small."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from mscsite.core import tally
from mscsite.core.models import SearchMiss

pytestmark = pytest.mark.django_db
KEPT = dt.timedelta(days=10)


def note(words: str) -> None:
    tally.note(SearchMiss.objects, 2, KEPT, words=words)


def rows() -> list[tuple]:
    return list(SearchMiss.objects.order_by("words").values_list("words", "times", "first_on", "last_on"))


def test_what_is_met_again_counts_on():
    today, before = timezone.localdate(), timezone.localdate() - KEPT
    note("a")
    SearchMiss.objects.update(first_on=before, last_on=before)
    note("a")
    assert rows() == [("a", 2, before, today)]


def test_a_full_table_takes_in_nothing_new_until_something_is_old():
    for words in ("a", "b", "c", "b"):
        note(words)
    assert [row[:2] for row in rows()] == [("a", 1), ("b", 2)]
    SearchMiss.objects.filter(words="a").update(last_on=timezone.localdate() - KEPT - dt.timedelta(days=1))
    note("c")
    assert [row[:2] for row in rows()] == [("b", 2), ("c", 1)]
