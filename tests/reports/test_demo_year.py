"""The bulletins of the whole demo year, as real PDFs: each is sound, and prints the numbers of its snapshot.

The demo is loaded with fewer items than an installation has, which makes shorter tables and the same bulletins;
`DEMO_ITEMS=1200 script/test tests/reports/test_demo_year.py` takes it whole, in some four minutes.
"""

import io
import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import pdfplumber
import pypdfium2
import pytest
from django.db import transaction
from django.test import override_settings

from activity.clock import OFFICE_ZONE, frozen
from documents.pdf_children import PRESSES
from documents.pdf_contents import SHORT
from govinfo import paths
from govinfo.demo import organ
from govinfo.demo.load import load_demo
from organizations.models import User
from reports.models import Bulletin
from reports.services import building
from reports.services.canonical import sha256_of
from reports.services.proposing import propose_span
from reports.services.spans import calendar_span, free_span
from reports.states import Kind
from tests.documents import measuring

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TODAY = date(2026, 11, 23)
ITEMS = int(os.environ.get("DEMO_ITEMS", "140"))
# Besides what the demo issues: kinds of which it has none, as proposals.
LOADED = {"monthly": 14, "half_yearly": 1, "quarterly": 1, "topical": 1}
PROPOSED = {"yearly": 1, "free": 1}
FIELD = re.compile(r"(.{0,6})\{\{ *([a-z_.]+) *\}\}([^{\n]{0,4})")
TOTALS = {
    "filed.total": "filed", "forwarded.total": "forwarded", "adopted.items": "adopted_items", "units.total": "units",
    "adopted.adoptions": "adoptions", "instructed.items": "instruction_items", "units.filed": "units_filed",
    "instructed.person_times": "person_times",
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A bulletin's PDF, its words with their fields, and the snapshot that it is to print."""

    name: str
    kind: str
    pdf: bytes
    texts: list[str]
    content: str
    sha256: str
    data: dict


def paper_of(bulletin: Bulletin, pdf: bytes) -> Paper:
    snapshot = bulletin.snapshot
    texts = [section.text for section in bulletin.sections.all()]
    name = f"{bulletin.title} {bulletin.number_line}"
    return Paper(name, bulletin.kind, pdf, texts, snapshot.content, snapshot.sha256, snapshot.data)


def proposed() -> list[Paper]:
    """A yearly and a free one: the first calendar year of the demo, and days that cut two months."""
    papers = []
    head = User.objects.get(memberships__role=organ.OFFICE_HEAD)
    with frozen(datetime(2026, 11, 23, 9, tzinfo=OFFICE_ZONE)):
        for span in (calendar_span(Kind.YEARLY, 2025, 12), free_span(date(2026, 3, 5), date(2026, 5, 20))):
            made = Bulletin.objects.for_paper().get(pk=propose_span(span=span, by=head).pk)
            papers.append(paper_of(made, building.build(made).pdf))
    return papers


@pytest.fixture(scope="module")
def papers(django_db_setup, django_db_blocker, tmp_path_factory) -> list[Paper]:
    """Loaded, set in type by a warm press, read; nothing of it stays in the database."""
    root = tmp_path_factory.mktemp("demo-year")
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(MEDIA_ROOT=root / "files", PDF_PRESS=True),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(paths, "DATA_ROOT", root)
        load_demo(today=TODAY, items=ITEMS)
        bulletins = Bulletin.objects.for_paper().select_related("pdf").order_by("pk")
        made = [paper_of(one, one.pdf.path.read_bytes()) for one in bulletins]
        made += proposed()
        transaction.set_rollback(True)
        PRESSES.stop()
    return made


def words_of(pdf: bytes) -> str:
    """All text in the order in which it was set, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.fixture(scope="module")
def words(papers) -> dict[str, str]:
    return {paper.name: words_of(paper.pdf) for paper in papers}


def test_the_year_has_bulletins_of_every_kind(papers):
    assert Counter(paper.kind for paper in papers) == {**LOADED, **PROPOSED}
    assert len({paper.pdf for paper in papers}) == len(papers)


def test_qpdf_finds_nothing_wrong_with_any(papers, tmp_path):
    for number, paper in enumerate(papers):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(paper.pdf)
        checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, paper.name + checked.stdout + checked.stderr
        assert "No syntax or stream encoding errors found" in checked.stdout, paper.name


def test_each_bears_the_hash_of_its_snapshot_and_holds_it(papers):
    for paper in papers:
        document = pypdfium2.PdfDocument(paper.pdf)
        attached = [document.get_attachment(number) for number in range(document.count_attachments())]
        files = {one.get_name(): bytes(one.get_data()) for one in attached}
        keywords = document.get_metadata_value("Keywords")
        document.close()
        assert files["snapshot.json"].decode() == paper.content, paper.name
        assert sha256_of(paper.content) == paper.sha256, paper.name
        assert f"snapshot-sha256:{paper.sha256}" in keywords, paper.name


def cells_of(counts: dict, levels: list[dict]) -> str:
    """A line of the score table as the paper prints it, from the snapshot by hand."""
    instructed = f"{counts['instruction_items']}/{counts['person_times']}" if counts["person_times"] else "0"
    parts = [
        counts["filed"], counts["filed_cumulative"], counts["forwarded"],
        *(counts["adoptions_by_level"].get(level["code"], 0) for level in levels),
        counts["rate"], instructed, counts["score_shown"], counts["cumulative_shown"],
    ]  # fmt: skip
    return "".join(str(part) for part in parts)


def lines_of(data: dict) -> list[str]:
    """What attachments 1 to 3 print, in order."""
    scores = data["scores"]
    lines = []
    for one in scores["classes"]:
        lines += [f"{row['rank'] or '—'}{row['unit']}{cells_of(row, scores['levels'])}" for row in one["rows"]]
        lines.append(f"小计{cells_of(one['total'], scores['levels'])}")
    lines.append(f"合计{cells_of(scores['total'], scores['levels'])}")
    lines += [f"{number}{line['title']}" for number, line in enumerate(data["adopted"], start=1)]
    lines += [f"{number}{line['leader']}{line['title']}" for number, line in enumerate(data["instructions"], start=1)]
    return ["".join(line.split()) for line in lines]


def test_the_tables_print_every_line_of_the_snapshot_in_order(papers, words):
    with_figures = [paper for paper in papers if paper.data["has_figures"]]
    assert len(with_figures) == len(papers) - 1
    for paper in with_figures:
        text, place = words[paper.name], 0
        assert len(lines_of(paper.data)) > 25
        for line in lines_of(paper.data):
            place = text.find(line, place)
            assert place >= 0, f"{paper.name}: {line}"


def test_the_sentences_quote_the_totals_of_the_snapshot(papers, words):
    quoted = Counter()
    for paper in papers:
        for before, field, after in (found for text in paper.texts for found in FIELD.findall(text)):
            if field in TOTALS:
                number = paper.data["totals"][TOTALS[field]]
                told = "".join(f"{before.rpartition('}')[2]}{number}{after}".split())
                assert told in words[paper.name], f"{paper.name}: {told}"
                quoted[paper.kind] += 1
    assert set(quoted) == {"monthly", "quarterly", "half_yearly", "yearly", "free"}
    assert min(quoted.values()) >= 3


def test_pages_are_numbered_through_and_full_ones_keep_the_grid(papers):
    full = Counter()
    for paper in papers:
        with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
            assert all(map(measuring.is_outside, pdf.pages)), paper.name
            assert_contents_where_long(paper, pdf)
            pages = measuring.full_pages(pdf)
            assert {measuring.lines_on(page) for page in pages} <= {22}, paper.name
            flush, lines = measuring.flush_share(pdf)
            assert flush >= 0.95 * lines, f"{paper.name}: {flush} of {lines}"
            assert measuring.unlawful_lines(pdf) == [], paper.name
            if pages:
                full[paper.kind] += 1
                assert measuring.off_grid(pdf) <= 0.01, paper.name
    # A topical bulletin, and a proposal that nobody has written on, fill no page.
    assert full["monthly"] >= 12
    assert full["quarterly"] == full["half_yearly"] == 1


def assert_contents_where_long(paper: Paper, pdf: pdfplumber.PDF) -> None:
    text = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages[:3])
    assert ("目录" in text.replace("采用信息目录", "")) == (len(pdf.pages) > SHORT), (paper.name, len(pdf.pages))
