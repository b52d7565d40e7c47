"""The one way to write an audit entry."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from mscsite.core.models import AuditEntry


def record(*, action: str, target: models.Model, actor: AbstractBaseUser | None, origin: str, **detail) -> AuditEntry:
    """Note `action` on `target`; call it inside the transaction of the change, so that neither stands alone.

    `actor` is None for commands, whose name `origin` gives. `detail` is kept as JSON.
    """
    return AuditEntry.objects.create(
        action=action,
        record_type=target._meta.model_name,
        record_key=getattr(target, "slug", "") or str(target.pk),
        actor=actor,
        origin=origin,
        detail=detail,
    )
