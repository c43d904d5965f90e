from typing import Any

from django.db import migrations

from activity import triggers


def create(apps: Any, schema_editor: Any) -> None:
    triggers.create(schema_editor.connection)


def drop(apps: Any, schema_editor: Any) -> None:
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_events")]

    operations = [migrations.RunPython(create, drop)]
