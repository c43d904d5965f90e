"""Rows that stand know no type of item yet: quotas ask for it, and a reckoning compares it."""

from typing import Any

from django.db import migrations
from django.db.models import BigIntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from activity import triggers

TABLES = ["scoring_ledgerrow"]


def fill(apps: Any, schema_editor: Any) -> None:
    # The column is new and holds nothing, but to the triggers that is a change like any other.
    triggers.drop(schema_editor.connection, tables=TABLES)
    item = apps.get_model("submissions", "Item").objects.filter(pk=Cast(OuterRef("item_key"), BigIntegerField()))
    rows = apps.get_model("scoring", "LedgerRow").objects.exclude(item_key="")
    rows.update(item_type=Coalesce(Subquery(item.values("item_type__code")[:1]), Value("")))
    triggers.create(schema_editor.connection, tables=TABLES)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_settlement"), ("submissions", "0003_item_to_forward")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
