from django.db import migrations, models


def drawn_until_now():
    """Every bulletin of before had this one chart."""
    return ["months"]


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_bounds_hold")]

    operations = [
        migrations.AddField(
            "bulletin", "figures", models.JSONField(default=drawn_until_now, editable=False, verbose_name="charts")
        ),
        migrations.AlterField(
            "bulletin", "figures", models.JSONField(default=list, editable=False, verbose_name="charts")
        ),
    ]
