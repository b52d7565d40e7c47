"""Two records of one paper made one. Every mention stays: what pointed at either points at the one that is kept.

The text of articles is not touched: revisions are immutable, and an approval belongs to the text it was given for. The
key that stands there goes on as a former key of the record that is kept (`CitationQuerySet.by_key`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core import serializers
from django.db import models, transaction
from django.forms.models import model_to_dict
from simple_history.models import HistoricalChanges

from mscsite.core import audit
from references.choices import gravest
from references.doubles import LikelyDouble, MatchKey
from references.models import Citation, FormerKey, Merge

_BOOKS = (FormerKey, Merge, MatchKey, LikelyDouble)  # what tells of merges and of doubles is no mention
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

    In one transaction, audited, with all that `references.unmerging` needs to take it back. Raises ValueError where
    both are one record already.
    """
    if keep.pk == double.pk:
        raise ValueError("a citation cannot be merged with itself")
    with transaction.atomic():
        rows = {row.pk: row for row in Citation.objects.select_for_update().filter(pk__in=(keep.pk, double.pk))}
        keep, double = rows[keep.pk], rows[double.pk]
        told = Merge(citation=keep, key=double.key, kept=row_of(keep), gone=row_of(double), merged_by=actor)
        held = {name: str(value) for name, value in model_to_dict(double).items() if value}
        told.mentions = [each for field in mentioning() for each in _repoint(field, keep, double)]
        told.former_keys = _hand_over(FormerKey.objects.filter(citation=double), keep, "key")
        told.earlier = _hand_over(Merge.objects.filter(citation=double), keep, "pk")
        filled = _fill(keep, double)
        double.delete()
        keep.save()
        FormerKey.objects.create(key=told.key, citation=keep)
        told.stamp = keep.updated_at
        told.save()
        detail = {"key": told.key, "held": held, "mentions": len(told.mentions), "filled": list(filled)}
        audit.record(action="merged", target=keep, actor=actor, origin=origin, **detail)
    return Merged(keep, told.key, len(told.mentions), filled)


def row_of(record: models.Model) -> dict:
    """A row as Django's serializer for Python writes it, with moments to the microsecond, fit for JSON."""
    (row,) = serializers.serialize("python", [record])
    row["fields"] = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row["fields"].items()
    }
    return row


def _hand_over(rows: models.QuerySet, keep: Citation, name: str) -> list:
    """Rows of our own books go to the record that is kept; returns what they are known by."""
    known = list(rows.values_list(name, flat=True))
    rows.update(citation=keep)
    return known


def mentioning() -> Iterator[models.ForeignKey]:
    """The foreign keys by which rows of any app point at a citation; history tells of the past and stays."""
    for relation in Citation._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.auto_created and relation.related_model not in _BOOKS:
            model = relation.related_model
            if not issubclass(model, HistoricalChanges) and not model.__name__.startswith("Historical"):
                yield relation.field


def mentions(citation: Citation) -> int:
    """How many rows point at a citation."""
    return sum(field.model._default_manager.filter(**{field.name: citation}).count() for field in mentioning())


def _repoint(field: models.ForeignKey, keep: Citation, double: Citation) -> Iterator[dict]:
    """Rows that point at the double now point at the other; those that pointed at both are one. Tells of each."""
    rows = field.model._default_manager
    for row in rows.filter(**{field.name: double}).select_for_update():
        owner = _owner(row, field)
        told = {"model": row._meta.label_lower, "field": field.name, "pk": row.pk, "owner": owner}
        if owner and rows.filter(**owner, **{field.name: keep}).exists():
            told["row"] = row_of(row)
            row.delete()
        else:
            setattr(row, field.name, keep)
            row.save(update_fields=[field.name])
        yield told


def _owner(row: models.Model, field: models.ForeignKey) -> dict:
    """By what the database tells rows apart that point at one citation: whose they are. {} where it does not."""
    options = row._meta
    sets: Iterable[Iterable[str]] = [
        *options.unique_together,
        *(c.fields for c in options.constraints if isinstance(c, models.UniqueConstraint) and c.fields),
    ]
    for names in sets:
        if field.name in names:
            columns = [options.get_field(name).attname for name in names if name != field.name]
            return {column: getattr(row, column) for column in columns}
    return {}


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
    keep.retraction_status = gravest([keep.retraction_status, double.retraction_status])
    keep.published_at = keep.published_at or double.published_at
    return tuple(filled)
