"""The scripts of each live revision beside its article, where they are counted by one index."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def fill(apps, schema_editor):
    article, revision = apps.get_model("articles", "Article"), apps.get_model("articles", "Revision")
    live = article.objects.filter(live__isnull=False)
    hans, hant = (revision.objects.filter(**{f"title_{code}__gt": ""}).values("pk") for code in ("zh_hans", "zh_hant"))
    live.filter(live__in=hans).update(live_in="zh-hans")
    live.filter(live__in=hant).update(live_in="zh-hant")
    live.filter(live__in=hans).filter(live__in=hant).update(live_in="zh-hans,zh-hant")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0018_touched'),
        ('references', '0007_bounded_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='live_in',
            field=models.CharField(blank=True, default='', editable=False, help_text='The scripts that the live revision has a title in, so that articles are counted by one index.', max_length=15),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('live__isnull', False)), fields=['live_in'], name='articles_by_script'),
        ),
        # Last: PostgreSQL alters no table that has rows written in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
