"""The public list of trials: what can be chosen, how many there are of each, and phases by condition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import memo
from references.choices import OverallStatus, Phase
from references.models import Trial
from references.registries import REGISTRIES

MOST_CONDITIONS = 12  # rows of the picture; the list below it holds the others
LONGEST = 100
FACETS = ("condition", "phase", "status", "registry", "results")
_WEIGHT = 500  # of what a process keeps: thousands of trials
_BETWEEN = re.compile(r"\s*[;；、|]\s*")
_SIZES = (1, 2, 4, 8)  # from which number of trials a dot is of the next size


@dataclass(frozen=True)
class Row:
    """What is needed of a trial for choosing and counting."""

    pk: int
    conditions: tuple[str, ...]
    phase: str
    overall_status: str
    registry: str
    has_results: bool

    def values(self, name: str) -> tuple[str, ...]:
        if name == "condition":
            return self.conditions
        if name == "results":
            return ("yes",) if self.has_results else ("no",)
        value = getattr(self, "overall_status" if name == "status" else name)
        return (value,) if value else ()


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> str:
        return next((choice.value for choice in self.choices if choice.is_chosen), "")


@dataclass(frozen=True)
class Cell:
    """The trials of one condition in one phase: how many, the size of their dot (0 to 4), and the list of them."""

    count: int
    size: int
    query: str
    phase: str


@dataclass(frozen=True)
class Listing:
    """The primary keys that were chosen, in the order of their ids; the facets; the picture."""

    pks: list[int]
    facets: list[Facet]
    columns: list[str] = field(default_factory=list)
    lines: list[tuple[str, list[Cell], int]] = field(default_factory=list)
    is_filtered: bool = False


def split(conditions: str) -> tuple[str, ...]:
    """The conditions of a trial, each once."""
    return tuple(dict.fromkeys(part for part in _BETWEEN.split(conditions.strip()) if part))


def listing(wanted: Mapping[str, str], language: str) -> Listing:
    """The public trials that `wanted` (the query of an address) asks for.

    One query, and none as long as nothing public changes: a process keeps what it needs of each trial, and the whole
    list without a choice.
    """
    chosen = {name: value[:LONGEST] for name in FACETS if (value := wanted.get(name, ""))}
    if chosen:
        return _listing(chosen, language)
    return memo.kept(("trials", "all", language), lambda: _listing({}, language), _WEIGHT)


def _listing(chosen: Mapping[str, str], language: str) -> Listing:
    rows = memo.kept(("trials", "rows", language), lambda: _rows(language), _WEIGHT)
    labels = {
        "condition": (_("疾病"), {}),
        "phase": (_("分期"), dict(Phase.choices)),
        "status": (_("状态"), dict(OverallStatus.choices)),
        "registry": (_("登记平台"), {registry.key: registry.name for registry in REGISTRIES}),
        "results": (_("结果"), {"yes": _("已有结果"), "no": _("尚无结果")}),
    }
    facets = [
        Facet(name, label, _choices(name, _matching(rows, chosen, without=name), words, chosen.get(name, "")))
        for name, (label, words) in labels.items()
    ]
    found = _matching(rows, chosen)
    columns, lines = _picture(_matching(rows, chosen, without="phase"), chosen)
    return Listing([row.pk for row in found], facets, columns, lines, bool(chosen))


def _rows(language: str) -> list[Row]:
    conditions = build_localized_fieldname("conditions", language)
    results = build_localized_fieldname("results", language)
    names = ("pk", conditions, "phase", "overall_status", "registry", "results_posted_on")
    with_results = ~Q(**{results: ""}) & Q(**{f"{results}__isnull": False})
    rows = Trial.objects.public().annotate(told=_flag(with_results)).values_list(*names, "told")
    return [Row(pk, split(said or ""), phase, status, registry, bool(posted or told))
            for pk, said, phase, status, registry, posted, told in rows.order_by("registry_id")]  # fmt: skip


def _flag(condition: Q):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _matching(rows: Iterable[Row], chosen: Mapping[str, str], without: str = "") -> list[Row]:
    wanted = {name: value for name, value in chosen.items() if name != without}
    return [row for row in rows if all(value in row.values(name) for name, value in wanted.items())]


def _choices(name: str, rows: list[Row], words: Mapping, chosen: str) -> list[Choice]:
    counts = Counter(value for row in rows for value in row.values(name))
    if chosen and chosen not in counts:
        counts[chosen] = 0
    order = list(words) if words else sorted(counts, key=lambda value: (-counts[value], value))
    return [
        Choice(value, str(words.get(value, value)), counts[value], value == chosen)
        for value in order
        if value in counts
    ]


def _picture(rows: list[Row], chosen: Mapping[str, str]) -> tuple[list[str], list[tuple[str, list[Cell], int]]]:
    """Conditions with the most trials, the phases that occur, and how many there are of each."""
    phases = [phase for phase in Phase if any(row.phase == phase for row in rows)]
    totals = Counter(condition for row in rows for condition in row.conditions if row.phase)
    counts = Counter((condition, row.phase) for row in rows for condition in row.conditions)
    lines = []
    for condition, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CONDITIONS]:
        cells = [_cell(counts[condition, phase], condition, phase, chosen) for phase in phases]
        lines.append((condition, cells, total))
    return [str(phase.label) for phase in phases], lines


def _cell(count: int, condition: str, phase: Phase, chosen: Mapping[str, str]) -> Cell:
    query = urlencode({**chosen, "condition": condition, "phase": str(phase)})
    return Cell(count, sum(count >= size for size in _SIZES), query, str(phase.label))
