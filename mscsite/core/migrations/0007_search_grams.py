"""The search index as grams without places, and entries of what is not public. Entries are kept and indexed anew.

The table of entries is made again and not altered: SQLite reads a row from its beginning, and appended columns would
stand behind the texts. `rebuild_search` adds the entries of drafts and the categories.
"""

from importlib import import_module

from django.db import migrations, models

SQLITE = """CREATE VIRTUAL TABLE core_search_grams USING fts5(
    grams, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '-./^'")"""
POSTGRESQL = """
CREATE TABLE core_search_grams (
    place bigint PRIMARY KEY,
    type varchar(20) NOT NULL, category varchar(100) NOT NULL,
    is_public boolean NOT NULL, hans boolean NOT NULL, hant boolean NOT NULL,
    grams int4[] NOT NULL
);
ALTER TABLE core_search_grams ALTER grams SET STORAGE EXTERNAL; -- numbers do not get smaller
ALTER TABLE core_search_grams ALTER grams SET STATISTICS 0; -- they would fill the catalogue, and help no plan
CREATE INDEX core_search_grams_gin ON core_search_grams USING gin (grams) WITH (gin_pending_list_limit = 256);
-- Rows go with their entries by triggers and not by a reference: Django's flush could not truncate what it points at.
CREATE FUNCTION core_search_grams_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE core_search_grams;
    ELSE
        DELETE FROM core_search_grams WHERE place = OLD.place;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER core_search_grams_deleted AFTER DELETE ON core_searchentry
    FOR EACH ROW EXECUTE FUNCTION core_search_grams_gone();
CREATE TRIGGER core_search_grams_truncated AFTER TRUNCATE ON core_searchentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_search_grams_gone();
-- A function, so that its settings hold for this statement alone. The planner does not know that reading an array
-- outside of the index means fetching it, and would scan the table for a frequent gram.
CREATE FUNCTION core_search(
    condition text, only_public boolean, language text, types text[], category text, before bigint, most bigint
) RETURNS TABLE (place bigint) LANGUAGE plpgsql STABLE ROWS 100
SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '32MB' AS $$
BEGIN
    RETURN QUERY EXECUTE
        'WITH hits AS MATERIALIZED (SELECT g.* FROM (SELECT place, type, category, is_public, hans, hant'
        ' FROM core_search_grams WHERE ' || condition || ') g)'
        ' SELECT place FROM hits WHERE place < $5 AND (is_public OR NOT $1)'
        ' AND CASE $2 WHEN ''zh-hans'' THEN hans WHEN ''zh-hant'' THEN hant ELSE true END'
        ' AND ($3 IS NULL OR type = ANY ($3)) AND ($4 = '''' OR category = $4)'
        ' ORDER BY place DESC LIMIT $6'
        USING only_public, language, types, category, before, most;
END $$;
"""
POSTGRESQL_DROP = """
DROP FUNCTION core_search(text, boolean, text, text[], text, bigint, bigint);
DROP TRIGGER core_search_grams_deleted ON core_searchentry;
DROP TRIGGER core_search_grams_truncated ON core_searchentry;
DROP FUNCTION core_search_grams_gone();
DROP TABLE core_search_grams;
"""
HELD = ["id", "type", "key", "place", "moment", "title_zh_hans", "title_zh_hant", "folded_title", "folded_text"]
HELD += ["text_zh_hans", "text_zh_hant"]


def keep_entries(apps, schema_editor):
    schema_editor.execute("CREATE TABLE core_searchentry_kept AS SELECT * FROM core_searchentry")
    schema_editor.execute("CREATE TABLE core_searchname_kept AS SELECT * FROM core_searchname")
    _old()._run(schema_editor, _old().POSTGRESQL_DROP, _old().SQLITE_DROP)


def make_old_index(apps, schema_editor):
    _old()._run(schema_editor, _old().POSTGRESQL, _old().SQLITE)


def _old():
    return import_module("mscsite.core.migrations.0002_search_index")


def make_index(apps, schema_editor):
    _old()._run(schema_editor, POSTGRESQL, SQLITE)
    columns = ", ".join(HELD)
    schema_editor.execute(
        f"INSERT INTO core_searchentry ({columns}, is_public, category, version)"
        f" SELECT {columns}, true, '', 2 FROM core_searchentry_kept"
    )
    names = "id, name, squashed, shown, is_synonym, entry_id"
    schema_editor.execute(f"INSERT INTO core_searchname ({names}) SELECT {names} FROM core_searchname_kept")
    schema_editor.execute("DROP TABLE core_searchname_kept")
    schema_editor.execute("DROP TABLE core_searchentry_kept")
    if schema_editor.connection.vendor == "postgresql":
        for table in ("core_searchentry", "core_searchname"):
            schema_editor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}"
            )
    from mscsite.core.fulltext.writing import backend

    for entry in apps.get_model("core", "SearchEntry").objects.iterator(chunk_size=200):
        backend().add(entry)


def drop_index(apps, schema_editor):
    _old()._run(schema_editor, POSTGRESQL_DROP, "DROP TABLE core_search_grams")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_generation'),
    ]

    operations = [
        migrations.RunPython(keep_entries, make_old_index),
        migrations.DeleteModel(name='SearchName'),
        migrations.DeleteModel(name='SearchEntry'),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=20)),
                ('key', models.CharField(help_text='The slug of the contract: article slug, registry id, citation key…', max_length=200)),
                ('is_public', models.BooleanField(help_text='Whether readers may find it; the others are what editors work on.')),
                ('category', models.CharField(blank=True, max_length=100)),
                ('place', models.BigIntegerField(help_text='Higher for newer records; the row of the index on SQLite.', unique=True)),
                ('moment', models.BigIntegerField(help_text="The record's date, in microseconds since 1970.")),
                ('version', models.PositiveSmallIntegerField(help_text='Of the rules by which its text was folded and cut.')),
                ('title_zh_hans', models.TextField()),
                ('title_zh_hant', models.TextField()),
                ('folded_title', models.TextField(help_text='Titles and all names, a line each.')),
                ('folded_text', models.TextField()),
                ('text_zh_hans', models.TextField()),
                ('text_zh_hant', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=['type', 'key', 'is_public'], name='core_searchentry_unique')],
            },
        ),
        migrations.CreateModel(
            name='SearchName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=200)),
                ('squashed', models.CharField(db_index=True, help_text='Letters and digits alone, where it has digits.', max_length=200)),
                ('shown', models.CharField(max_length=200)),
                ('is_synonym', models.BooleanField(help_text='Means this record and nothing else.')),
                ('entry', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='names', to='core.searchentry')),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
