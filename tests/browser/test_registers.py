"""A fault with its objection, and a commission that a unit answers, on the screens and down to the points."""

from datetime import date, datetime

import pytest
from django.utils.translation import gettext as word
from django.utils.translation import pgettext
from playwright.sync_api import expect

from activity.clock import OFFICE_ZONE
from registers.models import Commission, Fault
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_changes
from submissions.models import Item
from tests.browser.steps import TITLE, Desk, overflow
from tests.factories.documents import make_image
from tests.factories.scoring import scheme_of

pytestmark = [pytest.mark.browser, pytest.mark.browser_pg, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _periods(cast, clock):
    clock.set(datetime(2026, 10, 20, 9, tzinfo=OFFICE_ZONE))
    ensure_periods()


def the_office_records(desk: Desk, evidence) -> None:
    page = desk.page
    desk.area(word("Registers"))
    desk.go(word("Put a fault on record"))
    assert overflow(page) == 0
    page.select_option("#id_unit", label="行政执法监督处")
    page.select_option("#id_code", "late")
    page.fill("#id_happened_on", "2026-10-25")
    page.fill("#id_note", "防汛情况迟报3小时。")
    page.set_input_files("#id_evidence", str(evidence))
    desk.press(word("Put on record"))
    # The day lies ahead: what was typed and sent stays.
    expect(page.locator("#id_note")).to_have_value("防汛情况迟报3小时。")
    expect(page.locator("form.register-form")).to_contain_text("值班记录.png")
    page.fill("#id_happened_on", "2026-10-19")
    desk.press(word("Put on record"))
    expect(page.locator("h1")).to_contain_text(word("reported late"))


def test_a_fault_is_recorded_objected_to_and_revoked(cast, enter, clock, tmp_path, watch):
    watch.expect("422")
    scheme_of(
        {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"points": 1}]}, code="faults",
        valid_from=date(2026, 10, 1),
    )  # fmt: skip
    evidence = tmp_path / "值班记录.png"
    evidence.write_bytes(make_image())
    office = enter(cast.editor)
    the_office_records(office, evidence)
    reckon_changes()
    unit = enter(cast.head, phone=True)
    unit.area(word("Registers"))
    unit.open_title(word("reported late"))
    assert overflow(unit.page) == 0
    expect(unit.page.locator(".score-facts")).to_contain_text("-1")
    unit.go(word("Object"))
    unit.page.fill("#id_text", "当日已电话报告。")
    unit.press(word("Send the objection"))
    expect(unit.page.locator(".register-objection")).to_contain_text("当日已电话报告。")
    office.open_line(word("reported late"))
    office.page.locator("a", has_text=word("Revoke the record")).click()
    dialog = office.page.locator("dialog[open]")
    dialog.locator("textarea").fill("电话报告属实。")
    dialog.locator("button.btn-primary").click()
    expect(office.page.locator("main")).to_contain_text("电话报告属实。")
    assert Fault.objects.in_force().count() == 0
    reader = enter(cast.reader)
    reader.area(word("Registers"))
    expect(reader.page.locator("main")).to_contain_text(word("No fault is on record."))


def test_a_unit_files_in_answer_to_a_commission(cast, enter, clock):
    office = enter(cast.editor)
    office.area(word("Commissions"))
    office.go(word("New commission"))
    assert overflow(office.page) == 0
    office.page.fill("#id_topic", "蔬菜质量安全")
    office.page.fill("#id_due_at", "2026-10-22T17:00")
    office.page.get_by_label("行政执法监督处").check()
    office.page.get_by_label("行政复议处").check()
    office.press(word("Commission"))
    expect(office.told()).not_to_be_empty()
    unit = enter(cast.officer, phone=True)
    unit.open_line("蔬菜质量安全")
    assert overflow(unit.page) == 0
    unit.press(word("File in answer"))
    expect(unit.page.locator("h1")).to_contain_text("蔬菜质量安全")
    commission, item = Commission.objects.get(), Item.objects.get()
    assert (item.unit, item.commission_no) == (cast.unit, commission.number)
    Item.objects.filter(pk=item.pk).update(
        status="filed", title=TITLE, first_filed_at=clock.at, number="2026-ZFJD-0001"
    )
    clock.set(datetime(2026, 10, 23, 9, tzinfo=OFFICE_ZONE))
    office.home()
    office.open_line("蔬菜质量安全")
    expect(office.page.locator(".register-sums")).to_contain_text(pgettext("commission", "Done"))
    expect(office.page.locator(".register-sums")).to_contain_text(pgettext("commission", "Missed"))
    office.press(word("Close and count"))
    expect(office.page.locator("main")).to_contain_text(word("Closed; what came of it counts."))
    assert list(commission.targets.values_list("outcome", flat=True)) == ["done", "missed"]
