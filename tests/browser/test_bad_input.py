"""Bad input in a real browser: each case ends in a clear message in Chinese, and nothing that was typed is lost."""

import io
import re
import zipfile

import pytest
from django.urls import reverse
from django.utils.translation import gettext as word
from playwright.sync_api import expect

from submissions.models import Autosave, Item
from submissions.moves.table import MOVES
from submissions.services.drafts import save_draft
from submissions.services.moves import move_item
from tests.browser.steps import TEXT, TITLE, Desk
from tests.factories.submissions import make_item
from tests.submissions.pages import tables_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CANARY = "金丝雀啼鸣七声"
REFUSED = r"status of (409|422)"
HAN = re.compile(r"[\u4e00-\u9fff]{4,}")


def expect_chinese(place) -> None:
    """The message is there and speaks Chinese."""
    expect(place).to_be_visible()
    expect(place).to_have_text(HAN)


def draft_of(cast, **kw) -> Item:
    return make_item(drafter=cast.officer, unit=cast.unit, title=TITLE, text=TEXT, **kw)


def slip_of(open_page, cast, item=None) -> Desk:
    path = reverse("submissions:edit", args=[item.pk]) if item else reverse("submissions:new")
    return Desk(open_page(cast.officer, path))


def test_an_incomplete_slip_is_kept_and_each_gap_is_said_at_its_field(cast, open_page):
    desk = slip_of(open_page, cast)
    page = desk.page
    page.fill("#id_title", TITLE)
    page.fill("#id_text", TEXT)
    desk.submit()
    summary = page.locator("[data-error-summary]")
    expect_chinese(summary)
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_count(4)  # type, nature, time, secrecy
    expect(page.locator("#id_text")).to_have_value(TEXT)
    expect(page.locator("#id_secrecy")).to_have_class(re.compile("is-invalid"))
    summary.locator("a[href='#id_nature']").click()
    expect(page.locator("#id_nature")).to_be_focused()
    assert Item.objects.get().status == "draft"


@pytest.mark.parametrize("secrecy", ["secret", "work_secret"])
def test_a_secret_is_refused_with_the_reason_and_stored_nowhere_autosave_included(cast, open_page, watch, secrecy):
    watch.expect(REFUSED)
    desk = slip_of(open_page, cast)
    page = desk.page
    with page.expect_response("**/autosave/"):
        page.select_option("#id_secrecy", "internal")
    desk.fill_slip(title=f"关于{CANARY}的报告", text=f"{CANARY}。{TEXT}", secrecy=secrecy)
    expect_chinese(page.locator("#slip-saved .urgent"))
    assert not Autosave.objects.exists()
    with page.expect_response("**/items/new/"):
        desk.save_draft_refused()
    expect_chinese(page.locator("[data-error-summary]"))
    expect(page.locator("#id_text")).to_have_value(f"{CANARY}。{TEXT}")
    assert tables_with(CANARY) == set()


def test_a_text_with_a_secrecy_mark_is_refused_though_it_was_declared_internal(cast, open_page, watch):
    watch.expect(REFUSED)
    desk = slip_of(open_page, cast)
    desk.fill_slip(text=f"机密★5年\n{CANARY}")
    with desk.page.expect_response("**/items/new/"):
        desk.save_draft_refused()
    expect_chinese(desk.page.locator("[data-error-summary]"))
    expect(desk.page.locator("#id_text")).to_have_value(f"机密★5年\n{CANARY}")
    assert tables_with(CANARY) == set()


def test_a_stale_slip_shows_both_texts_and_the_next_save_goes_through(cast, open_page, watch):
    watch.expect(REFUSED)
    item = draft_of(cast)
    desk = slip_of(open_page, cast, item)
    page = desk.page
    save_draft(
        item_id=item.pk, by=cast.officer, seen_version=item.version, data={"text": TEXT + "\n另一窗口补充一段。"}
    )
    page.fill("#id_text", TEXT + "\n本窗口补充一段。")
    desk.save_draft_refused()
    both = page.locator(".both")
    expect(both).to_contain_text("另一窗口补充一段")
    expect(both).to_contain_text("本窗口补充一段")
    expect_chinese(page.locator("[data-error-summary]"))
    expect(page.locator("#id_text")).to_have_value(TEXT + "\n本窗口补充一段。")
    desk.save_draft()
    item.refresh_from_db()
    assert item.text == TEXT + "\n本窗口补充一段。"
    assert item.revisions.filter(text__contains="另一窗口").exists()


def test_a_stale_edit_of_the_office_shows_both_texts(cast, open_page, watch):
    watch.expect(REFUSED)
    item = make_item(status="editing", unit=cast.unit, title=TITLE, text=TEXT, editor=cast.editor)
    path = reverse("review:edit", args=[item.pk])
    first, second = (Desk(open_page(cast.editor, path)) for _n in range(2))
    for desk, words in ((first, "甲窗口的修改。"), (second, "乙窗口的修改。")):
        desk.page.fill("#id_text", f"{TEXT}\n{words}")
        desk.press(word("Save version"))
        desk.page.wait_for_load_state()
    both = second.page.locator(".box .both")
    expect(both).to_contain_text("甲窗口的修改")
    expect(both).to_contain_text("乙窗口的修改")
    expect(second.page.locator("#id_text")).to_have_value(f"{TEXT}\n乙窗口的修改。")
    second.press(word("Save version"))
    expect(second.told()).not_to_be_empty()
    item.refresh_from_db()
    assert item.text == f"{TEXT}\n乙窗口的修改。"


def test_a_double_click_makes_one_item(cast, open_page):
    desk = slip_of(open_page, cast)
    desk.fill_slip()
    desk.page.locator("button[name=act][value=submit]").dblclick()
    desk.page.wait_for_url(re.compile(r"/items/\d+/$"))
    assert list(Item.objects.values_list("status", flat=True)) == ["unit_review"]


def test_a_move_that_is_no_longer_possible_says_who_did_what_when(cast, open_page, watch):
    watch.expect(REFUSED)
    item = make_item(status="filed", unit=cast.unit, title=TITLE, text=TEXT)
    desk = Desk(open_page(cast.editor, reverse("submissions:item", args=[item.pk])))
    move_item(item_id=item.pk, name="take", by=cast.office_head, seen_version=item.version)
    desk.move("take")
    told = desk.page.locator("main [role=alert], #messages .note").first
    expect_chinese(told)
    expect(told).to_contain_text(cast.office_head.name)
    expect(told).to_contain_text(str(MOVES["take"].label))
    expect(told).to_contain_text(re.compile(r"\d\d-\d\d \d\d:\d\d"))
    item.refresh_from_db()
    assert (item.status, item.editor) == ("editing", cast.office_head)


@pytest.mark.parametrize("name", ["抽检结果.pdf", "会议纪要.docx", "汇总表.doc"])
def test_an_unreadable_file_is_refused_and_the_slip_is_saved_without_it(cast, open_page, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) if name.endswith(".doc") else "不是文件".encode())
    desk = slip_of(open_page, cast)
    desk.fill_slip()
    desk.attach(file)
    desk.save_draft()
    refusal = desk.told().locator(".note", has_text=name)
    expect_chinese(refusal)
    item = Item.objects.get()
    assert (item.text, item.attachments.count()) == (TEXT, 0)


def test_a_damaged_word_document_leaves_what_was_typed(cast, open_page, tmp_path, watch):
    watch.expect(REFUSED)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<broken")
    file = tmp_path / "讲话稿.docx"
    file.write_bytes(content.getvalue())
    desk = slip_of(open_page, cast)
    page = desk.page
    desk.fill_slip()
    page.locator(".slip__docx > summary").click()
    page.set_input_files("#id_docx", str(file))
    page.locator("button[name=act][value=docx]").click()
    expect_chinese(page.locator("[data-error-summary]"))
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator("#id_text")).to_have_value(TEXT)
