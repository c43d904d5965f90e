from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from activity import triggers
from activity.services import verify_chain


class Command(BaseCommand):
    help = "Check that the chain of events is whole; names the first broken row and ends with status 1."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_chain()
        if report.broken_id is not None:
            raise CommandError(
                _("%(fault)s The %(checked)d events before it are whole.")
                % {"fault": report.sentence, "checked": report.checked}
            )
        absent = triggers.missing(connection)
        if absent:
            raise CommandError(
                _("The chain is whole, but the database lacks the protection of it: %(names)s. Run migrate.")
                % {"names": ", ".join(absent)}
            )
        self.stdout.write(
            _("%(checked)d events are whole. The hash of the last one is %(hash)s.")
            % {"checked": report.checked, "hash": report.last_hash}
        )
