"""Reckon periods again from the facts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scoring.models import Period
from scoring.services.periods import current_period, ensure_periods
from scoring.services.reckoning import reckon_period


class Command(BaseCommand):
    help = "Reckon the scores of a period again: only differences are written. Without --period: the current one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", default="", help="such as 2026-10")
        parser.add_argument("--all", action="store_true", help="every period that is not closed")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_periods()
        for period in self._periods(options):
            written = reckon_period(period, by=None)
            told = {"period": period.slug, "count": written}
            self.stdout.write(_("%(period)s: %(count)d ledger rows written") % told)

    def _periods(self, options: dict[str, Any]) -> list[Period]:
        if options["all"]:
            return list(Period.objects.unclosed())
        if not options["period"]:
            return [current_period()]
        year, _dash, month = options["period"].partition("-")
        found = (
            Period.objects.filter(year=year, month=month).first() if year.isdecimal() and month.isdecimal() else None
        )
        if found is None:
            raise CommandError(_("There is no period %(value)s. Write it as 2026-10.") % {"value": options["period"]})
        return [found]
