from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "organizations"
    verbose_name = _("Organizations")

    def ready(self) -> None:
        from organizations import registrations
        from organizations.past import registrations as past_registrations

        registrations.register_all()
        past_registrations.register_all()
        # SQLite drops a table's triggers whenever a migration rebuilds the table, so they are looked after each time.
        post_migrate.connect(keep_triggers, sender=self)


def keep_triggers(*, using: str, **kwargs: Any) -> None:
    """Put back the triggers after migrations, where the tables stand."""
    from organizations import triggers

    connection = connections[using]
    if {triggers.USERS, triggers.MEMBERSHIPS} <= set(connection.introspection.table_names()):
        triggers.create(connection)
