from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    """What the new columns say of articles, reviews and log entries from before them."""
    Article, Review = apps.get_model("articles", "Article"), apps.get_model("articles", "Review")
    Revision, AuditEntry = apps.get_model("articles", "Revision"), apps.get_model("core", "AuditEntry")
    archived = Article.objects.filter(status="archived", live__isnull=True, first_published_at__isnull=False)
    archived.update(retired_at=F("updated_at"))
    hashes = Revision.objects.filter(pk=OuterRef("revision")).values("content_hash")[:1]
    Review.objects.filter(verdict="approved", content_hash="").update(content_hash=Subquery(hashes))
    for pk, slug in Article.objects.values_list("pk", "slug"):
        AuditEntry.objects.filter(record_type="article", record_key=slug, record_id="").update(record_id=str(pk))


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_publishing"), ("core", "0005_publishing")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
