from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("references", "0010_doubles_kept")]

    operations = [
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["retraction_status", "key"], name="references_citation_notices"),
        ),
    ]
