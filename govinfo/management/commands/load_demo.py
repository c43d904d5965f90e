"""Load the demo organ with fourteen months of work."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity.clock import today
from govinfo.demo.load import ITEMS, MONTHS, SEED, DemoRefused, load_demo


class Command(BaseCommand):
    help = "Load the demo organ, once: a second run changes nothing. A run that was cut off is simply run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day up to which work is done, such as 2026-11-23"
        )
        parser.add_argument("--items", type=int, default=ITEMS, help="how many items")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same organ")
        parser.add_argument(
            "--months", type=int, default=MONTHS, help="how many months of work, the present one included"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_demo(
                today=options["today"] or today(), items=options["items"], seed=options["seed"],
                months=options["months"], tell=self._tell,
            )  # fmt: skip
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        words = (
            "The demo organ was loaded" if loaded.is_new else "The demo organ is loaded already; nothing was changed"
        )
        self.stdout.write(f"{words}: {loaded.people} people, {loaded.items} items.")

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"  {done} of {total}", ending="\r")
        self.stdout.flush()
