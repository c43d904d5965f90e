"""The office head brings the past: a register with mistakes, the corrected one, and the adoption that scores."""

from datetime import date

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect

from activity.runner import run_queued
from organizations.models import UnitName
from review.models import Adoption
from scoring.models import LedgerRow
from scoring.services.reckoning import reckon_changes
from submissions.models import Item
from tests.browser.steps import overflow
from tests.factories.past import table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "我市开展蔬菜质量安全专项执法检查"
HEADS = ("序号", "报送日期", "处室", "信息标题", "作者")
ABOVE = [("政务信息报送台账",), (None,)]


@pytest.fixture
def former_name(cast):
    cast.unit.starts_on = date(2020, 1, 1)
    cast.unit.save()
    return UnitName.objects.create(
        unit=cast.unit, name="执法监督科", starts_on=date(2020, 1, 1), ends_on=date(2026, 6, 30)
    )


@pytest.fixture
def register(tmp_path):
    """Return `register(name, rows...)`: the path of a workbook with those rows."""

    def written(name, *rows, heads=HEADS):
        path = tmp_path / name
        path.write_bytes(table(heads, *rows, above=ABOVE))
        return path

    return written


def send(desk, kind, path):
    """Choose the kind, send the file, and let the worker read it."""
    desk.area("设置")
    desk.go("历史数据导入")
    card = desk.page.locator(".past-kind", has=desk.page.get_by_role("heading", name=kind, exact=True))
    card.get_by_role("link", name="上传表格").click()
    desk.page.set_input_files("input[type=file]", path)
    desk.press("读取并核对")
    expect(desk.page.locator("#past progress")).to_be_visible()
    run_queued()
    expect(desk.page.locator("#past progress")).to_have_count(0)


def store(desk, label):
    desk.press(label)
    expect(desk.page.locator("#past progress")).to_be_visible()
    run_queued()
    expect(desk.page.locator("#past .note--success")).to_contain_text("导入完成")


def test_register_is_corrected_imported_and_scored(cast, clock, enter, register, former_name):
    desk = enter(cast.office_head)
    wrong = register(
        "台账.xlsx", (1, "2026年9月8日", "执法监督处科", TITLE, "张敏"), (2, "9月9日", "复议处", "另一条", "")
    )
    send(desk, "报送信息", wrong)
    problems = desk.page.locator(".past-problems tbody tr")
    expect(problems).to_have_count(2)
    expect(problems.nth(0)).to_contain_text("台账!C4")
    expect(problems.nth(1)).to_contain_text("台账!B5")
    expect(desk.page.get_by_role("button", name="导入")).to_have_count(0)
    assert Item.objects.count() == 0

    right = register(
        "台账.xlsx", (1, "2026年9月8日", "监督处", TITLE, "张敏"), (2, "2026.5.9", "执法监督科", "旧名时的信息", "")
    )
    send(desk, "报送信息", right)
    expect(desk.page.locator(".past-rows tbody tr")).to_have_count(2)
    expect(desk.page.locator(".past-rows")).to_contain_text("行政执法监督处")
    assert Item.objects.count() == 0
    store(desk, "导入2行")
    assert {(item.title, str(localtime(item.first_filed_at).date())) for item in Item.objects.all()} == {
        (TITLE, "2026-09-08"), ("旧名时的信息", "2026-05-09"),
    }  # fmt: skip

    send(desk, "报送信息", right)
    expect(desk.page.locator("#past .note--info")).to_contain_text("系统中都已经有了")

    adopted = register(
        "采用.xlsx", ("市政务信息", "第3期", "2026-10-12", "监督处", TITLE),
        heads=("采用刊物", "期号", "采用日期", "报送单位", "标题"),
    )  # fmt: skip
    send(desk, "采用篇次", adopted)
    expect(desk.page.locator(".past-rows")).to_contain_text("2026-历-0002")
    store(desk, "导入1行")
    assert Adoption.objects.get().item.title == TITLE
    reckon_changes(by=cast.office_head)
    assert LedgerRow.objects.filter(unit=cast.unit, person=None, kind="adopted", points__gt=0).count() == 1

    desk.page.goto(desk.page.url.split("/settings/")[0] + Adoption.objects.get().item.get_absolute_url())
    expect(desk.page.locator("main")).to_contain_text("历史导入")


def test_preview_and_errors_fit_a_phone(cast, clock, enter, register):
    desk = enter(cast.office_head, phone=True)
    path = register("台账.xlsx", (1, "2026年9月8日", "监督处", TITLE, ""), (2, "9月9日", "监督处", "另一条", ""))
    desk.page.goto(desk.page.url + "settings/past/")
    assert overflow(desk.page) <= 0
    desk.page.goto(desk.page.url + "new/filings/")
    assert overflow(desk.page) <= 0
    desk.page.set_input_files("input[type=file]", path)
    desk.press("读取并核对")
    expect(desk.page.locator("#past progress")).to_be_visible()
    run_queued()
    expect(desk.page.locator(".past-problems tbody tr")).to_have_count(1)
    assert overflow(desk.page) <= 0
