"""The search on PostgreSQL goes back in time by larger steps, and puts a condition only where there is something to ask.

Each window was a statement to plan, and a word that few texts hold went through up to seven of them; the first one was so wide that
a frequent word had thousands of rows read for its newest forty. Rows of a window come out of the index in the order they
were written in, mostly that of their places: to sort these upwards costs nothing, to keep the highest ones does.
"""

from importlib import import_module

from django.db import migrations

DROP = import_module("mscsite.core.migrations.0017_search_marks").DROP
BEFORE = import_module("mscsite.core.migrations.0017_search_marks").POSTGRESQL
POSTGRESQL = """
-- From the newest rows to older ones, in windows of periods each three times as wide as the one before. The last of them
-- has all that is left: where it is not much more than the next window would be, or is older than seven years, or has no date.
CREATE FUNCTION core_search(
    condition text, only_public boolean, language text, types text[], category text, before bigint, most bigint,
    oldest bigint, newest bigint
) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '32MB' AS $$
DECLARE
    asked CONSTANT text := condition
        || CASE WHEN only_public THEN ' AND is_public' ELSE '' END
        || CASE language WHEN 'zh-hans' THEN ' AND hans' WHEN 'zh-hant' THEN ' AND hant' ELSE '' END
        || CASE WHEN types IS NULL THEN '' ELSE ' AND type = ANY ($1)' END
        || CASE WHEN category = '' THEN '' ELSE ' AND category = $2' END;
    first CONSTANT int := COALESCE(oldest, 0) >> 12;  -- none where nothing is indexed
    last int := LEAST(COALESCE(newest, 0), before) >> 12;
    width int := 4;
    widest CONSTANT int := 256;
    places bigint[] := '{}';
    more bigint[];
    wanted bigint := most;
    is_last boolean;
BEGIN
    LOOP
        is_last := last - first < 3 * width OR width > widest;
        EXECUTE
            'SELECT array(SELECT place FROM core_search_grams WHERE ' || asked
            || ' AND place + 0 < ' || LEAST(before, (last + 1)::bigint << 12)
            || CASE WHEN is_last THEN '' ELSE ' AND grams && $3' END || ' ORDER BY place)'
            INTO more USING types, category, CASE WHEN NOT is_last THEN
                array(SELECT 196608 + period FROM generate_series(GREATEST(last - width + 1, 0), last) period) END;
        places := places || more[GREATEST(cardinality(more) - wanted + 1, 1):];
        wanted := most - cardinality(places);
        EXIT WHEN is_last OR wanted <= 0;
        last := last - width;
        width := width * 3;
    END LOOP;
    RETURN places;
END $$;
"""


def make(schema_editor, function: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(function)


class Migration(migrations.Migration):
    dependencies = [("core", "0020_shard_generations")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: make(schema_editor, POSTGRESQL),
            lambda apps, schema_editor: make(schema_editor, BEFORE),
        )
    ]
