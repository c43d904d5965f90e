"""Reckon facts from files by a scheme from a file; no database is asked, nothing is stored."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from scoring.evaluation.errors import InputRefused
from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_json
from scoring.evaluation.paper import as_text

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Reckon facts from files (XLSX, CSV, JSON, YAML) by a scheme from a file; see docs/score-evaluate.md."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scheme", action="append", metavar="FILE[@DAY]",
            help="scheme as YAML or JSON; several with the day from which each holds: 2026.yaml@2026-01-01",
        )  # fmt: skip
        parser.add_argument(
            "--facts", action="append", type=Path, metavar="FILE",
            help="facts, units, printed tables as XLSX, CSV, JSON or YAML; several files are read as one",
        )  # fmt: skip
        parser.add_argument("--from", dest="starts_on", metavar="DAY", help="first day that is shown")
        parser.add_argument("--to", dest="ends_on", metavar="DAY", help="last day that counts")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _ask_for_files(options)
            evaluation = evaluate_files(
                options["scheme"],
                options["facts"],
                starts_on=_day("--from", options["starts_on"]),
                ends_on=_day("--to", options["ends_on"]),
            )
        except InputRefused as refused:
            raise CommandError(str(refused.message), returncode=BAD_INPUT) from refused
        if options["json"]:
            for text in as_json(evaluation):
                self.stdout.write(text, ending="")
            self.stdout.write()
        else:
            self.stdout.write(as_text(evaluation))


def _ask_for_files(options: dict[str, Any]) -> None:
    if not options["scheme"]:
        raise InputRefused([_("Name the scheme that holds: --scheme FILE.")])
    if not options["facts"]:
        raise InputRefused([_("Name the files with the facts: --facts FILE.")])


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        what = _("“%(value)s” is no day. Expected one such as 2026-03-05.") % {"value": text}
        raise InputRefused([_("%(place)s: %(what)s") % {"place": option, "what": what}]) from error
