from django.db import migrations

from mscsite.core import roles


def apply_roles(apps, schema_editor):
    roles.apply(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    """The roles of the table in `mscsite.core.roles` get the permissions of product sheets."""

    dependencies = [("products", "0003_sheets"), ("articles", "0002_roles")]

    operations = [migrations.RunPython(apply_roles, migrations.RunPython.noop)]
