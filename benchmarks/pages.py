"""Pages at two sizes of the office, in paired rounds: `python benchmarks/pages.py --help`. Prints JSON."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Remote:
    """A site in a process of its own, asked line by line."""

    def __init__(self, items: int, folder: Path, module: str = "benchmarks.site") -> None:
        home = folder / str(items)
        home.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ, "GOVINFO_DATA_ROOT": str(home), "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        environment |= {"DATABASE_URL": f"{url}_{items}"} if (url := os.environ.get("BENCHMARK_DATABASE_URL")) else {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(items), str(home / "built")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
        )  # fmt: skip
        self.greeting = self._heard()
        #: Milliseconds of its processor that the last page took, where the site tells them.
        self.cpu_ms = 0.0

    def _heard(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise SystemExit("The site ended; what it said stands above.")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def open(self, page: str, *, count: bool = False) -> float:
        """Milliseconds of the page, or its statements."""
        assert self._process.stdin
        print(json.dumps({"page": page, "count": count}), file=self._process.stdin, flush=True)
        heard = self._heard()
        if not heard["ok"]:
            raise SystemExit(f"{page}: refused")
        self.cpu_ms = float(heard.get("cpu_ms", 0))
        return float(heard["statements" if count else "ms"])

    def end(self) -> None:
        """Close its input: it ends by itself."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


def figures(times: list[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    return {"p50_ms": round(median(times), 1), "p95_ms": round(quantiles(times, n=20)[-1], 1)}


def measure(page: str, small: Remote, large: Remote, rounds: int) -> dict[str, Any]:
    """The page on both sites, turn by turn, so that a busy moment of the machine meets both alike."""
    statements = [int(site.open(page, count=True)) for site in (small, large)]
    pairs: list[tuple[float, float]] = []
    processor: list[float] = []
    for no in range(rounds):
        first, second = (small, large) if no % 2 else (large, small)
        one, two = first.open(page), second.open(page)
        pairs.append((one, two) if no % 2 else (two, one))
        processor += [large.cpu_ms / small.cpu_ms] if small.cpu_ms else []
    ratios = sorted(big / little for little, big in pairs)
    return {
        "small": {**figures([little for little, _big in pairs]), "statements": statements[0]},
        "large": {**figures([big for _little, big in pairs]), "statements": statements[1]},
        "ratio": round(median(ratios), 2),
        "ratio_middle_half": [round(ratios[len(ratios) // 4], 2), round(ratios[-1 - len(ratios) // 4], 2)],
        **({"processor_ratio": round(median(processor), 2)} if processor else {}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=(1_000, 100_000), help="items in the two databases")
    parser.add_argument("--rounds", type=int, default=40, help="paired rounds a page")
    parser.add_argument("--data", type=Path, help="where the databases stand and stay; by default they are removed")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    asked = parser.parse_args()
    folder = asked.data or Path(tempfile.mkdtemp(prefix="govinfo-benchmark-"))
    try:
        sites = [Remote(size, folder) for size in asked.sizes]
        small, large = sites
        names = [name for name in small.greeting["pages"] if asked.only in name]
        found = {name: measure(name, small, large, asked.rounds) for name in names}
        for site in sites:
            site.end()
    finally:
        if asked.data is None:
            shutil.rmtree(folder, ignore_errors=True)
    told = {
        "sizes": list(asked.sizes), "rounds": asked.rounds, "python": platform.python_version(),
        "database": "PostgreSQL" if os.environ.get("BENCHMARK_DATABASE_URL") else "SQLite", "cores": os.cpu_count(),
        "built_in_s": [site.greeting["built_in"] for site in sites], "pages": found,
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
