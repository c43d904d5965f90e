"""Facts of days before the first period: they count in it, and open no month."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import Sum

from activity.clock import frozen
from activity.services import record
from scoring.models import LedgerRow, Period, ScoreTotal
from scoring.services.periods import current_period, ensure_periods, freeze
from scoring.services.reckoning import reckon_changes, reckon_period
from scoring.services.summaries import wrong_totals
from tests.factories.organizations import make_organ
from tests.factories.scoring import (
    PeriodFactory,
    demo_scheme,
    filed_item,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hand():
    """Let it be 10 November 2026: October has ended."""
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def organ():
    return make_organ()


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
