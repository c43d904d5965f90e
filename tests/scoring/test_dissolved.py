"""Quotas of units that are dissolved before the span is over."""

from datetime import UTC, date, datetime

import pytest

from scoring.models import LedgerRow, Period, QuotaStanding, SettlementDue
from scoring.services.periods import ensure_periods
from scoring.services.quota_progress import running
from scoring.services.reckoning import reading_desk, reckon_period, settle_everybody
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals
from tests.factories.scoring import PeriodFactory, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


def assert_right():
    assert wrong_totals() == []
    assert wrong_standings(reading_desk()) == []
    assert not SettlementDue.objects.exists()


def test_quota_of_a_dissolved_unit_is_closed_on_its_last_day(organ, hand):
    """A quota of the year does not run on for a unit that is no more (F20): met by then, or over; nothing is booked."""
    scheme_of(
        {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
        {
            "id": "yearly", "kind": "quota", "per": "year", "counts": ["filed"], "demands": [{"at_least": 2}],
            "result": {"met": 5, "missed": 7},
        },
    )  # fmt: skip
    PeriodFactory.create(month=9)
    ensure_periods()
    few, enough = organ.divisions
    filed_item(date(2026, 9, 8), unit=few)
    for day in (date(2026, 9, 8), date(2026, 10, 14), date(2026, 10, 20)):
        filed_item(day, unit=enough)
    for unit in (few, enough):
        unit.ends_on = date(2026, 10, 15)
        unit.save()
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)

    def standings():
        rows = QuotaStanding.objects.filter(clause="yearly", unit__in=organ.divisions).order_by("unit")
        return [(row.state, row.counted, row.demand, row.points, row.ends_on) for row in rows]

    last = date(2026, 10, 15)
    assert standings() == [("over", 1, 2, 0, last), ("met", 2, 2, 0, last)]
    assert not running(QuotaStanding.objects.filter(unit__in=organ.divisions))
    booked = LedgerRow.objects.filter(clause="yearly", unit__in=organ.divisions)
    assert not booked.exists()
    assert_right()
    hand.set(datetime(2027, 1, 5, 4, tzinfo=UTC))
    settle_everybody()
    assert standings() == [("over", 1, 2, 0, last), ("met", 2, 2, 0, last)]


def test_quota_runs_on_to_the_last_day_of_a_unit_that_will_be_dissolved(organ, hand):
    """Until the day has passed it is as it was; then it is closed by the settlement of the next day."""
    scheme_of(
        {
            "id": "yearly", "kind": "quota", "per": "year", "counts": ["filed"], "demands": [{"at_least": 2}],
        },
    )  # fmt: skip
    PeriodFactory.create(month=10)
    ensure_periods()
    organ.division.ends_on = date(2026, 11, 12)
    organ.division.save()
    reckon_period(Period.objects.get(month=10), by=None)
    yearly = QuotaStanding.objects.filter(clause="yearly", unit=organ.division)
    hand.set(datetime(2026, 11, 12, 15, tzinfo=UTC))
    settle_everybody()
    assert yearly.get().state == "running"
    hand.set(datetime(2026, 11, 12, 16, 30, tzinfo=UTC))
    settle_everybody()
    assert (yearly.get().state, yearly.get().ends_on) == ("over", date(2026, 11, 12))
    assert_right()
