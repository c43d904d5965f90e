"""The bulletins of the demo: of each month, of a quarter, on one matter, a corrected one, and what goes with them."""

from datetime import date, timedelta

import pytest

from activity.models import Job, JobState
from documents.pdf_limits import LONGEST_PARAGRAPH
from govinfo import paths
from govinfo.demo import months, organ
from govinfo.demo.load import load_demo
from govinfo.demo.texts.bulletins import MORE
from govinfo.demo.texts.stocks import stock
from reports.models import Bulletin, BulletinWords, RectificationNotice
from reports.services import rectifying
from reports.services.building import Built
from reports.services.fields import LABELS, fields_for, names_in
from reports.states import Kind
from review.models import Adoption, Package
from review.services import package_paper

TODAY = date(2026, 10, 23)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def quickly_printed(tmp_path, settings, monkeypatch):
    """Files in a place of their own, and pages that are not set in type."""
    monkeypatch.setattr(paths, "DATA_ROOT", tmp_path)
    settings.MEDIA_ROOT = tmp_path / "files"
    real = months.prepare

    class Quick:
        def __init__(self, bulletin):
            self.source = real(bulletin).source

        def render(self):
            return Built(pdf=b"%PDF-1.7", xlsx=b"PK", source=self.source)

    monkeypatch.setattr(months, "prepare", Quick)
    monkeypatch.setattr(rectifying, "render_pdf", lambda **_given: b"%PDF-1.7")
    monkeypatch.setattr(package_paper, "pdf_of", lambda package, **_given: b"%PDF-1.7")


def test_four_months_have_their_bulletins_a_quarter_a_matter_and_a_correction():
    load_demo(today=TODAY, items=70, months=4)

    made = [(one.kind, str(one.period.month), one.state) for one in Bulletin.objects.order_by("pk")]
    assert sorted(made) == [
        ("monthly", "7", "issued"), ("monthly", "7", "superseded"), ("monthly", "8", "issued"),
        ("monthly", "9", "issued"), ("quarterly", "9", "issued"), ("topical", "9", "issued"),
    ]  # fmt: skip
    quarter = Bulletin.objects.get(kind=Kind.QUARTERLY)
    assert list(quarter.snapshot.data["span"]["months"]) == ["2026-07", "2026-08", "2026-09"]
    corrected = Bulletin.objects.get(period__month=7, state="issued")
    assert corrected.corrects.state == "superseded"
    numbers = Bulletin.objects.order_by("issue_no").values_list("issue_no", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6]
    papers = {(one.masthead, one.contact, one.send_down, one.copies) for one in Bulletin.objects.all()}
    stated = ("bulletin_masthead", "contact", "bulletin_down", "bulletin_copies")
    assert papers == {tuple(organ.PAPERS[name] for name in stated)}
    assert "0000-8260" in str(organ.PAPERS["contact"])
    assert_each_was_commented_on_and_read()
    assert_the_texts_fill_pages()
    assert_papers_left_the_office()
    last = Bulletin.objects.get(kind=Kind.MONTHLY, period__month=9)
    zero = {one["unit"] for one in last.snapshot.data["rolls"]["zero"]}
    assert {str(notice.unit) for notice in RectificationNotice.objects.all()} == zero
    assert zero
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def assert_each_was_commented_on_and_read():
    for bulletin in Bulletin.objects.all():
        assert bulletin.comments.count() == 3, bulletin
        written = [comment.text for comment in bulletin.comments.filter(kind="comment")]
        assert written
        assert len(set(written)) == len(written)
        read = set(bulletin.receipts.values_list("read_at", flat=True))
        assert min(read) == bulletin.issued_at
        assert len(read) > 3 or bulletin.issued_at.date() >= TODAY - timedelta(days=1)
        assert BulletinWords.objects.filter(bulletin=bulletin).exists()


def assert_the_texts_fill_pages():
    for bulletin in Bulletin.objects.for_paper().exclude(kind=Kind.TOPICAL):
        text = "".join(section.text for section in bulletin.sections.all())
        assert len(text) > 2200, bulletin
        assert set(names_in(text)) <= fields_for(bulletin).keys()


def assert_papers_left_the_office():
    """信息专报 that were sent, put right and are still to be sent; two editions of the journal; each with its PDF."""
    papers = Package.objects.order_by("pk")
    assert all(paper.pdf_id for paper in papers)
    specials = papers.filter(kind=Package.Kind.SPECIAL)
    standing = specials.filter(voided_at=None)
    numbers = [(paper.masthead, paper.number_line) for paper in standing]
    assert numbers == [("信息专报", f"〔2026〕第{no}期") for no in (1, 2, 3)]
    void = specials.get(voided_at__isnull=False)
    assert void.number_line == "〔2026〕第2期"
    assert void.content != specials.get(pk__gt=void.pk, number_line=void.number_line).content
    sent, put_right, waiting = standing
    assert sent.items.get().adoptions.exists()
    assert put_right.items.get().forwardings.exists()
    assert not waiting.items.get().forwardings.exists()
    editions = papers.filter(kind=Package.Kind.EDITION)
    assert len(editions) == 2
    for edition in editions:
        printed = Adoption.objects.filter(outlet=edition.outlet, issue_number=edition.number_line)
        assert set(edition.items.values_list("pk", flat=True)) == set(printed.values_list("item", flat=True))
    assert all(paper.dated_on < TODAY and paper.title for paper in papers)


def test_the_stock_quotes_known_figures_only_and_fits_the_printer():
    for key, number in MORE.items():
        lines = stock(f"bulletin.{key}")
        assert len(lines) >= number
        for line in lines:
            assert set(names_in(line)) <= LABELS.keys(), line
            assert 80 < len(line) < LONGEST_PARAGRAPH
