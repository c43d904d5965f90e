"""Which printed table is compared with which days; tables of days that were not reckoned are told, with their place."""

from datetime import date

import pytest
from django.utils.translation import override

from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_document
from tests.scoring.evaluation.test_checks import FACTS, RIGHT, SCHEME, UNITS
from tests.scoring.evaluation.test_reading import facts_document, write  # noqa: F401

pytestmark = pytest.mark.engine_free

HEAD = ("单位", "月份", "采用", "得分")


@pytest.fixture
def document(write):  # noqa: F811
    """Evaluate with printed tables, or with sheets beside the facts."""

    def _document(*tables, sheets=None, units=UNITS, facts=FACTS, names=(), **options):
        paths = [write("facts.json", facts_document(*facts, units=units, expected=list(tables)))]
        if sheets:
            paths.append(write("printed.xlsx", sheets))
        with override("en"):
            scheme = {**SCHEME, **({"names": names} if names else {})}
            return as_document(evaluate_files([str(write("scheme.json", scheme))], paths, **options))

    return _document


def kinds(document):
    document["inconsistencies"] = list(document["inconsistencies"])
    return [(one["kind"], one["row"], one["figure"]) for one in document["inconsistencies"]]


@pytest.mark.parametrize("period", ["2026-04", "2026", "2025-03"])
def test_a_table_of_days_that_were_not_reckoned_is_told(document, period):
    found = document({"table": "附件1", "period": period, "rows": [{**RIGHT[0], "points": 999}]})
    assert kinds(found) == [("period", "甲局", "period")]
    (one,) = found["inconsistencies"]
    assert one["place"] == "Line 1"
    for word in ("附件1", period, "甲局", "2026-03"):
        assert word in one["message"]


def test_a_table_that_from_or_to_leave_out_is_a_note(document):
    table = {"table": "附件1", "period": "2026-04", "rows": [RIGHT[0]]}
    found = document(table, ends_on=date(2026, 3, 31))
    assert kinds(found) == []
    assert len(found["notes"]) == 1
    assert "附件1" in found["notes"][0]


def test_a_row_with_a_mistyped_month_is_told_with_its_cell_and_nobody_is_missed(document):
    rows = [HEAD, ("甲局", "2062-03", 36, 999), ("乙局", "2026-03", 3, 30), ("丙局", "2026-03", 0, 0)]
    found = document(sheets={"公布数": rows})
    assert kinds(found) == [("period", "甲局", "period")]
    assert found["inconsistencies"][0]["place"] == "Sheet 公布数, cell B2"


def test_a_unit_that_is_printed_twice_is_told_with_both_places(document):
    rows = [HEAD, ("甲局", "2026-03", 36, 180), ("乙局", "2026-03", 3, 30), ("丙局", "2026-03", 0, 0),
            ("乙局", "2026-03", 3, 30)]  # fmt: skip
    found = document(sheets={"公布数": rows})
    assert kinds(found) == [("twice", "乙局", "unit")]
    assert found["inconsistencies"][0]["place"] == "Sheet 公布数, cell A5"
    assert "cell A3" in found["inconsistencies"][0]["message"]


def test_classes_on_sheets_of_their_own_do_not_miss_each_other(document):
    units = [{"unit": "甲局", "class": "部门"}, {"unit": "丙局", "class": "部门"}, {"unit": "乙局", "class": "县区"}]
    head = ("单位", "采用", "得分", "名次")
    sheets = {"部门": [head, ("甲局", 36, 180, 1), ("丙局", 0, 0, 2)], "县区": [head, ("乙局", 3, 30, 1)]}
    assert kinds(document(sheets=sheets, units=units)) == []
    # Who stands nowhere is missed once, on the sheet of the own class.
    sheets = {"部门": [head, ("甲局", 36, 180, 1)], "县区": [head, ("乙局", 3, 30, 1)]}
    found = document(sheets=sheets, units=units)
    assert kinds(found) == [("missing", "丙局", "")]
    assert found["inconsistencies"][0]["place"].startswith("Sheet 部门")


def test_a_unit_that_is_missing_is_told_with_the_table(document):
    found = document({"table": "附件1", "rows": RIGHT[:2]})
    assert kinds(found) == [("missing", "丙局", "")]
    assert found["inconsistencies"][0]["place"] == "Line 1"


def test_a_figure_of_a_level_is_called_by_its_name(document):
    found = document({"rows": [{**RIGHT[0], "adopted:city": 35}, *RIGHT[1:]]})
    (one,) = found["inconsistencies"]
    assert "（市级）" in one["message"]


@pytest.mark.parametrize("months", [("2026年3月", "2026-03", "2026年03月"), ("2026-3", date(2026, 3, 1), "2026.03")])
@pytest.mark.parametrize("table", ["", "附件1"])
def test_a_month_that_is_spelled_in_several_ways_is_one_table(document, months, table):
    figures = (("甲局", 36, 180, 1), ("乙局", 3, 30, 2), ("丙局", 0, 0, 3))
    rows = [(table, unit, month, *own) for (unit, *own), month in zip(figures, months, strict=True)]
    found = document(sheets={"公布数": [("表", *HEAD, "名次"), *rows]})
    assert kinds(found) == []


def test_a_figure_of_a_level_that_the_scheme_names_is_compared(document):
    found = document(
        {"rows": [{**RIGHT[0], "adopted:市委": 35}, *RIGHT[1:]]},
        names=[{"kind": "level", "code": "city", "name": "市委"}],
    )
    assert kinds(found) == [("reckoned", "甲局", "adopted:市委")]
