"""What an editor decided in the workbench, block by block, brought into a record. It writes nothing to the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from mscsite.core import derived
from mscsite.core.alignment import Row
from mscsite.core.html import sanitise


@dataclass(frozen=True)
class Decision:
    """What became of one row: `text` as it was typed, None where nobody touched it, empty where it goes."""

    text: str | None = None
    is_locked: bool = False
    is_accepted: bool = False
    is_settled: bool = False  # what stands there is right for today's source, without a change


def decide(instance: models.Model, field: str, rows: list[Row], decisions: Iterable[Decision]) -> None:
    """Bring the decisions on `rows` (all of them, in order) into the derived text and what is remembered of it."""
    texts, bases, locked, accepted = [], [], [], []
    for row, decision in zip(rows, decisions, strict=True):
        blocks = _blocks(instance, field, row, decision)
        texts += blocks
        base = row.machine if decision.is_settled else row.base
        bases += [base] if base is not None else []
        locked += blocks if decision.is_locked else []
        accepted += blocks if decision.is_accepted else []
    column = derived.target_column(instance, field)
    setattr(instance, column, derived.joined(instance, field, texts))
    instance.machine_text[column] = derived.joined(instance, field, bases)
    derived.mark(instance, field, derived.LOCKED, locked)
    derived.mark(instance, field, derived.ACCEPTED, accepted)


def _blocks(instance: models.Model, field: str, row: Row, decision: Decision) -> list[str]:
    if decision.text is None:
        return [row.text] if row.text is not None else []
    text = decision.text.replace("\r\n", "\n")
    if derived.is_html(instance, field):
        return derived.blocks(instance, field, sanitise(text))
    text = text.removesuffix("\n")
    return derived.blocks(instance, field, text) if text or row.text == "\n" else []
