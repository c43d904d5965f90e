from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Round


def add_up(apps: Any, _editor: Any) -> None:
    """What the summaries that stand come to since January."""
    period, total = apps.get_model("scoring", "Period"), apps.get_model("scoring", "ScoreTotal")
    until: dict[int, list[int]] = {}
    for pk, year in period.objects.order_by("starts_on").values_list("pk", "year"):
        months = until.setdefault(year, [])
        months.append(pk)
        own = total.objects.filter(period__in=list(months), receiver=OuterRef("receiver")).order_by()
        told = own.values("receiver").annotate(told=Round(Sum("points"), 6)).values("told")
        total.objects.filter(period=pk).update(since=Subquery(told))


class Migration(migrations.Migration):
    dependencies = [("scoring", "0008_fee_list_rows_until")]

    operations = [
        migrations.AddField("scoretotal", "since", models.DecimalField(max_digits=18, decimal_places=6, default=0)),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.AddIndex(
            "scoretotal",
            models.Index(
                fields=["period", "unit_class"], name="score_total_by_class", condition=Q(person__isnull=True)
            ),
        ),
    ]
