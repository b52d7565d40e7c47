"""Many new rows at once, faster than `bulk_create` makes its statements."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models, transaction


@transaction.atomic(savepoint=False)
def insert(records: Iterable[models.Model]) -> None:
    """Insert new records of one model, all in one statement; they learn their keys. Signals are not sent.

    `bulk_create` writes the SQL of each value anew, and on SQLite for forty rows at a time: it took twice as long.
    """
    records = list(records)
    if not records:
        return
    meta, quote = records[0]._meta, connection.ops.quote_name
    for record, key in zip(records, _free_keys(meta, len(records)), strict=True):
        record.pk = key
    fields = meta.concrete_fields
    rows = [
        [field.get_db_prep_save(field.pre_save(record, True), connection) for field in fields] for record in records
    ]
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})", rows
        )
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


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
