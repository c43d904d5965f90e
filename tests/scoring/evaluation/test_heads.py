"""Heads of tables that mean the same, or leave out what is needed: told once, with the row and the columns."""

import pytest
from django.utils.translation import override

from scoring.evaluation.facts_file import read_facts
from scoring.evaluation.sheet_heads import Table, two_lines
from tests.scoring.evaluation.test_reading import refused, write  # noqa: F401

pytestmark = pytest.mark.engine_free


@pytest.fixture
def told(write):  # noqa: F811
    def _told(*rows, name="f.xlsx"):
        content = {"三月": rows} if name.endswith("xlsx") else "\n".join(",".join(map(str, row)) for row in rows)
        with override("en"):
            return refused(write(name, content))

    return _told


@pytest.mark.parametrize("heads", [
    ("采用:市级", "采用：市级"), ("采用:市级", "录用:市级"), ("采用:市级:简讯", "采用:简讯:市级"), ("报送", "报送（条）"), ("报送", "报送"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["f.xlsx", "f.csv"])
def test_two_columns_that_count_the_same_are_refused_with_both(told, heads, name):
    (line,) = told(("单位", "月份", *heads), ("甲局", "2026-03", 2, 3), name=name)
    for head, column in zip(heads, "CD", strict=True):
        assert f"{head} (column {column})" in line
    assert line.startswith("f.csv: Line 1: " if name == "f.csv" else "f.xlsx: Sheet 三月, row 1: ")


def test_two_columns_that_count_the_same_by_their_names_are_refused_once(told):
    rows = [("单位", "月份", "采用:市", "采用:市级"), ("甲局", "2026-03", 2, 3), ("乙局", "2026-03", 2, 3)]
    (line,) = told(*rows)
    assert line == "f.xlsx: Sheet 三月, cell D2, 采用:市级: Two columns mean the same: 采用:市、采用:市级."


def test_a_column_of_days_that_stands_twice_is_told_with_its_place(told):
    (line,) = told(("事件", "日期", "单位", "日期"), ("报送", "2026-03-05", "甲局", "2026-03-05"), name="f.csv")
    assert line == "f.csv: Line 1: Two columns mean the same: 日期 (column B)、日期 (column D)."


def test_a_table_without_months_is_told_which_column_it_needs(told):
    rows = [("三月报送情况",), ("单位", "报送", "采用:市级"), ("甲局", 2, 3), ("乙局", 2, 3)]
    (line,) = told(*rows)
    assert line.startswith("f.xlsx: Sheet 三月, row 2: There is no column that says when: “日期” (date), or “月份”")


def test_an_empty_month_is_told_in_its_column(told):
    (line,) = told(("单位", "月份", "报送"), ("甲局", None, 2))
    assert line.startswith("f.xlsx: Sheet 三月, cell B2, 月份: ")


def test_a_second_line_of_heads_is_read_where_it_holds_words(write):  # noqa: F811
    rows = [("单位", "月份", "采用", "采用"), ("", "", "省级", "市级"), ("甲局", "2026-03", 1, 2)]
    facts = read_facts([write("f.xlsx", {"三月": rows})]).facts
    assert sorted(fact.level for fact in facts) == ["city", "city", "province"]


def levels_of(facts):
    return sorted((fact.kind.value, fact.level) for fact in facts)


TWO_LINES = [
    ("单位", "月份", "报送", "采用", "", "批示"), ("", "", "", "市级", "省级", "市级"), ("甲局", "2026-03", 1, 1, 1, 1),
]  # fmt: skip
LEVELS = [("adopted", "city"), ("adopted", "province"), ("filed", ""), ("instructed", "city")]


def content_of(rows, name):
    return {"三月": rows} if name.endswith("xlsx") else "\n".join(",".join(map(str, row)) for row in rows)


@pytest.mark.parametrize("name", ["f.xlsx", "f.csv"])
@pytest.mark.parametrize("rows", [
    TWO_LINES,
    # 采用 as the last head of a line that ends with it; merged; with what is counted below a head.
    [("单位", "月份", "批示", "报送", "采用"), ("", "", "市级", "", "市级", "省级"), ("甲局", "2026-03", 1, 1, 1, 1)],
    [("单位", "月份", "报送", "采用", "采用", "批示"), *TWO_LINES[1:]],
    [TWO_LINES[0], ("", "", "条", "市级", "省级", "市级"), TWO_LINES[2]],
])  # fmt: skip
def test_heads_of_two_lines_are_read_without_merged_cells(write, rows, name):  # noqa: F811
    assert levels_of(read_facts([write(name, content_of(rows, name))]).facts) == LEVELS


@pytest.mark.parametrize("name", ["f.xlsx", "f.csv"])
def test_heads_of_two_lines_in_a_printed_table_and_where_the_upper_says_nothing(write, name):  # noqa: F811
    printed = [("单位", "月份", "得分", "", "名次"), ("", "", "本月", "累计", ""), ("甲局", "2026-03", 5, 9, 1)]
    counts = [("单位", "月份", "三月情况", ""), ("", "", "报送", "采用:市级"), ("甲局", "2026-03", 1, 1)]
    files = [write(f"{number}{name}", content_of(rows, name)) for number, rows in enumerate([printed, counts])]
    found = read_facts(files)
    assert {figure: value.number for figure, value in found.printed[0].rows[0].figures.items()} == {
        "points": 5, "cumulative": 9, "rank": 1,
    }  # fmt: skip
    assert levels_of(found.facts) == [("adopted", "city"), ("filed", "")]


@pytest.mark.parametrize("row", [
    ("", "", "—", "—", "", ""),  # nothing at all was counted
    ("", "", "", "市级", 3, ""),
    ("甲局", "", "", "市级", "省级", ""),
    ("", "2026-03", "", "市级", "省级", ""),
    ("注：市级、省级", "", "", "", "", ""),
    ("", "", "", "", "省级", ""),
])  # fmt: skip
def test_a_row_that_says_more_than_heads_is_no_second_line(row):
    rows = iter([(2, row), (3, ("甲局", "2026-03", 1, 1, 1, 1))])
    table = Table("", rows)
    assert two_lines(table, list(TWO_LINES[0]), "counts") == list(TWO_LINES[0])
    assert next(table.rows) == (2, row)


def test_a_table_with_a_column_without_head_and_with_a_first_row_of_words_is_of_one_line(write):  # noqa: F811
    rows = [("单位", "月份", "报送", ""), ("甲局", "2026-03", 2, "首报"), ("乙局", "2026-03", 1, "")]
    assert len(read_facts([write("f.csv", content_of(rows, "f.csv"))]).facts) == 3
    units = [("单位", "考核类别", "备注", ""), ("甲局", "部门", "新设", "三月")]
    found = read_facts([write("f.csv", content_of(rows, "f.csv")), write("u.csv", content_of(units, "u.csv"))])
    assert found.register.units["甲局"][0].profile.unit_class == "部门"
