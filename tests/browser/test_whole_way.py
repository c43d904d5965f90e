"""One item from a division's slip to a line in an issued bulletin, in a real browser, by six people, by clicking only."""

import re
from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest
from django.utils.translation import gettext as word
from playwright.sync_api import expect

from activity.clock import OFFICE_ZONE
from activity.models import JobState
from activity.runner import run_queued
from reports.states import ACTS, State
from scoring.models import ScoreTotal
from submissions.models import Item
from tests.browser.steps import TEXT, TITLE, Desk
from tests.factories.documents import make_pdf

pytestmark = [pytest.mark.browser, pytest.mark.browser_pg, pytest.mark.django_db(transaction=True)]

EDITED = TEXT.replace("检测结果不能当天公布", "检测结果难以当天公布，影响监管实效")
WRITTEN = "请各单位学习借鉴行政执法监督处紧扣民生选题的做法。"
COMMENT = "信息工作抓得实，望再接再厉。"
SCORE = 22
"""By the demo scheme: filed 1, forwarded to the city 1, adopted there 5, instructed by the mayor 15."""


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=OFFICE_ZONE)


def the_officer_files(desk: Desk, tmp_path) -> None:
    file = tmp_path / "抽检结果汇总表.pdf"
    file.write_bytes(make_pdf())
    desk.start_item()
    desk.fill_slip()
    desk.attach(file)
    desk.save_draft()
    expect(desk.page.locator(".files")).to_contain_text("抽检结果汇总表.pdf")
    desk.submit()
    desk.expect_title()


def the_head_ticks_and_approves(desk: Desk) -> None:
    desk.open_line(TITLE)
    page = desk.page
    expect(page.locator("body")).to_contain_text("抽检结果汇总表.pdf")
    page.locator("[data-tick-figures]").check()
    page.fill("#id_opinion", "情况属实，同意报送。")
    page.locator("button[name=act][value=approve]").click()
    expect(desk.told()).not_to_be_empty()


def the_editor_edits(desk: Desk) -> None:
    page = desk.page
    desk.open_line(TITLE)
    desk.move("take")
    page.wait_for_load_state()
    if not page.locator("#edit-form").count():
        desk.open_line(TITLE)
    page.fill("#id_text", EDITED)
    page.fill("#id_note", "补充影响，便于领导判断")
    desk.press(word("Save version"))
    expect(page.locator(".runs ins").first).to_be_visible()
    expect(page.locator(".edit-below ins").first).to_have_text("难以")
    desk.press(word("Submit for approval"))
    expect(desk.told()).to_contain_text(TITLE)


def approve_for_signature(desk: Desk) -> None:
    desk.open_line(TITLE)
    desk.decide("approve", "同意呈签。")


def sign(desk: Desk) -> None:
    desk.open_line(TITLE)
    page = desk.page
    page.get_by_text(word("What the office changed")).click()
    expect(page.locator("details.fold ins").first).to_be_visible()
    desk.decide("sign", "同意报送市政府办公室。")


def the_office_records(desk: Desk) -> None:
    page = desk.page
    desk.open_line(TITLE)
    page.get_by_label("市政务信息").check()
    desk.press(word("Record the forwarding"))
    expect(desk.told()).to_contain_text("市政务信息")
    desk.go(word("Adoption"))
    page.select_option("#id_outlet", label=page.locator("#id_outlet option", has_text="市政务信息").inner_text())
    page.fill("#id_issue_number", "第218期")
    page.fill("#id_adopted_on", "2026-10-22")
    desk.press(word("Record the adoption"))
    expect(page.locator(".records", has_text="第218期")).to_be_visible()
    desk.go(word("Instruction"))
    for name in ("陈国平", "林晓红"):
        page.get_by_label(name).check()
    page.fill("#id_text", "此件反映的问题很重要，请市农业局会同市财政局研究落实。")
    page.fill("#id_instructed_on", "2026-10-23")
    desk.press(word("Record the instruction"))
    for name in ("陈国平", "林晓红"):
        expect(page.locator(".records", has_text=name)).to_be_visible()


def the_month_is_closed_and_the_bulletin_written(desk: Desk) -> None:
    page = desk.page
    desk.home()
    desk.area(word("Bulletins"))
    desk.go(word("Months"))
    month = page.locator(".months__line", has_text="2026年10月")
    month.locator("summary", has_text=word("Close the month")).click()
    month.get_by_role("button", name=word("Close the month"), exact=True).click()
    expect(desk.told()).not_to_be_empty()
    month.get_by_role("button", name=word("Propose the bulletin")).click()
    page.wait_for_url("**/compose/")
    expect(page.locator(".compose__page")).to_contain_text(TITLE)
    page.locator(".field-editor").press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(WRITTEN)
    desk.press(word("Save"))
    expect(page.locator(".compose__page")).to_contain_text(WRITTEN)
    desk.press(str(ACTS["check"].label))
    expect(page.locator("#id_text")).to_have_count(0)
    expect(page.locator(".bulletin-steps [aria-current=step]").last).to_contain_text(word("Next:"))


def the_leader_comments_and_signs(desk: Desk) -> None:
    page = desk.page
    desk.home()
    desk.open_line("2026年10月")
    page.fill("#id_text", COMMENT)
    desk.press(word("Write the comment"))
    expect(page.locator(".bulletin-comment")).to_contain_text(COMMENT)
    desk.press(str(ACTS["sign"].label))
    expect(page.locator("body")).to_contain_text("〔2026〕第1期")


def the_bulletin_is_built_and_issued(desk: Desk) -> None:
    page = desk.page
    page.reload()
    box = page.locator(".job")
    expect(box).to_contain_text(word("The work begins as soon as a worker is free."))
    assert run_queued() > 0
    expect(box).to_contain_text(str(JobState.DONE.label))
    page.reload()
    desk.press(str(ACTS["issue"].label))
    expect(page.locator(".page-head__title")).to_contain_text(str(State.ISSUED.label))


def read_and_download(desk: Desk, path: Path) -> str:
    """The bulletin as this person reads it and saves it; the text of the PDF without white space."""
    page = desk.page
    desk.home()
    desk.area(word("Bulletins"))
    desk.open_title("2026年10月")
    for words in (TITLE, WRITTEN, COMMENT):
        expect(page.locator("main")).to_contain_text(words)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    download.value.save_as(path)
    with pdfplumber.open(path) as pdf:
        return "\n".join(re.sub(r"[ \t]", "", sheet.extract_text()) for sheet in pdf.pages)


def test_the_whole_way(cast, clock, enter, tmp_path):
    officer = enter(cast.officer)
    the_officer_files(officer, tmp_path)
    item = Item.objects.get()
    assert (item.status, item.text) == ("unit_review", TEXT)

    clock.set(at(10, 20, 10))
    head = enter(cast.head)
    the_head_ticks_and_approves(head)
    item.refresh_from_db()
    assert (item.status, item.number != "") == ("filed", True)

    clock.set(at(10, 20, 11))
    editor = enter(cast.editor)
    the_editor_edits(editor)
    item.refresh_from_db()
    assert (item.status, item.text) == ("office_review", EDITED)

    clock.set(at(10, 20, 14))
    approve_for_signature(enter(cast.office_head))
    item.refresh_from_db()
    assert item.status == "signature"

    clock.set(at(10, 20, 16))
    sign(enter(cast.leader, phone=True))
    item.refresh_from_db()
    assert (item.status, item.text) == ("signed", EDITED)

    clock.set(at(10, 23, 9))
    the_office_records(editor)
    assert item.forwardings.count() == item.adoptions.count() == 1
    assert item.instructions.count() == 2

    clock.set(at(11, 5, 9))
    office = enter(cast.office_head)
    the_month_is_closed_and_the_bulletin_written(office)
    clock.set(at(11, 5, 15))
    leader = enter(cast.leader, phone=True)
    the_leader_comments_and_signs(leader)
    clock.set(at(11, 6, 9))
    the_bulletin_is_built_and_issued(office)
    clock.set(at(11, 6, 10))
    texts = {
        read_and_download(desk, tmp_path / f"{number}.pdf")
        for number, desk in enumerate((officer, head, editor, office, leader, enter(cast.reader)))
    }
    (text,) = texts
    assert TITLE in text.replace("\n", "")
    assert ScoreTotal.objects.get(period__month=10, unit=cast.unit, person=None).points == SCORE
    assert re.search(rf"^1行政执法监督处.*{SCORE}\.00", text, re.MULTILINE), text
