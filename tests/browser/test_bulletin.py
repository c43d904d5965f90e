"""One bulletin in a real browser: composed, put before the leader, signed, issued, read, told of, withdrawn."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import gettext as word
from playwright.sync_api import Locator, Page, expect

from activity import clock as office_clock
from activity.clock import OFFICE_ZONE
from activity.runner import run_queued
from reports.models import Bulletin
from reports.services import bulletins, closing
from reports.states import ACTS, Roll, State
from scoring.services.periods import make_period
from tests.browser.steps import TITLE, Desk, overflow
from tests.factories.scoring import adopted, filed_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OWN_HEADING, OWN_TEXT = "培训和交流情况", "综合处于本月举办信息员培训一期，反响较好。"
COMMENT = "同意印发，请零报送单位说明原因。"
ZERO = "行政复议处"
REASON = "第三部分单位名称有误"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=OFFICE_ZONE)


@pytest.fixture
def bulletin(cast, clock) -> Bulletin:
    """October is closed; one unit has an item that was adopted, the other filed nothing. The draft is proposed."""
    make_period(2026, 10)
    item = filed_item(date(2026, 10, 8), unit=cast.unit, title=TITLE, drafter=cast.officer)
    adopted(item, date(2026, 10, 20), "city")
    clock.set(at(11, 5))
    with office_clock.frozen(at(11, 5)):
        snapshot = closing.close_month(year=2026, month=10, by=cast.office_head)
        return bulletins.propose(period=snapshot.period, by=cast.editor)


def outline(page: Page) -> object:
    return page.locator("#compose-outline [data-key] a")


def the_editor_orders_and_writes(page: Page, bulletin: Bulletin) -> None:
    page.goto(reverse("reports:compose", args=[bulletin.pk]))
    headings = [section.heading for section in bulletin.sections.all()]
    expect(outline(page)).to_have_text(headings)
    # By mouse: the last section to the top.
    page.locator("[data-key=demands]").drag_to(page.locator("[data-key=opening]"), target_position={"x": 40, "y": 2})
    headings.insert(0, headings.pop())
    expect(outline(page)).to_have_text(headings)
    expect(page.locator("#paper-preview .bulletin-paper h3").first).to_contain_text(headings[0])
    # By keyboard: it goes down again, step by step, and the focus stays on the button.
    for _step in range(4):
        page.locator("#down-demands").focus()
        page.keyboard.press("Enter")
        headings.insert(headings.index("下一步工作要求") + 1, headings.pop(headings.index("下一步工作要求")))
        expect(outline(page)).to_have_text(headings)
    expect(page.locator("#down-demands")).to_be_disabled()
    expect(page.locator("#paper-preview .bulletin-paper h3").first).to_contain_text("总体情况")


def written(page: Page) -> Locator:
    """The text of the section as the editor sees it, with figures in place of their names."""
    return page.locator(".field-editor")


def rewrite(page: Page, text: str) -> None:
    """Take out all that stands there, figures too, which only deleting does; then write."""
    written(page).fill("")
    expect(page.locator("#id_text")).to_have_value("")
    written(page).fill(text)


def the_editor_adds_a_section(page: Page) -> None:
    page.get_by_role("link", name=word("Add a section")).click()
    page.fill("#id_heading", OWN_HEADING)
    page.fill("#id_text", OWN_TEXT)
    page.get_by_role("button", name=word("Add"), exact=True).click()
    expect(outline(page).last).to_have_text(OWN_HEADING)
    expect(page.locator("#paper-preview")).to_contain_text(OWN_TEXT)
    # A press on a figure puts its field into the text; saving refreshes the paper beside without leaving the page.
    written(page).press("Control+End")
    page.locator("[data-insert='units.total']").click()
    expect(written(page)).to_have_text(f"{OWN_TEXT}2")
    page.get_by_role("button", name=word("Save"), exact=True).click()
    saved = word("“%(heading)s” is saved.") % {"heading": OWN_HEADING}
    expect(page.locator("#messages")).to_contain_text(saved)
    expect(page.locator("#paper-preview")).to_contain_text(f"{OWN_TEXT}2")
    rewrite(page, "共{{ filed.totl }}条")
    page.get_by_role("button", name=word("Save"), exact=True).click()
    expect(page.locator("#compose-desk .invalid-feedback")).to_contain_text("filed.total")
    expect(written(page).locator(".field--unknown")).to_have_text("{{ filed.totl }}")
    expect(page.locator("#id_text")).to_have_value("共{{ filed.totl }}条")
    rewrite(page, OWN_TEXT)
    page.get_by_role("button", name=word("Save"), exact=True).click()
    expect(page.locator("#messages")).to_contain_text(saved)


def the_head_decides_who_is_named(page: Page, bulletin: Bulletin) -> None:
    page.goto(reverse("reports:compose", args=[bulletin.pk]))
    expect(page.locator("#paper-preview")).to_contain_text(f"{ZERO}本月没有报送信息")
    page.get_by_role("link", name=word("Who is named")).click()
    page.get_by_role("button", name=f"{word('Leave out')} {ZERO}", exact=True).click()
    expect(page.locator("#paper-preview")).to_contain_text("1个单位本月没有报送信息")
    expect(page.locator("[data-key=shortcomings]")).to_contain_text(word("figures changed"))
    page.locator("[data-key=shortcomings] a").click()
    changed = page.locator(".compose__oldnew")
    expect(changed.locator("del")).to_have_text(ZERO)
    expect(changed.locator("ins")).to_have_text("1个单位")
    page.get_by_role("link", name=word("Who is named")).click()
    page.get_by_role("button", name=f"{word('Name this unit')} {ZERO}", exact=True).click()
    expect(page.locator("#paper-preview")).to_contain_text(f"{ZERO}本月没有报送信息")
    expect(page.locator("#compose-outline .compose__changed")).to_have_count(0)


def the_head_checks_and_asks(desk: Desk, bulletin: Bulletin) -> None:
    page = desk.page
    desk.press(str(ACTS["check"].label))
    expect(page.locator(".compose__comments")).to_contain_text("2026年11月10日")
    desk.press(word("Ask again"))
    expect(desk.told()).to_contain_text(word("The leaders are asked; nobody is asked twice a day."))
    expect(page.locator("#id_text")).to_have_count(0)
    assert Bulletin.objects.get(pk=bulletin.pk).state == State.CHECKED


def the_leader_comments_and_signs(desk: Desk) -> None:
    page = desk.page
    desk.open_line("2026年10月")
    expect(page.locator(".bulletin-paper")).to_contain_text(OWN_TEXT)
    assert overflow(page) <= 0
    page.fill("#id_text", COMMENT)
    desk.press(word("Write the comment"))
    expect(page.locator(".bulletin-paper")).to_contain_text(COMMENT)
    desk.press(str(ACTS["sign"].label))
    expect(page.locator("body")).to_contain_text("〔2026〕第1期")


def the_head_issues(desk: Desk, bulletin: Bulletin) -> None:
    page = desk.page
    assert run_queued() > 0
    page.goto(reverse("reports:compose", args=[bulletin.pk]))
    desk.press(str(ACTS["issue"].label))
    expect(page.locator(".page-head__title")).to_contain_text(str(State.ISSUED.label))


def the_reader_reads(desk: Desk, path: Path) -> None:
    page = desk.page
    desk.home()
    # By its address: a click on the rail was lost once on a machine with much other work.
    page.goto(reverse("reports:list"))
    page.fill("input[name=words]", "举办信息员培训")
    page.keyboard.press("Enter")
    expect(page.locator("main table")).to_contain_text("举办信息员培训一期")
    desk.open_title("2026年10月")
    for words in (OWN_TEXT, COMMENT, TITLE):
        expect(page.locator(".bulletin-paper")).to_contain_text(words)
    expect(page.locator("h1")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")
    desk.press(word("I have read it"))
    expect(page.locator(".bulletin-receipt")).to_be_visible()


def the_head_sees_receipts_and_sends_the_notice(desk: Desk, bulletin: Bulletin, reader: str) -> None:
    page = desk.page
    page.goto(reverse("reports:receipts", args=[bulletin.pk]))
    expect(page.locator(".receipts__unit li", has_text=reader).locator(".receipts__read")).to_be_visible()
    expect(page.locator(".receipts__read")).to_have_count(1)
    desk.press(word("Remind who has not read it"))
    expect(desk.told()).not_to_be_empty()
    page.goto(bulletin.get_absolute_url())
    desk.press(word("Send notices to units that filed nothing"))
    expect(page.locator(".bulletin-notices")).to_contain_text("信息告知〔2026〕1号")
    assert run_queued() > 0
    page.reload()
    expect(page.locator(".bulletin-notices").get_by_role("link", name="PDF")).to_be_visible()


def the_unit_takes_its_notice(desk: Desk, bulletin: Bulletin, path: Path) -> None:
    page = desk.page
    page.goto(bulletin.get_absolute_url())
    with page.expect_download() as download:
        page.locator(".bulletin-notices").get_by_role("link", name="PDF").click()
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")


def the_head_withdraws(desk: Desk, bulletin: Bulletin) -> None:
    page = desk.page
    page.goto(reverse("reports:compose", args=[bulletin.pk]))
    page.locator("[data-opens=dialog-withdraw]").click()
    page.locator("dialog[open] textarea").fill(REASON)
    page.locator("dialog[open] .btn-primary").click()
    expect(page.locator(".bulletin-mark")).to_contain_text(REASON)


def test_a_bulletin_from_its_draft_to_its_readers(cast, clock, bulletin, open_page, tmp_path, watch):
    watch.expect("422")  # the browser's own words for a text that was refused
    assert [line["unit"] for line in bulletin.snapshot.data["rolls"][Roll.ZERO]] == [ZERO]
    editor = open_page(cast.editor)
    the_editor_orders_and_writes(editor, bulletin)
    the_editor_adds_a_section(editor)
    head = Desk(open_page(cast.office_head))
    the_head_decides_who_is_named(head.page, bulletin)
    the_head_checks_and_asks(head, bulletin)
    clock.set(at(11, 6))
    the_leader_comments_and_signs(Desk(open_page(cast.leader, phone=True)))
    clock.set(at(11, 6, 15))
    the_head_issues(head, bulletin)
    reader = Desk(open_page(cast.reader))
    the_reader_reads(reader, tmp_path / "bulletin.pdf")
    the_head_sees_receipts_and_sends_the_notice(head, bulletin, str(cast.reader))
    the_unit_takes_its_notice(reader, bulletin, tmp_path / "notice.pdf")
    the_head_withdraws(head, bulletin)
    reader.page.reload()
    expect(reader.page.locator(".bulletin-paper__mark")).to_have_text("已撤回")
    expect(reader.page.locator(".bulletin-mark")).to_contain_text(REASON)


def test_on_a_phone_the_sections_are_moved_and_saved_too(cast, clock, bulletin, open_page):
    page = open_page(cast.editor, reverse("reports:compose", args=[bulletin.pk]), phone=True)
    assert overflow(page) <= 0
    page.locator("#down-opening").click()
    expect(outline(page).first).to_have_text("工作突出的单位")
    rewrite(page, "本月情况较好。")
    page.get_by_role("button", name=word("Save"), exact=True).click()
    expect(page.locator("#paper-preview")).to_contain_text("本月情况较好。")
    assert bulletin.sections.get(key="opening").text == "本月情况较好。"


def test_figures_stand_in_the_text_as_they_are_and_in_one_piece(cast, clock, bulletin, open_page):
    page = open_page(cast.editor, reverse("reports:compose", args=[bulletin.pk]))
    area, text = page.locator("#id_text"), written(page)
    proposed = area.input_value()
    expect(text.locator(".field")).to_have_count(proposed.count("{{"))
    rewrite(page, "共{{ units.total }}个")
    page.locator("#id_heading").focus()
    expect(text).to_have_text("共2个")
    expect(text.locator("[data-field='units.total']")).to_have_attribute("title", word("Units that file"))
    expect(area).to_have_value("共{{ units.total }}个")
    # Enter makes a paragraph; a press on a figure puts it where the cursor was.
    text.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("其中")
    page.locator("[data-insert='units.filed']").click()
    page.keyboard.type("个。")
    expect(area).to_have_value("共{{ units.total }}个\n其中{{ units.filed }}个。")
    # Copied and pasted a figure stays a figure; one press deletes it whole; and that can be taken back.
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+X")
    expect(area).to_have_value("")
    page.keyboard.press("Control+V")
    expect(area).to_have_value("共{{ units.total }}个\n其中{{ units.filed }}个。")
    for _key in range(3):
        page.keyboard.press("Backspace")
    expect(area).to_have_value("共{{ units.total }}个\n其中")
    page.keyboard.press("Control+Z")
    expect(text.locator("[data-field='units.filed']")).to_have_count(1)


def test_a_figure_is_deleted_whole_and_nothing_is_typed_into_it(cast, clock, bulletin, open_page):
    page = open_page(cast.editor, reverse("reports:compose", args=[bulletin.pk]))
    page.locator("[data-field-names]").click()
    area = page.locator("#id_text")
    area.fill("共{{ filed.total }}条")
    area.evaluate("area => area.setSelectionRange(6, 6)")
    page.keyboard.type("12")
    expect(area).to_have_value("共{{ filed.total }}条")
    area.evaluate("area => area.setSelectionRange(18, 18)")
    page.keyboard.press("Backspace")
    expect(area).to_have_value("共条")
    area.fill("共{{ filed.total }}条")
    area.evaluate("area => area.setSelectionRange(0, 5)")
    page.keyboard.type("约")
    expect(area).to_have_value("{{ filed.total }}约条")
    area.fill("共{{ filed.total }}条")
    area.evaluate("area => area.setSelectionRange(1, 1)")
    page.keyboard.press("Delete")
    expect(area).to_have_value("共条")


FIGURE = "共{{ filed.total }}条"


@pytest.fixture
def editor_with_a_figure(cast, clock, bulletin, open_page):
    page = open_page(cast.editor, reverse("reports:compose", args=[bulletin.pk]))
    rewrite(page, FIGURE)
    page.locator("#id_heading").focus()
    expect(written(page).locator(".field")).to_have_count(1)
    return page


def test_what_is_typed_upon_a_figure_stands_beside_it(editor_with_a_figure):
    page = editor_with_a_figure
    area, figure = page.locator("#id_text"), written(page).locator(".field")
    figure.click()
    page.keyboard.type("999")
    expect(area).to_have_value("共{{ filed.total }}999条")
    page.keyboard.press("Control+A")
    page.keyboard.type("合计")
    expect(area).to_have_value("{{ filed.total }}合计")
    page.keyboard.press("Control+A")
    page.keyboard.press("Enter")
    expect(area).to_have_value("{{ filed.total }}\n")
    page.keyboard.press("Control+Z")
    expect(area).to_have_value("{{ filed.total }}合计")
    # Pasted words stand beside it too; a figure that is pasted upon itself does not come twice.
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    page.keyboard.press("Control+V")
    expect(area).to_have_value("{{ filed.total }}合计")
    page.locator("#id_heading").press("Control+A")
    page.keyboard.press("Control+C")
    written(page).press("Control+A")
    page.keyboard.press("Control+V")
    expect(area).to_have_value("{{ filed.total }}总体情况")


def test_an_input_method_keeps_the_figure_on_which_it_begins(editor_with_a_figure):
    page = editor_with_a_figure
    keyboard = page.context.new_cdp_session(page)
    written(page).press("Control+A")
    keyboard.send("Input.imeSetComposition", {"text": "yue", "selectionStart": 3, "selectionEnd": 3})
    keyboard.send("Input.insertText", {"text": "约"})
    expect(page.locator("#id_text")).to_have_value("共{{ filed.total }}条约")
    expect(written(page).locator(".field")).to_have_count(1)


@pytest.mark.parametrize("key", ["Backspace", "Delete", "Control+X"])
def test_only_deleting_takes_a_figure_away_and_the_section_says_so(editor_with_a_figure, bulletin, key):
    page = editor_with_a_figure
    save = page.get_by_role("button", name=word("Save"), exact=True)
    save.click()
    expect(page.locator("#paper-preview")).to_contain_text("共1条")
    written(page).press("Control+A")
    page.keyboard.press(key)
    page.keyboard.type("共999条")
    expect(page.locator("#id_text")).to_have_value("共999条")
    save.click()
    expect(page.locator(".compose__dropped")).to_contain_text("filed.total")
    expect(page.locator("[data-key=opening]")).to_contain_text(word("figures removed"))
    assert overflow(page) <= 0
    save.click()
    expect(page.locator(".compose__dropped")).to_have_count(0)
    expect(page.locator("[data-key=opening]")).not_to_contain_text(word("figures removed"))


def test_without_script_the_buttons_still_move_and_save(cast, clock, bulletin, open_page):
    page = open_page(cast.editor, reverse("reports:compose", args=[bulletin.pk]), script=False)
    page.locator("#down-opening").click()
    expect(outline(page).first).to_have_text("工作突出的单位")
    expect(page.locator("#messages")).to_contain_text(word("The order of the sections is kept."))
