"""Facts of the registers: deductions, thresholds, prizes and best clauses count what the office recorded there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from activity.clock import now
from activity.models import Event
from registers.models import CommissionTarget
from registers.services import commissions
from registers.services.best import choose_best, revoke_best
from registers.services.faults import record_fault, revoke_fault
from review.fault_kinds import fault_labels
from scoring.engine import Author, Fact, FactKind, Part
from scoring.models import LedgerRow, Period, ScoreTotal, SettledEffect
from scoring.services.facts import changed_groups, groups_of, load_facts
from scoring.services.periods import ensure_periods, freeze
from scoring.services.prize_results import prizes_of
from scoring.services.reckoning import has_news, reckon_changes, reckon_period
from submissions.models import Item
from tests.factories.registers import CommissionFactory, answer_to
from tests.factories.review import AdoptionFactory
from tests.factories.scoring import PeriodFactory, filed_item, noon, scheme_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 8)
CLAUSES = (
    {"id": "best", "kind": "points", "event": "best", "table": [{"points": 5}]},
    {"id": "done", "kind": "points", "event": "commission_done", "table": [{"points": 3}]},
    {"id": "faults", "kind": "deduction", "event": "fault", "table": [
        {"fault": "commission_late", "points": 2}, {"fault": "hearsay", "points": 7}, {"points": 1}]},
    {"id": "missed", "kind": "deduction", "event": "commission_missed", "table": [{"points": 4}]},
    {"id": "veto", "kind": "threshold", "per": "year", "counts": "fault", "fault": ["concealed"], "at_least": 1,
     "effects": {"no_prize": True}},
)  # fmt: skip


@pytest.fixture(autouse=True)
def hand(late_october):
    return late_october


@pytest.fixture
def october(organ):
    """The open month, under a scheme that counts everything of the registers."""
    scheme_of(
        *CLAUSES, names=[{"kind": "fault", "code": "hearsay", "name": "道听途说"}],
        prizes=[{"id": "units", "to": "units", "title": "先进集体", "per": "year", "first": 1}],
    )  # fmt: skip
    period = PeriodFactory.create(month=10)
    ensure_periods()
    return period


def put(organ, code="late", unit=None, **kw):
    return record_fault(
        code=code, unit=unit or organ.division, happened_on=DAY, note=kw.pop("note", "迟报"), by=organ.editor, **kw
    )


def points(unit, person=None):
    total = ScoreTotal.objects.filter(unit=unit, person=person).first()
    return total.points if total else None


def facts_in(group):
    return load_facts([group])[group]


def test_a_fault_is_a_fact_of_its_unit_and_person_and_not_of_the_item(organ):
    item = filed_item(DAY, unit=organ.divisions[1], joint=[organ.division])
    fault = put(organ, person=organ.officer, item=item)
    unit = str(organ.division.pk)
    assert facts_in(f"fault:{fault.pk}") == [
        Fact(f"fault:{fault.pk}", FactKind.FAULT, DAY, (Part("", (unit,), (Author(str(organ.officer.pk), unit),)),),
             fault="late", item_type="update")
    ]  # fmt: skip
    assert [fact.kind for fact in facts_in(str(item.pk))] == [FactKind.FILED]


def test_faults_take_points_away_until_they_are_revoked(organ, october):
    fault = put(organ)
    put(organ, note="又一次")
    assert has_news()
    reckon_changes()
    assert points(organ.division) == -2
    assert (ScoreTotal.objects.get(unit=organ.division, person=None).faults, reckon_changes()) == (2, 0)
    revoke_fault(fault_id=fault.pk, by=organ.editor, reason="登记有误")
    reckon_changes()
    assert points(organ.division) == -1
    rows = LedgerRow.objects.filter(fact=f"fault:{fault.pk}", clause="faults").order_by("pk")
    assert [row.points for row in rows] == [-1, 1]


def test_a_whole_month_reckoned_anew_finds_the_same(organ, october):
    put(organ)
    put(organ, code="hearsay", unit=organ.divisions[1])
    best = filed_item(DAY, unit=organ.division)
    choose_best(item_id=best.pk, month=DAY, why="新", by=organ.editor)
    reckon_changes()
    before = {total.receiver: total.points for total in ScoreTotal.objects.all()}
    assert (points(organ.division), points(organ.divisions[1])) == (4, -7)
    assert reckon_period(october, by=None) == 0
    assert {total.receiver: total.points for total in ScoreTotal.objects.all()} == before


def test_a_kind_of_fault_that_a_scheme_names_can_be_recorded_and_counts(organ, october):
    assert fault_labels()["hearsay"] == "道听途说"
    put(organ, code="hearsay")
    reckon_changes()
    assert points(organ.division) == -7


def test_one_concealed_matter_keeps_the_unit_from_its_prize(organ, october):
    """一票否决, until the record is revoked."""
    choose_best(item_id=filed_item(DAY, unit=organ.division).pk, month=DAY, why="新", by=organ.editor)
    fault = put(organ, code="concealed")
    reckon_changes()
    effect = SettledEffect.objects.get(unit=organ.division)
    assert (effect.effects, effect.facts) == (["no_prize"], [f"fault:{fault.pk}"])
    (prize,) = prizes_of(2026)
    assert [bar.facts for place in prize.blocked for bar in place.candidate.bars] == [(f"fault:{fault.pk}",)]
    revoke_fault(fault_id=fault.pk, by=organ.editor, reason="查无此事")
    reckon_changes()
    assert not SettledEffect.objects.exists()
    (prize,) = prizes_of(2026)
    assert not prize.blocked


def test_a_best_item_brings_points_to_all_whose_it_is_until_it_is_revoked(organ, october):
    item = filed_item(DAY, unit=organ.division, joint=[organ.divisions[1]])
    best = choose_best(item_id=item.pk, month=DAY, why="新", by=organ.editor)
    reckon_changes()
    assert (points(organ.division), points(organ.divisions[1])) == (Decimal("2.5"), Decimal("2.5"))
    (fact,) = [fact for fact in facts_in(str(item.pk)) if fact.kind is FactKind.BEST]
    assert (fact.key, fact.on, fact.item_type) == (f"best:{best.pk}", date(2026, 10, 20), "update")
    revoke_best(best_id=best.pk, by=organ.editor, reason="不妥")
    reckon_changes()
    assert points(organ.division) == 0


def test_the_best_of_a_closed_month_is_booked_in_the_open_one(organ, october, hand):
    item = filed_item(DAY, unit=organ.division)
    hand.set(datetime(2026, 11, 10, 4, tzinfo=UTC))
    freeze(october, by=organ.office_head)
    choose_best(item_id=item.pk, month=DAY, why="新", by=organ.editor)
    reckon_changes()
    row = LedgerRow.objects.get(clause="best", person=None)
    assert (row.period.month, row.fact_period, row.happened_on) == (11, october, date(2026, 10, 31))


def test_a_commission_counts_once_it_is_closed_done_late_or_missed(organ, october, hand):
    done, late = organ.divisions
    missed = organ.office
    hand.set(noon(DAY) - timedelta(days=2))
    commission = CommissionFactory.create(units=[done, late, missed], due_at=noon(DAY))
    item = answer_to(commission, done, "signed")
    hand.set(noon(DAY) + timedelta(hours=1))
    answer_to(commission, late, "signed")
    reckon_changes()
    assert not LedgerRow.objects.filter(clause__in=("done", "missed", "faults")).exists()
    hand.set(datetime(2026, 10, 20, 4, tzinfo=UTC))
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    assert changed_groups(after=0, until=10**9) >= {str(item.pk)}
    reckon_changes()
    assert (points(done), points(late), points(missed)) == (3, -2, -4)
    told = (
        LedgerRow.objects.exclude(clause="")
        .filter(person=None)
        .order_by("clause")
        .values_list("clause", "fault", "happened_on")
    )
    assert list(told) == [("done", "", date(2026, 10, 6)), ("faults", "commission_late", DAY), ("missed", "", DAY)]
    assert reckon_period(october, by=None) == 0
    commissions.reopen_commission(commission_id=commission.pk, by=organ.editor, reason="有误")
    reckon_changes()
    assert (points(done), points(late), points(missed)) == (0, 0, 0)


def test_a_commission_that_was_done_jointly_counts_for_the_unit_that_was_asked_and_its_authors(organ, october, hand):
    asked, partner = organ.divisions
    hand.set(noon(DAY) - timedelta(days=2))
    commission = CommissionFactory.create(units=[asked], due_at=noon(DAY))
    item = answer_to(commission, asked, "signed", joint=[partner], authors=list(organ.officers))
    hand.set(datetime(2026, 10, 20, 4, tzinfo=UTC))
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    (fact,) = [one for one in facts_in(str(item.pk)) if one.kind is FactKind.COMMISSION_DONE]
    key = str(asked.pk)
    assert fact.parts == (Part(str(item.pk), (key,), (Author(str(organ.officer.pk), key),)),)
    assert fact.item_type == "update"
    reckon_changes()
    assert (points(asked), points(partner)) == (3, 0)
    assert not LedgerRow.objects.filter(clause="done", person=organ.officers[1]).exists()


@pytest.mark.parametrize("changed", ["before", "after"])
def test_opening_again_takes_points_back_also_where_the_item_names_another_commission_by_now(
    organ, october, hand, changed
):
    """The number changed before the closing was reckoned, or after."""
    hand.set(noon(DAY) - timedelta(days=2))
    commission = CommissionFactory.create(units=[organ.division], due_at=noon(DAY))
    item = answer_to(commission, organ.division, "signed")
    hand.set(datetime(2026, 10, 20, 4, tzinfo=UTC))
    reckon_changes()
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    if changed == "after":
        reckon_changes()
    Item.objects.filter(pk=item.pk).update(commission_no="约稿〔2026〕99号")
    reckon_changes()
    assert points(organ.division) == 3
    commissions.reopen_commission(commission_id=commission.pk, by=organ.editor, reason="有误")
    event = Event.objects.about(commission).get(verb="commission.reopen")
    assert event.data == {"items": [item.pk]}
    reckon_changes()
    assert points(organ.division) == 0


def test_each_unit_that_was_asked_gets_its_own_for_a_joint_item(organ, october, hand):
    hand.set(noon(DAY) - timedelta(days=2))
    commission = CommissionFactory.create(units=organ.divisions, due_at=noon(DAY))
    answer_to(commission, organ.division, "signed", joint=[organ.divisions[1]])
    hand.set(datetime(2026, 10, 20, 4, tzinfo=UTC))
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    reckon_changes()
    assert [points(unit) for unit in organ.divisions] == [3, 3]


def test_groups_of_a_period_are_those_of_its_days(organ, october):
    put(organ)
    item = filed_item(date(2026, 9, 8), unit=organ.division)
    AdoptionFactory.create(item=item, adopted_on=date(2026, 10, 2))
    choose_best(item_id=item.pk, month=date(2026, 9, 1), why="新", by=organ.editor)
    september = Period.objects.create(year=2026, month=9, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))
    (fault,) = [group for group in groups_of(october) if group.startswith("fault:")]
    assert groups_of(october) == {fault, str(item.pk)}
    assert groups_of(september) == {str(item.pk)}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_statements_does_not_grow(organ, october, rows, django_assert_num_queries):
    commission = CommissionFactory.create(units=organ.divisions, due_at=now() + timedelta(days=1))
    groups = []
    for number in range(rows):
        groups.append(f"fault:{put(organ, note=str(number)).pk}")
        item = filed_item(DAY, unit=organ.division)
        choose_best(item_id=item.pk, month=DAY, why="新", by=organ.editor)
        groups.append(str(item.pk))
    CommissionTarget.objects.filter(commission=commission).update(outcome="missed", happened_on=DAY)
    groups += [f"commission:{pk}" for pk in commission.targets.values_list("pk", flat=True)]
    with django_assert_num_queries(11):
        load_facts(groups)
