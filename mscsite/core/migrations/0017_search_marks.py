"""Questions to the search cost what they find: type, category and age stand in the index beside the grams.

A word that stands in a hundred thousand records was looked up quickly, but each of them was then read to find the newest
fifty (PostgreSQL), or the few of a rare type (both). Rows that are there get their marks here; nothing is indexed anew.
"""

import re
import zlib
from importlib import import_module

from django.db import migrations

BEFORE = "DROP FUNCTION core_search(text, boolean, text, text[], text, bigint, bigint);"
DROP = "DROP FUNCTION core_search(text, boolean, text, text[], text, bigint, bigint, bigint, bigint);"
POSTGRESQL = """
-- From the newest rows to older ones, in windows of periods that double. What is older than the last of them, and what
-- has no date, is looked for at once: whoever comes to it has found little so far.
CREATE FUNCTION core_search(
    condition text, only_public boolean, language text, types text[], category text, before bigint, most bigint,
    oldest bigint, newest bigint
) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '32MB' AS $$
DECLARE
    places bigint[] := '{}';
    more bigint[];
    last bigint := LEAST(newest, before) >> 12;
    width int := 16;
    widest CONSTANT int := 512;
BEGIN
    WHILE last >= oldest >> 12 AND cardinality(places) < most LOOP
        EXECUTE
            'SELECT array(SELECT place FROM core_search_grams WHERE ' || condition
            || CASE WHEN width > widest THEN '' ELSE ' AND grams && $7' END ||
            ' AND place + 0 < $5 AND (is_public OR NOT $1)'
            ' AND CASE $2 WHEN ''zh-hans'' THEN hans WHEN ''zh-hant'' THEN hant ELSE true END'
            ' AND ($3 IS NULL OR type = ANY ($3)) AND ($4 = '''' OR category = $4)'
            ' ORDER BY place DESC LIMIT $6)'
            INTO more USING only_public, language, types, category, LEAST(before, (last + 1) << 12),
                most - cardinality(places),
                array(SELECT (196608 + period)::int FROM generate_series(GREATEST(last - width + 1, 0), last) period);
        places := places || more;
        EXIT WHEN width > widest;
        last := last - width;
        width := width * 2;
    END LOOP;
    RETURN places;
END $$;
"""


def _marks(kind: str, category: str) -> list[str]:
    """As `fulltext.grams.marks` when this was written."""
    told = [("type", kind), *([("category", category)] if category else [])]
    return [f"^^{name}-{re.sub(r'[^0-9a-z]', '-', value.lower())}" for name, value in told]


def add(apps, schema_editor):
    kinds = apps.get_model("core", "SearchEntry").objects.order_by().values_list("type", "category").distinct()
    speaker = _add_on_postgresql if schema_editor.connection.vendor == "postgresql" else _add_on_sqlite
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BEFORE)
        schema_editor.execute(POSTGRESQL)
    with schema_editor.connection.cursor() as cursor:
        for kind, category in list(kinds):
            speaker(cursor, kind, category, _marks(kind, category))


def _add_on_sqlite(cursor, kind, category, marks):
    """Into an index without content more grams of a row can be written at any time."""
    cursor.execute(
        "INSERT INTO core_search_grams(rowid, grams)"
        " SELECT place, %s FROM core_searchentry WHERE type = %s AND category = %s ORDER BY place",
        [" ".join(marks), kind, category],
    )


def _add_on_postgresql(cursor, kind, category, marks):
    numbers = [2 << 16 | zlib.crc32(mark.encode()) & 0xFFFF for mark in marks]
    cursor.execute(
        "UPDATE core_search_grams SET grams = grams || %s::int4[] || (196608 + (place >> 12)::int)"
        " WHERE type = %s AND category = %s",
        [numbers, kind, category],
    )


def take_out(apps, schema_editor):
    kinds = apps.get_model("core", "SearchEntry").objects.order_by().values_list("type", "category").distinct()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(import_module("mscsite.core.migrations.0012_search_places").POSTGRESQL)
        schema_editor.execute(
            "UPDATE core_search_grams SET grams ="
            " ARRAY(SELECT gram FROM unnest(grams) gram WHERE gram NOT BETWEEN 131072 AND 3145727)"
        )
        return
    with schema_editor.connection.cursor() as cursor:
        for kind, category in list(kinds):
            cursor.execute(
                "INSERT INTO core_search_grams(core_search_grams, rowid, grams)"
                " SELECT 'delete', place, %s FROM core_searchentry WHERE type = %s AND category = %s",
                [" ".join(_marks(kind, category)), kind, category],
            )


class Migration(migrations.Migration):
    dependencies = [("core", "0016_table_generations")]

    operations = [migrations.RunPython(add, take_out)]
