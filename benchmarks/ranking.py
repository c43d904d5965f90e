"""Pages of scores over ledgers of two sizes, in paired rounds: `python benchmarks/ranking.py --help`. Prints JSON."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Remote, measure


def times_floor(page: str, site: Remote, rounds: int) -> dict[str, dict[str, float]]:
    """How many times the plainest list of the same database the page costs: by the clock, and by the processor of the process
    that draws it (the database's is in that only with SQLite). The middle of paired rounds, and their middle half."""
    clock, processor = [], []
    for _round in range(rounds):
        floor, floor_cpu = site.open("floor"), site.cpu_ms
        own, own_cpu = site.open(page), site.cpu_ms
        clock.append(own / floor)
        processor.append(own_cpu / floor_cpu)
    return {"clock": _middle(clock), "processor": _middle(processor)}


def _middle(ratios: list[float]) -> dict[str, float]:
    ratios, quarter = sorted(ratios), len(ratios) // 4
    return {"p50": round(median(ratios), 2), "low": round(ratios[quarter], 2), "high": round(ratios[-1 - quarter], 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=(1_000, 1_000_000), help="facts in the two ledgers")
    parser.add_argument("--units", type=int, default=500, help="units in each of them")
    parser.add_argument("--classes", type=int, default=5, help="classes among which the units are spread")
    parser.add_argument("--only", default="", help="only pages whose name holds this, and the floor")
    parser.add_argument("--rounds", type=int, default=40, help="paired rounds a page")
    parser.add_argument("--data", type=Path, help="where the databases stand and stay; by default they are removed")
    asked = parser.parse_args()
    os.environ |= {"BENCHMARK_UNITS": str(asked.units), "BENCHMARK_CLASSES": str(asked.classes)}
    folder = asked.data or Path(tempfile.mkdtemp(prefix="govinfo-benchmark-"))
    try:
        small, large = (Remote(size, folder, "benchmarks.ranking_site") for size in asked.sizes)
        names = [name for name in small.greeting["pages"] if asked.only in name or name == "floor"]
        found = {name: measure(name, small, large, asked.rounds) for name in names}
        for name in names:
            found[name]["times_floor"] = times_floor(name, large, asked.rounds)
        for site in (small, large):
            site.end()
    finally:
        if asked.data is None:
            shutil.rmtree(folder, ignore_errors=True)
    told = {
        "facts": list(asked.sizes), "rounds": asked.rounds, "python": platform.python_version(),
        "units": asked.units, "classes": asked.classes, "database": "PostgreSQL" if os.environ.get("BENCHMARK_DATABASE_URL") else "SQLite", "cores": os.cpu_count(),
        "built_in_s": [site.greeting["built_in"] for site in (small, large)], "pages": found,
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
