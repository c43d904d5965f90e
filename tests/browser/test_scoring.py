"""The ranking in a browser: a number opens its facts beside the table, and closes again."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from activity.clock import frozen
from scoring.models import Period, QuotaStanding
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_period
from tests.factories.organizations import make_organ
from tests.factories.scoring import PeriodFactory, adopted, demo_scheme, filed_item, scheme_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organ():
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        organ = make_organ()
        demo_scheme()
        PeriodFactory.create(month=10)
        ensure_periods()
        item = filed_item(date(2026, 10, 8), unit=organ.division, title="蔬菜质量安全检测情况")
        adopted(item, date(2026, 10, 12), "province")
        reckon_period(Period.objects.get(month=10), by=None)
    return organ


def test_number_opens_its_facts_in_the_panel_and_escape_gives_the_focus_back(open_page, organ):
    page = open_page(organ.office_head, "/scores/?period=2026-10")
    number = page.locator("a[href*='what=score']").first
    number.click()
    facts = page.locator("#score-panel .score-fact")
    expect(facts).to_have_count(2)
    expect(page.locator("#score-panel")).to_contain_text("蔬菜质量安全检测情况")
    expect(page.locator("#score-panel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#score-panel")).to_be_empty()
    expect(number).to_be_focused()
    expect(number).to_have_text("11.00")


def test_number_opens_a_page_of_its_own_without_script(open_page, organ):
    page = open_page(organ.office_head, "/scores/?period=2026-10", script=False)
    page.locator("a[href*='what=score']").first.click()
    expect(page.locator(".score-fact")).to_have_count(2)


def test_ranking_fits_a_phone(open_page, organ):
    page = open_page(organ.officer, "/scores/?period=2026-10", phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_ranking_fits_every_screen_with_the_names_of_units_readable(open_page):
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        organ = make_organ()
        clause = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 2}]}
        scheme_of(clause, conversion={"times": "0.1", "per": "year", "at_most": 4})
        PeriodFactory.create(month=10)
        ensure_periods()
        filed_item(date(2026, 10, 8), unit=organ.division)
        reckon_period(Period.objects.get(month=10), by=None)
    type(organ.division).objects.filter(pk=organ.division.pk).update(name="规范性文件审查处")
    page = open_page(organ.office_head, "/scores/?period=2026-10")
    table = page.locator(".score-table--wide")
    head = table.locator("tbody th", has_text="规范性文件审查处")
    line = float(head.evaluate("cell => parseFloat(getComputedStyle(cell).lineHeight)"))
    for width in (768, 1024, 1280, 1366, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert table.evaluate("table => table.scrollWidth - table.parentElement.clientWidth") <= 0, width
        assert head.evaluate("cell => cell.getBoundingClientRect().height") < 3.5 * line, width


def test_sum_of_a_class_opens_in_the_panel_and_its_pages_turn_there(open_page, organ, monkeypatch):
    monkeypatch.setattr("scoring.views.pages.ROWS", 1)
    page = open_page(organ.office_head, "/scores/?period=2026-10")
    number = page.locator("tfoot a.figure[href*='what=score']")
    number.click()
    panel = page.locator("#score-panel")
    expect(panel.locator(".score-facts__told")).to_contain_text("11.00")
    expect(panel.locator(".score-fact")).to_have_count(1)
    panel.locator("a[rel=next]").click()
    expect(panel.locator("a[rel=prev]")).to_be_visible()
    expect(panel.locator(".score-fact")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(number).to_be_focused()


def test_rate_of_a_unit_shows_its_division(open_page, organ):
    page = open_page(organ.head, f"/scores/units/{organ.division.pk}/")
    page.locator("tfoot a.figure[href*='what=rate']").click()
    panel = page.locator("#score-panel")
    expect(panel.locator(".score-facts__told")).to_contain_text("100.0%")
    expect(panel.locator(".score-facts__told")).to_contain_text("1")
    expect(panel.locator(".score-fact")).to_have_count(2)


def test_quotas_open_and_fit_a_phone(open_page, organ):
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        scheme_of(
            {
                "id": "two", "kind": "quota", "per": "year", "counts": ["filed"], "demands": [{"at_least": 2}],
            },
            valid_from=date(2026, 10, 1), code="quotas",
        )  # fmt: skip
        reckon_period(Period.objects.get(month=10), by=None)
    QuotaStanding.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2099, 12, 31))
    page = open_page(organ.office_head, "/scores/quotas/", phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("a.figure").first.click()
    expect(page.locator("#score-panel .score-facts__told")).to_be_visible()
    expect(page.locator("#score-panel")).to_be_focused()
