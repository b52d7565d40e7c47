from django.db import migrations

from mscsite.core import roles


def apply_roles(apps, schema_editor):
    roles.apply(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Editors and publishers see the searches without results."""

    dependencies = [("core", "0002_search_index"), ("articles", "0002_roles"), ("products", "0004_sheet_roles")]

    operations = [migrations.RunPython(apply_roles, migrations.RunPython.noop)]
