"""Many new rows at once, faster than `bulk_create` makes its statements."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@transaction.atomic(savepoint=False)
def insert(records: Iterable[models.Model]) -> None:
    """Insert new records of one model, all in one statement; they learn their keys. Signals are not sent.

    `bulk_create` writes the SQL of each value anew, and on SQLite for forty rows at a time: it took twice as long.
    """
    records = list(records)
    if not records:
        return
    real = connections[connection.alias]  # not through the proxy, which looks itself up for each value
    meta, quote = records[0]._meta, real.ops.quote_name
    for record, key in zip(records, _free_keys(meta, len(records)), strict=True):
        record.pk = key
    fields = meta.concrete_fields
    values = [_prepared(field, records, real) for field in fields]
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})",
            list(zip(*values, strict=True)),
        )
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def _prepared(field: models.Field, records: list[models.Model], connection: BaseDatabaseWrapper) -> list:
    """What the database gets for `field` of each record."""
    prepare, before = field.get_db_prep_save, field.pre_save
    values = [before(record, True) for record in records]
    if _is_text(type(field)):
        return [value if value is None or type(value) is str else prepare(value, connection) for value in values]
    return [prepare(value, connection) for value in values]


@cache
def _is_text(kind: type[models.Field]) -> bool:
    """Whether a field of this class gives strings to the database as they are: no method on the way is its own."""
    ways = (models.CharField, models.TextField)
    return (
        kind.get_db_prep_save is models.Field.get_db_prep_save
        and kind.get_db_prep_value is models.Field.get_db_prep_value
        and any(kind.get_prep_value is way.get_prep_value and kind.to_python is way.to_python for way in ways)
    )


def _free_keys(meta, count: int) -> Iterable[int]:
    """Keys that nobody else will take: on PostgreSQL from the sequence, on SQLite since only one transaction writes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(meta.db_table), meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        last = (cursor.fetchone() or [0])[0]
        return range(last + 1, last + count + 1)
