"""Choosing among trials and counting them, against counting one after the other."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest

from mscsite.core import memo
from references import trial_lists
from references.choices import Phase
from references.registries import REGISTRIES
from references.trial_lists import FACETS, Row

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
    monkeypatch.setattr(memo, "kept", lambda name, make, weight=1: make())
    return made


def chosen_from(rows: list[Row], wanted: dict[str, str], without: str = "") -> list[Row]:
    left = {name: value for name, value in wanted.items() if value and name != without}
    return [row for row in rows if all(value in row.values(name) for name, value in left.items())]


def test_what_is_chosen_and_how_many_have_each_value(rows):
    for wanted in CHOICES:
        found = trial_lists.listing(wanted, "zh-hans")
        assert found.pks == [row.pk for row in chosen_from(rows, wanted)]
        for facet in found.facets:
            others = chosen_from(rows, wanted, without=facet.name)
            counts = Counter(value for row in others for value in row.values(facet.name))
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
