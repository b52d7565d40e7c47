"""A table cut by its keys into parts: which hold anything public, and when that was last changed.

Two jumps by index for each part, however many rows stand in it.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

SIZE = 1_000  # keys of a part; another size is found without the index

_SQL = """
WITH RECURSIVE part (number) AS (
    SELECT MIN(id / {size}) FROM "{table}" WHERE "{shown}" IS NOT NULL
    UNION ALL
    SELECT (SELECT MIN(id / {size}) FROM "{table}" WHERE "{shown}" IS NOT NULL AND id / {size} > number)
    FROM part WHERE number IS NOT NULL
)
SELECT number, (SELECT MAX("{changed}") FROM "{table}" WHERE "{shown}" IS NOT NULL AND id / {size} = number)
FROM part WHERE number IS NOT NULL ORDER BY number
"""


def index(name: str, changed: str, shown: str) -> models.Index:
    """What `held` jumps by, for a model whose rows are public where the field `shown` is set."""
    return models.Index(F("id") / SIZE, F(changed), name=name, condition=Q(**{f"{shown}__isnull": False}))


def held(model: type[models.Model], changed: str, size: int = SIZE) -> list[tuple[int, dt.datetime]]:
    """The parts of `size` keys that hold anything public, from part 0 on, each with the newest `changed` in it."""
    with connection.cursor() as cursor:
        cursor.execute(question(model, changed, size))
        return [(number, _moment(last)) for number, last in cursor.fetchall()]


def question(model: type[models.Model], changed: str, size: int = SIZE) -> str:
    """The SQL for it, the same on both databases."""
    options = model._meta
    shown = options.get_field(model.public_when).column
    return _SQL.format(table=options.db_table, shown=shown, changed=options.get_field(changed).column, size=int(size))


def _moment(value: str | dt.datetime) -> dt.datetime:
    """SQLite gives text."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, connection.timezone)
