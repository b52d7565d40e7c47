"""The public list of trials: what can be chosen, how many there are of each, and phases by condition."""

from __future__ import annotations

import functools
import operator
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import lasting
from mscsite.core.bits import bits_of
from references.choices import OverallStatus, Phase
from references.models import Trial
from references.registries import REGISTRIES

MOST_CONDITIONS = 12  # rows of the picture; the list below it holds the others
LONGEST = 100
FACETS = ("condition", "phase", "status", "registry", "results")
_BETWEEN = re.compile(r"\s*[;；、|]\s*")
_SIZES = (1, 2, 4, 8)  # from which number of trials a dot is of the next size


class Row(NamedTuple):
    """What is needed of a trial for choosing and counting."""

    pk: int
    conditions: tuple[str, ...]
    phase: str
    overall_status: str
    registry: str
    has_results: bool


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


@functools.lru_cache(maxsize=5_000)  # the same few words stand in many trials
def split(conditions: str) -> tuple[str, ...]:
    """The conditions of a trial, each once."""
    return tuple(dict.fromkeys(part for part in _BETWEEN.split(conditions.strip()) if part))


def listing(wanted: Mapping[str, str], language: str) -> Listing:
    """The public trials that `wanted` (the query of an address) asks for.

    One query, and none as long as no public trial changes: a process keeps what it needs of each trial, and the whole
    list without a choice.
    """
    chosen = {name: value[:LONGEST] for name in FACETS if (value := wanted.get(name, ""))}
    if chosen:
        return _listing(chosen, language)
    return lasting.kept(("trials", "all", language), (Trial,), lambda: _listing({}, language))


def _listing(chosen: Mapping[str, str], language: str) -> Listing:
    trials = lasting.kept(("trials", "rows", language), (Trial,), lambda: Trials(_rows(language)))
    labels = {
        "condition": (_("疾病"), {}),
        "phase": (_("分期"), dict(Phase.choices)),
        "status": (_("状态"), dict(OverallStatus.choices)),
        "registry": (_("登记平台"), {registry.key: registry.name for registry in REGISTRIES}),
        "results": (_("结果"), {"yes": _("已有结果"), "no": _("尚无结果")}),
    }
    facets = [
        Facet(
            name, label, _choices(trials.counts(name, trials.match(chosen, without=name)), words, chosen.get(name, ""))
        )
        for name, (label, words) in labels.items()
    ]
    columns, lines = _picture(trials, chosen)
    return Listing(trials.keys(trials.match(chosen)), facets, columns, lines, bool(chosen))


class Trials:
    """All public trials: of each value of a facet those that have it, as the bits of a number.

    So choosing is one `&` for all trials, and counting one `bit_count`, however many there are.
    """

    def __init__(self, rows: list[Row]) -> None:
        self._pks = [row.pk for row in rows]
        places: dict[str, defaultdict[str, list[int]]] = {name: defaultdict(list) for name in FACETS}
        of_condition, of_phase, of_status, of_registry, of_results = places.values()
        for at, (_pk, conditions, phase, status, registry, has_results) in enumerate(rows):
            for condition in conditions:
                of_condition[condition].append(at)
            of_phase[phase].append(at)
            of_status[status].append(at)
            of_registry[registry].append(at)
            of_results["yes" if has_results else "no"].append(at)
        self._bits = {
            name: {value: bits_of(at) for value, at in values.items() if value} for name, values in places.items()
        }

    def match(self, chosen: Mapping[str, str], without: str = "") -> int:
        """Those that have all that was chosen, but for one facet."""
        found = (1 << len(self._pks)) - 1
        for name, value in chosen.items():
            if name != without:
                found &= self._bits.get(name, {}).get(value, 0)
        return found

    def counts(self, name: str, among: int) -> dict[str, int]:
        """How many of some trials have each value of a facet; values that none of them has are left out."""
        values = self._bits.get(name, {}).items()
        return {value: count for value, bits in values if (count := (among & bits).bit_count())}

    def with_value(self, name: str, value: str, among: int) -> int:
        """Those of some trials that have a value."""
        return among & self._bits.get(name, {}).get(value, 0)

    def keys(self, found: int) -> list[int]:
        """The primary keys of some trials, in the order of their ids."""
        return [pk for pk, bit in zip(self._pks, reversed(f"{found:b}"), strict=False) if bit == "1"]


def _rows(language: str) -> list[Row]:
    conditions = build_localized_fieldname("conditions", language)
    results = build_localized_fieldname("results", language)
    names = ("pk", conditions, "phase", "overall_status", "registry")
    with_results = Q(**{f"{results}__gt": ""}) | Q(results_posted_on__isnull=False)
    told = Case(When(with_results, then=1), default=0)
    every = Trial.objects.public().rewrite(False)  # columns by name: looking for their translations takes half the time
    rows = every.annotate(told=told).values_list(*names, "told")
    return [
        Row(pk, split(said or ""), phase, status, registry, bool(told))
        for pk, said, phase, status, registry, told in rows.order_by("registry_id")
    ]


def _choices(counts: dict[str, int], words: Mapping, chosen: str) -> list[Choice]:
    if chosen:
        counts.setdefault(chosen, 0)
    order = list(words) if words else sorted(counts, key=lambda value: (-counts[value], value))
    return [
        Choice(value, str(words.get(value, value)), counts[value], value == chosen)
        for value in order
        if value in counts
    ]


def _picture(trials: Trials, chosen: Mapping[str, str]) -> tuple[list[str], list[tuple[str, list[Cell], int]]]:
    """Conditions with the most trials, the phases that occur, and how many there are of each."""
    among = trials.match(chosen, without="phase")
    of_phase = {phase: found for phase in Phase if (found := trials.with_value("phase", phase, among))}
    in_any = functools.reduce(operator.or_, of_phase.values(), 0)
    totals = sorted(trials.counts("condition", in_any).items(), key=lambda pair: (-pair[1], pair[0]))
    lines = []
    for condition, total in totals[:MOST_CONDITIONS]:
        counts = {
            phase: trials.with_value("condition", condition, found).bit_count() for phase, found in of_phase.items()
        }
        lines.append((condition, [_cell(counts[phase], condition, phase, chosen) for phase in of_phase], total))
    return [str(phase.label) for phase in of_phase], lines


def _cell(count: int, condition: str, phase: Phase, chosen: Mapping[str, str]) -> Cell:
    query = urlencode({**chosen, "condition": condition, "phase": str(phase)})
    return Cell(count, sum(count >= size for size in _SIZES), query, str(phase.label))
