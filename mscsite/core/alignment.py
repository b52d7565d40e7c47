"""Both scripts of a field side by side, block by block, with what has become of each block.

Like `derived`, it works on an instance and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import models

from mscsite.core import derived, hanzi
from mscsite.core.derived import State
from mscsite.core.merge import edits


@dataclass(frozen=True)
class Row:
    """One block of the source with what stands for it in the derived script. None where a side has no such block."""

    source: str | None
    machine: str | None  # what the machine makes of the source today
    base: str | None  # what the machine wrote when the two sides were last in line
    text: str | None  # what stands there
    before: str | None = None  # the source that an edit was made for, where it has changed since
    is_locked: bool = False
    is_accepted: bool = False

    @property
    def is_touched(self) -> bool:
        """Whether a person wrote, removed, added or locked it."""
        return self.text != self.base or self.is_locked

    @property
    def is_conflict(self) -> bool:
        """Whether a person touched it and its source has changed since."""
        return self.is_touched and self.before is not None and self.machine not in (self.base, self.text)

    @property
    def state(self) -> State:
        if self.is_conflict:
            return State.OUT_OF_DATE
        return State.EDITED if self.is_touched else State.DERIVED


def rows(instance: models.Model, field: str, glossary: hanzi.Glossary | None = None) -> list[Row]:
    """The rows of `field` in the order of the derived text; joined, their texts are that text."""
    source = derived.blocks(instance, field, derived.source_text(instance, field))
    machine = derived.blocks(instance, field, derived.machine_version(instance, field, glossary))
    if len(source) != len(machine):  # never seen; then what belongs together cannot be told
        source = [*source, *machine][: len(machine)]
    text = derived.blocks(instance, field, derived.target_text(instance, field))
    base = derived.blocks(instance, field, instance.machine_text.get(derived.target_column(instance, field), ""))
    before = derived.blocks(instance, field, derived.source_before(instance, field))
    found = _aligned(base, machine, text, list(zip(source, _before(before, source), strict=True)))
    locked, accepted = (derived.marked(instance, field, kind) for kind in (derived.LOCKED, derived.ACCEPTED))
    return [
        replace(row, is_locked=derived.digest(row.text) in locked, is_accepted=derived.digest(row.text) in accepted)
        if row.text is not None
        else row
        for row in found
    ]


def _aligned(base: list[str], machine: list[str], text: list[str], source: list[tuple[str, str | None]]) -> list[Row]:
    """Rows by the blocks of the base, to which both sides are compared."""
    ours, hand = edits(base, machine), edits(base, text)
    sources = iter(source)
    found = []
    for place, block in enumerate([*base, None]):
        added = [(*next(sources), machine_block) for machine_block in ours.inserted[place]]
        found += [Row(now, block_now, None, None, before) for now, before, block_now in added]
        found += [Row(None, None, None, wanted) for wanted in hand.inserted[place]]
        if block is None:
            break
        now, before = next(sources) if ours.block[place] is not None else (None, "")
        if ours.block[place] is not None or hand.block[place] is not None:
            found.append(Row(now, ours.block[place], block, hand.block[place], before))
    return found


def _before(before: list[str], source: list[str]) -> Iterator[str | None]:
    """For every block of the source what it was before; None where it is the same still."""
    change = edits(before, source)
    for place, block in enumerate([*before, None]):
        yield from ("" for _ in change.inserted[place])
        if block is not None and change.block[place] is not None:
            yield block if change.block[place] != block else None


def conflicts(instance: models.Model, field: str) -> list[Row]:
    """The rows where an edit by hand and a later change of the source stand against one another."""
    if derived.state(instance, field) is not State.OUT_OF_DATE:
        return []
    return [row for row in rows(instance, field) if row.is_conflict]
