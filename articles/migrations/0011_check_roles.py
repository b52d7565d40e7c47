from django.db import migrations

from mscsite.core import roles


def apply(apps, schema_editor):
    roles.apply(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_checks_kept"),
        ("mscsite", "0005_reader_roles"),  # the last to run: it sees every model
        ("references", "0004_evidence_bodies"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(apply, migrations.RunPython.noop)]
