from django.db import migrations, models

from mscsite.core import roles


def apply(apps, schema_editor):
    """Publishers see which mail did not go out."""
    roles.apply(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_check_roles"),
        ("core", "0008_outgoing_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="form",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="Digest of the form that it came from and what it said.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                fields=["form"], condition=~models.Q(form=""), name="articles_comment_form_once"
            ),
        ),
        migrations.RunPython(apply, migrations.RunPython.noop),
    ]
