"""Tables of spans: sums, ranks by the scheme, what is said where months and span come to different numbers."""

from decimal import Decimal

import pytest

from organizations.models import UnitClass
from reports.services import charts
from reports.services.collecting import collect
from reports.services.proposals import propose_sections
from reports.services.spans import calendar_span, free_span, month_span
from reports.services.tables import table_of, totals_of
from reports.states import Kind
from scoring.models import LedgerRow, Period
from scoring.services.office_totals import office_totals
from scoring.services.tables import score_table
from tests.factories.reports import make_quarter
from tests.factories.scoring import scheme_of


@pytest.fixture
def quarter(db):
    return make_quarter()


def q3():
    return calendar_span(Kind.QUARTERLY, 2026, 9)


def test_the_quarter_sums_what_its_months_booked(quarter):
    data = collect(q3())
    months = [office_totals(period) for period in Period.objects.order_by("starts_on")[:3]]
    assert data["totals"]["filed"] == sum(month.filed for month in months) == 6
    # One item, adopted in each of the three months: three adoptions of one item.
    assert (data["totals"]["adoptions"], data["totals"]["adopted_items"]) == (3, 1)
    ledger = sum((row.points for row in LedgerRow.objects.of_units()), Decimal(0))
    assert Decimal(data["scores"]["total"]["score"]) == ledger
    assert data["span"]["months"] == ["2026-07", "2026-08", "2026-09"]
    assert data["zero_filers"] == ["秘书处"]
    assert [line["rank"] for line in data["scores"]["classes"][0]["rows"]] == [1, 2, 3]
    assert len(data["adopted"]) == 3


def test_since_january_counts_like_the_bulletin_of_the_same_days(quarter):
    """An item adopted in three months is one item, in the month's 累计 as in the quarter's own count."""
    year, whole = collect(month_span(quarter.period))["year"], collect(q3())["totals"]
    assert year == {name: whole[name] for name in year}
    assert (year["adopted_items"], year["adoptions"], year["filed"]) == (1, 3, 6)


def test_the_table_of_one_month_by_the_way_of_spans_is_that_of_the_ranking_page(quarter):
    from dataclasses import replace

    for period in Period.objects.closed().order_by("starts_on"):
        ours = table_of(replace(month_span(period), kind=Kind.FREE)).as_dict()
        theirs = score_table(period).as_dict()
        same = ("scheme", "rounding", "levels", "total")
        assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}
        kept = ("unit", "rank", "filed", "filed_cumulative", "adoptions", "adopted_items", "score", "cumulative")
        rows = [[{k: row[k] for k in kept} for one in t["classes"] for row in one["rows"]] for t in (ours, theirs)]
        assert rows[0] == rows[1]
        assert totals_of(month_span(period).rows()) == office_totals(period)


@pytest.mark.parametrize(("place", "ranked"), [("outside", 0), ("optional", 2)])
def test_who_stands_outside_the_ranking_does_so_in_every_span(db, place, ranked):
    """F16, F25: by the scheme, not by the class alone; who takes part only by filing is no zero filer without."""
    clause = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}
    make_quarter(adopt=lambda: scheme_of(clause, ranking={place: ["own"]}))
    UnitClass.objects.filter(is_ranked=True).update(code="own")
    september = Period.objects.get(month=9)
    for span in (month_span(september), q3(), free_span(september.starts_on, september.ends_on)):
        data = collect(span)
        rows = [row for one in data["scores"]["classes"] for row in one["rows"]]
        assert sum(row["filed"] == 0 for row in rows) == 1
        assert sum(row["rank"] is not None for row in rows) == ranked, span.kind
        assert (data["zero_filers"], data["rolls"]["zero"]) == ([], []), span.kind


def test_months_that_come_to_more_than_the_quarter_are_explained(quarter):
    data = collect(q3())
    assert sum(month["adopted_items"] for month in data["trend"]) == 3 > data["totals"]["adopted_items"]
    assert charts.trend_table(data)["note"] == charts.TREND_NOTE
    assert charts.trend_table(collect(month_span(Period.objects.get(month=7))))["note"] == ""


@pytest.mark.parametrize(
    ("zero", "words"), [(2, "少数单位"), (3, "部分单位"), (5, "多数单位"), (8, "参加考核的单位均")]
)
def test_the_reproach_says_how_many_they_are(quarter, zero, words):
    data = collect(q3())
    line = data["scores"]["classes"][0]["rows"][0]
    data["scores"]["classes"][0]["rows"] = [line] * 8
    data["zero_filers"] = ["甲处"] * zero
    texts = [section.text for section in propose_sections(data)]
    assert any(f"{words}没有完成报送任务。" in text for text in texts)
