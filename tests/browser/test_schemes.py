"""The main way of a scheme in a browser: a draft from the valid one, one row changed, tried on a past month, adopted."""

import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activity.runner import run_queued
from scoring.models import Period, Scheme, SchemeDraft
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_period
from tests.factories.schemes import make_draft, make_scheme
from tests.factories.scoring import PeriodFactory, adopted, filed_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(cast, clock):
    """Return the people, with a scheme and an adoption of last month reckoned by it."""
    make_scheme(valid_from=date(2026, 1, 1))
    PeriodFactory.create(month=9)
    ensure_periods(until=date(2026, 10, 20))
    item = filed_item(date(2026, 9, 8), unit=cast.unit, title="蔬菜质量安全检测情况")
    adopted(item, date(2026, 9, 12), "city")
    reckon_period(Period.objects.get(month=9), by=None)
    return cast


def test_from_the_valid_scheme_to_a_new_one(office, open_page):
    page = open_page(office.office_head, reverse("scoring:schemes"))
    page.get_by_role("link", name="起草新办法").click()
    page.get_by_role("button", name="开始起草").click()
    expect(page.locator("#clause-2 .scheme-words__sentence")).to_contain_text("市级刊物采用信息，每条计5分")

    page.locator("#clause-2").get_by_role("link", name="修改").click()
    preview = page.locator("#clause-preview")
    expect(preview).to_contain_text("每条计5分")
    page.wait_for_load_state()
    page.locator("#id_table-0-points").fill("8")
    page.keyboard.press("Tab")
    expect(preview).to_contain_text("市级刊物采用信息，每条计8分")
    page.get_by_role("button", name="保存并返回").click()
    expect(page.locator("#clause-2 .scheme-words__sentence")).to_contain_text("每条计8分")

    page.get_by_role("link", name="以往月试算").click()
    page.get_by_role("button", name="试算").click()
    expect(page.locator(".job")).to_be_visible()
    run_queued()
    line = page.locator("tr", has_text=office.unit.name).first
    page.goto(page.url)
    expect(line).to_contain_text("+3.00")
    line.locator("summary", has_text="刊物采用").click()
    expect(line.get_by_role("link", name="蔬菜质量安全检测情况")).to_be_visible()

    page.get_by_role("link", name="返回草稿").click()
    page.get_by_role("link", name="发布施行").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text("施行至2026年10月31日")
    expect(page.locator("main ins")).to_have_text(re.compile("8 ?分"))
    page.get_by_role("button", name="确认发布").click()
    expect(page.locator("main")).to_contain_text("自2026年11月1日起施行")
    scheme = Scheme.objects.latest("valid_from")
    assert (scheme.valid_from, scheme.document["clauses"][1]["table"][0]["points"]) == (date(2026, 11, 1), 8)


def test_rows_come_and_go_with_and_without_script(office, open_page):
    for script in (True, False):
        draft = make_draft(by=office.office_head)
        page = open_page(office.office_head, reverse("scoring:scheme_clause", args=[draft.pk, 1]), script=script)
        rows = page.locator("#id_table-rows tbody tr")
        expect(rows).to_have_count(1)
        page.get_by_role("button", name="增加一行").click()
        expect(rows).to_have_count(2)
        page.locator("#id_table-1-points").fill("0.5")
        rows.nth(1).get_by_role("button", name="上移第 2 行").click()
        expect(page.locator("#id_table-0-points")).to_have_value("0.5")
        rows.nth(0).locator("summary").nth(1).click()
        expect(rows.nth(0).locator(".codes__sheet").nth(1)).to_be_visible()
        rows.nth(0).get_by_label("动态信息").check()
        page.get_by_role("button", name="保存", exact=True).last.click()
        expect(page.locator("#messages")).to_contain_text("已保存")
        draft.refresh_from_db()
        assert draft.document["clauses"][0]["table"] == [{"item_type": "update", "points": "0.5"}, {"points": 1}]


def test_a_wrong_value_is_said_at_its_field_in_chinese_and_kept(office, open_page):
    draft = make_draft(by=office.office_head)
    page = open_page(office.office_head, reverse("scoring:scheme_clause", args=[draft.pk, 1]))
    page.locator("#id_table-0-points").fill("五分")
    page.get_by_role("button", name="保存", exact=True).last.click()
    summary = page.locator(".scheme-form__errors a")
    expect(summary).to_have_count(1)
    expect(page.locator("td .invalid-feedback")).to_have_text(re.compile("[一-鿿]{4,}"))
    expect(page.locator("#id_table-0-points")).to_have_value("五分")
    page.goto(draft.get_absolute_url())
    expect(page.locator("#clause-1 .note--warning")).to_be_visible()


def test_two_windows_never_overwrite_each_other_silently(office, open_page, watch):
    watch.expect(r"status of 409")
    draft = make_draft(by=office.office_head)
    path = reverse("scoring:scheme_clause", args=[draft.pk, 1])
    first, second = (open_page(office.office_head, path) for _window in range(2))
    for page, points in ((first, "2"), (second, "3")):
        page.locator("#id_table-0-points").fill(points)
        page.get_by_role("button", name="保存", exact=True).last.click()
        page.wait_for_load_state()
    expect(second.locator("[data-error-summary]")).to_contain_text(office.office_head.name)
    expect(second.locator("#id_table-0-points")).to_have_value("3")
    assert SchemeDraft.objects.get(pk=draft.pk).document["clauses"][0]["table"] == [{"points": 2}]
    second.get_by_role("button", name="保存", exact=True).last.click()
    expect(second.locator("#messages")).to_contain_text("已保存")
    assert SchemeDraft.objects.get(pk=draft.pk).document["clauses"][0]["table"] == [{"points": 3}]


@pytest.mark.parametrize(
    "name", ["schemes", "scheme_draft", "scheme_clause", "scheme_head", "scheme_compare", "scheme_try"]
)
def test_the_screens_fit_a_phone(office, open_page, name):
    draft = make_draft(by=office.office_head)
    args = {"schemes": [], "scheme_compare": [], "scheme_clause": [draft.pk, 1]}.get(name, [draft.pk])
    page = open_page(office.office_head, reverse(f"scoring:{name}", args=args), phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
