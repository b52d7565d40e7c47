"""Where there is something to do stands beside what the checks found, for one index."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def fill(apps, schema_editor):
    article = apps.get_model("articles", "Article").objects.filter(pk=OuterRef("article"))
    found = apps.get_model("articles", "StoredCheck").objects.filter(Q(errors__gt=0) | Q(warnings__gt=0))
    found.exclude(Exists(article.filter(status="archived"))).update(todo=1)
    found.filter(Exists(article.filter(live__isnull=False)), todo=1).update(todo=2)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0021_by_part'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedcheck',
            name='todo',
            field=models.PositiveSmallIntegerField(choices=[(1, '草稿'), (2, '已公开')], editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='storedcheck',
            index=models.Index(condition=models.Q(('todo__isnull', False)), fields=['-errors', '-todo', '-warnings', 'id'], name='articles_checks_to_do'),
        ),
        # Last: PostgreSQL alters no table that has rows written in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
