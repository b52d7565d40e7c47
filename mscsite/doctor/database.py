"""The database: its version, how it is set, whether its tables and the search index are those of this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles import counting, touching
from mscsite.core import fulltext, generation, triggers
from mscsite.doctor.findings import ERROR, OK, WARNING, Check, Finding, judged

OLDEST_SQLITE = (3, 37)
OLDEST_POSTGRESQL = 140000
LONGEST_WAL = 512_000_000  # bytes: a reader that never ends keeps it from being taken over
WAIT = 5000  # milliseconds that a writer waits for another at least


def _database() -> Iterator[Finding]:
    yield from (_sqlite() if connection.vendor == "sqlite" else _postgresql())


def _sqlite() -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    fine = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    yield judged("database", fine, f"SQLite {version}", "use a Python that comes with SQLite 3.37 or newer")
    name = str(connection.settings_dict["NAME"])
    mode, wait = _pragma("journal_mode"), int(_pragma("busy_timeout"))
    in_memory = connection.is_in_memory_db()
    mend = "remove what overrides DATABASES in the settings; the file must be on a local disk, not on a network share"
    yield judged("write-ahead log", mode == "wal" or in_memory, f"journal_mode={mode}", mend)
    yield judged("waiting for a writer", wait >= WAIT, f"busy_timeout={wait} ms", mend)
    how = connection.settings_dict["OPTIONS"].get("transaction_mode", "deferred")
    yield judged("transactions", how == "IMMEDIATE", how.lower(), mend)
    log = Path(f"{name}-wal")
    if not in_memory and log.exists():
        size = log.stat().st_size
        end = "restart the processes, one holds a transaction open; then the log shrinks by itself"
        yield judged("size of the log", size < LONGEST_WAL, f"{size / 1e6:.0f} MB", end, WARNING)
    answer = _pragma("quick_check")
    yield judged("integrity", answer == "ok", f"quick_check: {answer}", "stop the site and restore the last backup")


def _pragma(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _postgresql() -> Iterator[Finding]:
    version = connection.pg_version
    seen = f"PostgreSQL {version // 10000}.{version % 10000}"
    yield judged("database", version >= OLDEST_POSTGRESQL, seen, "upgrade to PostgreSQL 14 or newer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity")
        used = cursor.fetchone()[0]
        cursor.execute("SHOW max_connections")
        most = int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
        encoding = cursor.fetchone()[0]
    mend = "raise max_connections, or run fewer WEB_WORKERS × WEB_THREADS"
    yield judged("connections", used < 0.8 * most, f"{used} of {most}", mend, WARNING)
    yield judged(
        "encoding", encoding == "UTF8", encoding, "create the database with ENCODING 'UTF8' and restore a backup"
    )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    seen = f"{len(waiting)} not applied" if waiting else "all applied"
    yield judged("migrations", not waiting, seen, "run manage.py migrate")
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        named = ", ".join(".".join(each) for each in unknown[:3])
        yield Finding("migrations", WARNING, f"the database has some that this version does not: {named}",
                      "run the newest version here; the database was upgraded by it")  # fmt: skip


def _triggers() -> Iterator[Finding]:
    ours = (touching, counting)
    count = len(generation.installed(connection)) + sum(len(triggers.installed(connection, o.PREFIX)) for o in ours)
    wanted = generation.expected(connection) + sum(each.expected() for each in ours)
    mend = "run manage.py migrate: it makes them anew; until then pages that were kept may be old"
    yield judged("triggers", count == wanted, f"{count} of {wanted}", mend)


def _search() -> Iterator[Finding]:
    outdated = fulltext.is_outdated()
    seen = "of another version, or out of step" if outdated else "in step"
    yield judged("search index", not outdated, seen, "run manage.py rebuild_search")


def _cache() -> Iterator[Finding]:
    cache.set("doctor", "kept", 10)
    kept = cache.get("doctor") == "kept"
    yield judged("cache", kept, "keeps" if kept else "forgets", "correct CACHE_URL, or start its server", ERROR)
    if kept and "locmem" in type(cache._connections["default"]).__module__:
        yield Finding("cache", OK, "in the memory of each process: limits of abuse count for each alone")


CHECKS: tuple[Check, ...] = (_database, _migrations, _triggers, _search, _cache)
