"""The search index in the language of each database. The old entries go; `rebuild_search` runs after the migration."""

from django.db import migrations, models


def create_index(apps, schema_editor):
    _run(schema_editor, "CREATE")


def drop_index(apps, schema_editor):
    _run(schema_editor, "DROP")


def _run(schema_editor, name):
    from mscsite.core.fulltext import postgresql, sqlite

    backend = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(getattr(backend, name))


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
