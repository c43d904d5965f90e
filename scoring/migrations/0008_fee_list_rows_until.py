from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0007_quota_over")]

    operations = [
        migrations.AddField(
            model_name="feelist", name="rows_until", field=models.BigIntegerField(default=0, editable=False)
        )
    ]
