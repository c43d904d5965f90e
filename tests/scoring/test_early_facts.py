"""Facts of days before the first period: they count in it, and open no month."""

from datetime import date

import pytest
from django.db.models import Sum

from activity.services import record
from scoring.models import LedgerRow, Period, QuotaStanding, ScoreTotal, SettledEffect, SettlementDue
from scoring.services.periods import current_period, ensure_periods, freeze
from scoring.services.quota_rows import counted, rows_counted
from scoring.services.reckoning import reading_desk, reckon_changes, reckon_period
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals
from tests.factories.registers import FaultFactory
from tests.factories.scoring import (
    PeriodFactory,
    demo_scheme,
    filed_item,
    scheme_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def october(organ):
    demo_scheme()
    PeriodFactory.create(month=10)
    ensure_periods()
    return Period.objects.get(month=10)


def total(unit, period):
    return ScoreTotal.objects.get(unit=unit, period=period, person=None)


def early_fact(organ):
    item = filed_item(date(2025, 11, 2), unit=organ.division)
    record("item.submit", subject=item, by=organ.officer)
    reckon_changes()
    return LedgerRow.objects.of_units().get()


def test_fact_before_all_periods_opens_no_month_and_closing_goes_on(organ, october):
    row = early_fact(organ)
    assert (row.period, row.happened_on, row.tally) == (october, date(2025, 11, 2), 1)
    assert [period.slug for period in Period.objects.order_by("starts_on")] == ["2026-10", "2026-11"]
    assert reckon_period(october, by=None) == 0
    freeze(october, by=organ.office_head)
    assert total(organ.division, october).filed == 1
    assert not wrong_totals()


def test_fact_before_all_periods_is_booked_late_where_the_first_is_closed(organ, october):
    freeze(october, by=organ.office_head)
    row = early_fact(organ)
    assert (row.period, row.fact_period) == (current_period(), october)
    assert Period.objects.count() == 2


def test_fact_moves_to_its_own_month_once_that_is_opened(organ, october):
    early_fact(organ)
    own = ensure_periods(since=date(2025, 11, 1))[0]
    reckon_period(own, by=None)
    booked = LedgerRow.objects.of_units().values_list("period").annotate(sum=Sum("tally"))
    assert {period: count for period, count in booked if count} == {own.pk: 1}


def test_first_reckoning_of_all_opens_the_months_of_its_facts(organ):
    demo_scheme()
    assert early_fact(organ).period.slug == "2025-11"


QUOTA = {
    "id": "quota", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 2}], "result": {"met": 7},
}  # fmt: skip
FILED = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 5}]}
CAP = {"id": "cap", "kind": "limit", "per": "month", "of": ["filed"], "at_most": 6}


def settled(organ):
    """Clause -> points of the unit in October; the recount finds nothing."""
    rows = LedgerRow.objects.of_units().filter(kind="settlement", unit=organ.division, happened_on__month=10)
    assert not SettlementDue.objects.exists()
    assert wrong_standings(reading_desk()) == []
    assert not wrong_totals()
    found = rows.values_list("clause").annotate(sum=Sum("points"))
    return {clause: points for clause, points in found if points}


def standing_of_october(organ):
    return QuotaStanding.objects.get(span="2026-10", unit=organ.division, person=None)


def filed(organ, *days):
    for day in days:
        record("item.submit", subject=filed_item(day, unit=organ.division), by=organ.officer)
    reckon_changes()


def first_period(valid_from=date(2020, 1, 1)):
    scheme_of(FILED, QUOTA, CAP, valid_from=valid_from)
    PeriodFactory.create(month=10)
    ensure_periods()
    return Period.objects.get(month=10)


@pytest.mark.parametrize("beside", [date(2026, 10, 5), date(2026, 9, 29)])
def test_clauses_about_periods_see_early_facts_on_the_first_day_of_all(organ, beside):
    """The table of October has them, so its quota and its cap have them too, alone or beside facts of the month."""
    october = first_period()
    filed(organ, date(2025, 11, 2), beside)
    reckon_period(october, by=None)
    assert settled(organ) == {"cap": -4, "quota": 7}
    standing = standing_of_october(organ)
    rows = rows_counted(standing)
    assert (standing.counted, counted(standing, rows), rows.count()) == (2, 2, 2)
    assert total(organ.division, october).points == 13


def test_early_fact_of_a_scheme_that_is_over_counts_for_no_clause_about_periods(organ):
    scheme_of(FILED, code="old")
    october = first_period(valid_from=date(2026, 10, 1))
    filed(organ, date(2025, 11, 2))
    reckon_period(october, by=None)
    assert settled(organ) == {}
    assert standing_of_october(organ).counted == 0
    assert not rows_counted(standing_of_october(organ)).exists()
    assert total(organ.division, october).points == 5


def test_early_fact_that_comes_late_counts_in_the_first_period_all_the_same(organ):
    freeze(first_period(), by=organ.office_head)
    filed(organ, date(2025, 11, 2), date(2025, 11, 3))
    assert settled(organ) == {"cap": -4, "quota": 7}
    late = LedgerRow.objects.of_units().get(clause="quota", unit=organ.division)
    assert (late.period.slug, late.fact_period.slug) == ("2026-11", "2026-10")


def test_early_fault_counts_for_a_threshold_of_the_first_year(organ):
    """Faults are taken in one by one, because thresholds name them."""
    bar = {
        "id": "bar", "kind": "threshold", "per": "year", "counts": "fault", "at_least": 1, "effects": {"minus": 3},
    }  # fmt: skip
    scheme_of(FILED, bar)
    PeriodFactory.create(month=10)
    ensure_periods()
    fault = FaultFactory.create(unit=organ.division, happened_on=date(2025, 11, 2))
    record("fault.record", subject=fault, by=organ.editor)
    reckon_changes()
    assert settled(organ) == {"bar": -3}
    assert SettledEffect.objects.get().facts == [LedgerRow.objects.of_units().get(kind="fault").fact]


def test_early_fact_whose_month_is_opened_leaves_the_first_period(organ):
    october = first_period()
    filed(organ, date(2025, 11, 2), date(2025, 11, 3))
    reckon_period(october, by=None)
    own = ensure_periods(since=date(2025, 11, 1))[0]
    reckon_period(own, by=None)
    assert standing_of_october(organ).counted == 0
    rows = LedgerRow.objects.of_units().filter(kind="settlement", unit=organ.division)
    assert {period: points for period, points in rows.values_list("period").annotate(Sum("points")) if points} == {
        own.pk: 3
    }
