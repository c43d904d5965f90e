"""Tables of offices with thousands of units and adoptions: no line is lost, and none is refused for its table's length."""

import json

import lxml.html
import pytest
from django.template.loader import render_to_string

from documents.pdf_limits import MOST_ROWS, check_html
from reports.models import Bulletin
from reports.services.long_tables import MOST_LINES, in_tables
from reports.services.paper import adopted_by_outlet, context_of, instruction_lines, score_table_of
from tests.factories.reports import make_bulletin

MANY = 2_100


@pytest.fixture
def context(month):
    """Of the paper, with 2,100 units in the first class, 2,100 adoptions by the first outlet, and 2,100
    instructions."""
    bulletin = Bulletin.objects.for_paper().get(pk=make_bulletin(month).pk)
    made = context_of(bulletin)
    data = json.loads(json.dumps(bulletin.snapshot.data))
    ranked, adopted = data["scores"]["classes"][0], data["adopted"]
    ranked["rows"] = [{**ranked["rows"][0], "unit": f"单位{number}"} for number in range(MANY)]
    data["adopted"] = [*({**adopted[0], "title": f"标题{number}"} for number in range(MANY)), *adopted[1:]]
    told = data["instructions"][0]
    data["instructions"] = [{**told, "title": f"批示{number}"} for number in range(MANY)]
    scores, outlets = score_table_of(data), adopted_by_outlet(data)
    return {
        **made,
        "scores": scores,
        "score_tables": in_tables(scores["classes"], "rows"),
        "outlets": outlets,
        "outlet_tables": in_tables(outlets, "lines"),
        "instruction_tables": in_tables([{"lines": instruction_lines(data)}], "lines"),
    }


def tables_of(context, part):
    html = render_to_string(f"reports/paper/_{part}.html", context)
    check_html(html)
    return lxml.html.fragment_fromstring(html).findall(".//table")


def words(rows):
    return [" ".join(cell.text_content() for cell in row) for row in rows]


def test_a_score_table_that_is_too_long_goes_on_in_further_ones(context):
    tables = tables_of(context, "scores")
    assert [sum("单位" in line for line in words(table.findall("tbody/tr"))) for table in tables] == [998, 998, 104]
    rows = [row for table in tables for row in table.findall("tbody/tr")]
    units = [row[1].text_content() for row in rows if not row.get("class") or row.get("class") == "zero"]
    assert units == [row["unit"] for one in context["scores"]["classes"] for row in one["rows"]]
    assert [words(table.findall("thead/tr")) for table in tables] == [words(tables[0].findall("thead/tr"))] * 3
    name = context["scores"]["classes"][0]["name"]
    groups = [line for line in words(row for row in rows if row.get("class") == "group") if line.startswith(name)]
    assert groups == [name, f"{name}（续）", f"{name}（续）"]
    sums = [line.split()[0] for line in words(row for row in rows if row.get("class") == "total")]
    assert sums == ["小计"] * len(context["scores"]["classes"]) + ["合计"]
    assert "合计" in words(tables[-1].findall("tbody/tr"))[-1]


def test_a_list_of_adoptions_that_is_too_long_goes_on_in_further_tables(context):
    tables = tables_of(context, "adopted")
    assert all(len(table.findall(".//tr")) <= MOST_LINES + 1 for table in tables)
    rows = [row for table in tables for row in table.findall("tbody/tr")]
    lines = [row for row in rows if row.get("class") != "group"]
    assert [row[0].text_content() for row in lines] == [str(number) for number in range(1, len(lines) + 1)]
    assert [row[1].text_content() for row in lines[:MANY]] == [f"标题{number}" for number in range(MANY)]
    groups = words(row for row in rows if row.get("class") == "group")
    assert [line.endswith("（续）") for line in groups[:3]] == [False, True, True]
    assert all("2100篇次" in line for line in groups[:3])


def test_instructions_that_are_too_many_go_on_in_further_tables(context):
    tables = tables_of(context, "instructions")
    assert [len(table.findall("tbody/tr")) for table in tables] == [998, 998, 104]
    assert [words(table.findall("thead/tr")) for table in tables] == [words(tables[0].findall("thead/tr"))] * 3
    lines = [row for table in tables for row in table.findall("tbody/tr")]
    assert [(line[0].text_content(), line[2].text_content()) for line in lines] == [
        (str(number + 1), f"批示{number}") for number in range(MANY)
    ]


def test_a_month_without_instructions_says_so(month):
    context = context_of(Bulletin.objects.for_paper().get(pk=make_bulletin(month).pk))
    html = render_to_string("reports/paper/_instructions.html", {**context, "instruction_tables": []})
    assert "没有领导批示" in html
    assert "<table" not in html


def test_what_can_be_set_as_one_table_stays_one(month):
    context = context_of(Bulletin.objects.for_paper().get(pk=make_bulletin(month).pk))
    for part in ("scores", "adopted", "instructions"):
        (table,) = tables_of(context, part)
        assert "续" not in table.text_content()


@pytest.mark.parametrize("size", [1, 7, 996, 1_988, 1_989, 5_000])
@pytest.mark.parametrize("count", [1, 3, 900])
def test_no_line_is_lost_and_no_table_is_too_long(size, count):
    groups = [{"name": "甲", "rows": list(range(size))}, *({"name": "乙", "rows": []} for _no in range(count))]
    tables = in_tables(groups, "rows")
    parts = [part for table in tables for part in table]
    assert [row for part in parts for row in part["rows"]] == list(range(size))
    assert sum(part["is_complete"] for part in parts) == sum(not part["is_continued"] for part in parts) == count + 1
    assert max(sum(len(part["rows"]) + 2 for part in table) for table in tables) <= MOST_ROWS - 10
    assert all(tables)


def test_no_groups_make_no_table():
    assert in_tables([], "rows") == []
