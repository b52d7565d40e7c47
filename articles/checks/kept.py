"""What a process keeps of the records that the checks know, from one change of the site to the next.

What is kept by the generation alone (`mscsite.core.memo`) goes with every article that is published. Products, trials
and documents change seldom: their parts stay as long as their tables look the same, and with them all that the checks
made of them (`facts.once_a_set` goes by identity).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

from mscsite.core import memo

Part = TypeVar("Part")
_SECONDS = {"sqlite": "julianday(updated_at)", "postgresql": "EXTRACT(EPOCH FROM updated_at)"}
_parts: dict[str, tuple[Hashable, Any]] = {}


def anew(name: str, tables: tuple[type[models.Model], ...], also: Hashable, make: Callable[[], Part]) -> Part:
    """Nothing kept: for what is stored, and inside transactions."""
    return make()


def as_long_as_it_stands(
    name: str, tables: tuple[type[models.Model], ...], also: Hashable, make: Callable[[], Part]
) -> Part:
    """What `make` returns, or returned when `tables` looked as they do now, on this day, with the same `also`.

    A table is told by its rows, its newest save and the sum of all: every save moves `updated_at`. It is looked at
    before it is read, so that what is kept is never older than what it is told by.
    """
    if memo.number() is None:
        return make()
    looks = (timezone.localdate(), also, *map(_look, tables))
    held = _parts.get(name)
    if held is None or held[0] != looks:
        held = _parts[name] = (looks, make())
    return held[1]


def _look(model: type[models.Model]) -> tuple:
    """By an index alone."""
    with connection.cursor() as cursor:
        seconds = _SECONDS[connection.vendor]
        cursor.execute(f"SELECT COUNT(*), MAX(updated_at), SUM({seconds}) FROM {model._meta.db_table}")
        return cursor.fetchone()
