"""The main path of each role at the width of a phone."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as word
from playwright.sync_api import expect

from submissions.models import Item
from tests.browser.steps import TEXT, TITLE, Desk, overflow
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_phone(open_page):
    """Return `at_phone(person)`: the person's desk on a phone."""
    return lambda person: Desk(open_page(person, phone=True))


def test_an_officer_fills_the_slip_and_submits_it(cast, at_phone):
    desk = at_phone(cast.officer)
    desk.start_item()
    assert overflow(desk.page) == 0
    desk.fill_slip()
    desk.submit()
    desk.page.wait_for_url("**/items/*/")
    assert overflow(desk.page) == 0
    assert Item.objects.get().status == "unit_review"


def test_a_unit_head_ticks_and_approves(cast, at_phone):
    item = make_item(status="unit_review", unit=cast.unit, drafter=cast.officer, title=TITLE, text=TEXT, ticked=False)
    desk = at_phone(cast.head)
    desk.open_line(TITLE)
    assert overflow(desk.page) == 0
    desk.page.locator("[data-tick-figures]").check()
    desk.page.locator("button[name=act][value=approve]").click()
    expect(desk.told()).not_to_be_empty()
    item.refresh_from_db()
    assert item.status == "filed"


def test_an_editor_takes_edits_and_passes_on(cast, at_phone):
    item = make_item(status="filed", unit=cast.unit, title=TITLE, text=TEXT)
    desk = at_phone(cast.editor)
    desk.open_line(TITLE)
    desk.move("take")
    desk.open_line(TITLE)
    assert overflow(desk.page) == 0
    desk.page.fill("#id_title", "我市蔬菜质量安全检测合格率稳步提高")
    desk.press(word("Submit for approval"))
    expect(desk.told()).not_to_be_empty()
    item.refresh_from_db()
    assert (item.status, item.title) == ("office_review", "我市蔬菜质量安全检测合格率稳步提高")


def test_a_leader_signs_one_item_and_the_next_slides_in(cast, at_phone):
    first, second = (
        make_item(status="signature", unit=cast.unit, title=f"{TITLE}（{no}）", text=TEXT) for no in ("一", "二")
    )
    desk = at_phone(cast.leader)
    desk.open_line(first.title)
    assert overflow(desk.page) == 0
    for item, left in ((first, second.title), (second, word("Nothing waits for your signature."))):
        desk.page.locator(".chip[data-phrase]").first.click()
        expect(desk.page.locator("#id_opinion")).not_to_have_value("")
        desk.page.locator("button[name=move][value=sign]").click()
        expect(desk.page.locator("main")).to_contain_text(left)
        item.refresh_from_db()
        assert item.status == "signed"
    assert first.signatures.get(signed_by=cast.leader).opinion


def test_an_office_head_returns_an_item_with_the_reason(cast, at_phone):
    item = make_item(status="office_review", unit=cast.unit, title=TITLE, text=TEXT, editor=cast.editor)
    desk = at_phone(cast.office_head)
    desk.open_line(TITLE)
    desk.page.fill("#id_opinion", "请补充同比数据。")
    desk.page.locator("button[name=move][value=return_to_editor]").click()
    expect(desk.told()).not_to_be_empty()
    item.refresh_from_db()
    assert item.status == "editing"
    editor = at_phone(cast.editor)
    editor.page.goto(reverse("submissions:item", args=[item.pk]))
    expect(editor.page.locator(".timeline")).to_contain_text("请补充同比数据。")
