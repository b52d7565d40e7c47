"""Public articles are counted by parts, in which triggers note changes (`articles.counting`)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0022_checks_to_do'),
        ('references', '0012_by_part'),
    ]

    operations = [
        migrations.CreateModel(
            name='LivePart',
            fields=[
                ('part', models.BigIntegerField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='article',
            name='articles_by_script',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('live__isnull', False)), fields=['live_in', 'id'], name='articles_by_script'),
        ),
    ]
