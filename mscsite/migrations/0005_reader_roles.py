from django.db import migrations

from mscsite.core import roles


def apply_roles(apps, schema_editor):
    roles.apply(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Editors get the pages of the site and what readers wrote; marketing gets the reading figures."""

    dependencies = [
        ("mscsite", "0004_readers"),
        ("articles", "0009_for_readers"),
        ("core", "0005_publishing"),
        ("products", "0004_sheet_roles"),
    ]

    operations = [migrations.RunPython(apply_roles, migrations.RunPython.noop)]
