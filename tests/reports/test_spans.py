"""Quarters, half-years, years, free periods and single matters: what they draw on, what they are called, their sums."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.models import Event
from reports.errors import BulletinRefused, NotAllowed, SectionRefused
from reports.models import Bulletin, Snapshot
from reports.services import bulletins, closing, sections
from reports.services.canonical import canonical_json
from reports.services.collecting import collect
from reports.services.fields import fields_for
from reports.services.paper import context_of, paper_of
from reports.services.quotas import below_quota
from reports.services.spans import before, calendar_span, days_name, free_span, month_span, year_before
from reports.services.tables import table_of
from reports.states import Kind, State
from scoring.models import LedgerRow, Period, QuotaStanding
from scoring.services.periods import make_period
from tests.factories.reports import make_quarter
from tests.factories.scoring import adopted, scheme_of


@pytest.fixture
def quarter(db):
    return make_quarter()


def q3():
    return calendar_span(Kind.QUARTERLY, 2026, 9)


def paper(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def closed(year, month):
    Period.objects.filter(pk=make_period(year, month).pk).update(state="closed", closed_at=clock.now())


@pytest.mark.parametrize(
    ("kind", "month", "name", "title"),
    [
        (Kind.QUARTERLY, 3, "2026年第一季度", "关于2026年第一季度信息工作情况的通报"),
        (Kind.QUARTERLY, 12, "2026年第四季度", "关于2026年第四季度信息工作情况的通报"),
        (Kind.HALF_YEARLY, 6, "2026年上半年", "关于2026年上半年信息工作情况的通报"),
        (Kind.HALF_YEARLY, 12, "2026年下半年", "关于2026年下半年信息工作情况的通报"),
        (Kind.YEARLY, 12, "2026年", "关于2026年度信息工作考核情况的通报"),
    ],
)
def test_a_span_is_called_as_papers_call_it(db, kind, month, name, title):
    from reports.services.proposals import title_of

    for number in range(1, 13):
        closed(2026, number)
    span = calendar_span(kind, 2026, month)
    assert span.name == name
    assert title_of({"kind": kind, "span": span.words()}) == title


@pytest.mark.parametrize(("first", "name"), [(7, "2026年（7月至12月）"), (12, "2026年（12月）"), (1, "2026年")])
def test_a_year_in_which_the_books_began_says_since_when(db, first, name):
    for number in range(first, 13):
        closed(2026, number)
    span = calendar_span(Kind.YEARLY, 2026, 12)
    assert (span.name, span.title) == (name, "2026年度")


@pytest.mark.parametrize(("kind", "month"), [(Kind.QUARTERLY, 8), (Kind.HALF_YEARLY, 9), (Kind.YEARLY, 10)])
def test_a_span_that_the_calendar_does_not_know_is_refused(db, kind, month):
    for number in range(1, 13):
        closed(2026, number)
    with pytest.raises(BulletinRefused) as refused:
        calendar_span(kind, 2026, month)
    assert (refused.value.code, refused.value.field) == ("bounds", "kind")


def test_days_are_named_with_the_second_year_only_where_it_differs():
    assert days_name(date(2026, 3, 5), date(2026, 5, 20)) == "2026年3月5日至5月20日"
    assert days_name(date(2025, 12, 5), date(2026, 1, 20)) == "2025年12月5日至2026年1月20日"
    assert days_name(date(2026, 3, 5), date(2026, 3, 5)) == "2026年3月5日"


def test_a_free_period_that_cuts_a_month_counts_facts_by_their_date(quarter):
    span = free_span(date(2026, 7, 10), date(2026, 8, 10))
    assert span.by_date
    data = collect(span)
    # 15 July and 5 August were filed in it, 20 July was adopted in it.
    assert (data["totals"]["filed"], data["totals"]["adoptions"]) == (2, 1)
    assert data["span"]["name"] == "2026年7月10日至8月10日"
    inside = LedgerRow.objects.of_units().filter(happened_on__range=(span.starts_on, span.ends_on))
    assert Decimal(data["scores"]["total"]["score"]) == sum((row.points for row in inside), Decimal(0))


def test_what_is_booked_late_inside_the_span_is_not_late_for_it(quarter):
    adopted(quarter.organ.division.items.first(), date(2026, 7, 30), "own")
    from scoring.services.reckoning import reckon_period

    reckon_period(Period.objects.get(month=7), by=None)
    closing.close_month(year=2026, month=10, by=quarter.head)
    half = calendar_span(Kind.HALF_YEARLY, 2026, 12) if Period.objects.filter(month=12).exists() else None
    assert half is None
    span = free_span(date(2026, 7, 1), date(2026, 10, 31))
    assert (collect(span)["late"], collect(month_span(Period.objects.get(month=10)))["late"] != []) == ([], True)
    assert collect(q3())["totals"]["adoptions"] == 3


def test_comparison_needs_the_whole_of_what_is_compared(quarter):
    data = collect(q3())
    assert (data["previous"], data["last_year"]) == (None, None)
    for month in (4, 5):
        closed(2026, month)
    assert before(q3()) is None
    closed(2026, 6)
    assert before(q3()).name == "2026年第二季度"
    for month in (7, 8, 9):
        closed(2025, month)
    assert year_before(q3()).name == "2025年第三季度"
    fields = bulletins.propose_span(span=q3(), by=quarter.head)
    words = fields_for(paper(fields))
    assert words["filed.change"] == "增加6条"
    assert "%" not in words["filed.change"]


def test_a_free_period_is_compared_with_the_days_right_before_and_a_year_ago(quarter):
    span = free_span(date(2026, 8, 11), date(2026, 9, 20))
    earlier = before(span)
    assert (earlier.starts_on, earlier.ends_on) == (date(2026, 7, 1), date(2026, 8, 10))
    assert year_before(span) is None
    assert before(free_span(date(2026, 7, 2), date(2026, 8, 2))) is None


def test_where_nothing_exists_the_text_says_so_and_names_no_percentage(quarter):
    bulletin = bulletins.propose_span(span=q3(), by=quarter.head)
    opening = bulletin.sections.get(key="opening").text
    assert "上季度、上年同期没有可比数据，不作比较。" in opening
    assert fields_for(paper(bulletin))["filed.change"] == "无可比数"


def test_a_quarter_waits_for_its_last_month(quarter):
    with pytest.raises(BulletinRefused) as refused:
        calendar_span(Kind.QUARTERLY, 2026, 12)
    assert refused.value.code == "open"
    closing.reopen_month(year=2026, month=8, by=quarter.head, reason="补登")
    with pytest.raises(BulletinRefused) as refused:
        q3()
    assert refused.value.code == "open"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2026, 9, 2), date(2026, 9, 1), "bounds"),
        (date(2020, 1, 1), date(2026, 9, 1), "bounds"),
        (date(2026, 9, 1), date(2026, 10, 1), "open"),
        (date(2025, 1, 1), date(2025, 2, 1), "open"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(quarter, start, end, code):
    with pytest.raises(BulletinRefused) as refused:
        free_span(start, end)
    assert (refused.value.code, refused.value.field) == (code, "ends_on")


def test_a_span_is_proposed_once_and_beside_the_monthly_bulletin(quarter):
    monthly = bulletins.propose(period=quarter.period, by=quarter.head)
    first = bulletins.propose_span(span=q3(), by=quarter.head)
    assert bulletins.propose_span(span=q3(), by=quarter.head) == first
    assert (first.kind, first.period, first.title) == (
        Kind.QUARTERLY, quarter.period, "关于2026年第三季度信息工作情况的通报",
    )  # fmt: skip
    assert set(Bulletin.objects.live()) == {monthly, first}
    assert bulletins.propose(period=quarter.period, by=quarter.head) == monthly


def test_a_snapshot_of_a_span_is_written_again_only_where_something_changed(quarter):
    first = bulletins.propose_span(span=q3(), by=quarter.head)
    bulletins.withdraw_bulletin(bulletin_id=first.pk, by=quarter.head, reason="重拟")
    again = bulletins.propose_span(span=q3(), by=quarter.head)
    assert (again.snapshot, Snapshot.objects.filter(kind=Kind.QUARTERLY).count()) == (first.snapshot, 1)
    closing.reopen_month(year=2026, month=9, by=quarter.head, reason="补登")
    adopted(quarter.organ.division.items.first(), date(2026, 9, 25), "state")
    closing.close_month(year=2026, month=9, by=quarter.head)
    newer = bulletins.propose_span(span=q3(), by=quarter.head)
    assert (newer.snapshot.version, canonical_json(collect(q3()))) == (2, newer.snapshot.content)


def test_opening_a_month_supersedes_everything_that_draws_on_it(quarter):
    whole = bulletins.propose_span(span=q3(), by=quarter.head)
    monthly = bulletins.propose(period=quarter.period, by=quarter.head)
    matter = bulletins.propose_topical(title="关于一起迟报的通报", matter="某处迟报。", by=quarter.head)
    closing.reopen_month(year=2026, month=8, by=quarter.head, reason="补登")
    states = {one.pk: one.state for one in Bulletin.objects.all()}
    assert states == {whole.pk: State.SUPERSEDED, monthly.pk: State.DRAFT, matter.pk: State.DRAFT}


def test_only_the_office_begins_a_bulletin(quarter):
    for begin in (
        lambda who: bulletins.propose_span(span=q3(), by=who),
        lambda who: bulletins.propose_topical(title="x", matter="y", by=who),
    ):
        with pytest.raises(NotAllowed):
            begin(quarter.organ.deputy_leader)
    assert not Bulletin.objects.exists()


def test_a_matter_has_its_own_words_and_no_tables(quarter):
    one = bulletins.propose_topical(
        title="关于一起紧急信息迟报的通报", matter="7月12日，某处迟报紧急信息4小时。", by=quarter.organ.editor
    )
    other = bulletins.propose_topical(title="关于另一起迟报的通报", matter="同日另一起。", by=quarter.head)
    assert one.pk != other.pk
    assert [section.key for section in one.sections.all()] == ["matter", "demands"]
    context = context_of(paper(one))
    assert (context["paper"]["has_tables"], context["scores"]["classes"], fields_for(paper(one))) == (False, [], {})
    with pytest.raises(SectionRefused) as refused:
        sections.save_section(bulletin_id=one.pk, key="matter", text="共{{ filed.total }}条", by=quarter.head)
    assert refused.value.code == "no_figures"


@pytest.mark.parametrize(
    ("title", "matter", "field"), [("", "x", "title"), ("长" * 121, "x", "title"), ("通报", " \n", "matter")]
)
def test_a_matter_without_title_or_words_is_refused(quarter, title, matter, field):
    with pytest.raises(BulletinRefused) as refused:
        bulletins.propose_topical(title=title, matter=matter, by=quarter.head)
    assert (refused.value.field, Bulletin.objects.exists()) == (field, False)


def test_a_matter_that_is_corrected_keeps_its_words_and_cites_the_old(quarter):
    from tests.factories.reports import give_pdf

    one = bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报。", by=quarter.head)
    bulletins.check_bulletin(bulletin_id=one.pk, by=quarter.head)
    bulletins.sign_bulletin(bulletin_id=one.pk, by=quarter.organ.deputy_leader)
    give_pdf(one)
    bulletins.issue_bulletin(bulletin_id=one.pk, by=quarter.head)
    draft = bulletins.supersede_bulletin(bulletin_id=one.pk, by=quarter.head, reason="单位有误")
    assert (draft.corrects, draft.sections.get(key="matter").text) == (one, "某处迟报。")


def test_words_that_people_wrote_are_taken_over_and_changed_figures_are_marked(quarter):
    from reports.services.changes import changed_in

    first = bulletins.propose_span(span=q3(), by=quarter.head)
    text = "共报送{{ filed.total }}条。采用{{ adopted.adoptions }}篇次；望继续。"
    sections.save_section(bulletin_id=first.pk, key="balance", text=text, by=quarter.organ.editor)
    sections.order_sections(bulletin_id=first.pk, keys=["balance"], by=quarter.head)
    closing.reopen_month(year=2026, month=9, by=quarter.head, reason="补登采用")
    adopted(quarter.organ.division.items.first(), date(2026, 9, 25), "state")
    closing.close_month(year=2026, month=9, by=quarter.head)
    again = paper(bulletins.propose_span(span=q3(), by=quarter.head))
    section = again.sections.get(key="balance")
    assert (section.text, section.sort_no, section.edited_by) == (text, 1, quarter.organ.editor)
    (changed,) = changed_in(section, fields_for(again))
    assert (changed.field, changed.before, changed.now, changed.sentence) == (
        "adopted.adoptions", "3", "4", "采用4篇次；",
    )  # fmt: skip
    untouched = again.sections.get(key="opening")
    assert changed_in(untouched, fields_for(again)) == []
    saved = sections.save_section(bulletin_id=again.pk, key="balance", text=text, by=quarter.head)
    assert changed_in(saved, fields_for(again)) == []


FILED = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}


def quota(**told):
    return {"id": "q", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 2}], **told}


def quarter_with(*quotas):
    """Both divisions file one item a month, the third unit nothing at all."""
    return make_quarter(adopt=lambda: scheme_of(FILED, *quotas))


def test_below_quota_is_what_the_settlement_stored(db):
    made = quarter_with(quota())
    span = q3()
    # Two a month are six in the quarter.
    found = below_quota(table_of(span), span)
    assert [(line["filed"], line["demand"]) for line in found] == [(3, 6), (3, 6)]
    assert {line["unit"] for line in found} == {unit.name for unit in made.organ.divisions}
    assert [line["demand"] for line in collect(month_span(made.period))["rolls"]["below"]] == [2, 2]
    standings = QuotaStanding.objects.filter(unit=made.organ.divisions[0])
    standings.filter(period=made.period).update(counted=5)
    assert [line["unit"] for line in below_quota(table_of(span), span)] == [made.organ.divisions[1].name]
    cut = free_span(date(2026, 7, 10), date(2026, 9, 30))
    assert below_quota(table_of(cut), cut) == []


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ({"demands": [{"at_least": 1}]}, []),
        ({"demands": [{"at_least": 9, "optional": True}]}, []),
        ({"per": "year", "demands": [{"at_least": 9}]}, []),
        ({"item_type": ["research"], "demands": [{"at_least": 9}]}, []),
        ({"counts": "points", "of": ["filed"], "demands": [{"at_least": 9}]}, []),
        ({"per": "quarter", "demands": [{"at_least": 4}]}, [(3, 4), (3, 4)]),
        ({"per": "week", "demands": [{"at_least": 1}]}, [(3, 13), (3, 13)]),
    ],
)
def test_which_quotas_have_a_list_of_who_is_below(db, told, lines):
    quarter_with(quota(**told))
    span = q3()
    assert [(line["filed"], line["demand"]) for line in below_quota(table_of(span), span)] == lines


def test_quota_that_counts_parts_of_items_is_one_of_filings_and_tells_the_parts(db):
    part = {"id": "part", "kind": "points", "event": "filed", "gives": "count", "table": [{"points": "0.5"}]}
    quarter_with(part, quota(counts="points", of=["part"], demands=[{"at_least": "0.9"}]))
    span = q3()
    assert [(line["filed"], line["demand"]) for line in below_quota(table_of(span), span)] == [("1.5", "2.7")] * 2


def test_quota_of_parts_of_one_type_has_no_list(db):
    table = [{"item_type": "research", "points": 1}]
    part = {"id": "part", "kind": "points", "event": "filed", "gives": "count", "table": table}
    quarter_with(part, quota(counts="points", of=["part"], demands=[{"at_least": 9}]))
    span = q3()
    assert below_quota(table_of(span), span) == []


def test_of_several_quotas_the_one_that_asks_for_most_is_told(db):
    quarter_with(quota(), quota(id="p", per="quarter", demands=[{"at_least": 5}]))
    span = q3()
    assert {(line["filed"], line["demand"]) for line in below_quota(table_of(span), span)} == {(3, 6)}


def test_the_paper_of_a_span_says_its_own_words(quarter):
    bulletin = paper(bulletins.propose_span(span=q3(), by=quarter.head))
    context = context_of(bulletin)
    assert (context["period_words"], context["span"]["this"]) == ("2026年第三季度", "本季度")
    text = "".join(run["text"] for s in paper_of(bulletin)["sections"] for p in s["paragraphs"] for run in p["runs"])
    assert "本季度" in text
    assert "本月" not in text
    assert Event.objects.filter(verb="bulletin.propose").count() == 1


def test_a_snapshot_of_the_first_layout_is_read_as_a_month(month):
    import json

    snapshot = month.close()
    old = json.loads(snapshot.content)
    for name in ("span", "rolls", "kind", "has_figures"):
        del old[name]
    old["schema"] = 1
    data = Snapshot(content=json.dumps(old)).data
    assert data["span"]["name"] == "2026年10月"
    assert (data["rolls"]["zero"], data["has_figures"]) == (
        [{"id": month.zero.pk, "unit": "秘书处"}], True,
    )  # fmt: skip


def test_a_year_is_appraised(quarter):
    for month in (10, 11, 12):
        with clock.frozen(datetime(2027, 1, 20, 9, tzinfo=OFFICE_ZONE)):
            closing.close_month(year=2026, month=month, by=quarter.head)
    with clock.frozen(datetime(2027, 1, 20, 10, tzinfo=OFFICE_ZONE)):
        bulletin = bulletins.propose_span(span=calendar_span(Kind.YEARLY, 2026, 12), by=quarter.head)
    assert bulletin.title == "关于2026年度信息工作考核情况的通报"
    assert fields_for(paper(bulletin))["filed.total"] == "6"
