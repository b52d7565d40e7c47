"""The test's database for other processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.db import connection


def address_of_database(folder: Path) -> str:
    """As DATABASE_URL. That of PostgreSQL is the test's own; that of SQLite is in memory, and copied to a file."""
    if connection.vendor == "sqlite":
        path = folder / "copy.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    given = connection.settings_dict
    return f"postgres://{given['USER']}@/{given['NAME']}?host={given['HOST']}&port={given['PORT'] or 5432}"
