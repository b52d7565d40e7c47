"""Candidates in half the time on PostgreSQL: filtered while they are read, and not once more out of a copy.

`place + 0` keeps the planner from the index of `place`: read by it, every row's grams would have to be fetched.
"""

from importlib import import_module

from django.db import migrations

POSTGRESQL = """
CREATE OR REPLACE FUNCTION core_search(
    condition text, only_public boolean, language text, types text[], category text, before bigint, most bigint
) RETURNS TABLE (place bigint) LANGUAGE plpgsql STABLE ROWS 100
SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '32MB' AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT place FROM core_search_grams WHERE ' || condition || ' AND place + 0 < $5 AND (is_public OR NOT $1)'
        ' AND CASE $2 WHEN ''zh-hans'' THEN hans WHEN ''zh-hant'' THEN hant ELSE true END'
        ' AND ($3 IS NULL OR type = ANY ($3)) AND ($4 = '''' OR category = $4)'
        ' ORDER BY place DESC LIMIT $6'
        USING only_public, language, types, category, before, most;
END $$;
"""


def replace(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def restore(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        made = import_module("mscsite.core.migrations.0007_search_grams").POSTGRESQL
        _tables, head, body = made.partition("CREATE FUNCTION core_search(")
        schema_editor.execute(head.replace("CREATE", "CREATE OR REPLACE") + body)


class Migration(migrations.Migration):
    dependencies = [("core", "0008_outgoing_mail")]

    operations = [migrations.RunPython(replace, restore)]
