"""The function of the search on PostgreSQL answers with an array, so that its question is planned by itself.

As a table to be joined it made the planner weigh joins that it knows nothing about, at a tenth of a millisecond each time.
"""

from importlib import import_module

from django.db import migrations

DROP = "DROP FUNCTION core_search(text, boolean, text, text[], text, bigint, bigint);"
POSTGRESQL = """
CREATE FUNCTION core_search(
    condition text, only_public boolean, language text, types text[], category text, before bigint, most bigint
) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '32MB' AS $$
DECLARE
    places bigint[];
BEGIN
    EXECUTE
        'SELECT array(SELECT place FROM core_search_grams WHERE ' || condition || ' AND place + 0 < $5'
        ' AND (is_public OR NOT $1)'
        ' AND CASE $2 WHEN ''zh-hans'' THEN hans WHEN ''zh-hant'' THEN hant ELSE true END'
        ' AND ($3 IS NULL OR type = ANY ($3)) AND ($4 = '''' OR category = $4)'
        ' ORDER BY place DESC LIMIT $6)'
        INTO places USING only_public, language, types, category, before, most;
    RETURN places;
END $$;
"""


def replace(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(POSTGRESQL)


def restore(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        before = import_module("mscsite.core.migrations.0009_search_function").POSTGRESQL
        schema_editor.execute(before.replace("CREATE OR REPLACE", "CREATE"))


class Migration(migrations.Migration):
    dependencies = [("core", "0009_search_function")]

    operations = [migrations.RunPython(replace, restore)]
