"""What checks know besides the text, as plain data: so they can be tested, and run, without a database."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Records = TypeVar("Records")
Made = TypeVar("Made")
_SETS = 6  # kept by each function: two large ones, and the few changes of each, now and before


def once_a_set(make: Callable[[Records], Made]) -> Callable[[Records], Made]:
    """Remember what was made of the sets of records that were asked for last, told apart by identity: comparing them
    takes longer."""
    kept: OrderedDict[int, tuple[Records, Made]] = OrderedDict()
    lock = threading.Lock()

    @functools.wraps(make)
    def made(records: Records) -> Made:
        with lock:
            held = kept.get(id(records))
            if held is not None and held[0] is records:
                kept.move_to_end(id(records))
                return held[1]
        result = make(records)
        with lock:
            kept[id(records)] = records, result
            kept.move_to_end(id(records))
            while len(kept) > _SETS:
                kept.popitem(last=False)
        return result

    return made


@dataclass(frozen=True)
class Approval:
    """One approval of a record: where (ISO 3166 or EU), the year, the day as far as known, and for whom."""

    place: str
    year: int
    date: str = ""
    is_conditional: bool = False
    population: str = ""


@dataclass(frozen=True)
class ProductFacts:
    """A product record: its spellings, where its cells come from, how it is given, and what has become of it.

    `spellings` mean this product alone; `generic` it may share. `gone` names the jurisdictions in which it is no longer
    approved; `cells` holds the recorded numbers of cells in a dose.
    """

    name: str
    spellings: tuple[str, ...] = ()
    generic: str = ""
    tissue: str = ""
    donor: str = ""
    company: tuple[str, ...] = ()
    routes: frozenset[str] = frozenset()
    cells: tuple[float, ...] = ()
    approvals: tuple[Approval, ...] = ()
    gone: tuple[str, ...] = ()
    is_gone_everywhere: bool = False

    @property
    def approved(self) -> frozenset[int]:
        """The years of its approvals, anywhere."""
        return frozenset(approval.year for approval in self.approvals)


@dataclass(frozen=True)
class TrialFacts:
    """A trial record. `enrolled` only where the registry gives the actual number."""

    registry_id: str
    phase: str = ""
    status: str = ""
    enrolled: int | None = None
    results: str = ""
    conditions: str = ""


@dataclass(frozen=True)
class Paper:
    """A citation: family names (or the name of a body) of its authors, year, title; `has_identifier`: DOI or PMID."""

    key: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    has_identifier: bool = False


@dataclass(frozen=True)
class Known:
    """The public records that articles are held against.

    `citations` holds those with a notice: key, kind of notice. `papers` are those that the article at hand cites, by
    key; `documents` those that go by the name of a body (a society, an authority) and not by their authors.
    """

    products: tuple[ProductFacts, ...] = ()
    trials: Mapping[str, TrialFacts] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    documents: tuple[Paper, ...] = ()
    companies: tuple[tuple[str, ...], ...] = ()
    tuning: object | None = None  # `articles.checks.own_rules.Tuning`


@dataclass(frozen=True)
class PageFacts:
    """What the page of an article shows around its text; empty where it shows nothing."""

    source: str = ""
    author: str = ""
    audience: str = ""
    summary: str = ""
    disclaimer: str = ""
    is_published: bool = False
    has_date: bool = False
    review_due: str = ""
    links: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
