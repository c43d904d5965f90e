"""The frame and the list in a real browser: what only script does, and that nothing needs it."""

import pytest
from playwright.sync_api import expect

from tests.factories.organizations import UserFactory
from ui.models import SavedFilter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
URL = "/tests/people"


@pytest.fixture
def reader(pages):
    return UserFactory(name="王海", username="reader", sort_no=9000)


@pytest.fixture
def people():
    return [UserFactory(name=f"人{n}", post="", sort_no=n, language=("zh-hans", "en")[n % 2]) for n in range(7)]


def test_filter_and_sort_replace_the_rows_and_the_address_follows(open_page, reader, people):
    page = open_page(user=reader, path=URL)
    page.select_option("select[name=language]", "en")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    expect(page.locator(".chip").first).to_contain_text("英文")
    page.wait_for_url(f"**{URL}?language=en")
    page.get_by_role("link", name="序号").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("序号")
    page.get_by_role("link", name="序号").click()
    expect(page.locator("tr[data-row] td.is-main").first).to_have_text("人5")
    page.go_back()
    expect(page.locator("tr[data-row] td.is-main").first).to_have_text("人1")


def test_keys_walk_tick_and_preview(open_page, reader, people):
    page = open_page(user=reader, path=URL)
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("tr.is-at td.is-main")).to_have_text("人1")
    expect(page.locator("[data-ticked]")).to_have_text("1")
    page.keyboard.press("p")
    expect(page.locator("#preview-body h2")).to_have_text("人1")
    page.keyboard.press("k")
    expect(page.locator("#preview-body h2")).to_have_text("人0")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()


def test_a_double_click_makes_one_row(open_page, reader):
    page = open_page(user=reader, path="/tests/add")
    page.fill("input[name=name]", "甲")
    page.locator("main button").dblclick()
    page.wait_for_url("**/tests/made/*")
    assert SavedFilter.objects.count() == 1


def test_a_form_sent_again_after_going_back_makes_one_row(open_page, reader):
    page = open_page(user=reader, path="/tests/add")
    page.fill("input[name=name]", "甲")
    page.locator("main button").click()
    page.wait_for_url("**/tests/made/*")
    first = page.url
    page.go_back()
    token = page.locator("input[name=once]").input_value()
    page.evaluate("token => { document.querySelector('input[name=once]').value = token }", token)
    assert SavedFilter.objects.count() == 1
    assert first.endswith(f"/tests/made/{SavedFilter.objects.get().pk}")


def test_a_dialog_asks_for_the_reason_in_place_or_on_a_page(open_page, reader):
    page = open_page(user=reader, path="/tests/components")
    page.get_by_role("link", name="退回").first.click()
    expect(page.locator("#dialog-back")).to_be_visible()
    page.get_by_role("button", name="数据不实").click()
    expect(page.locator("#reason-back")).to_have_value("数据不实")
    plain = open_page(user=reader, path="/tests/components", script=False)
    plain.get_by_role("link", name="退回").first.click()
    expect(plain.locator("textarea, input[name=reason]").first).to_be_visible()
    assert plain.url.endswith("/tests/why")


def test_without_script_lists_filter_and_act(open_page, reader, people):
    page = open_page(user=reader, path=URL, script=False)
    page.fill("#list-filter input[name=q]", "人3")
    page.locator(".list-filter__go").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.locator("input[name=pk]").check()
    page.get_by_role("button", name="标记").click()
    expect(page.locator(".note--success")).to_be_visible()
    people[3].refresh_from_db()
    assert people[3].phone != ""


@pytest.mark.parametrize("path", ["/", URL, "/tests/components", "/tests/form"])
def test_a_phone_never_scrolls_sideways(open_page, reader, people, path):
    page = open_page(user=reader, path=path, phone=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_typed_is_not_left_without_a_question(open_page, reader):
    page = open_page(user=reader, path="/tests/form")
    page.fill("textarea", "写了一半")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url.replace("/tests/form", "/"))
    assert asked == ["beforeunload"]
