"""Two records of one paper made one. Every mention stays: what pointed at either points at the one that is kept.

The text of articles is not touched: revisions are immutable, and an approval belongs to the text it was given for. The
key that stands there goes on as a former key of the record that is kept (`CitationQuerySet.by_key`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.forms.models import model_to_dict
from simple_history.models import HistoricalChanges

from mscsite.core import audit
from references.choices import RetractionStatus
from references.models import Citation, FormerKey

_GRAVITY = ("", RetractionStatus.CORRECTION, RetractionStatus.EXPRESSION_OF_CONCERN, RetractionStatus.RETRACTION)
_OWN = ("id", "key", "created_at", "updated_at", "published_at", "retraction_status", "extra", "notices", "type")


@dataclass(frozen=True)
class Merged:
    """What a merge did: the record that is left, the key that is gone, how many mentions moved, what it filled."""

    citation: Citation
    key: str
    mentions: int
    filled: tuple[str, ...]


def merge(keep: Citation, double: Citation, *, actor: AbstractBaseUser | None, origin: str) -> Merged:
    """`double` becomes part of `keep`: mentions move, empty fields are filled, the graver retraction status counts.

    In one transaction, audited with all that the double held. Raises ValueError where both are one record already.
    """
    if keep.pk == double.pk:
        raise ValueError("a citation cannot be merged with itself")
    with transaction.atomic():
        rows = {row.pk: row for row in Citation.objects.select_for_update().filter(pk__in=(keep.pk, double.pk))}
        keep, double = rows[keep.pk], rows[double.pk]
        held = {name: str(value) for name, value in model_to_dict(double).items() if value}
        mentions = sum(_repoint(relation, keep, double) for relation in mentioning())
        FormerKey.objects.filter(citation=double).update(citation=keep)
        key, filled = double.key, _fill(keep, double)
        double.delete()
        keep.save()
        FormerKey.objects.create(key=key, citation=keep)
        detail = {"key": key, "held": held, "mentions": mentions, "filled": list(filled)}
        audit.record(action="merged", target=keep, actor=actor, origin=origin, **detail)
    return Merged(keep, key, mentions, filled)


def mentioning() -> Iterator[models.ForeignKey]:
    """The foreign keys by which rows of any app point at a citation; history tells of the past and stays."""
    for relation in Citation._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.auto_created and relation.related_model is not FormerKey:
            model = relation.related_model
            if not issubclass(model, HistoricalChanges) and not model.__name__.startswith("Historical"):
                yield relation.field


def mentions(citation: Citation) -> int:
    """How many rows point at a citation."""
    return sum(field.model._default_manager.filter(**{field.name: citation}).count() for field in mentioning())


def _repoint(field: models.ForeignKey, keep: Citation, double: Citation) -> int:
    """Rows that point at the double now point at the other; those that pointed at both are one."""
    rows = field.model._default_manager
    moved = 0
    for row in rows.filter(**{field.name: double}).select_for_update():
        setattr(row, field.name, keep)
        if any(rows.exclude(pk=row.pk).filter(**same).exists() for same in _unique(row)):
            row.delete()
        else:
            row.save(update_fields=[field.name])
        moved += 1
    return moved


def _unique(row: models.Model) -> Iterator[dict]:
    """The values by which the database tells rows apart."""
    options = row._meta
    sets: Iterable[Iterable[str]] = [
        *options.unique_together,
        *(c.fields for c in options.constraints if isinstance(c, models.UniqueConstraint) and c.fields),
    ]
    for names in sets:
        yield {name: getattr(row, options.get_field(name).attname) for name in names}


def _fill(keep: Citation, double: Citation) -> tuple[str, ...]:
    """Empty fields get what the double had; returns their names."""
    filled = []
    for field in Citation._meta.concrete_fields:
        ours, theirs = getattr(keep, field.name), getattr(double, field.name)
        if field.name not in _OWN and not ours and theirs:
            setattr(keep, field.name, theirs)
            filled.append(field.name)
    if double.extra.keys() - keep.extra.keys():
        keep.extra = double.extra | keep.extra
        filled.append("extra")
    keep.notices = [*keep.notices, *(notice for notice in double.notices if notice not in keep.notices)]
    keep.retraction_status = max(keep.retraction_status, double.retraction_status, key=_GRAVITY.index)
    keep.published_at = keep.published_at or double.published_at
    return tuple(filled)
