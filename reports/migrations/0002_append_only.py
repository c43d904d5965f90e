from typing import Any

from django.db import migrations

from activity import triggers

TABLES = ["reports_snapshot"]


def create(apps: Any, schema_editor: Any) -> None:
    triggers.create(schema_editor.connection, tables=TABLES)


def drop(apps: Any, schema_editor: Any) -> None:
    triggers.drop(schema_editor.connection, tables=TABLES)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
