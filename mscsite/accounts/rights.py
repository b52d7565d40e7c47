"""What an account may do, before and after: noted in the audit log, and whoever is signed in with the old rights is
signed out, so that new rights are used with the proofs they ask for."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, Group

from mscsite.accounts import events, links, sessions
from mscsite.core import audit
from mscsite.core.admin_names import ORIGIN


@dataclass(frozen=True)
class Rights:
    is_active: bool
    held: frozenset[str]


NONE = Rights(True, frozenset())


def of(user: AbstractBaseUser) -> Rights:
    """Groups by name, single permissions as `app.codename`, and what Django calls staff and superuser."""
    flags = [name for name in ("is_staff", "is_superuser") if getattr(user, name)]
    groups = user.groups.values_list("name", flat=True)
    return Rights(user.is_active, frozenset([*flags, *groups, *_names(user.user_permissions)]))


def of_role(group: Group) -> frozenset[str]:
    return frozenset(_names(group.permissions))


def _names(permissions) -> list[str]:
    return [f"{app}.{code}" for app, code in permissions.values_list("content_type__app_label", "codename")]


def changed(
    user: AbstractBaseUser,
    before: Rights,
    *,
    actor: AbstractBaseUser | None,
    keep: str | None,
    origin: str = ORIGIN,
) -> None:
    """Note what `actor` changed, in the transaction of the change."""
    after = of(user)
    if before.is_active != after.is_active:
        events.note("account_activated" if after.is_active else "account_deactivated", user, actor=actor, origin=origin)
    if not after.is_active:
        links.void(user)
    if before.held != after.held:
        detail = {"given": sorted(after.held - before.held), "taken": sorted(before.held - after.held)}
        events.note("rights_changed", user, actor=actor, origin=origin, **detail)
    if before != after:
        sessions.end(user, keep=keep)


def role_changed(group: Group, before: frozenset[str], *, actor: AbstractBaseUser) -> None:
    after = of_role(group)
    if before != after:
        detail = {"given": sorted(after - before), "taken": sorted(before - after)}
        audit.record(action="rights_changed", target=group, actor=actor, origin=ORIGIN, name=group.name, **detail)
