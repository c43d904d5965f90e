from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_bounds_of_months")]

    operations = [
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["checked", "draft", "issued", "signed"]),
                    models.Q(("kind", "topical"), _negated=True),
                ),
                fields=("kind", "starts_on", "ends_on"),
                name="bulletin_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="bulletin_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("kind", "starts_on", "ends_on", "version"), name="snapshot_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="snapshot_ends_after_start"
            ),
        ),
    ]
