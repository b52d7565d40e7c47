"""Where a record is used: what points at it by many-to-many relations, with links to its pages in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db import models
from django.urls import reverse

SHOWN = 50


@dataclass(frozen=True)
class Use:
    """Something that uses a record: the kind of thing, its name, and its page in the admin."""

    kind: str
    name: str
    url: str


def of(record: models.Model) -> list[Use]:
    """The users of `record`, a query for each kind. A model may say by `using(rows)` what stands for its rows."""
    found: list[Use] = []
    for relation in record._meta.related_objects:
        name = relation.get_accessor_name()
        if not relation.many_to_many or name is None or name.endswith("+"):
            continue
        rows = getattr(record, name).all()
        found += _uses(relation.related_model.using(rows) if hasattr(relation.related_model, "using") else rows)
    return found


def _uses(rows: Iterable[models.Model]) -> list[Use]:
    known = [row for row in rows[:SHOWN] if admin.site.is_registered(type(row))]
    return [
        Use(str(row._meta.verbose_name), str(row), reverse(admin_urlname(row._meta, "change"), args=[row.pk]))
        for row in known
    ]
