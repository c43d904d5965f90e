"""Rows 小计, 合计 and 总计 in sheets of facts: no units, but figures that are compared; and heads that people write."""

from datetime import date

import openpyxl
import pytest

from scoring.evaluation.facts_file import read_facts
from scoring.evaluation.sum_rows import added_up, level_of
from tests.scoring.evaluating import evaluated
from tests.scoring.evaluation.test_checks import SCHEME
from tests.scoring.evaluation.test_reading import csv_of, refused, write  # noqa: F401

pytestmark = pytest.mark.engine_free

HEADS = ("单位", "月份", "报送", "采用:市级")


def told(write, *rows):  # noqa: F811
    """What does not add up in a sheet of counts: [(row, figure, printed, found, place)]; and the units."""
    result = evaluated(write("scheme.json", SCHEME), write("facts.xlsx", {"三月": rows}))
    found = [
        tuple(one[name] for name in ("row", "figure", "printed", "found", "place")) for one in result["inconsistencies"]
    ]
    return found, [one["unit"] for one in result["tables"][0]["units"]]


@pytest.mark.parametrize(
    ("word", "level"),
    [("小计", 1), ("县区小计", 1), ("合计", 2), ("合 计", 2), ("总　计", 3), ("合计（12个单位）", 2), ("Total", 2), ("共计：", 2),
     ("审计局", 0), ("统计局", 0), ("会计处", 0), ("", 0), (None, 0), ("甲局", 0)],
)  # fmt: skip
def test_rows_of_sums_are_known_by_their_word(word, level):
    assert level_of(word) == level


@pytest.mark.parametrize(
    ("levels", "rows"),
    [
        ([0, 0, 2], {2: [0, 1]}),
        ([0, 1, 0, 0, 1, 2], {1: [0], 4: [2, 3], 5: [0, 2, 3]}),
        ([0, 2, 0, 2, 3], {1: [0], 3: [2], 4: [0, 2]}),
        # The last of several that stand as high adds up everything.
        ([0, 2, 0, 2, 2], {1: [0], 3: [2], 4: [0, 2]}),
        # Sums above their rows.
        ([2, 0, 0], {0: [1, 2]}),
        ([2, 1, 0, 0, 1, 0], {0: [2, 3, 5], 1: [2, 3], 4: [5]}),
        ([2, 0, 0, 1, 0, 1], {0: [1, 2, 4], 3: [1, 2], 5: [4]}),
        ([2], {0: []}),
        ([], {}),
    ],
)
def test_each_adds_up_the_rows_that_a_reader_means(levels, rows):
    assert dict(added_up(levels)) == rows


@pytest.mark.parametrize("word", ["合计", "总计", "小计", "总 计", "合 计", "total", "各单位合计"])
def test_a_row_of_sums_is_no_unit(write, word):  # noqa: F811
    rows = [HEADS, ("甲局", "2026-03", 3, 1), ("乙局", "2026-03", 2, 1), (word, "2026-03", 5, 2)]
    assert told(write, *rows) == ([], ["甲局", "乙局"])


@pytest.mark.parametrize(
    "word", ["平均", "平 均", "均值", "平均值", "人均", "各单位平均", "平均（12个单位）", "Average"]
)
def test_a_row_of_means_is_left_out_and_takes_nothing_from_the_sums(write, word):  # noqa: F811
    for order in (("合计", word), (word, "合计")):
        figures = {"合计": ("合计", "2026-03", 5, 2), word: (word, "2026-03", 2.5, 1)}
        rows = [HEADS, ("甲局", "2026-03", 3, 1), ("乙局", "2026-03", 2, 1), *(figures[one] for one in order)]
        assert told(write, *rows) == ([], ["甲局", "乙局"])


@pytest.mark.parametrize("word", ["均安镇", "平均镇", "甲局"])
def test_a_unit_whose_name_only_has_such_a_word_in_it_stays(write, word):  # noqa: F811
    assert told(write, HEADS, (word, "2026-03", 3, 1)) == ([], [word])


def test_a_sum_that_does_not_add_up_is_told_with_both_numbers_and_its_cell(write):  # noqa: F811
    rows = [HEADS, ("甲局", "2026-03", 3, 1), ("乙局", "2026-03", 2, None), ("合计", None, 6, 1)]
    assert told(write, *rows)[0] == [("合计", "报送", "6", "5", "工作表 三月，单元格 C4")]


def test_a_part_adds_up_since_the_part_before(write):  # noqa: F811
    rows = [
        HEADS, ("甲局", "2026-03", 3, 1), ("小计", None, 3, 1), ("乙局", "2026-03", 2, 1), ("丙局", "2026-03", 2, 1),
        ("小计", None, 4, 3), ("总计", None, 7, 3),
    ]  # fmt: skip
    found, units = told(write, *rows)
    assert found == [("小计", "采用:市级", "3", "2", "工作表 三月，单元格 D6")]
    assert units == ["甲局", "乙局", "丙局"]


def test_a_sum_of_a_month_adds_up_that_month(write):  # noqa: F811
    rows = [HEADS, ("甲局", "2026-03", 3, 1), ("甲局", "2026-04", 2, 1), ("合计", "2026-04", 2, 1)]
    assert told(write, *rows)[0] == []


def test_a_sum_may_stand_above_its_rows_and_in_the_column_of_numbers(write):  # noqa: F811
    rows = [("序号", *HEADS), ("合计", None, None, 6, 2), (1, "甲局", "2026-03", 3, 1), (2, "乙局", "2026-03", 2, 1)]
    assert told(write, *rows) == ([("合计", "报送", "6", "5", "工作表 三月，单元格 D2")], ["甲局", "乙局"])


def test_a_sheet_of_events_may_end_with_its_sum(write):  # noqa: F811
    rows = [
        ("事件", "日期", "单位", "数量"),
        ("报送", "2026-03-02", "甲局", 3),
        ("报送", "2026-03-03", "乙局", 2),
        ("合计", None, None, 6),
    ]
    assert told(write, *rows) == ([("合计", "count", "6", "5", "工作表 三月，单元格 D4")], ["甲局", "乙局"])


def test_an_event_with_a_title_that_ends_so_is_an_event(write):  # noqa: F811
    rows = [("标题", "事件", "日期", "单位"), ("上半年财政收入合计", "报送", "2026-03-02", "甲局")]
    file = read_facts([write("facts.xlsx", {"三月": rows})])
    assert [fact.kind.value for fact in file.facts] == ["filed"]


def test_csv_and_lists_of_units_know_sums_too(write):  # noqa: F811
    counts = write("facts.csv", csv_of(HEADS, ("甲局", "2026-03", 3, 1), ("合计", "", 4, 1)))
    units = write("units.csv", csv_of(("单位", "考核类别"), ("甲局", "部门"), ("合计", "1个")))
    file = read_facts([counts, units])
    assert list(file.register.units) == ["甲局"]
    assert [(one.total.first, one.figure, one.told, one.found) for one in file.sums] == [
        ("合计", "报送", 4, 3), ("合计", "采用:市级", 1, 1),
    ]  # fmt: skip


def test_a_sum_that_is_no_number_is_told(write):  # noqa: F811
    path = write("facts.xlsx", {"三月": [HEADS, ("甲局", "2026-03", 3, 1), ("合计", None, "约三条", 1)]})
    (line,) = refused(path)
    assert "C3" in line


def test_a_unit_that_stands_twice_for_one_month_is_told(write):  # noqa: F811
    rows = [
        HEADS,
        ("甲局", "2026-03", 3, 1),
        ("乙局", "2026-03", 3, 1),
        ("甲局", "2026-03", 3, 1),
        ("甲局", "2026-04", 1, 0),
    ]
    (line,) = refused(write("facts.xlsx", {"三月": rows}))
    assert "A4" in line
    assert "A2" in line


@pytest.mark.parametrize(("head", "first", "second"), [
    ("月份", "2026年3月", "2026-03"), ("月份", "2026-3", "2026-03"), ("月份", "2026年03月份", "2026/3"),
    ("日期", "2026-03-05", "2026年3月5日"), ("日期", date(2026, 3, 5), "2026.3.5"), ("期间", "一期", "一期"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["f.xlsx", "f.csv"])
def test_a_unit_that_stands_twice_for_one_time_is_told_however_it_is_written(write, head, first, second, name):  # noqa: F811
    rows = [("单位", head, "报送"), ("甲局", first, 5), ("乙局", first, 1), ("甲局", second, 3)]
    content = {"三月": rows} if name.endswith("xlsx") else "\n".join(",".join(map(str, row)) for row in rows)
    periods = write("p.csv", "期间,自,至\n一期,2026-03-01,2026-03-31\n")
    (line,) = refused(write(name, content), periods)
    assert "“甲局”" in line
    places = ("A4", "A2") if name.endswith("xlsx") else ("第 4 行", "第 2 行")
    assert [place for place in places if place not in line] == []


def test_a_unit_that_stands_once_for_each_time_or_sheet_is_counted(write):  # noqa: F811
    head = ("单位", "月份", "报送")
    own = write(
        "own.xlsx", {"一": [head, ("甲局", "一期", 1), ("甲局", "2026-03", 1)], "二": [head, ("甲局", "2026年3月", 1)]}
    )
    periods = write("p.csv", "期间,自,至\n一期,2026-03-01,2026-03-15\n二期,2026-03-16,2026-03-31\n")
    assert len(read_facts([own, periods]).facts) == 3


def test_a_sum_of_one_month_adds_up_its_rows_however_the_month_is_written(write):  # noqa: F811
    rows = [("单位", "月份", "报送"), ("甲局", "2026年3月", 3), ("甲局", "2026-04", 1), ("合计", "2026-03", 3)]
    (found,) = read_facts([write("f.xlsx", {"三月": rows})]).sums
    assert (found.told, found.found) == (3, 3)


def test_heads_of_two_lines_and_notes_below_the_table_are_read(tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ("2026年3月政务信息采用情况统计表",),
        ("序号", "报送单位", "月份", "报送（条）", "采用", None, "批示"),
        (None, None, None, None, "省级", "市级", "市级"),
        (1, "甲局", "2026-03", 3, 1, 2, 0),
        ("合计", None, None, 3, 1, 2, 0),
        ("注：本表由综合处统计。",),
        ("填表人：张三　审核人：李四",),
    ]:
        book.active.append(row)
    for area in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "A5:C5", "A6:G6", "A7:G7"):
        book.active.merge_cells(area)
    book.save(tmp_path / "facts.xlsx")
    file = read_facts([tmp_path / "facts.xlsx"])
    assert list(file.register.units) == ["甲局"]
    assert sorted((fact.kind.value, fact.level) for fact in file.facts) == [
        ("adopted", "city"), ("adopted", "city"), ("adopted", "province"), ("filed", ""), ("filed", ""), ("filed", ""),
    ]  # fmt: skip


def test_columns_of_padding_count_as_filed_and_not_in_the_rate(write):  # noqa: F811
    rows = [("单位", "月份", "报送", "报送:凑数", "采用:市级"), ("甲局", "2026-03", 4, 1, 2)]
    result = evaluated(write("scheme.json", SCHEME), write("facts.xlsx", {"三月": rows}))
    (unit,) = result["tables"][0]["units"]
    assert (unit["filed"], unit["padding"], unit["adopted"], unit["rate"]) == (5, 1, 2, "50.0")
