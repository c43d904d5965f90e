"""From records to the ledger: what is booked where, what a second reckoning writes, what corrections do."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from activity.models import Event
from activity.services import record
from scoring.errors import PeriodRefused
from scoring.models import LedgerRow, Period, PeriodState, Scheme, ScoreTotal, ScoringRun
from scoring.services.periods import begin_objections, current_period, ensure_periods, freeze, last_closed, reopen
from scoring.services.reckoning import has_news, reckon_changes, reckon_period
from scoring.services.summaries import wrong_totals
from submissions.models import ItemSource
from tests.factories.scoring import (
    PeriodFactory,
    adopted,
    demo_scheme,
    filed_item,
    forwarded,
    instructed,
    outlet_of,
    revoked,
)
from tests.factories.submissions import ItemTypeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

D = Decimal
OCTOBER = date(2026, 10, 8)


@pytest.fixture
def october(organ):
    demo_scheme()
    PeriodFactory.create(month=10)
    ensure_periods()
    return Period.objects.get(month=10)


def unit_points(**where):
    """Unit pk -> points in the ledger."""
    rows = LedgerRow.objects.of_units().filter(**where).values("unit").annotate(sum=Sum("points")).order_by()
    return {row["unit"]: row["sum"] for row in rows}


def total(unit, period):
    return ScoreTotal.objects.get(unit=unit, period=period, person=None)


def test_month_of_one_item_is_booked_with_counts_and_explanations(organ, october):
    item = filed_item(OCTOBER, unit=organ.division)
    forwarded(item, date(2026, 10, 9), "province")
    adopted(item, date(2026, 10, 12), "city")
    adopted(item, date(2026, 10, 20), "province")
    instructed(item, date(2026, 10, 22), "city", "deputy")
    instructed(item, date(2026, 10, 25), "city", "principal")
    written = reckon_period(october, by=organ.office_head)
    assert written == LedgerRow.objects.count() == 12  # six facts, for the unit and its one author
    assert unit_points() == {organ.division.pk: D(1 + 3 + 5 + 10 + 10 + 5)}
    figures = total(organ.division, october)
    assert (figures.points, figures.filed, figures.forwarded) == (D(34), 1, 1)
    assert (figures.adopted_items, figures.adoptions, figures.adoptions_by_level) == (1, 2, {"city": 1, "province": 1})
    assert (figures.instruction_items, figures.person_times) == (1, 2)
    assert figures.unit_class == organ.unit_class
    row = LedgerRow.objects.of_units().get(kind="instructed", happened_on=date(2026, 10, 25))
    assert row.explanation == {"row": "4", "full": "15", "counted_before": "10"}
    assert wrong_totals() == []


def test_reckoning_again_writes_nothing(organ, october):
    adopted(filed_item(OCTOBER, unit=organ.division), date(2026, 10, 12))
    assert reckon_period(october, by=None) == 4
    assert reckon_period(october, by=None) == 0
    assert ScoringRun.objects.count() == 2


def test_joint_item_is_shared_by_units_that_countersigned(organ, october):
    item = filed_item(OCTOBER, unit=organ.divisions[0], joint=[organ.divisions[1]])
    adopted(item, date(2026, 10, 12), "city")
    reckon_period(october, by=None)
    assert unit_points() == {unit.pk: D(3) for unit in organ.divisions}
    assert [total(unit, october).adopted_items for unit in organ.divisions] == [1, 1]


def test_partner_that_declined_has_no_share(organ, october):
    item = filed_item(OCTOBER, unit=organ.divisions[0], joint=[organ.divisions[1]])
    item.joint_units.update(state="declined")
    reckon_period(october, by=None)
    assert unit_points() == {organ.divisions[0].pk: D(1)}


def test_author_of_a_joint_item_scores_for_the_own_unit(organ, october):
    officers = organ.officers
    filed_item(OCTOBER, unit=organ.divisions[0], joint=[organ.divisions[1]], authors=officers)
    reckon_period(october, by=None)
    found = {(row.person, row.unit): row.points for row in LedgerRow.objects.of_people()}
    assert found == {(officer, unit): D("0.5") for officer, unit in zip(officers, organ.divisions, strict=True)}


def test_composite_of_the_office_goes_to_its_sources_by_shares(organ, october):
    sources = [filed_item(OCTOBER, unit=unit) for unit in organ.divisions]
    composite = filed_item(OCTOBER, is_composite=True)
    for source, share in zip(sources, ["0.25", "0.75"], strict=True):
        ItemSource.objects.create(composite=composite, item=source, share=share, is_frozen=True)
    adopted(composite, date(2026, 10, 20), "province")
    reckon_period(october, by=None)
    adoptions = LedgerRow.objects.of_units().filter(kind="adopted").order_by("points")
    assert [(row.unit, row.points, row.item_key) for row in adoptions] == [
        (organ.divisions[0], D("2.5"), str(sources[0].pk)),
        (organ.divisions[1], D("7.5"), str(sources[1].pk)),
    ]
    assert not LedgerRow.objects.filter(kind="filed", group_key=composite.pk).exists()


@pytest.mark.parametrize("fields", [{"is_supplementary": True}, {"status": "voided", "first_filed_at": None}])
def test_item_that_was_not_filed_here_counts_no_filing(organ, october, fields):
    item = filed_item(OCTOBER, unit=organ.division, **fields)
    adopted(item, date(2026, 10, 12), "city")
    reckon_period(october, by=None)
    figures = total(organ.division, october)
    assert (figures.filed, figures.adopted_items, figures.points) == (0, 1, D(5))


@pytest.mark.parametrize(
    ("verb", "data", "filed"),
    [
        ("item.withdraw", {}, 0),
        ("item.answer_withdrawal", {"accepted": True}, 0),
        ("item.answer_withdrawal", {"accepted": False}, 1),
        ("item.send_back", {}, 1),
    ],
)
def test_item_that_its_unit_took_back_is_no_filing(organ, october, verb, data, filed):
    at = datetime(2026, 10, 8, 4, tzinfo=UTC)
    item = filed_item(OCTOBER, unit=organ.division, status="returned", first_filed_at=at, number="2026-测试-7")
    record(verb, subject=item, by=organ.head, data=data)
    reckon_period(october, by=None)
    assert ScoreTotal.objects.filter(unit=organ.division, person=None, filed=1).count() == filed


def test_item_counts_in_the_month_of_its_local_day(organ, october):
    at = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # 00:30 on 1 November in the office
    item = filed_item(OCTOBER, unit=organ.division, first_filed_at=at)
    assert reckon_period(october, by=None) == 0
    reckon_period(current_period(), by=None)
    assert LedgerRow.objects.of_units().get().happened_on == date(2026, 11, 1)
    assert str(item.pk) == LedgerRow.objects.of_units().get().item_key


def test_revocation_writes_counter_rows_and_keeps_the_old_ones(organ, october):
    adoption = adopted(filed_item(OCTOBER, unit=organ.division), date(2026, 10, 12))
    reckon_period(october, by=None)
    revoked(adoption)
    assert reckon_period(october, by=None) == 2
    rows = LedgerRow.objects.of_units().filter(kind="adopted").order_by("pk")
    assert [(row.points, row.tally) for row in rows] == [(D(5), 1), (D(-5), -1)]
    figures = total(organ.division, october)
    assert (figures.points, figures.adopted_items, figures.adoptions_by_level) == (D(1), 0, {})
    assert reckon_period(october, by=None) == 0


def test_changed_type_is_countered_and_booked_anew(organ, october):
    item = filed_item(OCTOBER, unit=organ.division)
    adopted(item, date(2026, 10, 12))
    reckon_period(october, by=None)
    item.item_type = ItemTypeFactory.create(code="research", name="调研")
    item.save()
    reckon_period(october, by=None)
    rows = LedgerRow.objects.of_units().filter(clause="adopted").order_by("points")
    assert [(row.points, row.tally, row.item_type) for row in rows] == [
        (-5, -1, "update"), (5, 1, "update"), (10, 1, "research"),
    ]  # fmt: skip
    assert rows[0].explanation == rows[1].explanation
    assert rows[0].run.cause == ScoringRun.Cause.COUNTER
    assert total(organ.division, october).points == D(12)
    assert wrong_totals() == []


def test_changes_are_found_by_their_events(organ, october):
    item = filed_item(OCTOBER, unit=organ.division)
    assert not has_news()
    record("item.submit", subject=item, by=organ.officer)
    assert has_news()
    assert reckon_changes() == 2
    assert (has_news(), reckon_changes()) == (False, 0)
    assert ScoringRun.objects.get().last_event_id == Event.objects.latest("pk").pk


def test_change_of_a_source_reckons_the_composite(organ, october):
    composite = filed_item(OCTOBER, is_composite=True)
    source = filed_item(OCTOBER, unit=organ.division, status="merged", composite=composite)
    ItemSource.objects.update(share=1)
    adopted(composite, date(2026, 10, 20), "province")
    record("item.submit", subject=source, by=organ.officer)
    reckon_changes()
    assert unit_points() == {organ.division.pk: D(1 + 10)}


def test_frozen_period_has_zero_rows_and_takes_no_more(organ, october):
    item = filed_item(OCTOBER, unit=organ.divisions[0])
    freeze(october, by=organ.office_head)
    october.refresh_from_db()
    assert (october.state, october.closed_by) == (PeriodState.CLOSED, organ.office_head)
    assert last_closed() == october
    assert {row.unit: row.points for row in october.totals.of_units()} == {
        organ.divisions[0]: D(1), organ.divisions[1]: D(0),
    }  # fmt: skip
    adopted(item, date(2026, 10, 30), "province")
    before = october.rows.count()
    reckon_period(october, by=None)
    assert october.rows.count() == before
    late = LedgerRow.objects.of_units().get(kind="adopted")
    assert (late.period, late.fact_period, late.points) == (current_period(), october, D(10))
    assert reckon_period(october, by=None) == 0


def test_late_lower_outlet_books_only_the_difference(organ, october):
    """Highest per level: an earlier adoption learned later brings nothing more, and closed months stay."""
    item = filed_item(OCTOBER, unit=organ.division)
    adopted(item, date(2026, 10, 20), "city")
    freeze(october, by=organ.office_head)
    adopted(item, date(2026, 10, 10), "city")
    reckon_period(october, by=None)
    november = current_period()
    assert sum(unit_points(period=november).values()) == D(0)
    assert total(organ.division, november).adoptions == 1
    assert total(organ.division, october).points == D(6)


def test_revocation_after_closing_is_booked_in_the_open_month(organ, october):
    adoption = adopted(filed_item(OCTOBER, unit=organ.division), date(2026, 10, 20), "city")
    freeze(october, by=organ.office_head)
    revoked(adoption)
    reckon_period(october, by=None)
    november = total(organ.division, current_period())
    assert (november.points, november.adoptions, november.adopted_items) == (D(-5), -1, -1)
    assert total(organ.division, october).points == D(6)
    assert wrong_totals() == []


def test_reopened_period_takes_back_what_was_booked_late(organ, october):
    item = filed_item(OCTOBER, unit=organ.division)
    freeze(october, by=organ.office_head)
    adopted(item, date(2026, 10, 30), "province")
    reckon_period(october, by=None)
    reopen(october, by=organ.office_head, reason="漏登采用")
    october.refresh_from_db()
    reckon_period(october, by=None)
    assert total(organ.division, october).points == D(11)
    assert total(organ.division, current_period()).points == D(0)
    assert total(organ.division, current_period()).adopted_items == 0
    assert reckon_period(october, by=None) == 0
    freeze(october, by=organ.office_head)
    assert Period.objects.get(pk=october.pk).is_closed


def refusal(call):
    with pytest.raises(PeriodRefused) as refused:
        call()
    return refused.value.code


def test_period_that_has_not_ended_is_not_frozen(organ, october):
    assert refusal(lambda: freeze(current_period(), by=organ.office_head)) == "not_ended"
    assert current_period().state == PeriodState.OPEN


def test_periods_are_closed_in_order_and_once(organ, october, hand):
    hand.set(datetime(2026, 12, 2, tzinfo=UTC))
    ensure_periods()
    november = Period.objects.get(month=11)
    assert refusal(lambda: freeze(november, by=organ.office_head)) == "earlier_open"
    freeze(october, by=organ.office_head)
    assert refusal(lambda: freeze(october, by=organ.office_head)) == "wrong_state"
    freeze(november, by=organ.office_head)
    assert last_closed() == november


def test_reopening_needs_a_closed_period_and_a_reason(organ, october):
    assert refusal(lambda: reopen(october, by=organ.office_head, reason="x")) == "wrong_state"
    freeze(october, by=organ.office_head)
    assert refusal(lambda: reopen(october, by=organ.office_head, reason=" ")) == "reason"
    assert Period.objects.get(pk=october.pk).is_closed


def test_objections_open_once_after_the_end(organ, october):
    until = date(2026, 11, 13)
    assert (
        refusal(lambda: begin_objections(period_id=current_period().pk, by=organ.office_head, until=until))
        == "not_ended"
    )
    period = begin_objections(period_id=october.pk, by=organ.office_head, until=until)
    assert (period.state, period.objections_until) == (PeriodState.PRELIMINARY, until)
    assert refusal(lambda: begin_objections(period_id=october.pk, by=organ.office_head, until=until)) == "wrong_state"
    freeze(october, by=organ.office_head)


def test_periods_are_made_without_gaps_and_once(organ):
    PeriodFactory.create(month=8)
    assert [period.slug for period in ensure_periods()] == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert [period.slug for period in ensure_periods(since=date(2025, 12, 5))][:2] == ["2025-12", "2026-01"]
    assert Period.objects.count() == 12


def test_scheme_of_the_day_judges_the_fact(organ, october):
    later = demo_scheme(date(2026, 10, 15), code="demo-office-2")
    item = filed_item(OCTOBER, unit=organ.division)
    adopted(item, date(2026, 10, 20), "city", outlet=outlet_of("city"))
    reckon_period(october, by=None)
    found = dict(LedgerRow.objects.of_units().values_list("kind", "scheme__code"))
    assert found == {"filed": "demo-office", "adopted": later.code}


def test_without_a_scheme_facts_are_counted_without_points(organ):
    period = PeriodFactory.create(month=10)
    filed_item(OCTOBER, unit=organ.division)
    reckon_period(period, by=None)
    row = LedgerRow.objects.of_units().get()
    assert (row.scheme, row.clause, row.points, row.tally) == (None, "", D(0), 1)
    assert total(organ.division, period).filed == 1


@pytest.mark.parametrize("model", [LedgerRow, Scheme])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_database_refuses_to_change_ledger_and_schemes(organ, october, model, act):
    filed_item(OCTOBER, unit=organ.division)
    reckon_period(october, by=None)
    before = list(model.objects.values().order_by("pk"))
    rows = model.objects.filter(pk=before[0]["id"])
    field = "clause" if model is LedgerRow else "title"
    change = {"update": lambda: rows.update(**{field: "x"}), "delete": lambda: rows._raw_delete(using="default")}[act]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert list(model.objects.values().order_by("pk")) == before


def test_recount_names_what_is_wrong(organ, october):
    filed_item(OCTOBER, unit=organ.division)
    reckon_period(october, by=None)
    ScoreTotal.objects.filter(person=None).update(points=D(9), filed=2)
    ScoreTotal.objects.of_people().delete()
    person = organ.officer
    assert wrong_totals() == [
        f"period {october.pk}, unit:{organ.division.pk}: points is 9.000000, the ledger says 1.000000",
        f"period {october.pk}, unit:{organ.division.pk}: filed is 2, the ledger says 1",
        f"period {october.pk}, person:{person.pk}@{organ.division.pk}: no summary",
    ]


def test_reckoning_costs_the_same_statements_for_more_items(organ, october, django_assert_max_num_queries):
    for day in (1, 2, 3):
        adopted(filed_item(date(2026, 10, day), unit=organ.division), date(2026, 10, day))
    with django_assert_max_num_queries(40):
        reckon_period(october, by=None)
