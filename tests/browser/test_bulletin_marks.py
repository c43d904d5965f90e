"""What lies upon a page of bulletins: a question before an act, the mark of an ended one, figures that have changed."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, expect

from activity import clock as office_clock
from activity.clock import OFFICE_ZONE
from reports.models import Bulletin
from reports.services import bulletins, closing
from reports.states import ACTS, State
from scoring.services.periods import make_period
from tests.browser.steps import overflow
from tests.factories.reports import give_pdf
from tests.factories.scoring import filed_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MORNING = datetime(2026, 11, 5, 9, tzinfo=OFFICE_ZONE)


@pytest.fixture
def draft(cast, clock) -> Bulletin:
    """October is closed with one item; its bulletin is proposed."""
    make_period(2026, 10)
    filed_item(date(2026, 10, 8), unit=cast.unit, drafter=cast.officer)
    clock.set(MORNING)
    with office_clock.frozen(MORNING):
        snapshot = closing.close_month(year=2026, month=10, by=cast.office_head)
        return bulletins.propose(period=snapshot.period, by=cast.editor)


def colours(locator: Locator) -> list[str]:
    return list(locator.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"))


@pytest.mark.parametrize("phone", [True, False])
def test_the_question_before_closing_a_month_is_seen_whole_and_its_button_read(cast, clock, open_page, phone):
    make_period(2026, 10)
    clock.set(MORNING)
    page = open_page(cast.office_head, reverse("reports:months"), phone=phone)
    button = page.locator(".confirm > summary")
    button.click()
    page.mouse.move(1, 1)
    # The colour comes over some milliseconds.
    page.wait_for_function("() => document.getAnimations().length === 0")
    words, ground = colours(button)
    assert (words, ground) == ("rgb(255, 255, 255)", "rgb(143, 14, 23)")
    box, width = page.locator(".confirm .menu__sheet").bounding_box(), page.viewport_size["width"]
    main = page.locator("main").bounding_box()
    assert box["x"] >= max(main["x"], 0)
    assert box["x"] + box["width"] <= width
    page.locator(".confirm .menu__sheet button").click()
    expect(page.locator("#messages")).not_to_be_empty()


def test_on_a_phone_the_mark_of_an_ended_bulletin_hides_nothing_of_its_head(cast, clock, draft, open_page):
    with office_clock.frozen(MORNING):
        bulletins.check_bulletin(bulletin_id=draft.pk, by=cast.office_head)
        bulletins.sign_bulletin(bulletin_id=draft.pk, by=cast.leader)
        give_pdf(Bulletin.objects.get(pk=draft.pk))
        bulletins.issue_bulletin(bulletin_id=draft.pk, by=cast.office_head)
        bulletins.withdraw_bulletin(bulletin_id=draft.pk, by=cast.office_head, reason="内容有误")
    page = open_page(cast.reader, draft.get_absolute_url(), phone=True)
    mark = page.locator(".bulletin-paper__mark").bounding_box()
    head = page.locator(".bulletin-paper .masthead-name").bounding_box()
    assert mark["y"] + mark["height"] <= head["y"]
    assert mark["x"] + mark["width"] <= page.viewport_size["width"]


def test_a_sentence_with_two_changed_figures_is_shown_once(cast, clock, draft, open_page):
    section = draft.sections.get(key="opening")
    section.quoted = section.quoted | {"units.total": "9", "units.filed": "8"}
    section.save()
    page = open_page(cast.editor, f"{reverse('reports:compose', args=[draft.pk])}?section=opening")
    expect(page.locator(".compose__oldnew del")).to_have_text(["9", "8"])
    expect(page.locator(".compose__changes li")).to_have_count(1)


@pytest.mark.parametrize("phone", [True, False])
def test_the_button_that_removes_a_section_is_not_covered(cast, clock, draft, open_page, phone):
    page = open_page(cast.editor, f"{reverse('reports:compose', args=[draft.pk])}?section=opening", phone=phone)
    page.locator(".compose__remove summary").click(timeout=5_000)
    page.locator(".compose__remove .menu__sheet button").click(timeout=5_000)
    expect(page.locator("#compose-outline [data-key]")).to_have_count(4)


def test_issuing_without_a_leaders_comment_is_asked_and_done_with_a_tick(cast, clock, draft, open_page, watch):
    watch.expect("422")  # the browser's own words for the question
    with office_clock.frozen(MORNING):
        bulletins.check_bulletin(bulletin_id=draft.pk, by=cast.office_head)
        bulletins.sign_bulletin(bulletin_id=draft.pk, by=cast.leader)
        give_pdf(Bulletin.objects.get(pk=draft.pk))
    page = open_page(cast.office_head, reverse("reports:compose", args=[draft.pk]), phone=True)
    issue = page.get_by_role("button", name=str(ACTS["issue"].label), exact=True)
    issue.click()
    expect(page.get_by_role("link", name=str(cast.leader), exact=True)).to_be_visible()
    assert overflow(page) <= 0
    issue.click()
    assert Bulletin.objects.get(pk=draft.pk).state == State.SIGNED
    page.locator("#confirmed").check()
    issue.click()
    expect(page.locator(".page-head__title")).to_contain_text(str(State.ISSUED.label))


def test_who_is_late_with_the_imprint_sees_both_at_once(cast, clock, draft, open_page, watch):
    watch.expect("422")
    page = open_page(cast.editor, f"{reverse('reports:compose', args=[draft.pk])}?section=imprint", phone=True)
    with office_clock.frozen(MORNING):
        bulletins.save_imprint(bulletin_id=draft.pk, by=cast.office_head, send_up="市委、市政府。")
    page.fill("#id_send_up", "市委。")
    page.locator("#save-imprint").click()
    expect(page.locator(".compose__theirs")).to_contain_text("市委、市政府。")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#id_send_up")).to_have_value("市委。")
    assert Bulletin.objects.get(pk=draft.pk).send_up == "市委、市政府。"
    page.locator("#save-imprint").click()
    expect(page.locator("#paper-preview")).to_contain_text("报：市委。")
    assert Bulletin.objects.get(pk=draft.pk).send_up == "市委。"
