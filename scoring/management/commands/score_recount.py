"""Prove that the summaries, and what was settled, say what the ledger says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scoring.models import QuotaStanding, ScoreTotal
from scoring.services.reckoning import reading_desk
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals


class Command(BaseCommand):
    help = "Count all scores, and all quotas and limits, from the ledger again and compare. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = wrong_totals() + wrong_standings(reading_desk())
        for line in lines:
            self.stderr.write(line)
        if lines:
            raise CommandError(_("%(count)d differences between the summary and the ledger") % {"count": len(lines)})
        told = {"totals": ScoreTotal.objects.count(), "quotas": QuotaStanding.objects.count()}
        self.stdout.write(_("%(totals)d summaries and %(quotas)d quotas agree with the ledger.") % told)
