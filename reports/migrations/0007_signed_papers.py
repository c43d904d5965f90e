from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from activity import triggers

TABLES = ["reports_signedpaper"]


def create(apps: Any, schema_editor: Any) -> None:
    triggers.create(schema_editor.connection, tables=TABLES)


def drop(apps: Any, schema_editor: Any) -> None:
    triggers.drop(schema_editor.connection, tables=TABLES)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_figures")]

    operations = [
        migrations.CreateModel(
            name="SignedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.TextField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="reports.bulletin"
                    ),
                ),
            ],
            options={
                "verbose_name": "signed paper",
                "verbose_name_plural": "signed papers",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("bulletin", "sha256"), name="signed_paper_once"),
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
