"""`manage.py check`: Django's, and what an operator lacks on this machine."""

from typing import Any

from django.core.management.commands import check

from govinfo.checks import register_operation_checks


class Command(check.Command):
    """With --deploy only the settings are judged, so that it can be run before anything is started."""

    help = "Checks the project, this machine (fonts, libraries, data directory) and what runs (broker, worker, beat)."

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Add the checks of operation unless the settings alone, or the parts named, are asked for."""
        if not options["deploy"] and not app_labels:
            register_operation_checks()
        super().handle(*app_labels, **options)
