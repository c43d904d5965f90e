"""One PDF by the house's renderer: `python -m benchmarks.bulletin_ours HTML OUT PAGES warm|cold`. Prints what it cost.

Warm: by a press that has printed before, as a worker's does; counted is what press and fork used for this paper. Cold: by
a process of its own, from its start. A worker is warm, so Django's start is not counted.
"""

import json
import os
import resource
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402

from benchmarks.processes import members, processor_seconds, pss  # noqa: E402
from documents.pdf import PdfMetadata, house_css, render_pdf  # noqa: E402
from documents.pdf_children import PRESSES  # noqa: E402
from documents.pdf_sample import HTML  # noqa: E402

SAMPLE = 0.05
# A press that used no time for so long has prepared itself.
_REST = 1.0


def main(html: Path, out: Path, pages: int, way: str) -> None:
    """Measure one paper."""
    settings.PDF_PRESS = way == "warm"
    css = house_css()
    metadata = PdfMetadata(title="通报", identifier="benchmark", created=datetime(2026, 11, 5, tzinfo=UTC))

    def put(text: str) -> bytes:
        return render_pdf(html=text, css=css, metadata=metadata, expected_pages=pages, timeout=600)

    press = 0
    if settings.PDF_PRESS:
        put(HTML)
        press = PRESSES.known[True].process.pid
        rest(press)
    text = html.read_text()
    with Peak(press or os.getpid(), with_itself=bool(press)) as peak:
        before = spent(press)
        out.write_bytes(put(text))
        cost = spent(press) - before
    sys.stdout.write(json.dumps({"cpu_s": cost, "memory_mb": peak.megabytes}))


def spent(press: int) -> float:
    """Processor seconds of the press and its forks that ended; without one, of all children that ended."""
    if press:
        return processor_seconds(press, with_children=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rest(press: int) -> None:
    """Wait until the press rests."""
    last = -1.0
    while (now := spent(press)) != last:
        last = now
        time.sleep(_REST)


class Peak:
    """Most memory, as PSS, of the processes that set the paper; sampled."""

    def __init__(self, root: int, *, with_itself: bool) -> None:
        self.root, self.with_itself = root, with_itself
        self.megabytes = 0.0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Peak":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.is_over.wait(SAMPLE):
            everyone = [*members(parent=self.root), *([self.root] if self.with_itself else [])]
            self.megabytes = max(self.megabytes, sum(pss(process) for process in everyone))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
