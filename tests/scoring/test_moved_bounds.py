"""Other days for periods in which rows are booked: clauses about periods count what lies in the days of now."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity import runner
from activity.clock import frozen
from activity.models import Job, JobState
from activity.services import record
from scoring.errors import PeriodRefused
from scoring.models import LedgerRow, Period, QuotaStanding, ScoreTotal, SettledEffect, SettlementDue
from scoring.services.bounds import plan_next, set_bounds
from scoring.services.periods import ensure_periods, freeze, reopen
from scoring.services.quota_rows import counted, rows_counted
from scoring.services.reckoning import reading_desk, reckon_changes, reckon_period
from scoring.services.spans import month_bounds
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals
from tests.factories.organizations import make_organ
from tests.factories.registers import FaultFactory
from tests.factories.scoring import BY_SPANS, adopted, filed_item, revoked, scheme_of

pytestmark = pytest.mark.django_db

MANY = settings(
    max_examples=20 if connection.vendor == "sqlite" else 6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
IN_QUARTER = {
    "id": "points-of-quarter", "kind": "quota", "per": "quarter", "counts": "points", "of": ["filed", "adopted"],
    "demands": [{"at_least": 12}], "result": {"met": 3},
}  # fmt: skip
A_WEEK = {
    "id": "a-week", "kind": "quota", "per": "week", "counts": ["filed"], "demands": [{"at_least": 1}],
    "result": {"met": 1},
}  # fmt: skip


@pytest.fixture(autouse=True)
def hand():
    with frozen(datetime(2026, 11, 23, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def organ():
    return make_organ()


def months(*clauses):
    scheme_of(*(clauses or (*BY_SPANS, IN_QUARTER)))
    return ensure_periods(since=date(2026, 9, 1))


def move(organ, period, starts_on=None, ends_on=None):
    period.refresh_from_db()
    set_bounds(
        period_id=period.pk, starts_on=starts_on or period.starts_on, ends_on=ends_on or period.ends_on,
        by=organ.office_head,
    )  # fmt: skip
    period.refresh_from_db()


def reckon_all():
    reckon_changes()
    for period in Period.objects.unclosed():
        reckon_period(period, by=None)


def standings():
    """What stands for everybody, but for the keys that a database gives."""
    quotas = QuotaStanding.objects.values_list(
        "receiver",
        "clause",
        "span",
        "period__starts_on",
        "starts_on",
        "ends_on",
        "counted",
        "demand",
        "state",
        "points",
    )
    effects = SettledEffect.objects.values_list("receiver", "clause", "span", "period__starts_on", "counted")
    return sorted(quotas), sorted(effects)


def sums(*, by_period):
    """What everybody has; what a fact is worth does not depend on where it is booked, nor on the bounds of before."""
    found = {}
    for one in ScoreTotal.objects.select_related("period"):
        key = (one.receiver, one.period.slug if by_period else "")
        told = (one.points, one.settled, one.filed, one.adoptions, one.faults)
        found[key] = tuple(map(sum, zip(found.get(key, (0,) * len(told)), told, strict=True)))
    return {key: told for key, told in found.items() if any(told)}


def assert_right():
    """Each standing counts the rows that its figure opens to; the stored sums are those of the rows; nothing is left."""
    for standing in QuotaStanding.objects.select_related("scheme"):
        assert (standing.receiver, standing.span, standing.counted) == (
            standing.receiver, standing.span, counted(standing, rows_counted(standing)),
        )  # fmt: skip
    assert (wrong_totals(), wrong_standings(reading_desk())) == ([], [])
    rows = LedgerRow.objects.count()
    reckon_all()
    assert (LedgerRow.objects.count(), SettlementDue.objects.exists()) == (rows, False)


def standing_of(unit, span, clause="two-a-month"):
    return QuotaStanding.objects.get(unit=unit, person=None, span=span, clause=clause)


def test_rows_of_a_shortened_month_stay_with_the_days_of_their_facts(organ, hand):
    """Four filed in November, three of them after its new last day: one counts there, three in December."""
    november = months()[2]
    for day in (5, 18, 19, 20):
        filed_item(date(2026, 11, day), unit=organ.division)
    reckon_all()
    assert standing_of(organ.division, "2026-11").counted == 4
    move(organ, november, ends_on=date(2026, 11, 17))
    runner.run_queued()
    found = {span: standing_of(organ.division, span) for span in ("2026-11", "2026-12")}
    assert {span: (one.counted, one.state) for span, one in found.items()} == {
        "2026-11": (1, "missed"), "2026-12": (3, "running"),
    }  # fmt: skip
    row = LedgerRow.objects.filter(clause="two-a-month", period=november, unit=organ.division).latest("pk")
    assert row.explanation["counted"] == "1"
    assert_right()
    hand.set(datetime(2026, 11, 23, 5, tzinfo=UTC))
    for day in (30, 19, 30):
        move(organ, november, ends_on=date(2026, 11, day))
    runner.run_queued()
    assert standing_of(organ.division, "2026-11").counted == 4
    assert_right()


def test_scheme_adopted_for_days_with_rows_takes_none_along(organ):
    """Rows under the old scheme and the rows that took them back lie on days of the new one."""
    months(*BY_SPANS)
    for day in (5, 9, 18, 19):
        filed_item(date(2026, 11, day), unit=organ.division)
    reckon_all()
    scheme_of(*BY_SPANS, code="new", valid_from=date(2026, 11, 10))
    reckon_all()
    assert standing_of(organ.division, "2026-11").counted == 2
    assert standing_of(organ.division, "2026-11~new").counted == 2
    assert_right()


def test_row_that_is_taken_back_is_not_late(organ):
    """A counter-row is booked as the row was: neither month has something of the other to tell."""
    november = months()[2]
    filed_item(date(2026, 11, 20), unit=organ.division)
    reckon_all()
    move(organ, november, ends_on=date(2026, 11, 17))
    runner.run_queued()
    assert not LedgerRow.objects.filter(fact_period__isnull=False).exists()


def test_row_booked_late_is_so_no_longer_once_its_day_lies_in_the_month(organ):
    september, october, november = months()
    freeze(september, by=organ.office_head)
    freeze(october, by=organ.office_head)
    record("item.submit", subject=filed_item(date(2026, 10, 30), unit=organ.division), by=organ.officer)
    reckon_changes()
    late = LedgerRow.objects.of_units().get(kind="filed")
    assert (late.period, late.fact_period) == (november, october)
    reopen(october, by=organ.office_head, reason="改期")
    move(organ, october, ends_on=date(2026, 10, 25))
    runner.run_queued()
    rows = LedgerRow.objects.of_units().filter(kind="filed")
    assert [(row.period, row.fact_period, row.tally) for row in rows.order_by("pk")] == [
        (november, october, 1), (november, None, 1), (november, october, -1),
    ]  # fmt: skip
    assert_right()


def test_period_that_ends_in_another_year_takes_its_settlement_along(organ, hand):
    """Also for units without a single row: what was settled for the old year is taken back."""
    december = [*months(), plan_next(by=organ.office_head)][3]
    hand.set(datetime(2026, 12, 20, 4, tzinfo=UTC))
    filed_item(date(2026, 12, 3), unit=organ.division)
    reckon_all()
    assert {one.year for one in QuotaStanding.objects.filter(span="2026-12")} == {2026}
    move(organ, december, ends_on=date(2027, 1, 10))
    runner.run_queued()
    assert not QuotaStanding.objects.filter(span="2026-12").exists()
    assert standing_of(organ.divisions[1], "2027-01").year == 2027
    assert_right()


def test_only_period_of_a_year_that_goes_to_the_next_leaves_nothing_behind(organ, hand):
    hand.set(datetime(2026, 12, 20, 4, tzinfo=UTC))
    scheme_of()
    (december,) = ensure_periods(since=date(2026, 12, 1))
    reckon_all()
    move(organ, december, ends_on=date(2027, 1, 10))
    runner.run_queued()
    assert set(QuotaStanding.objects.values_list("year", flat=True)) == {2027}
    assert ScoreTotal.objects.get(unit=organ.division, person=None, period=december).points == 2
    assert_right()


def test_first_day_in_the_old_year_shortens_its_december_for_everybody(organ, hand):
    months()
    hand.set(datetime(2027, 1, 9, 4, tzinfo=UTC))
    january = ensure_periods()[-1]
    reckon_all()
    move(organ, january, starts_on=date(2026, 12, 26))
    runner.run_queued()
    assert standing_of(organ.divisions[1], "2026-12").ends_on == date(2026, 12, 25)
    assert_right()


def test_job_that_runs_already_does_not_stand_for_the_new_days(organ, hand):
    november = months()[2]
    move(organ, november, ends_on=date(2026, 11, 17))
    Job.objects.update(state=JobState.RUNNING)
    hand.set(datetime(2026, 11, 23, 4, 1, tzinfo=UTC))
    move(organ, november, ends_on=date(2026, 11, 25))
    assert Job.objects.filter(state=JobState.QUEUED).exists()


FACTS = st.lists(
    st.tuples(
        st.dates(date(2026, 10, 3), date(2026, 11, 22)), st.sampled_from(["file", "file", "adopt", "revoke", "fault"])
    ),
    min_size=4, max_size=10,
)  # fmt: skip
ENDS = st.sampled_from([8, 13, 17, 21, 25, 31, 40])
"""Days of the month of the period; the last one is in the month after."""
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("end"), st.integers(0, 2), ENDS, st.booleans()),
        st.tuples(st.just("begin"), st.integers(1, 2), ENDS, st.booleans()),
        st.tuples(st.sampled_from(["close", "open"]), st.just(0), st.just(0), st.booleans()),
    ),
    min_size=2, max_size=6,
)  # fmt: skip


@contextmanager
def undone():
    """One example: everything in it is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tell(organ, facts):
    for number, (day, what) in enumerate(facts):
        unit = organ.divisions[number % 2]
        if what == "fault":
            FaultFactory.create(unit=unit, happened_on=day)
            continue
        item = filed_item(day - timedelta(days=2), unit=unit)
        if what != "file":
            adoption = adopted(item, day)
        if what == "revoke":
            record("item.submit", subject=item, by=organ.officer)
            reckon_changes()
            revoked(adoption)
            record("item.submit", subject=item, by=organ.officer)


def act(organ, what, number, day):
    """What cannot be done is passed over."""
    periods = list(Period.objects.order_by("starts_on"))
    month = month_bounds(2026, 8 + number if what == "begin" else 9 + number)
    ends_on = month.starts_on + timedelta(days=day - 1) if day != 31 else month.ends_on
    if what == "close":
        freeze(periods[0], by=organ.office_head)
    elif what == "open":
        reopen(periods[0], by=organ.office_head, reason="改期")
    elif what == "end" and number < len(periods):
        move(organ, periods[number], ends_on=ends_on)
    elif number < len(periods):
        move(organ, periods[number], starts_on=ends_on + timedelta(days=1))


@MANY
@given(facts=FACTS, acts=ACTS, weekly=st.booleans())
def test_bounds_moved_over_booked_rows_come_to_what_they_are_from_the_start(organ, facts, acts, weekly):
    """Backwards and forwards, with a closed month or without: the same as where nothing was ever moved."""
    clauses = (*BY_SPANS, IN_QUARTER, *([A_WEEK] if weekly else []))
    with undone():
        months(*clauses)
        tell(organ, facts)
        reckon_all()
        for *one, reckoned in acts:
            try:
                with transaction.atomic():
                    act(organ, *one)
            except PeriodRefused:
                continue
            if reckoned:
                reckon_all()
        reckon_all()
        assert_right()
        moved, bounds = standings(), Period.objects.values_list("year", "month", "starts_on", "ends_on")
        points = {by_period: sums(by_period=by_period) for by_period in (True, False)}
        bounds, anything_closed = list(bounds), Period.objects.closed().exists()
    with undone():
        scheme_of(*clauses)
        for year, month, starts_on, ends_on in bounds:
            Period.objects.create(year=year, month=month, starts_on=starts_on, ends_on=ends_on)
        tell(organ, facts)
        reckon_all()
        assert standings() == moved
        assert sums(by_period=False) == points[False]
        assert anything_closed or sums(by_period=True) == points[True]


def test_figure_of_a_moved_quota_opens_to_what_it_says(client, organ):
    november = months()[2]
    for day in (5, 18, 19, 20):
        filed_item(date(2026, 11, day), unit=organ.division)
    reckon_all()
    move(organ, november, ends_on=date(2026, 11, 17))
    runner.run_queued()
    client.force_login(organ.office_head)
    one = standing_of(organ.division, "2026-11")
    asked = {
        "what": "quota",
        "unit": organ.division.pk,
        "scheme": one.scheme_id,
        "clause": one.clause,
        "span": one.span,
    }
    page = client.get(reverse("scoring:facts"), asked)
    assert page.context["opened"].printed.split()[0] == "1"
