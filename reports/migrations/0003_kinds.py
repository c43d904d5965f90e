import datetime

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # The bounds are filled in by the next migration, and held by constraints from the one after it.

    dependencies = [
        ("documents", "0001_initial"),
        ("organizations", "0002_passwords_and_sessions"),
        ("reports", "0002_append_only"),
        ("scoring", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulletinMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254, verbose_name="mail address")),
                ("begun_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "mail of a bulletin",
                "verbose_name_plural": "mails of bulletins",
            },
        ),
        migrations.CreateModel(
            name="BulletinWords",
            fields=[
                (
                    "bulletin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="reports.bulletin",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticeSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "sheet of a rectification notice",
                "verbose_name_plural": "sheets of rectification notices",
            },
        ),
        migrations.CreateModel(
            name="RectificationNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year of the number")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("reply_by", models.DateField(verbose_name="reply by")),
                ("content", models.TextField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "rectification notice",
                "verbose_name_plural": "rectification notices",
                "ordering": ["year", "number"],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="bulletin_subscription",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="mail address")),
                ("since", models.DateTimeField(verbose_name="since")),
            ],
            options={
                "verbose_name": "subscription to bulletins",
                "verbose_name_plural": "subscriptions to bulletins",
            },
        ),
        migrations.CreateModel(
            name="Unnamed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "roll",
                    models.CharField(
                        choices=[("zero", "Units that filed nothing"), ("below", "Units below their quota")],
                        max_length=10,
                        verbose_name="list",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
            ],
            options={
                "verbose_name": "unit that is not named",
                "verbose_name_plural": "units that are not named",
            },
        ),
        migrations.AlterModelOptions(
            name="bulletin",
            options={"ordering": ["-ends_on", "-pk"], "verbose_name": "bulletin", "verbose_name_plural": "bulletins"},
        ),
        migrations.AlterModelOptions(
            name="snapshot",
            options={"ordering": ["period", "version"], "verbose_name": "snapshot", "verbose_name_plural": "snapshots"},
        ),
        migrations.RemoveConstraint(
            model_name="bulletin",
            name="bulletin_one_live",
        ),
        migrations.RemoveConstraint(
            model_name="snapshot",
            name="snapshot_version_once",
        ),
        migrations.AddField(
            model_name="bulletin",
            name="comment_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="Counted from the check; leaders who have not commented are reminded.",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)],
                verbose_name="working days for comments",
            ),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="comments_due_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="comments due"),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="ends_on",
            field=models.DateField(default=datetime.date(2000, 1, 1), editable=False, verbose_name="until"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bulletin",
            name="starts_on",
            field=models.DateField(default=datetime.date(2000, 1, 1), editable=False, verbose_name="from"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bulletinsection",
            name="is_own",
            field=models.BooleanField(default=False, editable=False, verbose_name="added by the office"),
        ),
        migrations.AddField(
            model_name="bulletinsection",
            name="quoted",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="ends_on",
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name="until"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="snapshot",
            name="kind",
            field=models.CharField(
                choices=[
                    ("monthly", "Monthly bulletin"),
                    ("quarterly", "Quarterly bulletin"),
                    ("half_yearly", "Half-yearly bulletin"),
                    ("yearly", "Yearly bulletin"),
                    ("free", "Bulletin of a free period"),
                    ("topical", "Bulletin on one matter"),
                ],
                default="monthly",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="starts_on",
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name="from"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="bulletin",
            name="kind",
            field=models.CharField(
                choices=[
                    ("monthly", "Monthly bulletin"),
                    ("quarterly", "Quarterly bulletin"),
                    ("half_yearly", "Half-yearly bulletin"),
                    ("yearly", "Yearly bulletin"),
                    ("free", "Bulletin of a free period"),
                    ("topical", "Bulletin on one matter"),
                ],
                default="monthly",
                editable=False,
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="bulletin",
            index=models.Index(fields=["ends_on"], name="bulletin_by_end"),
        ),
        migrations.AddField(
            model_name="bulletinmail",
            name="bulletin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="reports.bulletin"
            ),
        ),
        migrations.AddField(
            model_name="bulletinmail",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bulletin_mails", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="noticesheet",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="rectificationnotice",
            name="bulletin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectification_notices",
                to="reports.bulletin",
                verbose_name="bulletin",
            ),
        ),
        migrations.AddField(
            model_name="rectificationnotice",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="rectificationnotice",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rectification_notices",
                to="organizations.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="noticesheet",
            name="notice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheet", to="reports.rectificationnotice"
            ),
        ),
        migrations.AddField(
            model_name="unnamed",
            name="bulletin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="unnamed", to="reports.bulletin"
            ),
        ),
        migrations.AddField(
            model_name="unnamed",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="unnamed",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletinmail",
            constraint=models.UniqueConstraint(fields=("bulletin", "user"), name="bulletin_mail_once"),
        ),
        migrations.AddConstraint(
            model_name="rectificationnotice",
            constraint=models.UniqueConstraint(fields=("bulletin", "unit"), name="rectification_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="rectificationnotice",
            constraint=models.UniqueConstraint(fields=("year", "number"), name="rectification_notice_number_once"),
        ),
        migrations.AddConstraint(
            model_name="unnamed",
            constraint=models.UniqueConstraint(fields=("bulletin", "roll", "unit"), name="unnamed_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="unnamed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", True)), fields=("bulletin", "roll"), name="unnamed_roll_once"
            ),
        ),
    ]
