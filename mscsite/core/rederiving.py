"""Bringing the derived script of all records up to today's glossary and converter, where nobody touched it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from mscsite.core import audit, derived
from mscsite.core.alignment import rows
from mscsite.core.models import TwoScripts

BATCH = 50
Save = Callable[[models.Model, "AbstractBaseUser | None", str], object]
_savers: dict[type[models.Model], Save] = {}


@dataclass(frozen=True)
class Outcome:
    """What became of one record. `changed` and `left` hold names of fields.

    `left` are those with blocks that a person touched and that the machine would write otherwise today.
    """

    record: models.Model
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def set_saver(model: type[models.Model], save: Save) -> None:
    """Name the function that saves a model (record, actor, origin); an app with a workflow calls this in `ready()`."""
    _savers[model] = save


def translated_models() -> list[type[models.Model]]:
    """All models with a derived script, by their labels."""
    found = [model for model in apps.get_models() if issubclass(model, TwoScripts)]
    return sorted(found, key=lambda model: model._meta.label)


def rederive(
    chosen: Iterable[type[models.Model]] | None = None,
    *,
    dry_run: bool = False,
    actor: AbstractBaseUser | None = None,
    origin: str,
    most: int | None = None,
    progress: Callable[[type[models.Model], int], None] = lambda model, done: None,
) -> Iterator[Outcome]:
    """Derive every record anew, or the first `most` of each model; yields those that changed, would change, or were
    left alone in some field.

    A record at a time is locked, saved and audited in a transaction of its own: an interrupted run is taken up by the
    next one. `progress` is told after each batch how many records of a model have been looked at.
    """
    for model in translated_models() if chosen is None else chosen:
        for done, keys in _batches(model, most):
            for key in keys:
                outcome = _one(model, key, dry_run, actor, origin)
                if outcome is not None and (outcome.changed or outcome.left):
                    yield outcome
            progress(model, done)


def some(
    model: type[models.Model], after: int, *, actor: AbstractBaseUser | None, origin: str, limit: int = BATCH
) -> tuple[list[Outcome], list[int]]:
    """Derive the records of a model anew whose keys follow `after`: what became of them, and their keys."""
    keys = list(model._default_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    outcomes = [_one(model, key, False, actor, origin) for key in keys]
    return [each for each in outcomes if each is not None], keys


def _batches(model: type[models.Model], most: int | None) -> Iterator[tuple[int, list]]:
    last, done = None, 0
    while True:
        left = model._default_manager.order_by("pk")
        size = BATCH if most is None else min(BATCH, most - done)
        keys = list((left if last is None else left.filter(pk__gt=last)).values_list("pk", flat=True)[:size])
        if not keys:
            return
        last, done = keys[-1], done + len(keys)
        yield done, keys


@transaction.atomic
def _one(model, key, dry_run: bool, actor: AbstractBaseUser | None, origin: str) -> Outcome | None:
    record = model._base_manager.select_for_update(of=("self",)).filter(pk=key).first()
    if record is None:
        return None
    names = derived.translated_fields(model)
    before = {name: derived.target_text(record, name) for name in names}
    derived.derive(record)
    changed = [name for name in names if derived.target_text(record, name) != before[name]]
    left = [name for name in names if _is_left(record, name)]
    if changed and not dry_run:
        _savers.get(model, _save)(record, actor, origin)
        audit.record(action="rederived", target=record, actor=actor, origin=origin, fields=changed, left=left)
    return Outcome(record, changed, left)


def _is_left(record: models.Model, name: str) -> bool:
    if derived.state(record, name) not in (derived.State.EDITED, derived.State.OUT_OF_DATE):
        return False
    return any(row.is_touched and row.machine not in (row.base, row.text) for row in rows(record, name))


def _save(record: models.Model, _actor: AbstractBaseUser | None, _origin: str) -> None:
    record.save()
