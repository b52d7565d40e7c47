"""What is alike about triggers of ours: they are found by the beginning of their names, dropped and made anew."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

DIFFER = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}  # unequal, with NULL as a value like others


def installed(connection: BaseDatabaseWrapper, prefix: str) -> list[tuple[str, str]]:
    """Table and name of every trigger whose name begins with `prefix`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE %s ORDER BY 1, 2",
                [f"{prefix}%"],
            )
        else:
            cursor.execute(
                "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ORDER BY 1, 2",
                [f"{prefix}%"],
            )
        return list(cursor.fetchall())


def remove(connection: BaseDatabaseWrapper, prefix: str) -> None:
    """Drop those triggers."""
    with connection.cursor() as cursor:
        for table, name in installed(connection, prefix):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def around_migrations(sender: AppConfig, prefix: str, install: Callable[[BaseDatabaseWrapper], None]) -> None:
    """Have those triggers dropped before migrations of `sender` change what they speak of, and made by `install` after.
    Called once, when the app is ready."""

    def before(using: str, **kwargs) -> None:
        remove(connections[using], prefix)

    def after(using: str, **kwargs) -> None:
        install(connections[using])

    pre_migrate.connect(before, sender=sender, weak=False, dispatch_uid=prefix)
    post_migrate.connect(after, sender=sender, weak=False, dispatch_uid=prefix)


def columns(cursor) -> dict[str, set[str]]:
    """The columns of each table that is there, by one question (Django asks for one table after the other)."""
    cursor.execute(_COLUMNS[cursor.db.vendor])
    found: dict[str, set[str]] = {}
    for table, column in cursor.fetchall():
        found.setdefault(table, set()).add(column)
    return found


_COLUMNS = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    "postgresql": "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND pg_table_is_visible(c.oid)",
}
