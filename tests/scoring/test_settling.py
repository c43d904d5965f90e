"""Clauses about periods in the ledger: who is settled when, and what later facts, closings and schemes do to it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from activity.clock import frozen
from activity.services import EventRow, record, record_many
from organizations.services.units import update_unit
from scoring.engine import Fact, FactKind, Part
from scoring.models import LedgerRow, Period, QuotaStanding, ScoreTotal, SettledEffect, SettlementDue
from scoring.services import fact_sources
from scoring.services.fact_sources import FactSource
from scoring.services.periods import ensure_periods, freeze, reopen
from scoring.services.reckoning import (
    has_news,
    reading_desk,
    reckon_changes,
    reckon_period,
    settle_everybody,
)
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals
from tests.factories.organizations import UnitClassFactory
from tests.factories.scoring import BY_SPANS, PeriodFactory, adopted, filed_item, revoked, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

D = Decimal
OCTOBER = date(2026, 10, 8)


@pytest.fixture
def october(organ):
    scheme_of()
    PeriodFactory.create(month=10)
    ensure_periods()
    return Period.objects.get(month=10)


@pytest.fixture
def november(october):
    return Period.objects.get(month=11)


@pytest.fixture
def faults():
    """A room of faults, in memory: (unit, day) by key."""
    told: dict[str, tuple[int, date]] = {}

    def facts(groups):
        for key in told.keys() & set(groups):
            unit, day = told[key]
            yield key, Fact(key, FactKind.FAULT, day, (Part("", (str(unit),)),), fault="late")

    def between(first, last):
        return [key for key, (_unit, day) in told.items() if first <= day <= last]

    source = FactSource("blame", facts, between, {"test.blame": lambda keys: [f"blame:{key}" for key in keys]})
    fact_sources.register(source)
    yield told
    fact_sources.forget("blame")


def tell(key, by):
    """An event about the fault of that key."""
    record_many([EventRow(verb="item.submit", subject_kind="test.blame", subject_key=str(key), actor_id=by.pk)])


def settled(period, unit):
    """Clause -> points of settlement rows booked in the period."""
    found: dict[str, Decimal] = {}
    for row in LedgerRow.objects.of_units().filter(kind="settlement", period=period, unit=unit):
        found[row.clause] = found.get(row.clause, D(0)) + row.points
    return {clause: points for clause, points in found.items() if points}


def points(period, unit):
    return ScoreTotal.objects.get(period=period, unit=unit, person=None).points


def assert_right():
    assert wrong_totals() == []
    assert wrong_standings(reading_desk()) == []
    assert not SettlementDue.objects.exists()


def test_unit_with_nothing_gets_bases_and_missed_quotas(organ, october, november):
    reckon_period(october, by=None)
    assert settled(october, organ.division) == {"base": 2, "two-a-month": -3}
    assert settled(november, organ.division) == {"base": 2}
    total = ScoreTotal.objects.get(period=october, unit=organ.division)
    assert (total.points, total.settled, total.filed, total.unit_class) == (-1, -1, 0, organ.unit_class)
    assert_right()


def test_span_that_runs_is_told_and_brings_nothing_until_it_is_over(organ, october, november, hand):
    filed_item(date(2026, 11, 5), unit=organ.division)
    reckon_period(november, by=None)
    quota = QuotaStanding.objects.get(period=november, unit=organ.division)
    assert (quota.state, quota.counted, quota.demand, quota.span) == ("running", 1, 2, "2026-11")
    hand.set(datetime(2026, 11, 30, 15, tzinfo=UTC))  # 23:00 on the last day
    assert settle_everybody() == 0
    hand.set(datetime(2026, 11, 30, 16, 30, tzinfo=UTC))  # half an hour into December
    assert settle_everybody() > 0
    assert settled(november, organ.division)["two-a-month"] == -3
    assert QuotaStanding.objects.get(period=november, unit=organ.division).state == "missed"
    assert_right()


def test_settling_again_writes_nothing(organ, october):
    filed_item(OCTOBER, unit=organ.division)
    assert reckon_period(october, by=None) > 0
    assert reckon_period(october, by=None) == 0
    assert settle_everybody() == 0


def test_limit_takes_away_what_is_above(organ, october):
    for day in (1, 2, 3, 4):
        filed_item(date(2026, 10, day), unit=organ.division)
    reckon_period(october, by=None)
    assert settled(october, organ.division) == {"base": 2, "two-a-month": 4, "cap": -2}
    row = LedgerRow.objects.get(clause="cap", unit=organ.division, period=october)
    assert (row.happened_on, row.tally, row.explanation) == (date(2026, 10, 31), 0, {"sum": "8", "at_most": "6"})
    assert row.group_key == f"settled:unit:{organ.division.pk}:2026"


def test_fact_learned_after_closing_corrects_what_was_settled_in_the_open_month(organ, october, november):
    filed_item(OCTOBER, unit=organ.division)
    freeze(october, by=organ.office_head)
    assert points(october, organ.division) == 1 + 2 - 3
    before = october.rows.count()
    item = filed_item(date(2026, 10, 30), unit=organ.division)
    record("item.submit", subject=item, by=organ.officer)
    reckon_changes()
    assert october.rows.count() == before
    late = LedgerRow.objects.get(period=november, clause="two-a-month", unit=organ.division)
    assert (late.points, late.fact_period, late.happened_on) == (7, october, date(2026, 10, 31))
    quota = QuotaStanding.objects.get(period=october, unit=organ.division)
    assert (quota.state, quota.counted, quota.points) == ("met", 2, 4)
    assert points(october, organ.division) == 0
    assert_right()


def test_revocation_after_closing_takes_the_settlement_back_too(organ, october, november):
    adoption = adopted(filed_item(OCTOBER, unit=organ.division), date(2026, 10, 12))
    freeze(october, by=organ.office_head)
    revoked(adoption)
    reckon_period(october, by=None)
    assert settled(november, organ.division) == {"base": 2}
    assert points(november, organ.division) == 2 - 5
    assert_right()


def test_reopened_month_takes_its_corrections_home(organ, october, november):
    filed_item(OCTOBER, unit=organ.division)
    freeze(october, by=organ.office_head)
    filed_item(date(2026, 10, 30), unit=organ.division)
    reckon_period(october, by=None)
    reopen(october, by=organ.office_head, reason="漏登报送")
    october.refresh_from_db()
    reckon_period(october, by=None)
    assert settled(october, organ.division) == {"base": 2, "two-a-month": 4}
    assert settled(november, organ.division) == {"base": 2}
    freeze(october, by=organ.office_head)
    assert points(october, organ.division) == 2 + 2 + 4
    assert_right()


def test_year_closes_on_20_january_and_what_comes_later_counts_in_the_new_one(organ, october, november, hand):
    """Until December is closed a fact of the old year counts in it; after that it is booked in the new year."""
    hand.set(datetime(2027, 1, 20, 1, tzinfo=UTC))
    ensure_periods()
    december, january = Period.objects.get(month=12), Period.objects.get(year=2027)
    item = filed_item(date(2026, 12, 3), unit=organ.division)
    adopted(item, date(2026, 12, 28), "city")
    for period in (october, november, december):
        freeze(period, by=organ.office_head)
    assert settled(december, organ.division) == {"base": 2, "two-a-month": -3}
    hand.set(datetime(2027, 1, 25, 1, tzinfo=UTC))
    adopted(item, date(2026, 12, 29), "province")
    filed_item(date(2026, 12, 30), unit=organ.division)
    reckon_period(december, by=None)
    assert points(december, organ.division) == 1 + 5 + 2 - 3
    late = LedgerRow.objects.of_units().filter(period=january, unit=organ.division, fact_period=december)
    assert {(row.clause, row.points) for row in late} == {("adopted", 10), ("filed", 1), ("two-a-month", 7)}
    assert points(january, organ.division) == 10 + 1 + 7 + 2
    assert {row.group_key for row in late.filter(kind="settlement")} == {f"settled:unit:{organ.division.pk}:2026"}
    assert_right()


def test_rate_counts_an_item_once_in_its_span(organ, october):
    """Two adoptions of one item in two months of the quarter: one of three items, below 40 per cent."""
    first = filed_item(OCTOBER, unit=organ.division)
    filed_item(OCTOBER, unit=organ.division)
    filed_item(OCTOBER, unit=organ.division)
    adopted(first, date(2026, 10, 12), "city")
    adopted(first, date(2026, 11, 2), "province")
    with frozen(datetime(2027, 1, 5, 4, tzinfo=UTC)):
        ensure_periods()
        december = Period.objects.get(year=2026, month=12)
        for period in Period.objects.filter(year=2026):
            reckon_period(period, by=None)
        row = LedgerRow.objects.get(clause="rate", unit=organ.division)
        assert (row.points, row.period) == (-6, december)
        assert row.explanation == {"filed": "3", "adopted": "1", "rate": "33.333333"}
        assert_right()


def test_padding_is_filed_and_counts_for_no_quota(organ, october):
    filed_item(OCTOBER, unit=organ.division)
    padded = filed_item(OCTOBER, unit=organ.division)
    reckon_period(october, by=None)
    assert settled(october, organ.division)["two-a-month"] == 4
    padded.status = "declined"
    padded.save()
    record("item.decline", subject=padded, by=organ.editor, data={"kind": "padding"})
    reckon_changes()
    total = ScoreTotal.objects.get(period=october, unit=organ.division, person=None)
    assert (total.filed, total.padding) == (2, 1)
    assert settled(october, organ.division)["two-a-month"] == -3
    row = LedgerRow.objects.of_units().filter(item_key=str(padded.pk)).latest("pk")
    assert row.padding or row.points < 0
    record("item.decline", subject=padded, by=organ.editor, data={"kind": "no_value"})
    reckon_changes()
    assert settled(october, organ.division)["two-a-month"] == 4
    assert_right()


def test_faults_of_another_room_reach_their_threshold(organ, october, faults):
    faults |= {"blame:1": (organ.division.pk, OCTOBER), "blame:2": (organ.division.pk, date(2026, 11, 3))}
    reckon_period(october, by=None)
    assert not SettledEffect.objects.exists()
    tell(2, organ.editor)
    assert has_news()
    reckon_changes()
    effect = SettledEffect.objects.get()
    assert (effect.period.slug, effect.effects, effect.facts) == (
        "2026-11",
        ["minus", "no_prize"],
        ["blame:1", "blame:2"],
    )
    assert settled(effect.period, organ.division)["two-faults"] == -10
    assert ScoreTotal.objects.get(period=october, unit=organ.division).faults == 1
    del faults["blame:2"]
    tell(2, organ.editor)
    reckon_changes()
    assert not SettledEffect.objects.exists()
    assert "two-faults" not in settled(effect.period, organ.division)
    assert_right()


def test_class_is_that_of_the_day(organ, october, november):
    """F20: the class that the unit had on the last day of October, though it has another one now."""
    scheme_of(
        BY_SPANS[0],
        {"id": "base", "kind": "base", "per": "month", "points": 7, "classes": [str(organ.unit_class.pk)]},
        valid_from=date(2026, 10, 1), code="classes",
    )  # fmt: skip
    update_unit(unit_id=organ.division.pk, by=organ.editor, unit_class=UnitClassFactory.create(name="一类"))
    for period in (october, november):
        reckon_period(period, by=None)
    assert (settled(october, organ.division), settled(november, organ.division)) == ({"base": 7}, {})
    freeze(october, by=organ.office_head)
    assert october.totals.of_units().get(unit=organ.division).unit_class == organ.unit_class


def test_unit_that_ended_is_given_no_more_bases(organ, october, november):
    organ.division.ends_on = date(2026, 10, 20)
    organ.division.save()
    filed_item(OCTOBER, unit=organ.division)
    for period in (october, november):
        reckon_period(period, by=None)
    assert settled(november, organ.division) == {}


def test_scheme_of_the_day_begins_its_spans_anew(organ, october, november):
    scheme_of(BY_SPANS[0], {"id": "base", "kind": "base", "per": "year", "points": 50},
              valid_from=date(2026, 11, 1), code="from-november")  # fmt: skip
    for period in (october, november):
        reckon_period(period, by=None)
    assert settled(october, organ.division) == {"base": 2, "two-a-month": -3}
    assert settled(november, organ.division) == {"base": 50}
    assert_right()


def test_persons_have_quotas_of_their_own(organ, october):
    scheme_of(
        BY_SPANS[0],
        {"id": "own", "kind": "quota", "per": "month", "for": "persons", "counts": ["filed"],
         "demands": [{"at_least": 1}], "result": {"missed": 1}},
        valid_from=date(2026, 10, 1), code="persons", sharing={"persons": "even"},
    )  # fmt: skip
    filed_item(OCTOBER, unit=organ.divisions[0])
    reckon_period(october, by=None)
    found = {row.person: row.points for row in LedgerRow.objects.of_people().filter(kind="settlement", period=october)}
    assert found == {organ.officers[1]: -1}
    assert set(QuotaStanding.objects.of_people().filter(period=october).values_list("person", "state")) == {
        (organ.officers[0].pk, "met"), (organ.officers[1].pk, "missed"),
    }  # fmt: skip


def test_only_who_has_new_rows_is_settled_again(organ, october, monkeypatch):
    reckon_period(october, by=None)
    item = filed_item(OCTOBER, unit=organ.division)
    record("item.submit", subject=item, by=organ.officer)
    asked = []
    from scoring.services import settling

    real = settling.settle
    monkeypatch.setattr(settling, "settle", lambda receivers, *rest: asked.extend(receivers) or real(receivers, *rest))
    reckon_changes()
    assert asked == [f"unit:{organ.division.pk}"]


def test_settling_that_was_cut_off_is_found_again(organ, october, monkeypatch):
    reckon_period(october, by=None)
    item = filed_item(OCTOBER, unit=organ.division)
    record("item.submit", subject=item, by=organ.officer)

    def broken(*args, **kwargs):
        raise RuntimeError("cut off")

    monkeypatch.setattr("scoring.services.reckoning.settle_due", broken)
    with pytest.raises(RuntimeError):
        reckon_changes()
    monkeypatch.undo()
    assert LedgerRow.objects.of_units().filter(item_key=str(item.pk)).exists()
    assert (SettlementDue.objects.count(), has_news()) == (1, True)
    assert wrong_standings(reading_desk()) != []
    reckon_changes()
    assert not has_news()
    assert_right()


def test_recount_names_what_is_wrong_in_standings(organ, october):
    reckon_period(october, by=None)
    QuotaStanding.objects.filter(unit=organ.divisions[0], period=october).update(state="met")
    QuotaStanding.objects.filter(unit=organ.divisions[1], period=october).delete()
    told = wrong_standings(reading_desk())
    units = sorted(f"unit:{unit.pk}" for unit in organ.divisions[:2])
    assert sorted({line.partition(": ")[0] for line in told}) == units


def test_weeks_are_told_apart(organ, october):
    scheme_of(
        BY_SPANS[0],
        {"id": "weekly", "kind": "quota", "per": "week", "counts": ["filed"], "demands": [{"at_least": 1}],
         "result": {"each": 1}},
        valid_from=date(2026, 1, 1), code="weekly",
    )  # fmt: skip
    filed_item(date(2026, 10, 5), unit=organ.division)
    filed_item(date(2026, 10, 6), unit=organ.division)
    filed_item(date(2026, 10, 31), unit=organ.division)
    reckon_period(october, by=None)
    met = QuotaStanding.objects.filter(unit=organ.division, state="met").values_list("span", "counted")
    assert set(met) == {("2026-W41", 2), ("2026-W44", 1)}
    assert settled(october, organ.division) == {"weekly": 2}


def test_week_over_new_year_belongs_to_its_thursday(organ, october, hand):
    scheme_of(
        BY_SPANS[0],
        {"id": "weekly", "kind": "quota", "per": "week", "counts": ["filed"], "demands": [{"at_least": 1}],
         "result": {"each": 1}},
        valid_from=date(2026, 1, 1), code="weekly",
    )  # fmt: skip
    hand.set(datetime(2027, 1, 10, 4, tzinfo=UTC))
    ensure_periods()
    item = filed_item(date(2027, 1, 2), unit=organ.division)  # a Saturday: 2026-W53, whose Thursday is 31 December
    record("item.submit", subject=item, by=organ.officer)
    reckon_changes()
    row = LedgerRow.objects.get(clause="weekly", unit=organ.division)
    assert (row.period.slug, row.fact) == ("2026-12", "weekly:2026-W53:2026-12")
    assert_right()
