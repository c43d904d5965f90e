"""Closing a month of many facts, in portions: facts a second, memory, and what a second pass costs. Prints JSON.

.venv/bin/python benchmarks/ledger.py --help
"""

import argparse
import json
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

FACTS_OF_AN_ITEM = 2.5
"""Filed and forwarded each, adopted every other."""
CLAUSES = (
    {"id": "base", "kind": "base", "per": "month", "points": 2},
    {"id": "monthly", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 8}],
     "result": {"met": 5, "each_missing": 1}},
    {"id": "rate", "kind": "rate", "per": "quarter", "below": 30, "minus": 5},
    {"id": "cap", "kind": "limit", "per": "month", "of": ["filed"], "at_most": 500},
)  # fmt: skip


def clocked(act: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Seconds by the clock and of this process's processor, and what the act gives."""
    begin, work = time.perf_counter(), time.process_time()
    given = act()
    return {"s": round(time.perf_counter() - begin, 1), "cpu_s": round(time.process_time() - work, 1)}, given


def memory_mb() -> float:
    """The most that the process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def adopt() -> None:
    """The clauses of the demo about items, and some about periods."""
    from datetime import date

    from scoring.services.scheme_files import DIRECTORY, adopt_scheme, read_scheme_file

    file = read_scheme_file((DIRECTORY / "demo-office.yaml").read_text(encoding="utf-8"))
    about_items = [one for one in file.document["clauses"] if one["kind"] in ("points", "instruction")]
    file.document["clauses"] = [*about_items, *CLAUSES]
    file.document.pop("prizes", None)
    adopt_scheme(file=file, valid_from=date(2020, 1, 1), by=None)


def measure(facts: int) -> dict[str, Any]:
    """Fill last month, close it, and go over it once more."""
    from benchmarks.month import fill_month, last_month
    from scoring.models import LedgerRow
    from scoring.services import periods
    from scoring.services.reckoning import reading_desk, reckon_period
    from scoring.services.standings import wrong_standings
    from scoring.services.summaries import wrong_totals

    month = last_month()
    filled, items = clocked(lambda: fill_month(round(facts / FACTS_OF_AN_ITEM), month))
    adopt()
    before = memory_mb()
    told: list[int] = []
    first, rows = clocked(lambda: periods.prepare(month, by=None, progress=lambda done, _total: told.append(done)))
    again, none = clocked(lambda: reckon_period(month, by=None))
    last, _closed = clocked(lambda: periods.freeze(month, by=None, prepared=True))
    recount, wrong = clocked(lambda: wrong_totals() + wrong_standings(reading_desk()))
    assert (none, wrong) == (0, []), (none, wrong[:3])
    return {
        "facts": facts, "items": items, "ledger_rows": LedgerRow.objects.count(), "filling": filled,
        "portions_told": len(told), "rows_written": rows,
        "reckoning": {**first, "facts_a_second": round(facts / first["s"]), "facts_a_cpu_s": round(facts / first["cpu_s"])},
        "second_pass": {**again, "facts_a_second": round(facts / again["s"])},
        "closing_transaction": last, "recount": recount,
        "memory_before_mb": before, "memory_most_mb": memory_mb(),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, nargs="+", default=[10_000, 100_000], help="facts of the month")
    parser.add_argument("--one", action="store_true", help="measure here, in the database of the environment")
    asked = parser.parse_args()
    if asked.one:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print(json.dumps(measure(asked.facts[0])))
        return
    told = {
        "python": platform.python_version(), "cores": os.cpu_count(),
        "database": "PostgreSQL" if os.environ.get("BENCHMARK_DATABASE_URL") else "SQLite",
        "months": [_in_a_process(facts) for facts in asked.facts],
    }  # fmt: skip
    print(json.dumps(told, indent=2))


def _in_a_process(facts: int) -> dict[str, Any]:
    """Each month in a database and a process of its own, so that memory is its own too."""
    import subprocess

    folder = tempfile.mkdtemp(prefix="govinfo-benchmark-")
    root = Path(__file__).resolve().parent.parent
    environment = {
        **os.environ, "GOVINFO_DATA_ROOT": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "PYTHONPATH": str(root),
    }  # fmt: skip
    if url := os.environ.get("BENCHMARK_DATABASE_URL"):
        environment["DATABASE_URL"] = f"{url}_{facts}"
    try:
        command = [sys.executable, __file__, "--one", "--facts", str(facts)]
        done = subprocess.run(command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
