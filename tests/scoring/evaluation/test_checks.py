"""Printed tables: what they say against themselves, and against the facts."""

import json

import pytest

from scoring.evaluation.errors import InputRefused
from tests.scoring.evaluating import evaluated, evaluated_files
from tests.scoring.evaluation.test_reading import facts_document, write  # noqa: F401

pytestmark = pytest.mark.engine_free

SCHEME = {
    "schema": "govinfo-scheme/1", "code": "test", "title": "试行办法",
    "clauses": [{"id": "adopted", "kind": "points", "event": "adopted", "table": [{"level": "city", "points": 5}, {"points": 10}]}],
}  # fmt: skip
FACTS = [
    {"event": "filed", "period": "2026-03", "unit": "甲局", "count": 57},
    {"event": "adopted", "period": "2026-03", "unit": "甲局", "level": "city", "count": 36},
    {"event": "adopted", "period": "2026-03", "unit": "乙局", "level": "province", "count": 3},
]
UNITS = [{"unit": "甲局", "class": "d"}, {"unit": "乙局", "class": "d"}, {"unit": "丙局", "class": "d"}]
RIGHT = [
    {"unit": "甲局", "filed": 57, "adopted": 36, "rate": "63.2", "points": 180, "rank": 1},
    {"unit": "乙局", "filed": 0, "adopted": 3, "rate": 0, "points": 30, "rank": 2},
    {"unit": "丙局", "filed": 0, "adopted": 0, "rate": "0.0", "points": 0, "rank": 3},
]


@pytest.fixture
def check(write):  # noqa: F811
    """Evaluate with a printed table: [(kind, row, figure, printed, found)]."""

    def _check(*tables, facts=FACTS, units=UNITS, scheme=SCHEME):
        path = write("facts.json", facts_document(*facts, units=units, expected=list(tables)))
        result = evaluated(write("scheme.json", scheme), path)
        return [
            tuple(one[name] for name in ("kind", "row", "figure", "printed", "found"))
            for one in result["inconsistencies"]
        ]

    return _check


def changed(number, **figures):
    return {
        "table": "附件1",
        "rows": [{**row, **(figures if place == number else {})} for place, row in enumerate(RIGHT)],
    }


def test_a_table_that_is_right_gives_no_word(check):
    table = {
        "table": "附件1",
        "rows": RIGHT,
        "sum": {"filed": 57, "adopted": 39, "points": 210},
        "text": {"points": 210},
    }
    assert check(table) == []


def test_a_wrong_percentage_is_told_with_its_parts(check):
    assert check(changed(0, rate="63.1%")) == [("rate", "甲局", "rate", "63.1", "63.16")]


def test_a_row_that_does_not_add_up_is_told(check):
    row = {"unit": "甲局", "市级": 36, "省级": 2, "adopted": 36}
    assert check({"adds": {"adopted": ["市级", "省级"]}, "rows": [row]}, units=UNITS[:2])[:1] == [
        ("row", "甲局", "adopted", "36", "38"),
    ]  # fmt: skip


def test_a_column_whose_sum_is_wrong_is_told_and_ranks_have_no_sum(check):
    table = {"rows": RIGHT, "sum": {"filed": 56, "points": 210, "rank": 6, "rate": 100}}
    assert check(table) == [("column", "合计", "filed", "56", "57")]


def test_a_total_in_the_text_that_contradicts_the_rows_is_told(check):
    """Rows sum to 961, the text says 956: a printed bulletin of a real office did so."""
    rows = [{"unit": "甲局", "得分合计": 500}, {"unit": "乙局", "得分合计": 461}]
    assert check({"rows": rows, "text": {"得分合计": 956}}, units=UNITS[:2]) == [
        ("text", "正文", "得分合计", "956", "961")
    ]


def test_a_total_in_the_text_is_compared_with_the_line_of_sums_where_no_rows_are_given(check):
    assert check({"sum": {"占": 961, "rank": 4}, "text": {"占": 956}}) == [("text", "正文", "占", "956", "961")]


def test_totals_without_rows_are_compared_with_all_units_together(check):
    assert check({"text": {"filed": 57, "adopted": 40, "points": 210, "rate": "70.2", "rank": 1}}) == [
        ("reckoned", "正文", "adopted", "40", "39"),
    ]  # fmt: skip


def test_a_wrong_rank_is_told_and_ties_share_the_better_place(check):
    rows = [
        {"unit": "甲局", "points": 160, "rank": 1}, {"unit": "乙局", "points": 160, "rank": 2},
        {"unit": "丙局", "points": 75, "rank": 3},
    ]  # fmt: skip
    found = [one for one in check({"rows": rows}) if one[0] == "rank"]
    assert found == [("rank", "乙局", "rank", "2", "1")]


def test_ranks_are_judged_inside_the_printed_class(check):
    rows = [
        {"unit": "甲局", "class": "县区", "points": 180, "rank": 1}, {"unit": "乙局", "class": "部门", "points": 30, "rank": 1},
        {"unit": "丙局", "class": "部门", "points": 0, "rank": 2},
    ]  # fmt: skip
    assert [one for one in check({"rows": rows}) if one[0] == "rank"] == []


def test_points_that_the_facts_do_not_give_are_told(check):
    assert check(changed(1, points=31)) == [("reckoned", "乙局", "points", "31", "30")]


def test_points_are_compared_as_the_scheme_rounds_them(check):
    facts = [{"event": "adopted", "date": "2026-03-02", "units": ["甲局", "乙局", "丙局"], "level": "city"}]
    rows = [{"unit": unit, "points": "1.67"} for unit in ("甲局", "乙局", "丙局")]
    assert check({"rows": rows}, facts=facts) == []
    assert check({"rows": [{**row, "points": "1.7"} for row in rows]}, facts=facts)[0] == (
        "reckoned", "甲局", "points", "1.7", "1.67",
    )  # fmt: skip


def test_a_rate_that_fits_its_row_but_not_the_facts_is_told(check):
    assert check(changed(0, adopted=37, rate="64.9")) == [
        ("reckoned", "甲局", "adopted", "37", "36"), ("reckoned", "甲局", "rate", "64.9", "63.16"),
    ]  # fmt: skip


def test_units_nobody_knows_and_units_not_printed_are_told(check):
    rows = [{"unit": "甲局", "points": 180}, {"unit": "乙局", "points": 30}, {"unit": "丁局", "points": 0}]
    assert check({"rows": rows}) == [("unknown", "丁局", "", "", ""), ("missing", "丙局", "", "", "")]


def test_a_table_of_a_month_is_compared_with_that_month(check):
    facts = [*FACTS, {"event": "adopted", "date": "2026-04-02", "unit": "甲局", "level": "city"}]
    tables = [
        {"period": "2026-03", "rows": [{"unit": "甲局", "points": 180, "cumulative": 180}]},
        {"period": "2026年4月", "rows": [{"unit": "甲局", "points": 5, "cumulative": 186}]},
        {"rows": [{"unit": "甲局", "points": 185, "adopted:市级": 37}]},
    ]  # fmt: skip
    assert check(*tables, facts=facts, units=UNITS[:1]) == [
        # 乙局 is not printed in any of the three.
        ("missing", "乙局", "", "", ""),
        ("reckoned", "甲局", "cumulative", "186", "185"),
        ("missing", "乙局", "", "", ""),
        ("missing", "乙局", "", "", ""),
    ]


def test_a_table_of_persons_is_compared_with_the_persons(check):
    facts = [{"event": "adopted", "date": "2026-03-02", "unit": "甲局", "persons": "张三、李四", "level": "city"}]
    rows = [{"person": "张三", "unit": "甲局", "points": "2.5"}, {"person": "李四", "points": "2.6"}]
    assert check({"rows": rows}, facts=facts) == [("reckoned", "李四", "points", "2.6", "2.5")]


def test_figures_of_the_table_s_own_are_compared_with_themselves_only(check):
    table = {"rates": {"占比": ["adopted", "filed"]}, "rows": [{**RIGHT[0], "占比": 64}, *RIGHT[1:]]}
    assert check(table) == [("rate", "甲局", "占比", "64", "63.16")]


def test_sheet_of_a_workbook_says_in_its_heads_how_figures_are_made(write):  # noqa: F811
    path = write("facts.xlsx", {
        "事实": [("事件", "月份", "单位", "层级", "数量"), ("采用", "2026-03", "甲局", "市级", 36), ("报送", "2026-03", "甲局", None, 57)],
        "公布数": [("表", "月份", "单位", "报送", "采用=市级+省级", "市级", "省级", "采用率", "得分"),
                ("附件1", "2026-03", "甲局", 57, 36, 36, 1, "63.1%", 180),
                ("附件1", "2026-03", "合计", 58, 36, 36, 1, None, 180)],
    })  # fmt: skip
    result = evaluated(write("scheme.json", SCHEME), path)
    assert [(one["kind"], one["row"], one["figure"], one["place"]) for one in result["inconsistencies"]] == [
        ("row", "甲局", "adopted", "工作表 公布数，单元格 E2"),
        ("rate", "甲局", "rate", "工作表 公布数，单元格 H2"),
        ("row", "合计", "adopted", "工作表 公布数，单元格 E3"),
        ("column", "合计", "filed", "工作表 公布数，单元格 D3"),
    ]
    assert result["inconsistencies"][1]["message"] == "甲局，采用率：公布为 63.1%，而 36÷57 为 63.16%。"


def test_percent_cells_of_a_workbook_are_the_percentages_that_people_see(write, tmp_path):  # noqa: F811
    import openpyxl

    book = openpyxl.Workbook()
    for row in [("单位", "报送", "采用", "采用率"), ("甲局", 57, 36, 0.631)]:
        book.active.append(row)
    book.active["D2"].number_format = "0.0%"
    book.save(tmp_path / "printed.xlsx")
    facts = write("facts.json", facts_document(*FACTS[:2]))
    result = evaluated_files([write("scheme.json", SCHEME)], [facts, tmp_path / "printed.xlsx"])
    assert [(one["kind"], one["printed"], one["found"]) for one in result["inconsistencies"]] == [
        ("rate", "63.1", "63.16")
    ]


@pytest.mark.parametrize(
    "table",
    [
        {"rows": "none"}, {"rows": [7]}, {"rows": [{"points": 5}]}, {"rows": [{"unit": "甲局", "points": "viel"}]},
        {"period": "März", "rows": []}, {"adds": {"adopted": "市级"}, "rows": []}, {"rates": {"x": ["a"]}, "rows": []},
        {"colour": "red", "rows": []},
    ],
)  # fmt: skip
def test_printed_table_that_cannot_be_read_is_refused(write, table):  # noqa: F811
    path = write("facts.json", facts_document(*FACTS, expected=[table]))
    with pytest.raises(InputRefused) as refused:
        evaluated(write("scheme.json", SCHEME), path)
    assert refused.value.lines


def test_lines_of_sums_are_each_compared_with_their_own_rows(write):  # noqa: F811
    rows = [
        ("序号", "单位", "报送（条）", "采用（篇）", "批示（条/人次）"),
        (1, "甲局", 57, 36, "0/0"), (None, "小计", 58, 36, None), (2, "乙局", 0, 3, None), (3, "丙局", 0, 0, "0"), (None, "小计", 0, 3, None),
        (None, "总 计", 57, 40, "1/2"), ("注：合计数不含重复。",),
    ]  # fmt: skip
    path = write("facts.xlsx", {"公布数": rows})
    facts = write("facts.json", facts_document(*FACTS, units=UNITS))
    found = evaluated_files([write("scheme.json", SCHEME)], [facts, path])["inconsistencies"]
    assert [(one["row"], one["figure"], one["printed"], one["found"], one["place"]) for one in found] == [
        ("小计", "filed", "58", "57", "工作表 公布数，单元格 C3"),
        ("总 计", "adopted", "40", "39", "工作表 公布数，单元格 D7"),
        ("总 计", "instructed", "1", "0", "工作表 公布数，单元格 E7"),
        ("总 计", "person_times", "2", "0", "工作表 公布数，单元格 E7"),
    ]
    # That of a part names the rows which it adds up.
    assert all(word in found[0]["message"] for word in ("甲局", "58", "57"))


def test_two_totals_of_the_text_in_one_table_are_refused(write):  # noqa: F811
    rows = [("单位", "得分"), ("正文", 1), ("正文", 2)]
    files = [write("facts.json", facts_document(*FACTS)), write("printed.xlsx", {"公布数": rows})]
    with pytest.raises(InputRefused):
        evaluated_files([write("scheme.json", SCHEME)], files)


def test_tables_of_two_sheets_are_two_tables(write):  # noqa: F811
    sheets = {"附件1": [("单位", "得分"), ("甲局", 180), ("乙局", 30), ("丙局", 0), ("合计", 210)],
              "附件2": [("单位", "得分"), ("甲局", 180), ("乙局", 30), ("丙局", 0), ("合计", 211)]}  # fmt: skip
    files = [write("facts.json", facts_document(*FACTS, units=UNITS)), write("printed.xlsx", sheets)]
    found = evaluated_files([write("scheme.json", SCHEME)], files)["inconsistencies"]
    assert [(one["kind"], one["place"]) for one in found] == [("column", "工作表 附件2，单元格 B5")]


PADDED = [*FACTS, {"event": "filed", "period": "2026-03", "unit": "甲局", "count": 3, "padding": True}]


def test_a_rate_divides_by_filings_that_count(check):
    """60 filed, 3 of them padding: 36 ÷ 57, as everywhere."""
    rows = [{**RIGHT[0], "filed": 60}, *RIGHT[1:]]
    assert check({"rows": rows, "sum": {"filed": 60, "adopted": 39, "rate": "68.4"}}, facts=PADDED) == []
    wrong = [{**RIGHT[0], "filed": 60, "rate": "60.0"}, *RIGHT[1:]]
    assert check({"rows": wrong}, facts=PADDED) == [("rate", "甲局", "rate", "60.0", "63.16")]


def test_padding_may_be_printed(check):
    rows = [{**RIGHT[0], "filed": 60, "凑数": 3}, *RIGHT[1:]]
    assert check({"rows": rows}, facts=PADDED) == []
    assert check({"rows": [{**rows[0], "凑数": 2}, *RIGHT[1:]]}, facts=PADDED) == [
        ("rate", "甲局", "rate", "63.2", "62.07"), ("reckoned", "甲局", "padding", "2", "3"),
    ]  # fmt: skip


def test_what_is_found_reads_as_json(check):
    assert json.dumps(check(changed(0, rate="63.1%")))
