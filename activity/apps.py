from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ActivityConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "activity"
    verbose_name = _("Activity")

    def ready(self) -> None:
        # SQLite drops a table's triggers whenever a migration rebuilds the table, so they are looked after each time.
        post_migrate.connect(keep_triggers, sender=self)
        register_own_kinds()


def register_own_kinds() -> None:
    """Register what this app itself records and runs."""
    from activity import jobs, mail, verbs

    verbs.register("job.retry", _("Started failed work again"))
    jobs.register(mail.MAIL_JOB, mail.mail_notice, label=_("Mail of a notice"))


def keep_triggers(*, using: str, **kwargs: Any) -> None:
    """Put back the triggers of the event table after migrations, where the table stands."""
    from activity import triggers

    connection = connections[using]
    if triggers.TABLE in connection.introspection.table_names():
        triggers.create(connection)
