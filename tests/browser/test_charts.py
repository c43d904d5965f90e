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


YEARS = (
    ["5.50", "6.50", "0.00", "0.00", "4.00", "16.00", "1.50", "2.50", "0.00", "0.00", "4.00"],
    ["56.50", "50.00", "49.50", "54.00", "43.00", "43.00", "89.00", "42.00", "15.00", "13.25", "18.00"],
)
DRAWN_AGAIN = """async values => {
  const figure = document.querySelector("#chart-year");
  const source = document.getElementById(figure.getAttribute("data-chart"));
  const data = JSON.parse(source.textContent);
  data.series[0].values = values;
  data.labels = values.map((_, place) => `${place + 1}月`);
  source.textContent = JSON.stringify(data);
  figure.querySelectorAll(".chart__box, .chart__told").forEach(one => one.remove());
  const script = document.createElement("script");
  script.src = document.querySelector("script[src*='js/charts']").src;
  await new Promise(done => { script.onload = done; document.head.append(script); });
}"""
LABELS = """values => {
  const chart = echarts.getInstanceByDom(document.querySelector("#chart-year .chart__box"));
  const points = values.map((value, place) => chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [place, Number(value)]));
  const onLine = box => points.slice(1).some((end, place) => Array.from({ length: 101 }, (_, step) => step / 100).some(part => {
    const x = points[place][0] + (end[0] - points[place][0]) * part, y = points[place][1] + (end[1] - points[place][1]) * part;
    return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
  }));
  const shown = chart.getZr().storage.getDisplayList(true).filter(one => one.style.text && values.includes(one.style.text) && !one.ignore);
  return shown.map(one => {
    const box = one.getBoundingRect().clone();
    if (one.transform) box.applyTransform(one.transform);
    return [one.style.text, onLine(box)];
  });
}"""


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("values", YEARS)
def test_no_figure_stands_on_the_line_that_it_belongs_to(cast, bulletin, open_page, phone, values):
    page = open_page(cast.editor, reverse("scoring:unit", args=[cast.unit.pk]), phone=phone)
    expect(page.locator("#chart-year canvas")).to_be_visible()
    page.evaluate(DRAWN_AGAIN, values)
    expect(page.locator("#chart-year canvas")).to_be_visible()
    labels = page.evaluate(LABELS, values)
    assert sorted(text for text, _is_on_line in labels) == sorted(values)
    assert [text for text, is_on_line in labels if is_on_line] == []


def test_a_number_opens_to_its_rows_and_back(cast, bulletin, open_page):
    page = open_page(cast.editor, bulletin.get_absolute_url())
    row = page.locator("table.scores tr", has_text=cast.unit.name)
    row.get_by_role("link", name="1", exact=True).first.click()
    expect(page.locator("[data-printed]")).to_have_text("1")
    expect(page.locator("[data-live]")).to_have_text("1")
    page.locator(".breadcrumb a").click()
    expect(page.locator("#a-scores")).to_be_in_viewport()
