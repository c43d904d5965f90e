"""`python -m tests.reports.worker.press FOLDER NAME...`: one worker that sets the named papers by a warm press of its own.

It prints one to be warm, says so, and waits for a line on its input, so that several begin in the same moment. Then it
stores each paper as PDF and says by how many presses they were set.
"""

import pickle
import sys
from pathlib import Path

import django

django.setup()

from documents import pdf_children  # noqa: E402
from documents.pdf import render_pdf  # noqa: E402


def main(folder: Path, names: list[str]) -> None:
    # A busy machine may take long to begin.
    pdf_children.BEGIN_SECONDS = 120.0
    papers = {name: pickle.loads((folder / f"{name}.pickle").read_bytes()) for name in names}
    render_pdf(**papers[names[0]])
    print("warm", flush=True)  # noqa: T201
    sys.stdin.readline()
    out = folder / f"worker-{'-'.join(names)}"
    out.mkdir()
    for name, printing in papers.items():
        (out / f"{name}.pdf").write_bytes(render_pdf(**printing))
    printed = [press.printed for press in pdf_children.PRESSES.known.values()]
    print(sum(printed), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
