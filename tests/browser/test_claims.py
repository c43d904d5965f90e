"""A unit claims an adoption with a clipping, an editor confirms what it shows, and the unit sees the points."""

from datetime import datetime

import pytest
from django.utils.translation import gettext as word
from playwright.sync_api import expect

from activity.clock import OFFICE_ZONE
from review.models import AdoptionClaim
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_changes
from tests.browser.steps import TEXT, TITLE, Desk, overflow
from tests.factories.documents import make_image
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.browser, pytest.mark.browser_pg, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item(cast, clock):
    """Return a signed item of the unit that the outlet may have printed."""
    clock.set(datetime(2026, 10, 20, 9, tzinfo=OFFICE_ZONE))
    ensure_periods()
    return make_item(
        status="signed", unit=cast.unit, drafter=cast.officer, title=TITLE, text=TEXT, editor=cast.editor,
        signed_at=datetime(2026, 10, 12, 9, tzinfo=OFFICE_ZONE),
    )  # fmt: skip


def the_unit_claims(desk: Desk, clipping) -> None:
    page = desk.page
    desk.go(word("Claim an adoption"))
    assert overflow(page) == 0
    page.select_option("#id_outlet", label=page.locator("#id_outlet option", has_text="市政务信息").inner_text())
    page.fill("#id_issue_number", "第219期")
    page.fill("#id_adopted_on", "2026-10-30")
    page.set_input_files("#id_evidence", str(clipping))
    desk.press(word("Send to the office"))
    # The day lies in the future: the file is kept with the form, and only the day is typed again.
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_issue_number")).to_have_value("第219期")
    expect(page.locator("form.claim-form")).to_contain_text("剪报.png")
    page.fill("#id_adopted_on", "2026-10-15")
    desk.press(word("Send to the office"))
    expect(desk.told()).not_to_be_empty()
    expect(page.locator(".claim__picture img")).to_be_visible()


def the_editor_confirms(desk: Desk) -> None:
    page = desk.page
    desk.open_line(TITLE)
    assert overflow(page) == 0
    expect(page.locator(".claim__picture img")).to_be_visible()
    page.fill("#id_issue_number", "第218期")
    desk.press(word("Confirm and record"))
    expect(desk.told()).not_to_be_empty()
    expect(page.locator(".claim ins")).to_have_text("第218期")


@pytest.mark.parametrize("phone", [False, True])
def test_from_the_clipping_to_the_points(cast, item, open_page, watch, tmp_path, phone):
    watch.expect("422")
    clipping = tmp_path / "剪报.png"
    clipping.write_bytes(make_image(size=(600, 800)))
    unit = Desk(open_page(cast.officer, item.get_absolute_url(), phone=phone))
    the_unit_claims(unit, clipping)
    the_editor_confirms(Desk(open_page(cast.editor, phone=phone)))
    reckon_changes(by=None)
    claim = AdoptionClaim.objects.get()
    unit.page.goto(unit.page.url)
    expect(unit.page.locator(".claim del")).to_have_text("第219期")
    unit.go(word("Adoption and points on the item's page"))
    expect(unit.page.locator(".records", has_text="第218期").first).to_be_visible()
    points = unit.page.locator(".score-fact", has_text="市政务信息")
    expect(points.locator("strong.num")).to_have_text("5")
    assert (claim.issue_number, claim.adoption.issue_number) == ("第219期", "第218期")


def test_the_unit_reads_why_a_claim_was_refused_and_claims_again(cast, item, open_page, tmp_path):
    clipping = tmp_path / "剪报.png"
    clipping.write_bytes(make_image())
    unit = Desk(open_page(cast.officer, item.get_absolute_url()))
    page = unit.page
    unit.go(word("Claim an adoption"))
    page.select_option("#id_outlet", index=1)
    page.fill("#id_issue_number", "第219期")
    page.fill("#id_adopted_on", "2026-10-15")
    page.set_input_files("#id_evidence", str(clipping))
    unit.press(word("Send to the office"))
    expect(unit.told()).not_to_be_empty()
    office = Desk(open_page(cast.editor))
    office.open_line(TITLE)
    office.page.get_by_role("link", name=word("Refuse the claim")).click()
    dialog = office.page.locator("dialog[open]")
    dialog.locator("textarea").fill("剪报缺期号")
    dialog.locator("button.btn-primary").click()
    expect(office.told()).not_to_be_empty()
    page.reload()
    expect(page.locator("main")).to_contain_text("剪报缺期号")
    unit.go(word("Claim again"))
    expect(page.locator("#id_issue_number")).to_have_value("第219期")
