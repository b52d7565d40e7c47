"""The index on SQLite: an FTS5 table without content, whose row number is the entry's `place`.

SQLite before 3.43 deletes from such a table only when the old tokens are handed back, so they are made again from the
folded text that the entry keeps; `VERSION` of `writing` says by which cut. The newest come first without sorting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mscsite.core.fulltext import grams
from mscsite.core.fulltext.grams import Needle
from mscsite.core.fulltext.query import Query

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry

POSITION = "instr"
_EVERY = "¤"  # stands in every row, and is no letter: so the rows can be counted
_COLUMNS = {"title": "{title} : ", "head": "{title lead} : ", "all": ""}
# The longest column is the first: FTS5 names the column at each place in any other.
CREATE = """CREATE VIRTUAL TABLE core_search_index USING fts5(
    body, title, lead, content='', columnsize=0, tokenize='ascii')"""
DROP = "DROP TABLE core_search_index"


def _row(entry: SearchEntry) -> list:
    title, lead, body = (
        " ".join(grams.of_text(text))
        for text in (entry.folded_title, entry.folded_text[: grams.LEAD], entry.folded_text)
    )
    return [entry.place, f"{_EVERY} {title}", lead, body]


def add(entry: SearchEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_search_index(rowid, title, lead, body) VALUES (%s, %s, %s, %s)", _row(entry))


def drop(entry: SearchEntry) -> None:
    """Take out an entry as it was indexed: same place, same folded texts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_search_index(core_search_index, rowid, title, lead, body)"
            " VALUES ('delete', %s, %s, %s, %s)",
            _row(entry),
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_search_index(core_search_index) VALUES ('delete-all')")


def is_out_of_step() -> bool:
    """Whether rows of the index and entries are not the same, as after a restore of the tables alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM core_search_index WHERE core_search_index MATCH %s", [f'"{_EVERY}"'])
        rows = {place for (place,) in cursor.fetchall()}
        cursor.execute("SELECT place FROM core_searchentry")
        return rows != {place for (place,) in cursor.fetchall()}


def is_exact(query: Query) -> bool:
    """Whether the index alone knows the hits."""
    return query.is_exact


def source(
    query: Query, scope: str, language: str, types: list[str] | None, before: int, most: int, columns: str
) -> tuple[str, list]:
    """SQL for the newest `most` candidates older than the place `before`, and its parameters."""
    chosen = f" AND entry.type IN ({', '.join(['%s'] * len(types))})" if types is not None else ""
    sql = (
        f"SELECT {columns} FROM core_search_index CROSS JOIN core_searchentry entry"
        " ON entry.place = core_search_index.rowid"
        " WHERE core_search_index MATCH %s AND core_search_index.rowid < %s"
        f" AND entry.title_{language.replace('-', '_')} <> ''{chosen}"
        " ORDER BY core_search_index.rowid DESC LIMIT %s"
    )
    return sql, [expression(query, scope), before, *(types or []), most]


def expression(query: Query, scope: str) -> str:
    """The question in FTS5's language. Tokens are letters and digits, so nothing in it needs escaping."""
    terms = ["(" + " OR ".join(map(_all_of, term.needles)) + ")" for term in query.terms]
    return f"{_COLUMNS[scope]}({' AND '.join(terms)})"


def _all_of(needles: list[Needle]) -> str:
    return "(" + " AND ".join(f'"{" ".join(one.grams)}"' + (" *" if one.is_open else "") for one in needles) + ")"
