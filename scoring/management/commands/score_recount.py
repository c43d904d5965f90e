"""Prove that the summary of scores says what the ledger says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.models import ScoreTotal
from scoring.services.summaries import wrong_totals


class Command(BaseCommand):
    help = "Count all scores from the ledger again and compare with the stored summary. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = wrong_totals()
        for line in lines:
            self.stderr.write(line)
        if lines:
            raise CommandError(f"{len(lines)} differences between the summary and the ledger")
        self.stdout.write(f"{ScoreTotal.objects.count()} summaries agree with the ledger.")
