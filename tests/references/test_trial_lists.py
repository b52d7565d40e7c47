"""Choosing among trials and counting them, against counting one after the other."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter

import pytest

from mscsite.core import memo
from references import trial_lists
from references.choices import Phase
from references.models import Trial
from references.registries import REGISTRIES
from references.trial_lists import FACETS, Row
from tests.factories import public_article, public_citation, public_trial

VALUES = {
    "condition": ("", "病1", "病2", "没有的"),
    "phase": ("", "PHASE1", "PHASE4"),
    "status": ("", "COMPLETED"),
    "registry": ("", REGISTRIES[0].key),
    "results": ("", "yes", "no"),
}
CHOICES = [dict(zip(VALUES, chosen, strict=True)) for chosen in itertools.product(*VALUES.values())]


@pytest.fixture(params=[0, 1, 8, 100])
def rows(request, monkeypatch) -> list[Row]:
    chance = random.Random(request.param)
    made = [
        Row(
            pk=number * 3,
            conditions=tuple(dict.fromkeys(f"病{chance.randrange(9)}" for _each in range(chance.randrange(4)))),
            phase=chance.choice(["", "PHASE1", "PHASE2"]),
            overall_status=chance.choice(["", "COMPLETED", "RECRUITING"]),
            registry=chance.choice([REGISTRIES[0].key, REGISTRIES[1].key]),
            has_results=chance.random() < 0.4,
        )
        for number in range(request.param)
    ]
    monkeypatch.setattr(trial_lists, "_rows", lambda language: made)
    return made


def values(row: Row, name: str) -> tuple[str, ...]:
    if name == "condition":
        return row.conditions
    if name == "results":
        return ("yes",) if row.has_results else ("no",)
    value = row.overall_status if name == "status" else getattr(row, name)
    return (value,) if value else ()


def chosen_from(rows: list[Row], wanted: dict[str, str], without: str = "") -> list[Row]:
    left = {name: value for name, value in wanted.items() if value and name != without}
    return [row for row in rows if all(value in values(row, name) for name, value in left.items())]


def test_what_is_chosen_and_how_many_have_each_value(rows):
    for wanted in CHOICES:
        found = trial_lists.listing(wanted, "zh-hans")
        assert found.pks == [row.pk for row in chosen_from(rows, wanted)]
        for facet in found.facets:
            others = chosen_from(rows, wanted, without=facet.name)
            counts = Counter(value for row in others for value in values(row, facet.name))
            told = {choice.value: choice.count for choice in facet.choices}
            known = {value: count for value, count in told.items() if count}
            assert known == counts
            assert facet.chosen in (wanted[facet.name], "")
    assert [facet.name for facet in found.facets] == list(FACETS)


def test_the_picture_counts_the_same(rows):
    for wanted in CHOICES:
        found = trial_lists.listing(wanted, "zh-hans")
        among = chosen_from(rows, wanted, without="phase")
        phases = [phase for phase in Phase if any(row.phase == phase for row in among)]
        assert found.columns == [str(phase.label) for phase in phases]
        for condition, cells, total in found.lines:
            held = [sum(condition in row.conditions and row.phase == phase for row in among) for phase in phases]
            assert ([cell.count for cell in cells], total) == (held, sum(held))


def asked(wanted: dict[str, str] | None = None) -> trial_lists.Listing:
    """As a request of its own does."""
    with memo.asking():
        return trial_lists.listing(wanted or {}, "zh-hans")


@pytest.mark.django_db(transaction=True)
def test_the_list_outlives_what_is_published_beside_it(django_assert_num_queries):
    public_trial("NCT01541579", conditions_zh_hans="克罗恩病")
    first = asked()
    public_article(), public_citation()
    with django_assert_num_queries(2):  # the number of all, and those of the tables
        assert asked() is first
    with django_assert_num_queries(1):
        assert asked({"condition": "克罗恩病"}).pks == first.pks


@pytest.mark.django_db(transaction=True)
def test_every_change_of_a_trial_is_seen():
    def conditions() -> dict[str, int]:
        return {choice.value: choice.count for choice in asked().facets[0].choices}

    trial = public_trial("NCT01541579", conditions_zh_hans="克罗恩病")
    assert conditions() == {"克罗恩病": 1}
    public_trial("NCT01541580", conditions_zh_hans="克罗恩病；肛瘘")
    assert conditions() == {"克罗恩病": 2, "肛瘘": 1}
    Trial.objects.filter(pk=trial.pk).update(conditions_zh_hans="肛瘘")  # past every save
    assert conditions() == {"肛瘘": 2, "克罗恩病": 1}
    Trial.objects.filter(pk=trial.pk).update(published_at=None)
    assert conditions() == {"克罗恩病": 1, "肛瘘": 1}
    Trial.objects.all().delete()
    assert asked().pks == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "has_results"),
    [
        ({}, False),
        ({"results_zh_hans": "缓解率 50 %。"}, True),
        ({"results_posted_on": dt.date(2020, 1, 2)}, True),
    ],
)
def test_results_are_those_in_words_and_those_on_the_registry(fields, has_results):
    public_trial(**fields)
    for language in ("zh-hans", "zh-hant"):
        assert [row.has_results for row in trial_lists._rows(language)] == [has_results]
