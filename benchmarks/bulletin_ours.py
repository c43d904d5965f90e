"""One PDF by the house's renderer: `python -m benchmarks.bulletin_ours HTML OUT PAGES`. Prints what the child cost.

A worker is warm, so Django's start is not counted; the start of the child is, for each PDF has its own.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from documents.pdf import PdfMetadata, house_css, render_pdf  # noqa: E402


def main(html: Path, out: Path, pages: int) -> None:
    css = house_css()
    metadata = PdfMetadata(title="通报", identifier="benchmark", created=datetime(2026, 11, 5, tzinfo=UTC))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out.write_bytes(render_pdf(html=html.read_text(), css=css, metadata=metadata, expected_pages=pages, timeout=600))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"cpu_s": cpu, "memory_mb": after.ru_maxrss / 1024}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
