"""Charts in a real browser: drawn by script under the policy, as wide as the screen, and there without script too."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activity import clock as office_clock
from activity.clock import OFFICE_ZONE
from reports.models import Bulletin
from reports.services import bulletins, closing
from scoring.services.periods import make_period
from tests.browser.steps import overflow
from tests.factories.scoring import adopted, filed_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bulletin(cast, clock) -> Bulletin:
    """September and October are closed; October's draft draws scores and months."""
    noon = datetime(2026, 11, 5, 9, tzinfo=OFFICE_ZONE)
    for month in (9, 10):
        make_period(2026, month)
        item = filed_item(date(2026, month, 8), unit=cast.unit, drafter=cast.officer)
        adopted(item, date(2026, month, 20), "city")
    clock.set(noon)
    with office_clock.frozen(noon):
        for month in (9, 10):
            snapshot = closing.close_month(year=2026, month=month, by=cast.office_head)
        return bulletins.propose(period=snapshot.period, by=cast.editor)


@pytest.mark.parametrize("phone", [False, True])
def test_the_charts_are_drawn_beside_their_tables_and_fit_the_screen(cast, bulletin, open_page, phone):
    page = open_page(cast.editor, bulletin.get_absolute_url(), phone=phone)
    for key in ("chart-scores", "chart-months"):
        figure = page.locator(f"#{key}")
        expect(figure.locator("canvas")).to_be_visible()
        expect(figure.locator("svg")).to_be_hidden()
        expect(figure.get_by_role("img")).to_have_attribute(
            "aria-label", re.compile(cast.unit.name if key == "chart-scores" else "报送（条）")
        )
    expect(page.locator("#a-charts table.trend tbody tr")).to_have_count(2)
    assert overflow(page) <= 0


def test_without_script_the_drawing_of_the_server_stays(cast, bulletin, open_page):
    page = open_page(cast.editor, bulletin.get_absolute_url(), script=False)
    expect(page.locator("#chart-scores svg")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)


def test_a_chart_follows_the_width_of_the_window(cast, bulletin, open_page):
    page = open_page(cast.editor, bulletin.get_absolute_url())
    expect(page.locator("#chart-months canvas")).to_be_visible()
    page.set_viewport_size({"width": 400, "height": 800})
    expect(page.locator("#chart-months canvas")).to_have_css("width", re.compile(r"^3\d\d"))
    assert overflow(page) <= 0


def test_the_year_of_a_unit_is_drawn_and_pages_without_charts_load_no_library(cast, bulletin, open_page):
    page = open_page(cast.editor, reverse("scoring:unit", args=[cast.unit.pk]))
    expect(page.locator("#chart-year canvas")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reverse("reports:list"))
    assert asked
    assert not [address for address in asked if "echarts" in address]


def test_a_number_opens_to_its_rows_and_back(cast, bulletin, open_page):
    page = open_page(cast.editor, bulletin.get_absolute_url())
    row = page.locator("table.scores tr", has_text=cast.unit.name)
    row.get_by_role("link", name="1", exact=True).first.click()
    expect(page.locator("[data-printed]")).to_have_text("1")
    expect(page.locator("[data-live]")).to_have_text("1")
    page.locator(".breadcrumb a").click()
    expect(page.locator("#a-scores")).to_be_in_viewport()
