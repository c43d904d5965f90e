"""Closing months: who may, when not, and what the snapshot holds."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.models import Event, Notice
from reports.errors import MonthRefused, NotAllowed
from reports.models import Bulletin, Snapshot
from reports.services import closing
from reports.services.canonical import canonical_json, sha256_of
from reports.services.collecting import collect
from reports.states import State
from scoring.errors import PeriodRefused
from scoring.models import LedgerRow, PeriodState
from scoring.services.periods import begin_objections, make_period
from tests.factories.organizations import make_person
from tests.factories.reports import TITLE, make_bulletin, make_month
from tests.factories.scoring import adopted, revoked


def state_of(month):
    month.period.refresh_from_db()
    return month.period.state


def test_closing_freezes_the_scores_and_keeps_a_snapshot_with_its_hash(month):
    snapshot = month.close()
    assert state_of(month) == PeriodState.CLOSED
    assert (snapshot.version, snapshot.made_by, snapshot.sha256) == (1, month.head, sha256_of(snapshot.content))
    event = Event.objects.get(verb="month.close")
    assert (event.actor, event.data) == (month.head, {"snapshot": snapshot.pk, "sha256": snapshot.sha256})
    assert Notice.objects.filter(kind="month.closed").get().user == month.organ.editor


@pytest.mark.parametrize("who", ["editor", "deputy_leader", "officer", "head"])
def test_only_the_office_head_closes_a_month(month, who):
    with pytest.raises(NotAllowed):
        closing.close_month(year=2026, month=10, by=getattr(month.organ, who))
    assert (state_of(month), Snapshot.objects.count()) == (PeriodState.OPEN, 0)


def test_a_closed_month_is_not_closed_again_and_says_who_did_it_when(month):
    month.close()
    with pytest.raises(MonthRefused) as refused:
        month.close()
    assert refused.value.code == "closed"
    assert str(month.head) in str(refused.value.message)
    assert "9:00" in str(refused.value.message)
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 13), (1999, 1), (2027, 1)])
def test_a_month_that_cannot_be_is_refused(month, year, number):
    with pytest.raises(MonthRefused):
        closing.close_month(year=year, month=number, by=month.head)


def test_the_running_month_is_refused_and_leaves_nothing(month):
    month.close()
    with pytest.raises(PeriodRefused) as refused:
        closing.close_month(year=2026, month=11, by=month.head)
    assert refused.value.code == "not_ended"
    assert Snapshot.objects.count() == 1


def test_an_earlier_open_month_comes_first(month):
    make_period(2026, 9)
    with pytest.raises(PeriodRefused) as refused:
        month.close()
    assert refused.value.code == "earlier_open"


def test_closing_waits_for_the_end_of_objections(month):
    begin_objections(period_id=month.period.pk, by=month.head, until=date(2026, 11, 6))
    with pytest.raises(MonthRefused) as refused:
        month.close()
    assert refused.value.code == "objections"
    with clock.frozen(datetime(2026, 11, 7, 9, tzinfo=OFFICE_ZONE)):
        month.close()
    assert state_of(month) == PeriodState.CLOSED


def test_the_snapshot_holds_what_the_bulletin_prints(month):
    data = month.close().data
    first, second = month.organ.divisions
    assert data["organ"] == {"name": "市政府法制办公室", "office": "综合处"}
    assert data["totals"] == {
        "filed": 3, "forwarded": 0, "adopted_items": 2, "adoptions": 2, "instruction_items": 1, "person_times": 1,
        "padding": 0, "units": 3, "units_filed": 2,
    }  # fmt: skip
    assert [(line["title"], line["units"]) for line in data["adopted"]] == [
        (TITLE, [first.name]),
        ("行政复议三项制度运行情况", [second.name, first.name]),
    ]
    assert [(line["title"], line["is_settled"]) for line in data["instructions"]] == [(TITLE, False)]
    assert data["zero_filers"] == ["秘书处"]
    assert data["without_adoption"] == []
    assert data["balance"] == {"achievement": 2, "problem": 1, "advice": 0, "total": 3}
    assert data["month_end"] == {"days": 5, "filed": 1}
    assert (data["previous"], data["last_year"], data["late"]) == (None, None, [])
    assert [(line["code"], line["items"], line["adoptions"]) for line in data["adopted_by_level"]] == [
        ("province", 1, 1),
        ("city", 1, 1),
    ]


def test_the_words_of_an_instruction_are_not_in_the_snapshot(month):
    assert "请阅研" not in month.close().content


def test_sums_of_the_snapshot_equal_the_ledger(month):
    data = month.close().data
    ledger = LedgerRow.objects.of_units().filter(period=month.period)
    points = sum((row.points for row in ledger), Decimal(0))
    printed = [Decimal(row["score"]) for one in data["scores"]["classes"] for row in one["rows"]]
    assert sum(printed) == points == Decimal(data["scores"]["total"]["score"])
    filed = {row["code"]: row["filed"] for one in data["scores"]["classes"] for row in one["rows"]}
    for unit in (*month.organ.divisions, month.zero):
        assert filed[unit.code] == sum(row.tally for row in ledger.filter(unit=unit, kind="filed"))


def test_collecting_twice_gives_the_same_bytes(month):
    snapshot = month.close()
    month.period.refresh_from_db()
    assert canonical_json(collect(month.period)) == snapshot.content
    assert json.dumps(snapshot.data, sort_keys=True, ensure_ascii=False, separators=(",", ":")) == snapshot.content


def test_canonical_json_takes_no_float():
    with pytest.raises(TypeError):
        canonical_json({"score": 1.5})
    assert canonical_json({"b": Decimal("2.50"), "a": date(2026, 1, 2)}) == '{"a":"2026-01-02","b":"2.5"}'


def test_a_snapshot_is_never_changed_or_deleted(month):
    snapshot = month.close()
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(content="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        snapshot.delete()
    assert Snapshot.objects.get().content == snapshot.content


def test_what_is_learned_later_stands_in_the_next_month_as_late(month):
    month.close()
    adopted(month.organ.division.items.get(title=TITLE), date(2026, 10, 30), "city")
    with clock.frozen(datetime(2026, 12, 3, 9, tzinfo=OFFICE_ZONE)):
        from scoring.services.reckoning import reckon_period

        reckon_period(month.period, by=None)
        data = closing.close_month(year=2026, month=11, by=month.head).data
    (late,) = data["late"]
    assert (late["period"], late["unit"], late["tally"], late["title"]) == (
        "2026-10", month.organ.division.name, 1, TITLE,
    )  # fmt: skip
    assert data["previous"]["filed"] == 3
    assert [line["late_for"] for line in data["adopted"]] == ["2026-10"]


def test_a_revoked_adoption_is_not_printed(month):
    item = month.organ.division.items.get(title=TITLE)
    revoked(item.adoptions.get())
    data = month.close().data
    assert [line["title"] for line in data["adopted"]] == ["行政复议三项制度运行情况"]
    assert data["totals"]["adoptions"] == 1


def test_opening_again_supersedes_the_bulletin_and_closing_makes_the_next_version(month):
    issued = make_bulletin(month, State.ISSUED)
    closing.reopen_month(year=2026, month=10, by=month.head, reason="补登采用情况")
    issued.refresh_from_db()
    assert (issued.state, issued.end_reason, issued.ended_by) == (State.SUPERSEDED, "补登采用情况", month.head)
    assert state_of(month) == PeriodState.OPEN
    snapshot = month.close()
    again = month.propose()
    assert (snapshot.version, again.snapshot, again.corrects) == (2, snapshot, issued)
    assert Bulletin.objects.live().get() == again


@pytest.mark.parametrize("reason", ["", "   "])
def test_opening_again_needs_a_reason(month, reason):
    month.close()
    with pytest.raises(MonthRefused) as refused:
        closing.reopen_month(year=2026, month=10, by=month.head, reason=reason)
    assert refused.value.field == "reason"
    assert state_of(month) == PeriodState.CLOSED


def test_an_open_month_is_not_opened_again(month):
    with pytest.raises(MonthRefused):
        closing.reopen_month(year=2026, month=10, by=month.head, reason="x")


def test_a_month_without_any_work_can_be_closed_and_printed(db):
    quiet = make_month(with_facts=False)
    data = quiet.close().data
    assert (data["totals"]["filed"], data["adopted"], data["instructions"]) == (0, [], [])
    assert len(data["zero_filers"]) == 3


def test_open_work_counts_what_is_in_hand(month):
    from tests.factories.submissions import make_item

    before = datetime(2026, 10, 20, 12, tzinfo=OFFICE_ZONE)
    make_item(status="editing", unit=month.organ.division, created_at=before)
    make_item(status="signature", unit=month.organ.division, created_at=before)
    make_item(status="editing", unit=month.organ.division)
    work = closing.open_work(month.period)
    assert (work.items_in_hand, work.in_signature, work.feedback_overdue) == (2, 1, 0)


def test_a_stranger_without_roles_may_not_close(month):
    with pytest.raises(NotAllowed):
        closing.close_month(year=2026, month=10, by=make_person())
