"""The scoring engine over a year of facts, streamed group by group: `python benchmarks/scoring.py --help`. Prints JSON."""

import argparse
import gc
import json
import platform
import resource
import subprocess
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scoring_year import Year, document  # noqa: E402 - the checkout is found first
from scoring.engine import Fact, SchemeBook, evaluate_group, parse_scheme  # noqa: E402
from scoring.engine.book import Valid  # noqa: E402
from scoring.engine.collecting import seldom  # noqa: E402
from scoring.engine.holdings import Standing  # noqa: E402
from scoring.engine.intake import Intake  # noqa: E402
from scoring.engine.settlement import Profile, Settler, Slot  # noqa: E402
from scoring.engine.totals import SlotTotals  # noqa: E402

UNITS = 5_000
CHUNK = 100
YEAR = 2026


class Clock:
    """Seconds of this process's own work, by what it worked on."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = process_time()

    def lap(self, work: str) -> float:
        """Seconds since the last lap, put down to `work`."""
        now = process_time()
        seconds, self._since = now - self._since, now
        self.seconds[work] = self.seconds.get(work, 0.0) + seconds
        return seconds


def months() -> list[Slot]:
    return [
        Slot(f"{YEAR}-{month:02}", date(YEAR, month, 1), date(YEAR, month, monthrange(YEAR, month)[1]))
        for month in range(1, 13)
    ]


def chunks(groups: Iterator[list[Fact]]) -> Iterator[list[list[Fact]]]:
    while chunk := list(islice(groups, CHUNK)):
        yield chunk


def measure(facts: int, units: int) -> dict[str, Any]:
    """One year in this process: facts are made, evaluated and forgotten a chunk at a time."""
    book = SchemeBook([Valid(parse_scheme(document()), date(YEAR, 1, 1), date(YEAR, 12, 31))])
    year = Year(units)
    profiles = {unit: Profile(unit_class=year.class_of(unit)) for unit in year.units}
    slots = months()
    intake = Intake()
    SlotTotals(slots, intake=intake)
    Standing(book, slots, intake=intake)
    settler = Settler(book, slots, lambda unit, _person, _day: profiles[unit], intake=intake)
    started_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = booked = 0
    each: list[float] = []
    gc.collect()
    clock = Clock()
    with seldom():
        for chunk in chunks(year.groups(facts)):
            clock.lap("generation")
            rows = [row for group in chunk for row in evaluate_group(book, group)]
            seconds = clock.lap("items")
            intake.take(rows)
            seconds += clock.lap("intake")
            facts_here = sum(len(group) for group in chunk)
            each.append(seconds / facts_here * 1_000_000)
            made += facts_here
            booked += len(rows)
        settled = settler.settle()
        clock.lap("settlement")
        intake.take(settled.rows)
        clock.lap("intake")
    engine = sum(seconds for work, seconds in clock.seconds.items() if work != "generation")
    return {
        "facts": made,
        "rows": booked,
        "settlement_rows": len(settled.rows),
        "quotas": len(settled.quotas),
        "seconds": {work: round(seconds, 2) for work, seconds in clock.seconds.items()},
        "facts_per_second": round(made / engine),
        "facts_per_second_with_generation": round(made / (engine + clock.seconds["generation"])),
        "facts_per_second_items_only": round(made / clock.seconds["items"]),
        "microseconds_a_fact_before_settlement": {
            name: round(value, 2) for name, value in zip(("p10", "p50", "p90"), tenths(each), strict=True)
        },
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "peak_mb_before_facts": round(started_kb / 1024, 1),
    }


def tenths(each: list[float]) -> tuple[float, float, float]:
    """The lower, the middle and the upper of nine cuts: on a busy machine the lower one tells what a free core does."""
    cuts = quantiles(each, n=10)
    return cuts[0], cuts[4], cuts[8]


def in_a_process_of_its_own(facts: int, units: int) -> dict[str, Any]:
    """Peak memory is that of a process, so every size has one."""
    words = [sys.executable, __file__, "--here", "--sizes", str(facts), "--units", str(units)]
    told: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return told


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000], help="facts in the year")
    words.add_argument("--units", type=int, default=UNITS)
    words.add_argument("--here", action="store_true", help="measure the first size in this process, without ratios")
    given = words.parse_args()
    if given.here:
        print(json.dumps(measure(given.sizes[0], given.units)))
        return
    found = [in_a_process_of_its_own(size, given.units) for size in given.sizes]
    least, most = found[0], found[-1]
    result = {
        "python": platform.python_version(),
        "units": given.units,
        "sizes": found,
        "ratio": {
            "facts": round(most["facts"] / least["facts"], 2),
            "items_seconds": round(most["seconds"]["items"] / least["seconds"]["items"], 2),
            "settlement_seconds": round(most["seconds"]["settlement"] / least["seconds"]["settlement"], 2),
            "peak_mb": round(most["peak_mb"] / least["peak_mb"], 2),
        },
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
