"""Adoptions and instructions of the past: each finds its item, counts once, and scores on its day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from activity.clock import frozen
from activity.models import Event, Notice
from organizations.models import ImportState
from organizations.policy import can
from review.models import Adoption, Instruction
from review.services.records import revoke
from scoring.models import LedgerRow, Period
from scoring.services.periods import ensure_periods, freeze
from scoring.services.reckoning import reckon_changes, reckon_period
from submissions.models import Item
from submissions.states import Status
from tests.factories.organizations import OutletFactory, SuperiorLeaderFactory, make_organ
from tests.factories.past import imported, planned, received, table, told
from tests.factories.scoring import demo_scheme, level
from tests.factories.submissions import make_item

TITLE = "我市开展蔬菜质量安全专项执法检查"
ADOPTED = ("报送单位", "信息标题", "采用刊物", "期号", "采用日期")
INSTRUCTED = ("单位", "题目", "批示领导", "批示日期", "批示内容")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def late_autumn():
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def organ():
    organ = make_organ()
    organ.division.name = "行政执法监督处"
    organ.division.save()
    OutletFactory.create(name="省政府政务信息", code="province-gov", level=level("province"))
    OutletFactory.create(name="市政务信息", code="city-gov", level=level("city"))
    SuperiorLeaderFactory.create(name="陈国平", post="市长", level=level("city"), rank="principal")
    SuperiorLeaderFactory.create(name="林晓红", post="副市长", level=level("city"), starts_on=date(2025, 1, 1))
    return organ


def filings(*rows):
    return table(("日期", "单位", "标题"), *rows)


def adoptions(*rows):
    return table(ADOPTED, *rows)


def test_adoption_finds_the_filing_of_its_unit_and_title(organ):
    imported("filings", filings(("2025-03-05", "行政执法监督处", TITLE)), by=organ.office_head)
    content = table(
        (*ADOPTED, "采用方式", "得分", "头版", "报送渠道"),
        ("行政执法监督处", f"{TITLE}。", "《省政府政务信息》", "第38期", "2025.3.20", "综合", "2.5", "是", "直报"),
    )
    past = imported("adoptions", content, by=organ.office_head)
    assert (past.state, past.rows_new) == (ImportState.DONE, 1)
    row = Adoption.objects.get()
    item = Item.objects.get()
    assert (row.item, row.issue_number, row.adopted_on) == (item, "第38期", date(2025, 3, 20))
    assert (row.in_composite, row.is_front_page, row.external_points, row.channel) == (
        True,
        True,
        Decimal("2.5"),
        "direct",
    )
    assert (item.adopted_at, item.is_supplementary, item.status) == (date(2025, 3, 20), False, Status.CLOSED)
    assert can(organ.deputy_leader, "item.view", item)
    assert Notice.objects.count() == 0


def test_adoption_without_a_filing_counts_alone(organ):
    content = adoptions(
        ("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2025-03-20"),
        ("行政执法监督处", TITLE, "市政务信息", "第9期", "2025-03-18"),
    )
    past = imported("adoptions", content, by=organ.office_head)
    item = Item.objects.get()
    assert (item.is_supplementary, item.is_imported, item.first_filed_at) == (True, True, None)
    assert (item.number, item.status, item.adopted_at) == ("2025-补-0001", Status.SIGNED, date(2025, 3, 18))
    assert item.adoptions.count() == 2
    again = received("adoptions", content, by=organ.office_head)
    assert (again.rows_new, again.rows_known) == (0, 2)
    assert past.report["rows"][0]["note"]


def test_adoption_names_its_item_by_number(organ):
    item = make_item(status=Status.SIGNED, unit=organ.division, title=TITLE, number="2025-监督-0007")
    content = table(("信息编号", "采用刊物", "期号", "采用日期"), ("2025-监督-0007", "city-gov", "9", "2026-11-09"))
    imported("adoptions", content, by=organ.office_head)
    assert Adoption.objects.get().item == item


def test_several_items_of_one_title_are_listed(organ):
    rows = (("2025-03-05", "行政执法监督处", TITLE), ("2025-04-05", "行政执法监督处", TITLE))
    imported("filings", filings(*rows), by=organ.office_head)
    plan = planned(
        "adoptions",
        adoptions(("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2025-05-20")),
        by=organ.office_head,
    )
    ((cell, what),) = told(plan)
    assert cell == "B2"
    assert "2025-历-0001" in what
    assert "2025-历-0002" in what


def test_adoption_that_stands_here_is_known_also_when_only_recorded_by_hand(organ):
    item = make_item(
        status=Status.SIGNED, unit=organ.division, title=TITLE, created_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    outlet = OutletFactory.create(name="法制日报", level=level("city"))
    from review.services.adoption import record_adoption

    adoption = record_adoption(
        item_id=item.pk, outlet=outlet, issue_number="第 5 期", adopted_on=date(2026, 11, 3), by=organ.office_head
    )
    content = adoptions(("行政执法监督处", TITLE, "法制日报", "第5期", "2026-11-03"))
    plan = planned("adoptions", content, by=organ.office_head)
    assert [one.known_as for one in plan.planned] == [("review.adoption", str(adoption.pk))]


def test_revoked_adoption_does_not_come_back_by_importing_again(organ):
    content = adoptions(("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2025-03-20"))
    imported("adoptions", content, by=organ.office_head)
    revoke(Adoption.objects.get(), by=organ.office_head, reason="期号有误")
    again = received("adoptions", content, by=organ.office_head)
    assert (again.rows_new, again.rows_known) == (0, 1)


def test_unknown_outlet_and_points_are_errors_of_their_cells(organ):
    content = table(
        (*ADOPTED, "得分"),
        ("行政执法监督处", TITLE, "省政府信息", "第38期", "2025-03-20", "两分"),
        ("", "", "省政府政务信息", "第38期", "2025-03-20", ""),
    )
    plan = planned("adoptions", content, by=organ.office_head)
    errors = {one.cell: one for one in plan.problems.errors}
    assert set(errors) == {"C2", "F2", "A3", "B3"}
    assert "省政府政务信息" in errors["C2"].advice


def test_instruction_counts_each_leader_and_finds_them_by_post(organ):
    imported("filings", filings(("2025-03-05", "行政执法监督处", TITLE)), by=organ.office_head)
    content = table(INSTRUCTED, ("行政执法监督处", TITLE, "陈市长、副市长林晓红", "2025年3月22日", "请农业部门跟进。"))
    past = imported("instructions", content, by=organ.office_head)
    assert past.rows_new == 2
    rows = Instruction.objects.order_by("leader__name")
    assert {(row.leader.name, row.text, row.instructed_on) for row in rows} == {
        ("陈国平", "请农业部门跟进。", date(2025, 3, 22)),
        ("林晓红", "请农业部门跟进。", date(2025, 3, 22)),
    }
    assert Item.objects.get().signed_at is not None
    again = received("instructions", content, by=organ.office_head)
    assert (again.rows_new, again.rows_known) == (0, 2)


def test_leader_out_of_office_is_an_error_with_the_dates(organ):
    content = table(INSTRUCTED, ("行政执法监督处", TITLE, "林晓红", "2024-12-31", "阅。"))
    ((cell, what),) = told(planned("instructions", content, by=organ.office_head))
    assert cell == "C2"
    assert "2025-01-01" in what


def test_leaders_of_one_name_are_told_apart_by_post_and_level(organ):
    SuperiorLeaderFactory.create(name="陈国平", post="副省长", level=level("province"))
    content = table(INSTRUCTED, ("行政执法监督处", TITLE, "陈国平", "2025-03-22", "阅。"))
    ((cell, what),) = told(planned("instructions", content, by=organ.office_head))
    assert cell == "C2"
    assert "副省长" in what
    assert "市长" in what
    heads = (*INSTRUCTED, "层级")
    content = table(heads, ("行政执法监督处", TITLE, "陈国平", "2025-03-22", "阅。", "省级"))
    (one,) = planned("instructions", content, by=organ.office_head).planned
    assert one.facts["object"].post == "副省长"


def test_imported_facts_score_in_their_months(organ):
    demo_scheme()
    imported("filings", filings(("2026-09-05", "行政执法监督处", TITLE)), by=organ.office_head)
    content = adoptions(("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2026-10-20"))
    imported("adoptions", content, by=organ.office_head)
    content = table(INSTRUCTED, ("行政执法监督处", TITLE, "陈国平", "2026-10-22", "阅。"))
    imported("instructions", content, by=organ.office_head)
    reckon_changes(by=organ.office_head)
    rows = LedgerRow.objects.filter(unit=organ.division, person=None)
    by_kind = {row.kind: (str(row.period), row.tally) for row in rows if row.tally}
    periods = {(period.year, period.month): str(period) for period in Period.objects.all()}
    assert by_kind == {
        "filed": (periods[2026, 9], 1),
        "adopted": (periods[2026, 10], 1),
        "instructed": (periods[2026, 10], 1),
    }
    points = {row.kind: row.points for row in rows if row.tally}
    assert points["adopted"] > 0
    assert points["instructed"] > 0
    assert reckon_period(Period.objects.get(year=2026, month=10), by=None) == 0


def test_an_import_opens_the_months_before_the_first_and_reckoning_books_in_them(organ):
    demo_scheme()
    ensure_periods()
    content = adoptions(("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2026-08-20"))
    imported("adoptions", content, by=organ.office_head)
    assert Period.objects.order_by("starts_on").first().slug == "2026-08"
    reckon_changes(by=organ.office_head)
    row = LedgerRow.objects.get(unit=organ.division, person=None, kind="adopted", tally=1)
    assert (row.period.slug, row.fact_period) == ("2026-08", None)


def test_facts_of_closed_months_are_announced_and_booked_as_corrections(organ):
    demo_scheme()
    ensure_periods(since=date(2026, 9, 1))
    september = Period.objects.get(year=2026, month=9)
    freeze(september, by=organ.office_head)
    content = adoptions(("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2026-09-20"))
    past = received("adoptions", content, by=organ.office_head)
    assert any("1" in words for words in past.report["warnings"])
    assert len(past.report["warnings"]) == 1
    from activity.runner import run_queued
    from organizations.past.services import begin_storing

    begin_storing(past_id=past.pk, by=organ.office_head)
    run_queued()
    reckon_changes(by=organ.office_head)
    row = LedgerRow.objects.get(unit=organ.division, person=None, kind="adopted", tally=1)
    assert row.fact_period == september
    assert row.period != september


def test_events_of_records_bear_the_import_and_no_title(organ):
    content = adoptions(("行政执法监督处", TITLE, "省政府政务信息", "第38期", "2025-03-20"))
    past = imported("adoptions", content, by=organ.office_head)
    event = Event.objects.get(verb="adoption.add")
    assert (event.batch, event.data["import"], event.subject_key) == (past.batch, past.pk, str(Item.objects.get().pk))
    assert TITLE not in str(list(Event.objects.values_list("data", flat=True)))
