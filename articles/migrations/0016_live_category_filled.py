"""The category of each live revision beside its article; and indexes for the newest that lean on one record."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    article, revision = apps.get_model("articles", "Article"), apps.get_model("articles", "Revision")
    category = revision.objects.filter(pk=OuterRef("live")).values("category")
    article.objects.filter(live__isnull=False).update(live_category=Subquery(category))


def index(name):
    table = f"articles_revision_{name}s"
    return migrations.RunSQL(
        f'CREATE INDEX "{table}_newest" ON "{table}" ("{name}_id", "id")', f'DROP INDEX "{table}_newest"'
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_live_category")]
    operations = [
        index("citation"),
        index("product"),
        index("trial"),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
