"""Points since January are kept with each summary, and equal what the rows of the year come to."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from activity.clock import frozen
from scoring.models import Period, ScoreTotal
from scoring.services.dated_units import DatedUnits
from scoring.services.periods import ensure_periods, freeze
from scoring.services.reckoning import reckon_period
from scoring.services.summaries import rewrite_totals, wrong_totals
from tests.factories.organizations import UnitFactory, make_organ
from tests.factories.scoring import PeriodFactory, filed_item, scheme_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    """Three months around the turn of a year, the points of an item in three parts."""
    with frozen(datetime(2027, 2, 10, 4, tzinfo=UTC)):
        organ = make_organ(divisions=3)
        scheme_of({"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 10}]})
        PeriodFactory.create(year=2026, month=12)
        ensure_periods()
        yield organ


def reckon():
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)


def since(unit):
    """Month -> points since January."""
    totals = ScoreTotal.objects.of_units().filter(unit=unit).order_by("period__starts_on")
    return dict(totals.values_list("period__month", "since"))


def shared(day, organ):
    return filed_item(day, unit=organ.divisions[0], joint=organ.divisions[1:])


def test_points_add_up_from_january_on(organ):
    for day in (date(2026, 12, 3), date(2027, 1, 4), date(2027, 2, 3)):
        shared(day, organ)
    reckon()
    own = [since(unit) for unit in organ.divisions]
    assert [sum(months[month] for months in own) for month in (12, 1, 2)] == [10, 10, 20]
    assert {months[2] - 2 * months[1] for months in own} == {0}
    assert sorted(months[1] for months in own)[:2] == [Decimal("3.333333")] * 2
    assert wrong_totals() == []


def test_what_is_booked_in_an_earlier_month_is_carried_on(organ):
    shared(date(2027, 2, 3), organ)
    reckon()
    shared(date(2027, 1, 4), organ)
    reckon_period(Period.objects.get(month=1), by=None)
    own = since(organ.divisions[1])
    assert own == {1: own[1], 2: 2 * own[1]}
    assert wrong_totals() == []


def test_a_unit_without_a_figure_in_a_closed_month_keeps_its_points(organ):
    idle = UnitFactory.create(unit_class=organ.unit_class)
    filed_item(date(2027, 1, 4), unit=organ.divisions[0])
    reckon()
    for month in (12, 1):
        freeze(Period.objects.get(month=month), by=organ.office_head)
    assert since(idle) == {12: 0, 1: 0}
    assert since(organ.divisions[0]) == {12: 0, 1: 10}
    assert wrong_totals() == []


def test_the_recount_tells_a_wrong_sum_and_counting_again_mends_it(organ):
    for day in (date(2027, 1, 4), date(2027, 2, 3)):
        filed_item(day, unit=organ.divisions[0])
    reckon()
    january, february = Period.objects.filter(year=2027).order_by("month")
    ScoreTotal.objects.of_units().filter(period=february).update(since=10)
    receiver = f"unit:{organ.divisions[0].pk}"
    wrong = f"period {february.pk}, {receiver}: since is 10.000000, the ledger says 20.000000"
    assert wrong in wrong_totals()
    with pytest.raises(CommandError):
        call_command("score_recount")
    rewrite_totals(january, DatedUnits())
    assert wrong_totals() == []
