"""The first and the last entry of a type are found by index: the search on PostgreSQL looks between them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0021_search_windows'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='searchentry',
            index=models.Index(fields=['type', 'place'], name='core_search_by_type'),
        ),
    ]
