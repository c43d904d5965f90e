"""Heads of tables that mean the same, or leave out what is needed: told once, with the row and the columns."""

import pytest
from django.utils.translation import override

from scoring.evaluation.facts_file import read_facts
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
