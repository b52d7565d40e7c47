from django.db import migrations

from mscsite.core import roles


def apply(apps, schema_editor):
    roles.apply(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0001_initial"),
        ("references", "0001_initial"),
        ("products", "0001_initial"),
        ("articles", "0001_initial"),
    ]
    operations = [migrations.RunPython(apply, migrations.RunPython.noop)]
