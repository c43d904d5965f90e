"""What a bulletin draws: from its snapshot, with the numbers of its tables, in tones, with words for who cannot see it."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from django.urls import reverse

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.models import Event
from activity.services import record
from reports.errors import BulletinRefused
from reports.models import Bulletin, Snapshot
from reports.services import building
from reports.services.canonical import canonical_json
from reports.services.charts import MOST_BARS, available, figures_of, hours, scores_charts
from reports.services.collecting import SCHEMA, collect
from reports.services.paper import context_of, paper_of, source_of
from reports.services.spans import month_span
from reports.services.step_times import step_times
from reports.services.word import docx_of
from reports.services.writing import choose_figures, figures_version
from reports.states import FIGURES_OF, Figure, Kind, State
from scoring.services.periods import make_period
from tests.factories.reports import make_bulletin, make_quarter
from tests.factories.scoring import filed_item, forwarded

SVG = "{http://www.w3.org/2000/svg}"
ALL = [str(key) for key in Figure]


def loaded(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


@pytest.fixture
def quarter(db):
    return make_quarter()


@pytest.fixture
def bulletin(quarter):
    """September, the third of three months; it draws everything for which it has figures."""
    made = make_bulletin(quarter)
    Bulletin.objects.filter(pk=made.pk).update(figures=ALL)
    return loaded(made)


def at(day, hour, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=OFFICE_ZONE)


def moved(item, when, source, target):
    with clock.frozen(when):
        record("item.take", subject=item, by=None, data={"from": source, "to": target})


# --- figures ---


def test_the_scores_drawn_are_those_of_attachment_1_highest_first(bulletin):
    context = context_of(bulletin)
    place = context["scores"]["whats"].index("score")
    printed = {row["unit"]: row["cells"][place] for one in context["scores"]["classes"] for row in one["rows"]}
    drawn = {}
    for chart in context["figures"]["scores"]:
        for number, unit in enumerate(chart.labels):
            (drawn[unit],) = [str(line.values[number]) for line in chart.series if line.values[number] is not None]
    assert drawn == printed
    assert [Decimal(score) for score in drawn.values()] == sorted(map(Decimal, drawn.values()), reverse=True)


def test_the_columns_of_the_months_are_the_rows_of_their_table(bulletin):
    figures = context_of(bulletin)["figures"]
    rows = figures["trend"]["rows"]
    columns = dict(zip(figures["trend"]["whats"], zip(*(row["cells"] for row in rows), strict=True), strict=True))
    filed, adopted = figures["months"].series
    assert [row["name"] for row in rows] == ["2026年7月", "2026年8月", "2026年9月"]
    assert tuple(map(str, filed.values)) == columns["filed"] == ("2", "2", "2")
    assert tuple(map(str, adopted.values)) == columns["adopted_items"] == ("1", "1", "1")
    levels = {
        name: tuple(map(str, line.values))
        for name, line in zip(figures["trend"]["whats"][3:], figures["levels"].series, strict=True)
    }
    assert levels == {name: columns[name] for name in figures["trend"]["whats"][3:]}
    assert (levels["level-city"], levels["level-province"]) == (("1", "0", "1"), ("0", "1", "0"))
    sums = [sum(int(column[number]) for column in levels.values()) for number in range(3)]
    assert tuple(map(str, sums)) == columns["adoptions"]


def test_the_months_agree_with_the_totals_of_the_bulletin(bulletin):
    data = bulletin.snapshot.data
    assert data["trend"][-1]["filed"] == data["totals"]["filed"]
    assert data["trend"][-1]["adoptions"] == data["totals"]["adoptions"]
    assert sum(data["trend"][-1]["by_level"].values()) == data["totals"]["adoptions"]


def test_the_steps_are_timed_from_moves_and_the_first_forwarding(db):
    period = make_period(2026, 10)
    item = filed_item(date(2026, 10, 5))
    moved(item, at(5, 9), "unit_review", "filed")
    moved(item, at(5, 11), "filed", "editing")
    moved(item, at(5, 15, 30), "editing", "office_review")
    moved(item, at(6, 8), "office_review", "editing")
    moved(item, at(6, 9), "editing", "office_review")
    moved(item, at(6, 10), "office_review", "signature")
    moved(item, at(7, 10), "signature", "signed")
    forwarded(item, date(2026, 10, 9))
    other = filed_item(date(2026, 10, 6))
    moved(other, at(6, 9), "unit_review", "filed")
    moved(other, at(6, 10), "filed", "editing")
    lines = {line["step"]: line for line in step_times(month_span(period))}
    assert list(lines) == ["filed", "editing", "office_review", "signature", "signed"]
    assert (lines["filed"]["items"], lines["filed"]["median"], lines["filed"]["longest"]) == (2, 90, 120)
    assert lines["editing"] == {"step": "editing", "items": 1, "median": 330, "longest": 330}
    assert lines["office_review"]["median"] == 16 * 60 + 30 + 60
    assert lines["signature"]["median"] == 24 * 60
    assert lines["signed"]["median"] == 2 * 24 * 60 + 2 * 60


def test_a_stay_counts_in_the_month_in_which_it_ends_and_one_without_beginning_never(db):
    october, november = make_period(2026, 10), make_period(2026, 11)
    item = filed_item(date(2026, 10, 30))
    moved(item, at(30, 9), "editing", "office_review")
    moved(item, at(31, 9), "office_review", "signature")
    with clock.frozen(datetime(2026, 11, 3, 9, tzinfo=OFFICE_ZONE)):
        record("item.sign", subject=item, by=None, data={"from": "signature", "to": "signed"})
    items = {
        month: {line["step"]: line["items"] for line in step_times(month_span(month))} for month in (october, november)
    }
    assert items[october] == {"filed": 0, "editing": 0, "office_review": 1, "signature": 0, "signed": 0}
    assert items[november] == {"filed": 0, "editing": 0, "office_review": 0, "signature": 1, "signed": 0}


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0.0"), (3, "0.1"), (90, "1.5"), (1439, "24.0")])
def test_hours_are_rounded_half_up(minutes, shown):
    assert str(hours(minutes)) == shown


def test_step_times_take_as_many_statements_for_one_item_as_for_three(db, django_assert_num_queries):
    span = month_span(make_period(2026, 10))
    for number in range(3):
        item = filed_item(date(2026, 10, 5))
        moved(item, at(5, 9), "unit_review", "filed")
        moved(item, at(5, 10 + number), "filed", "editing")
        with django_assert_num_queries(3):
            assert step_times(span)[0]["items"] == number + 1


# --- snapshots of before ---


def earlier(data, schema):
    """The content as an earlier layout would have had it."""
    data = json.loads(canonical_json(data))
    del data["steps"]
    del data["faults"]
    for month in data["trend"]:
        del month["by_level"]
    for line in data["adopted"]:
        del line["outlet_code"]
    if schema == 1:
        for name in ("kind", "span", "has_figures", "rolls"):
            del data[name]
    return canonical_json({**data, "schema": schema})


@pytest.mark.parametrize("schema", [1, 2])
def test_a_snapshot_of_an_earlier_layout_is_drawn_with_what_it_knows(quarter, schema):
    made = make_bulletin(quarter)
    content = earlier(collect(quarter.period), schema)
    old = Snapshot(
        kind=made.kind, period=made.period, starts_on=made.starts_on, ends_on=made.ends_on, version=9, content=content
    )
    assert available(old.data) == ["scores", "months"]
    figures = figures_of(old.data, ALL)
    assert (figures["levels"], figures["steps"], figures["step_table"]) == (None, None, None)
    assert figures["trend"]["whats"] == ["filed", "adopted_items", "adoptions"]
    bulletin = loaded(made)
    bulletin.snapshot, bulletin.figures = old, ALL
    html = building.page_html(bulletin)
    assert "各月报送和采用情况" in html
    assert "分层级采用" not in html


def test_a_new_snapshot_says_its_layout(quarter):
    data = collect(quarter.period)
    assert data["schema"] == SCHEMA
    assert {"steps", "trend", "faults"} <= data.keys()


# --- drawing ---


def drawings(html):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def test_every_drawing_has_a_title_and_all_its_figures_in_words(bulletin):
    found = drawings(building.page_html(bulletin))
    captions, told = zip(*(one.findtext(f"{SVG}title").split("：", 1) for one in found), strict=True)
    assert captions == ("2026年9月各单位得分", "各月报送和采用情况", "各月分层级采用情况")
    assert re.fullmatch(r"共\d+项，最高为.+（.+分），最低为.+（.+分）。", told[0])
    assert told[1:] == (
        "报送（条）合计6，均为2；采用（篇）合计3，均为1。",
        "合计3篇次，均为1篇次。",
    )
    for one in found:
        assert (one.get("role"), one.get("aria-label")) == ("img", one.findtext(f"{SVG}title"))
    assert "报送（条）：26年7月 2，8月 2，9月 2；采用（篇）：26年7月 1，8月 1，9月 1" in found[1].findtext(f"{SVG}desc")


def test_tones_of_a_drawing_differ_in_grey_or_by_their_hatch(bulletin):
    chart = context_of(bulletin)["figures"]["levels"]
    tones = [line["tone"] for line in chart.data["series"]]
    looks = {
        (
            round(
                sum(int(tone["fill"][at : at + 2], 16) * share for at, share in ((1, 0.3), (3, 0.59), (5, 0.11))) / 40
            ),
            tone["hatch"],
        )
        for tone in tones
    }
    assert len(looks) == len(tones)


def test_many_units_go_on_in_a_further_drawing_on_the_same_scale(quarter):
    data = json.loads(canonical_json(collect(quarter.period)))
    rows = data["scores"]["classes"][0]["rows"]
    data["scores"]["classes"][0]["rows"] = [
        {**rows[0], "unit": f"单位{number}", "score": str(number), "score_shown": f"{number}.00"}
        for number in range(MOST_BARS + 5)
    ]
    first, second = scores_charts(data)
    assert (len(first.labels), len(second.labels)) == (MOST_BARS, 5)
    assert (first.labels[0], second.labels[-1]) == (f"单位{MOST_BARS + 4}", "单位0")
    assert first.longest == second.longest == Decimal("44.00")
    assert second.title.endswith("（续）")


def test_the_scale_begins_at_nought_where_all_scores_are_below(quarter):
    data = json.loads(canonical_json(collect(quarter.period)))
    for one in data["scores"]["classes"]:
        for row in one["rows"]:
            row.update(score="-2", score_shown="-2.00")
    (chart,) = scores_charts(data)
    assert (chart.longest, chart.data["longest"]) == (Decimal(0), "0")
    assert "-2.00分" in chart.svg


def test_the_figures_for_the_browser_are_those_of_the_drawing(bulletin):
    for chart in (context_of(bulletin)["figures"][name] for name in ("months", "levels")):
        sent = json.loads(json.dumps(chart.data))
        for line, told in zip(chart.series, sent["series"], strict=True):
            assert [str(value) for value in line.values] == told["values"]
            assert all(
                f"{label} {value}" in chart.description
                for label, value in zip(sent["labels"], told["values"], strict=True)
            )


# --- the other files ---


def test_the_workbook_and_the_docx_have_the_tables_of_the_charts(bulletin):

    book = openpyxl.load_workbook(BytesIO(building.workbook_of(bulletin)))
    rows = list(book["各月情况"].iter_rows(values_only=True))
    assert rows[0][:4] == ("月份", "报送（条）", "采用（篇）", "采用（篇次）")
    assert rows[1][:4] == ("2026年7月", 2, 1, 1)
    document = docx.Document(BytesIO(docx_of(bulletin)))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["2026年9月", "2", "1", "1"] in [row[:4] for row in cells]


def test_what_is_not_drawn_has_no_table_and_no_attachment(bulletin):
    Bulletin.objects.filter(pk=bulletin.pk).update(figures=["scores"])
    fresh = loaded(bulletin)
    html = building.page_html(fresh)
    assert len(drawings(html)) == 1
    assert "统计图表" not in html
    assert "各月情况" not in openpyxl.load_workbook(BytesIO(building.workbook_of(fresh))).sheetnames


# --- choosing ---


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_begins_with_its_charts(kind):
    expected = {"monthly": ["scores", "months"], "yearly": ALL, "topical": []}
    assert list(FIGURES_OF[kind]) == expected.get(kind, list(FIGURES_OF[kind]))


def test_a_monthly_bulletin_begins_with_scores_and_months(quarter):
    assert make_bulletin(quarter).figures == ["scores", "months"]


def test_the_choice_changes_the_paper_its_hash_and_leaves_a_trace(quarter, month_editor):
    made = make_bulletin(quarter)
    before = source_of(loaded(made))
    choose_figures(bulletin_id=made.pk, figures=["levels", "scores"], by=month_editor)
    assert paper_of(loaded(made))["figures"] == ["scores", "levels"]
    assert source_of(loaded(made)) != before
    assert Event.objects.filter(verb="bulletin.edit").latest("pk").data == {"figures": ["scores", "levels"]}


@pytest.mark.parametrize(
    ("state", "figures"), [(State.CHECKED, ["scores"]), (State.DRAFT, ["steps"]), (State.DRAFT, ["x"])]
)
def test_a_checked_bulletin_and_a_chart_without_figures_are_refused(quarter, month_editor, state, figures):
    made = make_bulletin(quarter, state)
    before = (loaded(made).figures, Event.objects.count())
    with pytest.raises(BulletinRefused):
        choose_figures(bulletin_id=made.pk, figures=figures, by=month_editor)
    assert (loaded(made).figures, Event.objects.count()) == before


def test_the_office_chooses_on_the_composing_page(quarter, month_editor, signed_in):
    made = make_bulletin(quarter)
    client = signed_in(month_editor)
    page = client.get(reverse("reports:compose", args=[made.pk]), {"section": "figures"}).content.decode()
    assert (
        re.findall(r'name="figures"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="figures"', page)
        or 'value="levels"' in page
    )
    assert 'value="steps"' not in page
    answer = client.post(
        reverse("reports:figures", args=[made.pk]),
        {"figures": ["months", "levels"], "seen_version": figures_version(made)},
    )
    assert answer.status_code == 302
    assert loaded(made).figures == ["months", "levels"]
    client.post(reverse("reports:figures", args=[made.pk]), {"seen_version": figures_version(loaded(made))})
    assert loaded(made).figures == []


def test_a_chart_that_there_is_not_is_told_at_the_field_and_changes_nothing(quarter, month_editor, signed_in):
    made = make_bulletin(quarter)
    answer = signed_in(month_editor).post(reverse("reports:figures", args=[made.pk]), {"figures": ["steps"]})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert loaded(made).figures == ["scores", "months"]


@pytest.fixture
def month_editor(quarter):
    return quarter.organ.editor
