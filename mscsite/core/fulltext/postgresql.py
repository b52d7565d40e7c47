"""The index on PostgreSQL: a `tsvector` without positions, written as a literal, under a GIN index.

With positions it would lose what stands after token 16,383. Without them it knows which tokens a text holds but not
their order, so hits are checked against the folded text. Tokens of the title and of the beginning of the text stand in
it a second time, marked. A vector holds one megabyte: of a longer text it holds a part, and a mark that says so, by
which the text is a candidate for every question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mscsite.core.fulltext import grams
from mscsite.core.fulltext.grams import Needle
from mscsite.core.fulltext.query import Query

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry

POSITION = "strpos"
_MARKS = {"title": ["^"], "head": ["^", "~"], "all": ["^", ""]}
_TOO_LONG = "!"
MAX_BYTES = 700_000  # of tokens; PostgreSQL adds to each and allows 1,048,575 in all

CREATE = """
ALTER TABLE core_searchentry ADD COLUMN vector tsvector;
CREATE INDEX core_searchentry_vector ON core_searchentry USING gin (vector) WITH (gin_pending_list_limit = 256);
-- A function, so that its settings hold for this statement alone. The planner does not know that reading a vector
-- outside the index means unpacking it, and would scan the table for a frequent word.
CREATE FUNCTION core_search(query tsquery, types text[], language text, before bigint, most bigint)
RETURNS TABLE (id bigint, place bigint, type text) LANGUAGE sql STABLE ROWS 100
SET enable_seqscan = off SET enable_indexscan = off AS $$
    WITH hits AS MATERIALIZED (
        SELECT e.id, e.place, e.type, e.title_zh_hans <> '' AS hans, e.title_zh_hant <> '' AS hant
        FROM core_searchentry e WHERE e.vector @@ query
    )
    SELECT id, place, type FROM hits
    WHERE hits.place < before AND (types IS NULL OR hits.type = ANY (types))
    AND CASE language WHEN 'zh-hans' THEN hans ELSE hant END
    ORDER BY place DESC LIMIT most
$$;
"""
DROP = """
DROP FUNCTION core_search(tsquery, text[], text, bigint, bigint);
ALTER TABLE core_searchentry DROP COLUMN vector;
"""


def _vector(entry: SearchEntry) -> str:
    tokens = {f"^{gram}" for gram in grams.of_text(entry.folded_title)}
    tokens |= {f"~{gram}" for gram in grams.of_text(entry.folded_text[: grams.LEAD])}
    rest = sorted(set(grams.of_text(entry.folded_text)))
    if sum(len(token.encode()) + 4 for token in [*tokens, *rest]) > MAX_BYTES:
        tokens.add(_TOO_LONG)
        rest = rest[: MAX_BYTES // 20]
    return " ".join(map(_quoted, sorted(tokens.union(rest))))


def _quoted(token: str) -> str:
    return f"'{token}'"  # letters and digits, and our own marks: nothing in it needs escaping


def add(entry: SearchEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_searchentry SET vector = %s::tsvector WHERE id = %s", [_vector(entry), entry.pk])


def drop(entry: SearchEntry) -> None:
    """The vector stands in the entry's own row and goes or changes with it."""


def clear() -> None:
    """Nothing to do, as in `drop`."""


def is_out_of_step() -> bool:
    """Whether an entry has no vector, as after a restore of the tables alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM core_searchentry WHERE vector IS NULL)")
        return cursor.fetchone()[0]


def is_exact(query: Query) -> bool:
    """Whether the index alone knows the hits: where each string is one token."""
    return query.is_exact and all(
        len(one.grams) == 1 for term in query.terms for parts in term.needles for one in parts
    )


def source(
    query: Query, scope: str, language: str, types: list[str] | None, before: int, most: int, columns: str
) -> tuple[str, list]:
    """SQL for the newest `most` candidates older than the place `before`, and its parameters."""
    sql = (
        f"SELECT {columns} FROM core_search(%s::tsquery, %s::text[], %s::text, %s::bigint, %s::bigint) found"
        " JOIN core_searchentry entry ON entry.id = found.id ORDER BY found.place DESC"
    )
    return sql, [expression(query, scope), types, language, before, most]


def expression(query: Query, scope: str) -> str:
    """The question as a `tsquery`. Tokens are letters and digits, so nothing in it needs escaping."""
    terms = ["(" + " | ".join(_all_of(parts, scope) for parts in term.needles) + ")" for term in query.terms]
    whole = " & ".join(terms)
    return whole if scope == "title" else f"{whole} | '{_TOO_LONG}'"


def _all_of(needles: list[Needle], scope: str) -> str:
    return "(" + " & ".join(_somewhere(one, scope) for one in needles) + ")"


def _somewhere(one: Needle, scope: str) -> str:
    places = [" & ".join(_tokens(one, mark)) for mark in _MARKS[scope]]
    return "(" + " | ".join(f"({place})" for place in places) + ")"


def _tokens(one: Needle, mark: str) -> list[str]:
    tokens = [_quoted(mark + gram) for gram in one.grams]
    if one.is_open:
        tokens[-1] += ":*"
    return list(dict.fromkeys(tokens))
