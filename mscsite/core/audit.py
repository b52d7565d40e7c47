"""The one way to write audit entries."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from mscsite.core import bulk
from mscsite.core.models import AuditEntry


def record(*, action: str, target: models.Model, actor: AbstractBaseUser | None, origin: str, **detail) -> AuditEntry:
    """Note `action` on `target`; call it inside the transaction of the change, so that neither stands alone.

    `actor` is None for commands, whose name `origin` gives. `detail` is kept as JSON.
    """
    entry = _entry(action, target, detail, actor, origin)
    entry.save()
    return entry


def record_many(
    notes: Iterable[tuple[str, models.Model, dict]], *, actor: AbstractBaseUser | None, origin: str
) -> None:
    """The same for many changes at once, each as (action, target, detail): one query, not one a row."""
    bulk.insert(_entry(*note, actor, origin) for note in notes)


def _entry(action: str, target: models.Model, detail: dict, actor: AbstractBaseUser | None, origin: str) -> AuditEntry:
    return AuditEntry(
        action=action,
        record_type=target._meta.model_name,
        record_key=getattr(target, "slug", "") or str(target.pk or ""),
        record_id=str(target.pk or ""),
        actor=actor,
        origin=origin[:200],
        detail=detail,
    )
