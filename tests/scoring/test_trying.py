"""A scheme tried on past periods: what would have been, why, and that nothing is stored."""

from datetime import UTC, date, datetime

import pytest

from activity.clock import frozen
from scoring.engine import parse_scheme
from scoring.models import LedgerRow, Period, ScoreTotal, ScoringRun
from scoring.services import trying
from scoring.services.facts import load_facts
from scoring.services.periods import ensure_periods, freeze
from scoring.services.reckoning import reckon_period
from scoring.services.tables import score_table
from scoring.services.trying import try_scheme
from submissions.models import ItemSource
from tests.factories.organizations import UnitClassFactory, UnitFactory
from tests.factories.scoring import BY_SPANS, PeriodFactory, adopted, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def october(organ):
    scheme_of()
    PeriodFactory.create(month=9)
    ensure_periods()
    first, second = organ.divisions
    adopted(filed_item(date(2026, 9, 8), unit=first), date(2026, 10, 12), "province")
    filed_item(date(2026, 10, 8), unit=first)
    adopted(filed_item(date(2026, 10, 9), unit=second), date(2026, 10, 13), "city")
    for period in Period.objects.all():
        reckon_period(period, by=None)
    return Period.objects.get(month=10)


def draft(*clauses, **kw):
    document = {"schema": "govinfo-scheme/1", "code": "spans", "title": "试行", "sharing": {"persons": "none"}}
    return parse_scheme({**document, "clauses": list(clauses), **kw})


def by_unit(compared):
    return {one.unit: one for one in compared.units}


def test_same_rules_change_nothing_and_agree_with_the_ledger(organ, october):
    compared = try_scheme(draft(*BY_SPANS), [october])
    for one in compared.units:
        assert (
            one.points_before
            == one.points_after
            == ScoreTotal.objects.get(period=october, unit=one.unit, person=None).points
        )
        assert (one.clauses, one.rank_before) == ((), one.rank_after)
    assert {one.unit for one in compared.units} == {unit.pk for unit in organ.divisions}


def test_other_points_change_ranks_and_say_which_clause_and_fact(organ, october):
    city = {**BY_SPANS[1], "table": [{"level": "city", "points": 30}, {"points": 1}]}
    compared = try_scheme(draft(BY_SPANS[0], city, *BY_SPANS[2:]), [october])
    first, second = (by_unit(compared)[unit.pk] for unit in organ.divisions)
    assert (first.points_before, first.points_after) == (10 + 1 + 2 - 3, 1 + 1 + 2 - 3)
    assert (second.points_before, second.points_after) == (5 + 1 + 2 - 3, 30 + 1 + 2 - 3)
    assert (first.rank_before, first.rank_after, second.rank_before, second.rank_after) == (1, 2, 2, 1)
    (change,) = second.clauses
    assert (change.clause, change.before, change.after, change.rows) == ("adopted", 5, 30, 1)
    (example,) = change.examples
    assert (example.before, example.after, example.fact.partition(":")[0]) == (5, 30, "adopted")
    assert [one.unit for one in compared.units] == [second.unit, first.unit]
    assert first.class_id == organ.unit_class.pk


def test_clauses_about_periods_are_tried_too(organ, october):
    """A quota that one has met, and a base that is gone."""
    easy = {**BY_SPANS[4], "demands": [{"at_least": 1}]}
    compared = try_scheme(draft(*BY_SPANS[:3], easy), [october])
    one = by_unit(compared)[organ.divisions[0].pk]
    assert [(change.clause, change.before, change.after) for change in one.clauses] == [
        ("base", 2, 0), ("two-a-month", -3, 4),
    ]  # fmt: skip
    assert sum(change.after - change.before for change in one.clauses) == one.points_after - one.points_before


def test_nothing_is_stored(organ, october):
    before = [model.objects.count() for model in (LedgerRow, ScoreTotal, ScoringRun)]
    try_scheme(draft(BY_SPANS[0]), [october])
    assert [model.objects.count() for model in (LedgerRow, ScoreTotal, ScoringRun)] == before


def test_months_before_those_tried_count_in_the_spans_that_hold_both(organ, october):
    """September's filing counts for the year of the tried scheme as it does for that of the scheme in whose place it is."""
    yearly = {**BY_SPANS[4], "per": "year", "demands": [{"at_least": 2}], "result": {"each": 1}}
    with frozen(datetime(2027, 2, 1, tzinfo=UTC)):
        ensure_periods()
        december = Period.objects.get(year=2026, month=12)
        periods = list(Period.objects.filter(year=2026, month__gte=10))
        compared = try_scheme(draft(BY_SPANS[0], yearly), periods)
    one = by_unit(compared)[organ.divisions[0].pk]
    changes = {change.clause: change.after for change in one.clauses}
    assert changes["two-a-month"] == 2
    assert december in periods


def test_late_bookings_of_the_ledger_play_no_part(organ, october):
    for month in (9, 10):
        freeze(Period.objects.get(month=month), by=organ.office_head)
    adopted(filed_item(date(2026, 10, 20), unit=organ.divisions[1]), date(2026, 10, 30), "province")
    reckon_period(october, by=None)
    one = by_unit(try_scheme(draft(*BY_SPANS), [october]))[organ.divisions[1].pk]
    assert one.points_before == one.points_after == 5 + 10 + 2 + 2 + 4
    assert ScoreTotal.objects.get(period=october, unit=one.unit, person=None).points == 5


def test_persons_are_compared_and_not_ranked(organ, october):
    compared = try_scheme(draft(*BY_SPANS, sharing={"persons": "full"}), [october])
    assert {(one.person, one.points_before, one.points_after) for one in compared.persons} == {
        (organ.officers[0].pk, 0, 11), (organ.officers[1].pk, 0, 6),
    }  # fmt: skip
    assert {one.rank_after for one in compared.persons} == {None}


def test_units_outside_the_ranking_have_no_rank(organ, october):
    own = UnitClassFactory.create(name="本室")
    outside = UnitFactory.create(unit_class=own)
    unclassed = UnitFactory.create(unit_class=None)
    compared = by_unit(try_scheme(draft(*BY_SPANS, ranking={"outside": [str(own.pk)]}), [october]))
    assert (compared[outside.pk].rank_before, compared[outside.pk].rank_after) == (1, None)
    assert compared[unclassed.pk].rank_after is None


def test_facts_are_read_in_portions_with_progress(organ, october, monkeypatch):
    monkeypatch.setattr(trying, "PORTION", 2)
    told = []
    compared = try_scheme(draft(*BY_SPANS), [october], progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 3), (3, 3)]
    assert compared.facts == 5


def test_an_item_is_looked_at_together_with_the_composite_that_it_went_into(organ, october, monkeypatch):
    first, _second = organ.divisions
    source, composite = (filed_item(date(2026, 10, day), unit=first) for day in (3, 4))
    ItemSource.objects.create(composite=composite, item=source, share=1)
    seen = []

    def load(groups, units):
        seen.append(list(groups))
        return load_facts(groups, units)

    monkeypatch.setattr(trying, "PORTION", 1)
    monkeypatch.setattr(trying, "load_facts", load)
    compared = try_scheme(draft(*BY_SPANS), [october])
    assert sorted([str(source.pk), str(composite.pk)]) in [sorted(groups) for groups in seen]
    assert [len(groups) for groups in seen].count(2) == 1
    assert compared.facts > 0


def test_ranks_are_those_of_the_ranking_page_after_adopting(organ, october):
    """Units of an optional class take part only where they filed something (F16)."""
    own = UnitClassFactory.create(name="自愿参加")
    silent, active = UnitFactory.create(unit_class=own), UnitFactory.create(unit_class=own)
    filed_item(date(2026, 10, 20), unit=active)
    head = {"ranking": {"optional": [str(own.pk)]}}
    compared = by_unit(try_scheme(draft(*BY_SPANS, **head), [october]))
    assert (compared[silent.pk].rank_before, compared[silent.pk].rank_after) == (2, None)
    assert compared[active.pk].rank_after == 1
    scheme_of(valid_from=date(2026, 10, 1), code="adopted", **head)
    reckon_period(october, by=None)
    shown = {row.unit_id: row.rank for one in score_table(october).classes for row in one.rows}
    assert {unit: one.rank_after for unit, one in compared.items()} == shown


def test_money_is_compared_apart_from_points(organ, october):
    """A fee of 60 yuan that becomes 600 says so, for units and for persons, and moves no rank."""
    fee = {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "sharing": {"persons": "even"}}
    scheme_of(*BY_SPANS, {**fee, "table": [{"points": 60}]}, valid_from=date(2026, 10, 1), code="fees")
    compared = try_scheme(draft(*BY_SPANS, {**fee, "table": [{"points": 600}]}), [october])
    for one in (*compared.units, *compared.persons):
        assert (one.clauses, one.points_before, one.rank_before) == ((), one.points_after, one.rank_after)
        assert [(two.clause, two.account, two.before, two.after) for two in one.seconds] == [("fee", "yuan", 60, 600)]
    assert compared.seconds == (("yuan", False, 120, 1200, None, None), ("yuan", True, 120, 1200, None, None))


def test_budgets_hold_in_the_months_tried_and_what_came_before_has_used_up_its_part(organ, october):
    """100 yuan a year, 60 of them paid in September: October has 40 left. By the tried scheme 90 of 200 were."""
    fee = {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "table": [{"points": 60}]}
    budget = {"per": "year", "beyond": "scale"}
    scheme_of(*BY_SPANS, fee, valid_from=date(2026, 9, 1), code="fees", budget={**budget, "yuan": 100})
    adopted(filed_item(date(2026, 9, 8), unit=organ.divisions[0]), date(2026, 9, 12), "city")
    compared = try_scheme(
        draft(*BY_SPANS, {**fee, "table": [{"points": 90}]}, budget={**budget, "yuan": 200}), [october]
    )
    assert compared.seconds == (("yuan", False, 120, 180, 40, 110),)
    dues = [due for one in compared.units for due in one.dues]
    assert (sum(due.before for due in dues), sum(due.after for due in dues)) == (40, 110)


def test_points_are_converted_as_the_heads_say(organ, october):
    """By the old scheme nothing was converted; by the tried one a tenth of the points, at most one."""
    head = {"conversion": {"times": "0.1", "per": "month", "at_most": 1}}
    compared = try_scheme(draft(*BY_SPANS, **head), [october])
    expected = {one.unit: min(one.points_after / 10, 1) for one in compared.units if one.points_after}
    assert {one.unit: due.after for one in compared.units for due in one.dues} == expected
    (target,) = compared.seconds
    assert target == ("target", False, 0, 0, 0, sum(expected.values()))
