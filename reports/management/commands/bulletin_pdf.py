"""Write the PDF of a closed month's bulletin to a file."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.services.printing import pdf_of
from scoring.models import Period
from scoring.services.periods import last_closed
from ui.errors import DomainError

NO_SUCH = 2
_SLUG = re.compile(r"(\d{4})-(\d{1,2})")


class Command(BaseCommand):
    help = "Writes the bulletin of a closed month as PDF; without --period that of the last closed month."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", default="", help="the month, as 2026-10")
        parser.add_argument("--output", required=True, help="the file to be written")

    def handle(self, *args: Any, **options: Any) -> None:
        period = self._period(options["period"])
        try:
            content = pdf_of(period)
        except DomainError as refusal:
            raise CommandError(str(refusal.message), returncode=NO_SUCH) from refusal
        path = Path(options["output"])
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(_("%(path)s cannot be written: %(why)s") % {"path": path, "why": error}) from error
        self.stdout.write(
            _("%(path)s: %(size)d bytes, %(month)s") % {"path": path, "size": len(content), "month": period}
        )

    def _period(self, slug: str) -> Period:
        if not slug:
            period = last_closed()
            if period is None:
                raise CommandError(_("No month is closed yet."), returncode=NO_SUCH)
            return period
        match = _SLUG.fullmatch(slug)
        found = match and Period.objects.filter(year=int(match[1]), month=int(match[2])).first()
        if not found:
            raise CommandError(_("There is no month “%(slug)s”. Write it as 2026-10.") % {"slug": slug}, returncode=2)
        return found
