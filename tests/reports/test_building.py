"""The files: what stands in the PDF, that the same bulletin gives the same bytes, and that the job keeps them once."""

import io

import openpyxl
import pdfplumber
import pytest
from django.urls import reverse
from pdfminer.utils import decode_text

from activity import runner
from activity.models import Event, Job, JobState
from documents.models import StoredFile
from documents.services import open_file
from reports.models import Bulletin
from reports.services import building, bulletins
from reports.services.paper import context_of, paper_of, source_of
from reports.states import State
from tests.factories.reports import TITLE, give_pdf, make_bulletin


def loaded(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def text_of(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as pages:
        return "".join("".join((page.extract_text() or "").split()) for page in pages.pages)


@pytest.fixture
def signed(month):
    """Signed, with the job promised and not run."""
    bulletin = make_bulletin(month, State.CHECKED)
    leader = month.organ.principal_leader
    bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text="请零报送单位说明情况。")
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    return bulletin


def test_the_job_makes_the_files_with_the_title_the_scores_and_the_comment(signed, month):
    assert runner.run_queued() == 1
    kept = loaded(signed)
    with open_file(kept.pdf) as file:
        text = text_of(file.read())
    for words in ("信息工作情况通报", "〔2026〕第1期", TITLE, "秘书处", "24.00", "请零报送单位说明情况。", "附件3"):
        assert words in text, words
    assert str(month.organ.deputy_leader) in text
    job = Job.objects.get(name=building.JOB)
    assert (job.state, job.result) == (JobState.DONE, {"url": kept.get_absolute_url(), "kept": True})


def test_the_same_bulletin_gives_the_same_bytes(signed):
    first, second = building.build(loaded(signed)), building.build(loaded(signed))
    assert (first.pdf, first.xlsx, first.source) == (second.pdf, second.xlsx, second.source)


def test_a_bulletin_is_printed_from_its_snapshot_whatever_happens_to_the_tables(signed, month):
    before = paper_of(loaded(signed)), context_of(loaded(signed))["scores"]
    item = month.organ.division.items.get(title=TITLE)
    item.title = "改过的标题"
    item.save(update_fields=["title"])
    month.organ.division.name = "改过的处室"
    month.organ.division.save(update_fields=["name"])
    assert (paper_of(loaded(signed)), context_of(loaded(signed))["scores"]) == before


@pytest.mark.parametrize("change", ["comment", "section", "title"])
def test_every_change_of_words_changes_the_source(month, change):
    bulletin = make_bulletin(month)
    before = source_of(loaded(bulletin))
    if change == "section":
        bulletin.sections.filter(key="demands").update(text="请各单位抓好落实。")
    elif change == "title":
        Bulletin.objects.filter(pk=bulletin.pk).update(title="另一标题")
    else:
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
        leader = month.organ.deputy_leader
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, kind="read")
    assert source_of(loaded(bulletin)) != before


def test_files_are_kept_once_however_often_the_job_runs(signed, monkeypatch):
    monkeypatch.setattr(building, "render_pdf", lambda **given: b"%PDF")
    job = Job.objects.get(name=building.JOB)
    assert [runner.run_job(job.pk) for _time in range(3)] == [True, False, False]
    source = loaded(signed).pdf_source
    built = building.Built(b"%PDF", b"PK", source)
    assert building.keep(signed.pk, built, by=None) is False
    assert StoredFile.objects.filter(content_type="application/pdf").count() == 1
    assert Event.objects.filter(verb="bulletin.pdf").count() == 1


def test_files_of_words_that_have_changed_meanwhile_are_thrown_away(signed):
    assert building.keep(signed.pk, building.Built(b"%PDF", b"PK", "0" * 64), by=None) is False
    assert (loaded(signed).pdf, StoredFile.objects.count()) == (None, 0)


def test_progress_tells_its_phases(signed):
    told = []
    building.build(loaded(signed), progress=lambda phase, done, total: told.append(phase))
    assert list(dict.fromkeys(told)) == ["checking", "styles", "layout", "writing"]


def test_the_workbook_has_the_rows_of_the_tables_as_numbers(signed):
    book = openpyxl.load_workbook(io.BytesIO(building.workbook_of(loaded(signed))))
    assert book.sheetnames == ["计分表", "采用目录", "批示情况", "补计"]
    rows = list(book["计分表"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == [2, 2, 0]
    assert [row[-1] for row in rows] == [24, 4, 0]
    heads = next(book["计分表"].iter_rows(max_row=1, values_only=True))
    assert heads[-4:-2] == ("批示条数", "批示人次")
    assert [row[-4:-2] for row in rows] == [(1, 1), (0, 0), (0, 0)]
    assert all(len(row) == len(heads) for row in rows)
    assert next(row[2] for row in book["采用目录"].iter_rows(min_row=2, values_only=True)) == TITLE


def test_text_of_people_is_escaped(month):
    bulletin = make_bulletin(month)
    bulletins.save_section(
        bulletin_id=bulletin.pk, key="demands", by=month.organ.editor, text="<script>alert(1)</script>&<b>粗</b>"
    )
    html = building.page_html(loaded(bulletin))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def embedded_in(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        named = opened.doc.catalog["Names"]["EmbeddedFiles"].resolve()["Names"][1::2]
        return [decode_text(one.resolve()["UF"]) for one in named]


def test_a_bulletin_on_one_matter_has_no_workbook_and_offers_none(month, client):
    bulletin = bulletins.propose_topical(title="关于一起迟报的通报", matter="某处迟报1条。", by=month.head)
    built = building.build(loaded(bulletin))
    assert (built.xlsx, embedded_in(built.pdf)) == (None, ["snapshot.json"])
    assert building.keep(bulletin.pk, built, by=None)
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    assert runner.run_queued() == 1
    kept = loaded(bulletin)
    assert (kept.pdf_id is None, kept.xlsx) == (False, None)
    workbook = reverse("reports:xlsx", args=[bulletin.pk])
    client.force_login(month.head, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(bulletin.get_absolute_url()).text
    assert reverse("reports:pdf", args=[bulletin.pk]) in page
    assert workbook not in page
    assert client.get(workbook).status_code == 404


def test_a_bulletin_on_one_matter_that_has_a_workbook_from_before_keeps_it(month, client):
    bulletin = bulletins.propose_topical(title="关于一起迟报的通报", matter="某处迟报1条。", by=month.head)
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    give_pdf(bulletin)
    runner.run_queued()
    workbook = reverse("reports:xlsx", args=[bulletin.pk])
    client.force_login(month.head, backend="django.contrib.auth.backends.ModelBackend")
    assert workbook in client.get(bulletin.get_absolute_url()).text
    assert client.get(workbook).getvalue() == b"PK"
