"""The same bulletin by our renderer, plain WeasyPrint, headless Chromium and Typst, turn by turn. Prints JSON.

`python benchmarks/bulletin.py --help`. `--table` measures tables of 60 to 3,000 rows by ours instead.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

from benchmarks.processes import members, processor_seconds, pss  # noqa: E402

# Items that make so many pages with ours.
SIZES = {9: 0, 62: 31, 275: 161}
TABLES = (60, 200, 1000, 3000)
TYPST = "typst==0.14.4"
SAMPLE = 0.05

Cost = dict[str, float]


def measured(command: list[str], **given: Any) -> Cost:
    """Run it in a session of its own; processor seconds and peak memory (PSS) of all its processes, sampled."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **given
    ) as process:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent: dict[int, float] = {}
        peak = 0.0
        while process.poll() is None:
            memory = 0.0
            for member in members(session=process.pid):
                spent[member] = max(spent.get(member, 0.0), processor_seconds(member))
                memory += pss(member)
            peak = max(peak, memory)
            time.sleep(SAMPLE)
        if process.returncode:
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # What the kernel says of the process and of those it waited for; sampling sees the others, but not their last moments.
    waited = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_s": max(waited, sum(spent.values())), "memory_mb": peak}


class Tools:
    """The ways; each takes a paper's files and answers with its cost. A way that is not there is None."""

    def __init__(self, folder: Path, with_typst: bool) -> None:
        self.folder = folder
        self.chromium = next(
            (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
        )
        self.typst = self._make_typst() if with_typst else None
        self.all: dict[str, Callable[[Path, int], Cost] | None] = {
            "ours": self.ours,
            "ours, cold": self.ours_cold,
            "plain WeasyPrint": self.plain,
            "headless Chromium": self.print_by_chromium if self.chromium else None,
            "Typst": self.print_by_typst if self.typst else None,
        }

    def ours(self, paper: Path, pages: int) -> Cost:
        """By a warm press, as in a worker that has printed before."""
        return self._ours(paper, pages, "warm")

    def ours_cold(self, paper: Path, pages: int) -> Cost:
        """By a process from its start."""
        return self._ours(paper, pages, "cold")

    def _ours(self, paper: Path, pages: int, way: str) -> Cost:
        command = [
            sys.executable,
            "-m",
            "benchmarks.bulletin_ours",
            str(paper / "body.html"),
            str(paper / "ours.pdf"),
            str(pages),
            way,
        ]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        cost: Cost = json.loads(said)
        return self._with_file(cost, paper / "ours.pdf")

    def plain(self, paper: Path, pages: int) -> Cost:
        cost = measured([sys.executable, "-m", "weasyprint", str(paper / "styled.html"), str(paper / "plain.pdf")])
        return self._with_file(cost, paper / "plain.pdf")

    def print_by_chromium(self, paper: Path, pages: int) -> Cost:
        out = paper / "chromium.pdf"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
        profile = f"--user-data-dir={self.folder / 'profile'}"
        cost = measured([str(self.chromium), *flags, profile, (paper / "styled.html").as_uri()])
        return self._with_file(cost, out)

    def print_by_typst(self, paper: Path, pages: int) -> Cost:
        out = paper / "typst.pdf"
        program = "import sys, typst\ntypst.compile(sys.argv[1], output=sys.argv[2], font_paths=sys.argv[3:])\n"
        fonts = [str(ROOT / ".fonts"), "/usr/share/fonts"]
        cost = measured([str(self.typst), "-c", program, str(paper / "paper.typ"), str(out), *fonts])
        return self._with_file(cost, out)

    def _with_file(self, cost: Cost, path: Path) -> Cost:
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        document.close()
        return {**cost, "kb": path.stat().st_size / 1024, "pages": pages}

    def _make_typst(self) -> Path:
        """A throw-away environment with Typst's Python package."""
        place = self.folder / "typst"
        venv.create(place, with_pip=True)
        python = place / "bin" / "python"
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", TYPST], check=True)
        return python


def write_paper(folder: Path, items: int, rows: tuple[int, int] = (60, 30)) -> Path:
    """The files that the tools read."""
    from benchmarks.bulletin_data import Paper
    from documents.pdf import house_css

    folder.mkdir(parents=True, exist_ok=True)
    paper = Paper(items, rows)
    html = paper.html()
    (folder / "body.html").write_text(html)
    (folder / "styled.html").write_text(html.replace("</head>", f"<style>{house_css()}</style></head>", 1))
    (folder / "paper.typ").write_text(paper.typst())
    return folder


def middle(costs: list[Cost]) -> Cost:
    """Medians of all figures."""
    return {name: round(median(cost[name] for cost in costs), 2) for name in costs[0]}


def compare(tools: Tools, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Each size: all tools in turn, round by round; figures of ours and ratios of ours to each other tool."""
    told: dict[str, Any] = {}
    for size in sizes:
        paper = write_paper(tools.folder / str(size), SIZES[size])
        costs: dict[str, list[Cost]] = {name: [] for name, tool in tools.all.items() if tool}
        for _round in range(rounds):
            for name in costs:
                costs[name].append(tools.all[name](paper, size))  # type: ignore[misc]
        ratios = {
            name: {
                figure: round(
                    median(ours[figure] / theirs[figure] for ours, theirs in zip(costs["ours"], others, strict=True)), 2
                )
                for figure in ("cpu_s", "memory_mb", "kb")
            }
            for name, others in costs.items()
            if name != "ours"
        }
        told[str(size)] = {"tools": {name: middle(found) for name, found in costs.items()}, "ours_to": ratios}
    if len(sizes) > 1:
        first, last = (told[str(size)]["tools"]["ours"] for size in (sizes[0], sizes[-1]))
        told["ours_ms_a_page"] = round(1000 * (last["cpu_s"] - first["cpu_s"]) / (last["pages"] - first["pages"]), 1)
    return told


def tables(tools: Tools) -> dict[str, Any]:
    """Processor time and memory of unit tables, which should grow as their rows do."""
    told = {}
    for rows in TABLES:
        # Tables of over 2,000 rows are refused as one; a bulletin of so many units has one table a class.
        halves = (rows // 2, rows - rows // 2)
        cost = tools.ours(write_paper(tools.folder / f"rows-{rows}", 0, halves), rows // 30)
        told[str(rows)] = {
            **{name: round(value, 2) for name, value in cost.items()},
            "ms_a_row": round(1000 * cost["cpu_s"] / rows, 1),
        }
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=list(SIZES), choices=list(SIZES), help="which sizes")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of all tools in turn")
    parser.add_argument("--with-typst", action="store_true", help="install Typst into a throw-away environment first")
    parser.add_argument("--table", action="store_true", help="tables of 60 to 3,000 rows by ours instead")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="govinfo-bulletin-"))
    os.environ["GOVINFO_DATA_ROOT"] = str(folder / "data")
    import django

    django.setup()
    try:
        tools = Tools(folder, asked.with_typst)
        told = {"table": tables(tools)} if asked.table else compare(tools, asked.pages, asked.rounds)
        missing = [name for name, tool in tools.all.items() if tool is None]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({**told, "not_measured": missing, "cores": os.cpu_count()}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
