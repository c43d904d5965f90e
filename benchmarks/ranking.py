"""Pages of scores over ledgers of two sizes, in paired rounds: `python benchmarks/ranking.py --help`. Prints JSON."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Remote, measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=(1_000, 1_000_000), help="facts in the two ledgers")
    parser.add_argument("--rounds", type=int, default=40, help="paired rounds a page")
    parser.add_argument("--data", type=Path, help="where the databases stand and stay; by default they are removed")
    asked = parser.parse_args()
    folder = asked.data or Path(tempfile.mkdtemp(prefix="govinfo-benchmark-"))
    try:
        small, large = (Remote(size, folder, "benchmarks.ranking_site") for size in asked.sizes)
        found = {name: measure(name, small, large, asked.rounds) for name in small.greeting["pages"]}
        for site in (small, large):
            site.end()
    finally:
        if asked.data is None:
            shutil.rmtree(folder, ignore_errors=True)
    told = {
        "facts": list(asked.sizes), "rounds": asked.rounds, "python": platform.python_version(),
        "database": "PostgreSQL" if os.environ.get("BENCHMARK_DATABASE_URL") else "SQLite", "cores": os.cpu_count(),
        "built_in_s": [site.greeting["built_in"] for site in (small, large)], "pages": found,
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
