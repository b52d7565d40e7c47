"""What the audit log says of accounts: who, what, when; no address, no browser, and no name that is not ours."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from mscsite.accounts import notices
from mscsite.core import audit
from mscsite.core.admin_names import ORIGIN


def note(
    action: str, user: AbstractBaseUser, *, actor: AbstractBaseUser | None, origin: str = ORIGIN, **detail
) -> None:
    """`actor` did `action` to the account of `user`, who gets mail where it changes how they sign in (`notices`)."""
    audit.record(action=action, target=user, actor=actor, origin=origin, **detail)
    notices.send(action, user)


def failed(username: str, **detail) -> None:
    """Somebody, we do not know who, tried in vain. What was typed as a name is not kept unless it is one: people type
    passwords there."""
    users = get_user_model().objects
    user = users.filter(**{users.model.USERNAME_FIELD: username}).first() or users.model(username="")
    note("sign_in_failed", user, actor=None, **detail)
