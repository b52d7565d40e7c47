"""The index on PostgreSQL: each entry's grams as an array of numbers under a GIN index, in a table of their own.

Numbers take four bytes where a word of a `tsvector` takes ten, and an array has no limit that a long text could reach.
The table is narrow, so that a frequent gram's rows stand on few pages. What is longer than a gram is checked against
the text. Rows that are not needed are what costs, the index is quick: so type, category and the rows that are about as
new stand in it as numbers of their own, and the function goes from the newest rows to older ones until it has enough.
`migrations/0007_search_grams.py` makes the table, `0021_search_windows.py` the function.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection

from mscsite.core.fulltext import grams
from mscsite.core.fulltext.grams import Needle
from mscsite.core.fulltext.query import Query
from mscsite.core.fulltext.texts import Within

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry

POSITION = "strpos"
BETWEEN, IN_ORDER = ("~>=~", "~<~"), "USING ~<~"  # of text by its code points, as pattern indexes have it
WORD = "{} ~ {}"
_MARKS = {"title": "^", "all": ""}
_SURROGATE = 0xD800 << 16  # numbers that begin like a surrogate are free: no text has one
_MARKED = 2 << 16  # from here on types and categories; grams of three end below it
_PERIODS = 3 << 16  # from here on, sixteen days of places each; the function has this number too
_PERIOD = 12  # bits of a place, as in the function
_DIGIT = {character: number for number, character in enumerate(grams.ALPHABET)}
_BASE = len(grams.ALPHABET)


@lru_cache(maxsize=2**15)  # most grams of a text stand in the one before
def number(gram: str) -> int:
    """A gram as a number of 32 bits with sign. No two have the same, but for rare characters and grams with a mark."""
    size = len(gram)
    if max(gram) > "\uffff" or gram[0] == _MARKS["title"]:
        value = _SURROGATE | zlib.crc32(gram.encode()) & 0x7FFFFFF
    elif size == 3:  # below those of pairs, whose first character is a letter
        value = 1 << 16 | (_DIGIT[gram[0]] * _BASE + _DIGIT[gram[1]]) * _BASE + _DIGIT[gram[2]]
    else:
        value = ord(gram[0]) << 16 | (ord(gram[1]) if size == 2 else 0)
    return value - (1 << 32) if value >= 1 << 31 else value


def _of_mark(mark: str) -> int:
    return _MARKED | zlib.crc32(mark.encode()) & 0xFFFF


def _numbers(entry: SearchEntry) -> str:
    title = grams.of_text(entry.folded_title)
    marked = {_MARKS["title"] + gram for gram in title}
    found = set(map(number, title | marked | grams.of_text(entry.folded_text)))
    found |= {*map(_of_mark, grams.marks(entry.type, entry.category)), _PERIODS + (entry.place >> _PERIOD)}
    return _array(sorted(found))


def _array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def word_pattern(word: str) -> str:
    """What `WORD` compares with: a word of letters and digits that stands by itself."""
    return f"(^|[^0-9a-z]){word}([^0-9a-z]|$)"


def add(*entries: SearchEntry) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO core_search_grams (place, type, category, is_public, hans, hant, grams)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s::int4[])",
            map(_row, entries),
        )


def _row(entry: SearchEntry) -> list:
    scripts = [entry.title_zh_hans != "", entry.title_zh_hant != ""]
    return [entry.place, entry.type, entry.category, entry.is_public, *scripts, _numbers(entry)]


def drop(*entries: SearchEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_search_grams WHERE place = ANY (%s)", [[entry.place for entry in entries]])


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_search_grams")


def is_out_of_step() -> bool:
    """Whether an entry has no grams, as after a restore of the tables alone; grams without an entry cannot be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM core_searchentry e LEFT JOIN core_search_grams g USING (place)"
            " WHERE g.place IS NULL)"
        )
        return cursor.fetchone()[0]


def source(query: Query, scope: str, within: Within, before: int, most: int, columns: str) -> tuple[str, list]:
    """SQL for the newest `most` candidates older than the place `before`, and its parameters."""
    types = list(within.types) if within.types is not None else None
    # Papers may all be older than the rest, and a rare type may stand in a few days: windows begin and end with it.
    of_type = " WHERE type = %s" if types and len(types) == 1 else ""
    # In brackets the function is asked once; without them, once for each row that is looked at.
    sql = (
        f"SELECT {columns} FROM core_searchentry entry WHERE place = ANY"
        " ((SELECT core_search(%s, %s, %s, %s::text[], %s, %s::bigint, %s::bigint,"
        f" (SELECT min(place) FROM core_searchentry{of_type}), (SELECT max(place) FROM core_searchentry{of_type})"
        "))::bigint[])"
        " ORDER BY place DESC"
    )
    filters = [not within.drafts, within.language, types, within.category]
    return sql, [_condition(query, scope, within), *filters, before, most, *(types * 2 if of_type else [])]


def _condition(query: Query, scope: str, within: Within) -> str:
    """The question as SQL. It is made of numbers alone, so nothing that somebody typed stands in it.

    What a row must hold in any case is one list: the index then goes by the rarest of it. Of two lists it goes through
    each: the trials among 100,000 papers' journals took it four times as long.
    """
    mark, wanted, others = _MARKS[scope], [], []
    for term in query.terms:
        alternatives = [_numbers_of(parts, mark) for parts in term.needles]
        if len(alternatives) == 1:
            wanted += alternatives[0]
        else:
            others.append(" OR ".join(f"grams @> '{_array(each)}'" for each in alternatives))
    if within.category:
        wanted.append(_of_mark(grams.mark("category", within.category)))
    if within.types is not None:
        types = [_of_mark(grams.mark("type", each)) for each in within.types]
        if len(types) == 1:
            wanted += types
        else:
            others.append(f"grams && '{_array(types)}'")
    if wanted:
        others.insert(0, f"grams @> '{_array(dict.fromkeys(wanted))}'")
    return " AND ".join(f"({each})" for each in others)


def _numbers_of(needles: list[Needle], mark: str) -> list[int]:
    return list(dict.fromkeys(number(mark + gram) for one in needles for gram in one.grams))
