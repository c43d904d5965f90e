"""Makes docs/screens/paper-*.png from the demo organ, two or three pages beside each other: `script/pages docs` runs it."""

import io
import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govinfo.settings")

import django

django.setup()

import pypdfium2  # noqa: E402
from django.db import transaction  # noqa: E402
from PIL import Image  # noqa: E402

from organizations.models import Membership, Outlet, Role  # noqa: E402
from reports.models import Bulletin  # noqa: E402
from reports.services import building  # noqa: E402
from reports.states import Kind, State  # noqa: E402
from review.services import package_paper, packages  # noqa: E402
from submissions.models import Item  # noqa: E402
from submissions.states import Status  # noqa: E402
from tests.documents import measuring  # noqa: E402

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


def first_page(pdf: bytes, words: str) -> int:
    """The number of the page that begins with the words."""
    document = pypdfium2.PdfDocument(pdf)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return next(number for number, text in enumerate(texts, start=1) if text.startswith(words))


def keep(name: str, pdf: bytes, pages: list[int]) -> None:
    """Store a sheet as a small PNG."""
    path = PICTURES / f"paper-{name}.png"
    sheet(pdf, pages).quantize(TONES).save(path, "PNG", optimize=True)
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1024} kB\n")


def packages_of_the_demo() -> dict[str, bytes]:
    """A special report of the longest item and the fullest edition of an own journal; nothing of them is kept."""
    editor = Membership.objects.filter(role=Role.EDITOR).order_by("pk")[0].user
    with transaction.atomic():
        longest = max(Item.objects.filter(status=Status.SIGNED).order_by("-pk")[:60], key=lambda item: len(item.text))
        head = packages.proposed_head("special")
        report = packages.make_package(kind="special", head=head, items=[longest], by=editor)
        edition = max(packages.editions_without_paper(60), key=lambda one: int(one["count"]))
        outlet = Outlet.objects.get(pk=edition["outlet"])
        head = packages.proposed_head("edition", outlet)
        items = list(packages.items_of_edition(outlet, edition["issue_number"]))
        journal = packages.make_package(
            kind="edition", items=items, by=editor, outlet=outlet,
            head=replace(head, number_line=edition["issue_number"], copies=120),
        )  # fmt: skip
        made = {"special-report": package_paper.pdf_of(report), "edition": package_paper.pdf_of(journal)}
        transaction.set_rollback(True)
    return made


def main() -> None:
    """Draw all sheets."""
    bulletin = Bulletin.objects.for_paper().filter(kind=Kind.MONTHLY, state=State.ISSUED).order_by("-period").first()
    assert bulletin is not None, "the demo has issued bulletins"
    pdf = building.build(bulletin).pdf
    # The last bulletin of the demo has instructions and faults, so its attachment 4 is the list of faults.
    scores, adopted, faults = (first_page(pdf, f"附件{number}") for number in (1, 2, 4))
    keep("front", pdf, [1, 2, 3])
    keep("text", pdf, [4, 5, scores])
    keep("tables", pdf, [adopted, adopted + 1, faults, -1])
    for name, made in packages_of_the_demo().items():
        keep(name, made, [1, 2, 3])
    for line in measuring.tell(io.BytesIO(pdf)):
        sys.stdout.write("| {} | {} | {} |\n".format(*line))


if __name__ == "__main__":
    main()
