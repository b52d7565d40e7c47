"""A merge taken back: both records, their mentions and their keys as they were, as long as nobody has edited since."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core import serializers
from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from mscsite.core import audit
from references.models import Citation, FormerKey, Merge

# Sent inside the transaction with `merge`: its key leads to a record of its own again, also in texts written since.
parted = Signal()
_MOMENTS = ("created_at", "updated_at")


class MergeStands(Exception):
    """Why a merge cannot be taken back."""


def standing(citation: Citation) -> list[Merge]:
    """The merges into a citation that were not taken back, the newest first."""
    return list(citation.merges.filter(undone_at=None).select_related("citation", "merged_by"))


def obstacle(merge: Merge) -> str:
    """Why a merge cannot be taken back; empty where it can."""
    kept = merge.citation
    if merge.undone_at is not None:
        return _("这次合并已经撤销。")
    if later := kept.merges.filter(undone_at=None, pk__gt=merge.pk).last():
        return _("之后又并入了 %(key)s，请先撤销那一次。") % {"key": later.key}
    if kept.updated_at != merge.stamp:
        return _("合并之后 %(key)s 又改动过，不能一键撤销；请按审计记录手工恢复。") % {"key": kept.key}
    fields = merge.gone["fields"]
    same = Q(key=fields["key"])
    for name in ("doi", "pmid"):
        same |= Q(**{name: fields[name]}) if fields[name] else Q()
    if other := Citation.objects.filter(same).exclude(pk=kept.pk).first():
        words = {"gone": merge.key, "key": other.key}
        return _("文献 %(gone)s 的代号或编号现在属于文献 %(key)s，请先处理那一条。") % words
    return ""


@transaction.atomic
def undo(key: int, *, actor: AbstractBaseUser | None, origin: str) -> Merge:
    """Both records as they were before the merge, audited; raises MergeStands. Mentions that are gone stay gone."""
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=key)
    merge.citation = Citation.objects.select_for_update().get(pk=merge.citation_id)
    if reason := obstacle(merge):
        raise MergeStands(reason)
    FormerKey.objects.filter(key=merge.key).delete()
    _restore(merge.citation, merge.kept)
    gone = _object(merge.gone)
    gone.save(force_insert=True)
    for record, row in ((merge.citation, merge.kept), (gone, merge.gone)):
        Citation.objects.filter(pk=record.pk).update(**{name: row["fields"][name] for name in _MOMENTS})
    FormerKey.objects.filter(key__in=merge.former_keys).update(citation=gone)
    Merge.objects.filter(pk__in=merge.earlier).update(citation=gone)
    moved = sum(_give_back(told, merge.citation, gone) for told in merge.mentions)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    parted.send(Merge, merge=merge)
    detail = {"key": merge.key, "mentions": moved, "of": len(merge.mentions)}
    audit.record(action="unmerged", target=merge.citation, actor=actor, origin=origin, **detail)
    return merge


def _object(row: dict) -> models.Model:
    return next(serializers.deserialize("python", [row])).object


def _restore(citation: Citation, row: dict) -> None:
    before = _object(row)
    for field in Citation._meta.concrete_fields:
        setattr(citation, field.name, getattr(before, field.name))
    citation.save()


def _give_back(told: dict, kept: Citation, gone: Citation) -> bool:
    """A row points at the record again that it pointed at; False where it, or whose it was, is not there any more."""
    rows, name = apps.get_model(told["model"])._default_manager, told["field"]
    if "row" in told:
        return _make_again(told["row"], rows)
    mine = Q(pk=told["pk"]) | (Q(**told["owner"]) if told["owner"] else Q())
    row = rows.filter(mine, **{name: kept}).first()
    if row is None:
        return False
    setattr(row, name, gone)
    row.save(update_fields=[name])
    return True


def _make_again(row: dict, rows: models.Manager) -> bool:
    """A row that became one with another when the two records did."""
    made = _object(row)
    keys = [field for field in made._meta.concrete_fields if field.is_relation]
    if not all(field.related_model._base_manager.filter(pk=getattr(made, field.attname)).exists() for field in keys):
        return False
    if rows.filter(pk=made.pk).exists():
        made.pk = None
    made.save(force_insert=True)
    return True
