"""How many articles readers find, exactly, without counting all of them anew after each change.

They are counted by parts of a thousand keys. Triggers leave a number with a part, in the transaction of the change,
when one of its articles appears, goes, or is found in other scripts; a process keeps the counts of the parts whose
number stands, and counts the others again. So nothing is added up over the years that could go astray: what is told is
always what was counted, and a part that was counted once too often costs a moment.

The shards of `mscsite.core.shards` are for records that are read anew: small, and told of every public change. Here
they would be fifteen times as many numbers to read, moved by every text that changes and is counted as before.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import get_language

from articles.models import Article, LivePart
from mscsite.core import lasting, parts, triggers

PREFIX = "live_parts_"  # after that of the generation: on PostgreSQL its row is taken first, so none waits crosswise
_ARTICLES, _PARTS = Article._meta.db_table, LivePart._meta.db_table
_CLOCK = {
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    "postgresql": "(extract(epoch FROM clock_timestamp()) * 1000)::bigint",
}
_MAX = {"sqlite": "max", "postgresql": "greatest"}
_APPEARED = "(OLD.live_id IS NULL) <> (NEW.live_id IS NULL) OR OLD.live_in <> NEW.live_in"
_WHEN = {"INSERT": "NEW.live_id IS NOT NULL", "UPDATE": _APPEARED, "DELETE": "OLD.live_id IS NOT NULL"}
_SOME = 50  # parts that are counted by their numbers; of more all are

_FIRST = f"SELECT MIN(id / {parts.SIZE}) FROM {_ARTICLES} WHERE live_id IS NOT NULL"
EVERY = f"{_FIRST} UNION ALL SELECT ({_FIRST} AND id / {parts.SIZE} > number) FROM part WHERE number IS NOT NULL"
# Articles of the part in each combination of scripts, by the index `articles_by_script` alone.
_COUNT = f"""(SELECT COUNT(*) FROM {_ARTICLES} WHERE live_id IS NOT NULL AND live_in = %s
    AND id >= part.number * {parts.SIZE} AND id < (part.number + 1) * {parts.SIZE})"""

Counts = dict[int, tuple[int | None, tuple[int, ...]]]  # by part: the number it had, the articles in each of `_scripts`
_lock = threading.Lock()
_held: dict[str, object] = {}


def public(language: str | None = None) -> int:
    """How many articles `ArticleQuerySet.public` gives in `language` (the active one by default)."""
    own = language or get_language() or "zh-hans"
    found = lasting.kept("articles by scripts", (Article,), _counted)
    return sum(count for scripts, count in found.items() if own in scripts.split(","))


def clear() -> None:
    """Forget everything: tests that empty the database may see a number twice."""
    _held.clear()


def _scripts() -> list[str]:
    """What `Article.live_in` may say of an article that somebody can read."""
    codes = [code for code, _name in settings.LANGUAGES]
    return [*codes, ",".join(codes)]


def _counted() -> dict[str, int]:
    """Public articles by what `live_in` says."""
    stands = lasting.state(())
    if stands is None:
        counts = _of_all(_numbers())
    else:
        with _lock:
            held: Counts = _held["counts"] if _held.get("stands") == stands else {}  # type: ignore[assignment]
        counts = _brought_up_to_date(held, _numbers())
        with _lock:
            _held.update(stands=stands, counts=counts)
    return {s: sum(of_part[at] for _number, of_part in counts.values()) for at, s in enumerate(_scripts())}


def _numbers() -> dict[int, int]:
    """The number of each part, read before its articles: what changes in between is too new for it, never too old."""
    return dict(LivePart.objects.values_list("part", "number"))


def _brought_up_to_date(held: Counts, numbers: dict[int, int]) -> Counts:
    changed = [part for part in {*held, *numbers} if part not in held or held[part][0] != numbers.get(part)]
    if not held or len(changed) > _SOME:
        return _of_all(numbers)
    if not changed:
        return held
    return held | _of_parts(question("VALUES " + ", ".join(["(CAST(%s AS bigint))"] * len(changed))), changed, numbers)


def _of_all(numbers: dict[int, int]) -> Counts:
    """All parts, by one jump to each that holds anything."""
    nothing = (0,) * len(_scripts())
    empty: Counts = {part: (number, nothing) for part, number in numbers.items()}
    return empty | _of_parts(question(EVERY), [], numbers)


def _of_parts(sql: str, arguments: list[int], numbers: dict[int, int]) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, *_scripts()])
        return {part: (numbers.get(part), tuple(found)) for part, *found in cursor.fetchall()}


def question(which: str) -> str:
    """The SQL that counts the parts which a query gives: the articles of each part in each of the scripts."""
    counts = ", ".join([_COUNT] * len(_scripts()))
    return f"WITH RECURSIVE part(number) AS ({which}) SELECT number, {counts} FROM part WHERE number IS NOT NULL"


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers anew. Tables of a migration half done are left out until it is."""
    triggers.remove(connection, PREFIX)
    with connection.cursor() as cursor:
        there = triggers.columns(cursor)
        if {"live_id", "live_in"} <= there.get(_ARTICLES, set()) and _PARTS in there:
            for statement in _statements(connection.vendor):
                cursor.execute(statement)


def expected() -> int:
    """How many triggers there should be: those of rows, and on PostgreSQL that of TRUNCATE."""
    return len(_WHEN) + (connection.vendor == "postgresql")


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {PREFIX}leave() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'TRUNCATE' THEN {_leave_all(vendor)}; "
            f"ELSE {_leave(vendor, 'COALESCE(NEW.id, OLD.id)')}; END IF; RETURN NULL; END $$"
        )
        yield (  # while the rows are there
            f"CREATE TRIGGER {PREFIX}truncate BEFORE TRUNCATE ON {_ARTICLES} EXECUTE FUNCTION {PREFIX}leave()"
        )
    for write, condition in _WHEN.items():
        head = f"{PREFIX}{write.lower()} AFTER {write} ON {_ARTICLES}"
        if vendor == "postgresql":
            yield (
                f"CREATE CONSTRAINT TRIGGER {head} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({condition}) "
                f"EXECUTE FUNCTION {PREFIX}leave()"
            )
        else:
            row = "OLD" if write == "DELETE" else "NEW"
            yield f"CREATE TRIGGER {head} WHEN {condition} BEGIN {_leave(vendor, f'{row}.id')}; END"


def _leave(vendor: str, key: str) -> str:
    return f"INSERT INTO {_PARTS} (part, number) VALUES ({key} / {parts.SIZE}, {_CLOCK[vendor]}) {_raise(vendor)}"


def _leave_all(vendor: str) -> str:
    held = f"SELECT DISTINCT id / {parts.SIZE} AS part FROM {_ARTICLES} WHERE live_id IS NOT NULL"
    return f"INSERT INTO {_PARTS} (part, number) SELECT part, {_CLOCK[vendor]} FROM ({held}) held {_raise(vendor)}"


def _raise(vendor: str) -> str:
    """The time of day, or one more than before where the clock stands: never a number that meant something else."""
    return f"ON CONFLICT (part) DO UPDATE SET number = {_MAX[vendor]}({_PARTS}.number + 1, excluded.number)"
