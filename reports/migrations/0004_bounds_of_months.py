"""What stood before spans of time were known is of a month: it takes the month's bounds. New append-only tables too."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

from activity import triggers

SNAPSHOTS = "reports_snapshot"
NEW = ["reports_rectificationnotice", "reports_noticesheet"]


def fill(apps: Any, schema_editor: Any) -> None:
    # The columns are new and hold nothing yet, but to the triggers that is a change like any other.
    triggers.drop(schema_editor.connection, tables=[SNAPSHOTS])
    period = apps.get_model("scoring", "Period").objects.filter(pk=OuterRef("period"))
    for name in ("Bulletin", "Snapshot"):
        apps.get_model("reports", name).objects.update(
            starts_on=Subquery(period.values("starts_on")), ends_on=Subquery(period.values("ends_on"))
        )
    triggers.create(schema_editor.connection, tables=[SNAPSHOTS, *NEW])


def unfill(apps: Any, schema_editor: Any) -> None:
    triggers.drop(schema_editor.connection, tables=NEW)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_kinds")]

    operations = [migrations.RunPython(fill, unfill)]
