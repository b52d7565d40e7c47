"""Who writes, reviews and publishes in the stress tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from articles.models import Person
from articles.workflow import Origin
from mscsite.core import roles


@dataclass(frozen=True)
class People:
    """Origins of steps, each an account of one role with a mailbox; `author` is whom articles name."""

    writer: Origin
    reviewer: Origin
    publisher: Origin
    author: Person

    @classmethod
    def make(cls) -> None:
        """Put them into the database, with the roles where those are not there."""
        if not Group.objects.exists():
            roles.apply(apps, "default")
        for name, role in (("writer", roles.EDITOR), ("reviewer", roles.REVIEWER), ("publisher", roles.PUBLISHER)):
            user, _made = get_user_model().objects.get_or_create(
                username=f"stress-{name}", defaults={"is_staff": True, "email": f"{name}@example.org"}
            )
            user.groups.set([Group.objects.get(name=role.name)])
        Person(name_zh_hans="王医师").save()

    @classmethod
    def there(cls) -> People:
        user = get_user_model().objects.get
        accounts = {name: user(username=f"stress-{name}") for name in ("writer", "reviewer", "publisher")}
        return cls(
            **{name: Origin(account, "stress") for name, account in accounts.items()}, author=Person.objects.first()
        )
