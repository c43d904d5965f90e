"""差错和整改情况: which faults a bulletin lists, how far they are, what they cost, and where they stand on paper."""

import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity import clock
from activity.clock import OFFICE_ZONE
from registers.models import CommissionTarget, FaultObjection
from registers.services.faults import objections_until, record_fault, rectify_fault
from reports.models import Bulletin, Snapshot
from reports.services import building
from reports.services.attachments import attachments_of
from reports.services.booked_faults import CONFIRMED, NOTICED, OBJECTED, RECTIFIED, UPHELD
from reports.services.canonical import canonical_json
from reports.services.closing import close_month
from reports.services.collecting import collect
from reports.services.fault_words import fault_fields, fault_lines
from reports.services.fields import check_text
from reports.services.proposals import propose_sections
from reports.services.spans import free_span
from reports.states import Figure
from scoring.models import Account, LedgerRow
from scoring.services.periods import make_period
from tests.factories.registers import CommissionFactory, FaultFactory, FaultObjectionFactory
from tests.factories.reports import make_bulletin, make_month
from tests.factories.scoring import filed_item, revoked, scheme_of

ONE, TWO = date(2026, 10, 14), date(2026, 10, 20)
OLD = datetime(2026, 10, 21, 9, tzinfo=OFFICE_ZONE)
DEDUCTIONS = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": 5}]},
    {
        "id": "faults",
        "kind": "deduction",
        "event": "fault",
        "table": [{"fault": "omitted", "points": 3}, {"points": 1}],
    },
    {"id": "missed", "kind": "deduction", "event": "commission_missed", "table": [{"points": 2}]},
)


@pytest.fixture
def month(db):
    """A month whose scheme deducts points for faults."""
    return make_month(adopt=lambda: scheme_of(*DEDUCTIONS))


def fault_in(month, number=0, on=ONE, **kw):
    return FaultFactory.create(unit=month.organ.divisions[number], happened_on=on, recorded_at=OLD, **kw)


def told(data):
    return [(line["kind"], line["unit"], line["state"], line["points"]) for line in data["faults"]]


def loaded(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


# --- which faults ---


def test_faults_are_listed_by_day_with_kind_unit_state_and_points(month):
    first, second = month.organ.divisions
    fault_in(month, 1, on=TWO, code="omitted", severity="较重")
    fault_in(month, 0, on=ONE, code="late")
    data = month.close().data
    assert told(data) == [("迟报", first.name, CONFIRMED, "-1"), ("漏报", second.name, CONFIRMED, "-3")]
    assert [(line["happened_on"], line["severity"]) for line in data["faults"]] == [
        ("2026-10-14", ""),
        ("2026-10-20", "较重"),
    ]


def test_points_of_the_list_are_those_of_the_ledger(month):
    fault_in(month, 0)
    fault_in(month, 0, on=TWO, code="omitted")
    listed = sum(Decimal(line["points"]) for line in month.close().data["faults"])
    booked = LedgerRow.objects.of_units().filter(kind="fault", account=Account.POINTS)
    assert listed == sum(row.points for row in booked) == Decimal(-4)


def test_a_revoked_fault_is_not_listed(month):
    revoked(fault_in(month))
    assert month.close().data["faults"] == []


def test_a_fault_of_another_month_is_not_listed(month):
    fault_in(month, on=date(2026, 11, 2))
    assert month.close().data["faults"] == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (FaultObjection.Outcome.WAITING, OBJECTED),
        (FaultObjection.Outcome.UPHELD, UPHELD),
    ],
)
def test_the_state_is_that_of_the_objection(month, outcome, state):
    FaultObjectionFactory.create(fault=fault_in(month), outcome=outcome, answer="" if state == OBJECTED else "维持。")
    assert [line["state"] for line in month.close().data["faults"]] == [state]


def test_a_fault_that_was_set_right_says_so_whatever_was_objected(month):
    fault = fault_in(month)
    FaultObjectionFactory.create(fault=fault, outcome=FaultObjection.Outcome.UPHELD, answer="维持。")
    rectify_fault(fault_id=fault.pk, by=month.organ.editor, text="已补报并完善值班制度。")
    snapshot = month.close()
    assert [line["state"] for line in snapshot.data["faults"]] == [RECTIFIED]
    assert "值班制度" not in snapshot.content
    assert fault_fields(snapshot.data)["faults.rectified"] == "1"
    texts = {section.key: section.text for section in propose_sections(snapshot.data)}
    assert "已完成整改{{ faults.rectified }}起。" in texts["shortcomings"]


@pytest.mark.parametrize("days", range(8))
def test_a_fault_is_confirmed_once_nobody_may_object_any_more(month, days):
    fault = fault_in(month)
    fault.recorded_at = datetime(2026, 10, 28, 12, tzinfo=OFFICE_ZONE) + timedelta(days=days)
    fault.save(update_fields=["recorded_at"])
    state = NOTICED if clock.today() <= objections_until(fault) else CONFIRMED
    assert [line["state"] for line in month.close().data["faults"]] == [state]


def test_commissions_answered_late_or_not_at_all_are_faults_too(month):
    first, second = month.organ.divisions
    asked = CommissionFactory.create(units=[first, second], closed_at=OLD)
    item = filed_item(date(2026, 10, 20), unit=first)
    for unit, outcome, by in ((first, "late", item), (second, "missed", None)):
        target = CommissionTarget.objects.filter(commission=asked, unit=unit)
        target.update(outcome=outcome, happened_on=TWO, item=by)
    assert told(month.close().data) == [
        ("约稿迟报", first.name, CONFIRMED, "-1"), ("约稿未完成", second.name, CONFIRMED, "-2"),
    ]  # fmt: skip


def test_neither_the_words_nor_the_person_are_in_the_snapshot(month):
    fault_in(month, note="值班员张三脱岗", person=month.organ.officer)
    content = month.close().content
    assert "张三" not in content
    assert str(month.organ.officer) not in json.dumps(json.loads(content)["faults"], ensure_ascii=False)


def test_a_fault_learned_later_is_listed_in_the_next_month_as_late(month):
    month.close()
    record_fault(
        code="late", unit=month.organ.division, happened_on=ONE, note="电话催报后报来。", by=month.organ.editor
    )
    make_period(2026, 11)
    with clock.frozen(datetime(2026, 12, 3, 9, tzinfo=OFFICE_ZONE)):
        data = close_month(year=2026, month=11, by=month.head).data
    assert [(line["state"], line["late_for"]) for line in data["faults"]] == [(CONFIRMED, "2026-10")]


def test_days_that_cut_a_month_list_the_faults_of_their_days(month):
    fault_in(month, on=ONE)
    fault_in(month, on=TWO)
    month.close()
    data = collect(free_span(date(2026, 10, 15), date(2026, 10, 31)))
    assert [line["happened_on"] for line in data["faults"]] == [TWO]


def test_collecting_costs_the_same_for_one_fault_and_for_three(month):
    fault_in(month, on=date(2026, 10, 14))
    for _no in range(3):
        fault_in(month, on=date(2026, 10, 16))
    month.close()
    one, three = (free_span(day, day) for day in (date(2026, 10, 14), date(2026, 10, 16)))
    counts = []
    for span in (one, three):
        collect(span)  # what its months ask for only once
        with CaptureQueriesContext(connection) as seen:
            counts.append(len(collect(span)["faults"]))
        counts.append(len(seen))
    assert (counts[0], counts[2]) == (1, 3)
    assert counts[1] == counts[3]


# --- on paper ---


def test_the_attachment_stands_before_the_charts_on_page_paper_and_in_word(month, signed_in):
    fault_in(month, code="omitted", severity="较重")
    made = make_bulletin(month, "issued")
    bulletin = loaded(made)
    html = building.page_html(bulletin)
    assert html.index('id="a-instructions"') < html.index('id="a-faults"')
    assert "2026年10月差错和整改情况" in html
    assert "4.2026年10月差错和整改情况" in html
    page = signed_in(month.organ.officer).get(reverse("reports:read", args=[made.pk])).content.decode()
    for words in ("附件4 差错和整改情况", "漏报", "较重", "3.00", "已确认"):
        assert words in page, words
    attachments = attachments_of(bulletin.snapshot.data, [Figure.MONTHS])
    assert [(one["key"], one["number"]) for one in attachments[3:]] == [("faults", "4"), ("charts", "5")]


def test_without_faults_nothing_is_said_of_them_and_charts_stay_the_fourth(month):
    bulletin = loaded(make_bulletin(month))
    html = building.page_html(bulletin)
    assert "差错和整改" not in html
    attachments = attachments_of(bulletin.snapshot.data, [Figure.MONTHS])
    assert [(one["key"], one["number"]) for one in attachments[3:]] == [("charts", "4")]
    assert "差错情况" not in openpyxl.load_workbook(io.BytesIO(building.workbook_of(bulletin))).sheetnames


def test_the_workbook_has_a_sheet_with_points_as_numbers(month):
    fault_in(month, code="omitted", severity="较重")
    book = openpyxl.load_workbook(io.BytesIO(building.workbook_of(loaded(make_bulletin(month)))))
    assert book.sheetnames == ["计分表", "采用目录", "批示情况", "差错情况", "补计"]
    heads, row = book["差错情况"].iter_rows(values_only=True)
    assert heads == ("单位", "差错种类", "情节", "发生日期", "扣分", "办理情况", "补计月份")
    assert row[1:3] == ("漏报", "较重")
    assert (row[4], row[5]) == (3, "已确认")


def test_a_fault_without_points_prints_nought(month):
    fault_in(month)
    data = month.close().data
    data["faults"][0]["points"] = "0"
    assert fault_lines(data)[0]["minus"] == "0"


# --- the text ---


def test_fields_quote_the_faults(month):
    first, second = month.organ.divisions
    fault_in(month, 0)
    fault_in(month, 0, on=TWO)
    FaultObjectionFactory.create(fault=fault_in(month, 1, code="omitted"))
    assert fault_fields(month.close().data) == {
        "faults.total": "3", "faults.kinds": "迟报2起、漏报1起", "faults.units": f"{first.name}、{second.name}",
        "faults.minus": "5.00", "faults.objected": "1", "faults.rectified": "0",
    }  # fmt: skip


def test_a_sentence_is_proposed_where_there_are_faults_and_only_then(month):
    fault_in(month)
    data = month.close().data
    texts = {section.key: section.text for section in propose_sections(data)}
    assert "登记差错{{ faults.total }}起（{{ faults.kinds }}）" in texts["shortcomings"]
    assert "扣{{ faults.minus }}分" in texts["shortcomings"]
    assert "异议" not in texts["shortcomings"]
    assert "要引以为戒" in texts["demands"]
    assert check_text(texts["shortcomings"], longest=5000) == texts["shortcomings"]
    texts = {section.key: section.text for section in propose_sections({**data, "faults": []})}
    assert "差错" not in texts["shortcomings"] + texts["demands"]


def test_the_proposal_says_which_are_being_heard(month):
    FaultObjectionFactory.create(fault=fault_in(month))
    data = month.close().data
    texts = {section.key: section.text for section in propose_sections(data)}
    assert "其中{{ faults.objected }}起有关单位已提出异议，正在核实。" in texts["shortcomings"]


# --- snapshots of before ---


def test_a_snapshot_of_before_is_printed_without_faults(month):
    fault_in(month)
    made = loaded(make_bulletin(month))
    data = json.loads(canonical_json(collect(month.period)))
    del data["faults"]
    old = Snapshot(
        kind=made.kind, period=made.period, starts_on=made.starts_on, ends_on=made.ends_on, version=9,
        content=canonical_json({**data, "schema": 3}),
    )  # fmt: skip
    made.snapshot = old
    assert old.data["faults"] == []
    assert 'id="a-faults"' not in building.page_html(made)
