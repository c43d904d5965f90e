"""A scheme with fees and clauses about periods: bulletins print points, and what is booked late of either kind."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from activity import clock
from activity.clock import OFFICE_ZONE
from reports.services.collecting import collect
from reports.services.paper import late_lines
from reports.services.spans import month_span
from reports.services.tables import table_of
from scoring.models import LedgerRow, ScoreTotal
from scoring.services.periods import freeze, make_period
from scoring.services.reckoning import reckon_period
from scoring.services.scheme_files import DIRECTORY, adopt_scheme, read_scheme_file
from tests.factories.organizations import make_organ
from tests.factories.scoring import adopted, filed_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    text = (Path(DIRECTORY) / "demo-office.yaml").read_text(encoding="utf-8")
    adopt_scheme(file=read_scheme_file(text), valid_from=date(2020, 1, 1), by=None)
    with clock.frozen(datetime(2026, 12, 3, 9, 0, tzinfo=OFFICE_ZONE)):
        yield make_organ(divisions=2)


def close(month):
    period = make_period(2026, month)
    return freeze(period, by=None)


def test_fees_are_not_printed_among_the_points(organ):
    item = filed_item(date(2026, 10, 8), unit=organ.divisions[0])
    adopted(item, date(2026, 10, 9))
    period = close(10)
    assert LedgerRow.objects.filter(account="yuan").exists()
    points = {row.unit_id: row.score for one in table_of(month_span(period)).classes for row in one.rows}
    totals = ScoreTotal.objects.of_units().filter(period=period).values_list("unit", "points")
    assert {unit: points[unit] for unit, _points in totals} == dict(totals)
    # Filed 1, adopted by the city 5, base 2, three of four filings missing: minus 1.5. The 60 yuan stand apart.
    assert points[organ.divisions[0].pk] == Decimal("6.5")


def test_what_a_late_fact_does_to_a_quota_is_printed_without_a_title(organ):
    unit = organ.divisions[0]
    october = close(10)
    item = filed_item(date(2026, 10, 8), unit=unit)
    adopted(item, date(2026, 10, 9))
    make_period(2026, 11)
    reckon_period(october, by=None)
    november = close(11)
    late = [line for line in collect(november)["late"] if line["unit"] == unit.name]
    assert {(line["kind"], line["item"] == item.pk, Decimal(line["points"])) for line in late} >= {
        ("filed", True, Decimal(1)), ("adopted", True, Decimal(5)),
    }  # fmt: skip
    assert {line["period"] for line in late} == {october.slug}
    words = late_lines({"late": [{**line, "points": str(line["points"])} for line in late]})
    assert all("《》" not in line for line in words)
