"""The search index in the language of each database. The old entries go; `rebuild_search` runs after the migration."""

from django.db import migrations, models

SQLITE = """CREATE VIRTUAL TABLE core_search_index USING fts5(
    body, title, lead, content='', columnsize=0, tokenize='ascii')"""
SQLITE_DROP = "DROP TABLE core_search_index"
POSTGRESQL = """
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
POSTGRESQL_DROP = """
DROP FUNCTION core_search(tsquery, text[], text, bigint, bigint);
ALTER TABLE core_searchentry DROP COLUMN vector;
"""


def create_index(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop_index(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_DROP, SQLITE_DROP)


def _run(schema_editor, postgresql, sqlite):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(postgresql if schema_editor.connection.vendor == "postgresql" else sqlite)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.DeleteModel(name='SearchEntry'),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=20)),
                ('key', models.CharField(help_text='The slug of the contract: article slug, registry id, citation key…', max_length=200)),
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
                'constraints': [models.UniqueConstraint(fields=['type', 'key'], name='core_searchentry_unique')],
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
        migrations.CreateModel(
            name='SearchMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=60, unique=True, verbose_name='搜索词')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='次数')),
                ('first_on', models.DateField(verbose_name='首次')),
                ('last_on', models.DateField(db_index=True, verbose_name='最近')),
            ],
            options={
                'verbose_name': '没有结果的搜索',
                'verbose_name_plural': '没有结果的搜索',
                'ordering': ['-times', '-last_on', 'words'],
            },
        ),
        migrations.RunPython(create_index, drop_index, elidable=False),
    ]
