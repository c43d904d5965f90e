"""Sheets as clerks have them: what is right in them is not blamed, what is wrong is found with its cell."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.facts_file import read_facts
from scoring.evaluation.output import as_document
from tests.scoring.evaluation.test_checks import SCHEME
from tests.scoring.evaluation.test_reading import refused, write  # noqa: F401

pytestmark = pytest.mark.engine_free

COUNTS = [
    ("单位", "月份", "报送", "采用:市级"), ("甲局", "2026-03", 3, 2), ("乙局", "2026-03", 7, 1), ("丙局", "2026-03", 0, 0),
]  # fmt: skip
PRINTED = [
    ("单位", "报送", "采用", "采用率", "得分", "名次"), ("甲局", 3, 2, "66.7%", 10, 1), ("乙局", 7, 1, "14.3%", 5, 2),
    ("丙局", 0, 0, "0.0%", 0, 3),
]  # fmt: skip


@pytest.fixture
def found(write):  # noqa: F811
    """(kind, place) of what does not add up in these sheets."""

    def _found(printed, counts=COUNTS):
        path = write("f.xlsx", {"三月": counts, "公布": printed})
        with override("en"):
            document = as_document(evaluate_files([str(write("s.json", SCHEME))], [path]))
        return [(one["kind"], one["place"].removeprefix("Sheet 公布, ")) for one in document["inconsistencies"]]

    return _found


def changed(row, column, value, rows=PRINTED):
    return [[value if (x, y) == (column, row) else cell for x, cell in enumerate(line)] for y, line in enumerate(rows)]


def test_a_unit_with_nothing_but_zeros_or_blanks_is_known(found):
    assert found(PRINTED) == []
    assert found(PRINTED, changed(3, 2, "", changed(3, 3, "", COUNTS))) == []


@pytest.mark.parametrize("nothing", ["-", "—", "/", "－", "–"])
def test_a_dash_is_nothing(found, nothing):
    assert found(changed(3, 2, nothing), changed(3, 2, nothing, COUNTS)) == []


@pytest.mark.parametrize("place", ["第1名", "1", "第 1 名", "第1", "1（并列）"])
def test_a_place_may_be_printed_in_words(found, place):
    assert found(changed(1, 5, place.replace(" ", ""))) == []
    assert found(changed(1, 5, "第2名")) == [("rank", "cell F2")]


@pytest.mark.parametrize("unit", ["甲 局", "甲　局", " 甲局 "])
def test_a_name_set_wide_is_the_same_name(found, unit):
    assert found(changed(1, 0, unit)) == []
    assert found(PRINTED, changed(1, 0, unit, COUNTS)) == []


def test_places_inside_classes_that_only_the_bulletin_names_are_not_blamed(found):
    rows = [("考核类别", *PRINTED[0]), ("部门", *PRINTED[1]), ("部门", *PRINTED[2]), ("县区", *PRINTED[3][:5], 1)]
    assert found(rows) == []
    assert found(changed(3, 6, 2, rows)) == [("rank", "cell G4")]


def test_a_row_that_tells_a_part_of_the_row_above_is_not_counted_again(write):  # noqa: F811
    rows = [*COUNTS[:2], ("其中：办公室", "2026-03", 1, 1), *COUNTS[2:], ("合计", "", 10, 4)]
    file = read_facts([write("f.xlsx", {"三月": rows})])
    assert [*file.register.units] == ["甲局", "乙局", "丙局"]
    assert [(one.figure, str(one.told), str(one.found)) for one in file.sums] == [
        ("报送", "10", "10"),
        ("采用:市级", "4", "3"),
    ]


def test_months_of_merged_cells_may_be_dates(write):  # noqa: F811
    book = openpyxl.Workbook()
    for row in [("月份", "单位", "报送"), (date(2026, 3, 1), "甲局", 4), (None, "乙局", 2)]:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    out = BytesIO()
    book.save(out)
    assert len(read_facts([write("f.xlsx", out.getvalue())]).facts) == 6


def test_a_sheet_of_printed_figures_only_is_told_what_it_is(write):  # noqa: F811
    with override("en"):
        (line,) = refused(write("f.xlsx", {"三月": PRINTED}))
    assert "only figures that were printed" in line


def test_rows_without_month_beside_rows_with_it_do_not_miss_each_other(found):
    rows = [("单位", "月份", "得分"), ("甲局", "2026-03", 10), ("乙局", "", 5), ("丙局", "2026-03", 0)]
    assert found(rows) == []


def test_of_several_files_each_place_names_its_file(write):  # noqa: F811
    paths = [
        write("facts.xlsx", {"三月": [*COUNTS, ("合计", "", 11, 3)]}),
        write("a.csv", "单位,得分\n甲局,11\n乙局,5\n丙局,0\n"),
    ]
    with override("en"):
        document = as_document(evaluate_files([str(write("s.json", SCHEME))], paths))
    assert [one["place"] for one in document["inconsistencies"]] == ["facts.xlsx: Sheet 三月, cell C5", "a.csv: Line 2"]


@pytest.mark.parametrize(("upper", "lower"), [
    (("本月", "本月", "累计", "累计"), ("报送", "得分", "报送", "得分")),
    (("报送", "得分", "报送", "得分"), ("本月", "本月", "累计", "累计")),
])  # fmt: skip
def test_this_month_and_the_year_so_far_under_one_head(found, upper, lower):
    counts = [*COUNTS, ("甲局", "2026-02", 4, 1), ("乙局", "2026-02", 1, 0), ("丙局", "2026-02", 0, 0)]
    rows = [("单位", "月份", *upper), ("", "", *lower), ("甲局", "2026-03", 3, 10, 7, 15), ("乙局", "2026-03", 7, 5, 8, 5),
            ("丙局", "2026-03", 0, 0, 0, 0), ("合计", "2026-03", 10, 15, 15, 20)]  # fmt: skip
    assert found(rows, counts) == []
    assert found(changed(3, 5, 6, rows), counts)[-1] == ("reckoned", "cell F4")
    assert found(changed(2, 4, 8, rows), counts)[-1] == ("reckoned", "cell E3")


def test_a_rate_of_the_year_so_far_is_rounded_as_it_is_printed(found):
    rows = [("单位", "采用率", "采用率", "得分"), ("", "本月", "累计", ""), ("甲局", 66.7, 66.7, 10), ("乙局", 14.3, 14.3, 5),
            ("丙局", 0, 0, 0)]  # fmt: skip
    assert found(rows) == []
    assert found(changed(3, 2, "14.2", rows)) == [("reckoned", "cell C4")]
