"""Archived copies of dead addresses: the check proposes them, an editor decides, and only then readers get them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from mscsite.core import audit
from references.models import Citation


class NothingProposed(Exception):
    """There is no copy to decide on: somebody has decided already, or the address answers again."""


def accept(citation: Citation, copy: str, *, actor: AbstractBaseUser, origin: str) -> Citation:
    """Readers get the copy from now on, for as long as the address itself stays dead. Raises NothingProposed."""
    return _decide(citation, copy, "copy_accepted", {"archived_url": copy}, actor, origin)


def refuse(citation: Citation, copy: str, *, actor: AbstractBaseUser, origin: str) -> Citation:
    """The copy is not proposed again; another one may be. Raises NothingProposed."""
    return _decide(citation, copy, "copy_refused", {"refused_copy": copy}, actor, origin)


@transaction.atomic
def _decide(citation: Citation, copy: str, action: str, fields: dict, actor: AbstractBaseUser, origin: str) -> Citation:
    """`copy` is what the editor saw: a decision on one copy is none on another that was proposed meanwhile."""
    row = Citation.objects.select_for_update().get(pk=citation.pk)
    if not copy or row.proposed_copy != copy:
        raise NothingProposed(_("文献 %(key)s 没有待确认的这份存档副本，可能已有人处理。") % {"key": row.key})
    for name, value in {**fields, "proposed_copy": ""}.items():
        setattr(row, name, value)
    row.save()
    audit.record(action=action, target=row, actor=actor, origin=origin, url=row.url, copy=copy)
    return row
