"""One decision for all files of a batch that wait: a kind of repair accepted, or not wanted after all."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace

from articles.batches.models import DECIDABLE, ImportBatch, ImportItem
from articles.batches.service import SECONDS, decide
from articles.importing.repairs import KINDS
from articles.intake.decisions import Decisions
from articles.workflow import Origin


@dataclass(frozen=True)
class Kind:
    """How often a kind of repair is possible in the files of a batch that wait, and how many of them were agreed to."""

    kind: str
    places: int
    files: int
    agreed: int


def kinds(items: list[ImportItem]) -> list[Kind]:
    """The kinds of repairs that items still to be decided on offer."""
    places, files, agreed = Counter(), Counter(), Counter()
    for item in items:
        if not item.is_decidable:
            continue
        offered = item.preview.get("repairs", [])
        places.update(repair["kind"] for repair in offered)
        files.update({repair["kind"] for repair in offered})
        wanted = set(item.decisions.get("repairs", ()))
        agreed.update(repair["kind"] for repair in offered if repair["name"] in wanted)
    return [Kind(kind, places[kind], files[kind], agreed[kind]) for kind in KINDS if places[kind]]


def settle(batch: ImportBatch, kind: str, *, accepts: bool, origin: Origin, seconds: float = SECONDS) -> int:
    """Accept all repairs of a kind, or take them all back, for some time; how many files are still to be done."""
    until = time.monotonic() + seconds
    columns = ("state", "preview", "decisions", "batch_id")
    items = batch.items.filter(state__in=DECIDABLE).only(*columns)
    waiting = [(item, names) for item in items if (names := _changed(item, kind, accepts=accepts)) is not None]
    done = 0
    for item, names in waiting:
        decide(item, replace(Decisions.from_dict(item.decisions), repairs=names), origin=origin)
        done += 1
        if time.monotonic() > until:
            break
    return len(waiting) - done


def _changed(item: ImportItem, kind: str, *, accepts: bool) -> frozenset[str] | None:
    """The repairs that an item has agreed to afterwards; None where that is so already."""
    before = frozenset(item.decisions.get("repairs", ()))
    names = {repair["name"] for repair in item.preview.get("repairs", []) if repair["kind"] == kind}
    after = before | names if accepts else before - names
    return after if after != before else None
