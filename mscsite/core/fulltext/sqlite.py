"""The index on SQLite: an FTS5 table without content, whose row number is the entry's `place`.

It keeps which rows hold a gram and nothing of where: that is a third of the size, and what is longer than a gram is
checked against the text. SQLite before 3.43 deletes from such a table only when the old grams are handed back, so they
are made again from the folded text that the entry keeps; `VERSION` of `writing` says by which cut. The newest come
first without sorting. `migrations/0007_search_grams.py` makes the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mscsite.core.fulltext import grams
from mscsite.core.fulltext.grams import Needle
from mscsite.core.fulltext.query import Query
from mscsite.core.fulltext.texts import Within

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry

POSITION = "instr"
BETWEEN, IN_ORDER = (">=", "<"), ""  # of text by its code points, as indexes have it
WORD = "(' ' || {} || ' ') GLOB {}"
_EVERY = "¤"  # stands in every row, and is no letter: so the rows can be counted
_MARKS = {"title": "^", "all": ""}


def _row(entry: SearchEntry) -> list:
    title = grams.of_text(entry.folded_title)
    marked = [_MARKS["title"] + gram for gram in title] + grams.marks(entry.type, entry.category)
    return [entry.place, " ".join([_EVERY, *marked, *(title | grams.of_text(entry.folded_text))])]


def word_pattern(word: str) -> str:
    """What `WORD` compares with: a word of letters and digits that stands by itself."""
    return f"*[^0-9a-z]{word}[^0-9a-z]*"


def add(*entries: SearchEntry) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO core_search_grams(rowid, grams) VALUES (%s, %s)", map(_row, entries))


def drop(*entries: SearchEntry) -> None:
    """Take out entries as they were indexed: same place, same folded texts."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO core_search_grams(core_search_grams, rowid, grams) VALUES ('delete', %s, %s)",
            map(_row, entries),
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_search_grams(core_search_grams) VALUES ('delete-all')")


def is_out_of_step() -> bool:
    """Whether rows of the index and entries are not the same, as after a restore of the tables alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM core_search_grams WHERE core_search_grams MATCH %s", [f'"{_EVERY}"'])
        rows = {place for (place,) in cursor.fetchall()}
        cursor.execute("SELECT place FROM core_searchentry")
        return rows != {place for (place,) in cursor.fetchall()}


def source(query: Query, scope: str, within: Within, before: int, most: int, columns: str) -> tuple[str, list]:
    """SQL for the newest `most` candidates older than the place `before`, and its parameters."""
    conditions, values = (
        ["core_search_grams MATCH %s", "core_search_grams.rowid < %s"],
        [_match(query, scope, within), before],
    )
    if not within.drafts:
        conditions.append("entry.is_public")
    if within.language:
        conditions.append(f"entry.title_{within.language.replace('-', '_')} <> ''")
    if within.types is not None:
        conditions.append(f"entry.type IN ({', '.join(['%s'] * len(within.types))})")
        values += within.types
    if within.category:
        conditions.append("entry.category = %s")
        values.append(within.category)
    sql = (
        f"SELECT {columns} FROM core_search_grams CROSS JOIN core_searchentry entry"
        f" ON entry.place = core_search_grams.rowid WHERE {' AND '.join(conditions)}"
        " ORDER BY core_search_grams.rowid DESC LIMIT %s"
    )
    return sql, [*values, most]


def _match(query: Query, scope: str, within: Within) -> str:
    """The question in FTS5's language. Grams are letters, digits, `-./`: in quotes, nothing in them needs escaping.

    Type and category stand in it, or every row with a frequent word would be read to find the few of a rare type.
    """
    mark = _MARKS[scope]
    terms = [" OR ".join(f"({_all_of(parts, mark)})" for parts in term.needles) for term in query.terms]
    terms += [" OR ".join(f'"{grams.mark("type", each)}"' for each in within.types)] if within.types else []
    terms += [f'"{grams.mark("category", within.category)}"'] if within.category else []
    return " AND ".join(f"({term})" for term in terms)


def _all_of(needles: list[Needle], mark: str) -> str:
    return " AND ".join(dict.fromkeys(f'"{mark}{gram}"' for one in needles for gram in one.grams))
