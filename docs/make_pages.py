"""Makes docs/screens/paper-*.png from the demo organ, two or three pages beside each other: `script/pages docs` runs it."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govinfo.settings")

import django

django.setup()

import pypdfium2  # noqa: E402
from PIL import Image  # noqa: E402

from reports.models import Bulletin  # noqa: E402
from reports.services import building  # noqa: E402
from reports.states import Kind, State  # noqa: E402

PICTURES = Path(__file__).parent / "screens"
DPI = 72
GAP = 8
TONES = 24


def sheet(pdf: bytes, pages: list[int]) -> Image.Image:
    """Pages beside each other on grey; numbers from 1, negative ones from the end."""
    document = pypdfium2.PdfDocument(pdf)
    places = [page - 1 if page > 0 else page + len(document) for page in pages]
    drawn = [document[place].render(scale=DPI / 72).to_pil() for place in places if 0 <= place < len(document)]
    document.close()
    made = Image.new("RGB", (sum(one.width + GAP for one in drawn) + GAP, drawn[0].height + 2 * GAP), "#8a8a8a")
    left = GAP
    for one in drawn:
        made.paste(one, (left, GAP))
        left += one.width + GAP
    return made


def keep(name: str, pdf: bytes, pages: list[int]) -> None:
    """Store a sheet as a small PNG."""
    path = PICTURES / f"paper-{name}.png"
    sheet(pdf, pages).quantize(TONES).save(path, "PNG", optimize=True)
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1024} kB\n")


def main() -> None:
    bulletin = Bulletin.objects.for_paper().filter(kind=Kind.MONTHLY, state=State.ISSUED).order_by("-period").first()
    assert bulletin is not None, "the demo has issued bulletins"
    pdf = building.build(bulletin).pdf
    keep("front", pdf, [1, 2, 3])
    keep("text", pdf, [4, 5, 6])
    keep("tables", pdf, [7, 8, -1])


if __name__ == "__main__":
    main()
