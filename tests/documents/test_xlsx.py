import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import gettext, gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.cells import looks_like_formula
from documents.csv import stream_csv
from documents.xlsx import LONGEST_CELL, Sheet, sheet_names, write_xlsx

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "\t=1", "\r=1", "\n=1",
    "\x00=1", " =1", "　=1", "\u200b=1", "\ufeff=1", "＝1+1", "＋1", "－1", "＠SUM(1)", " ＝1", "=IMPORTXML(1)",
    "=DDE(1)", "+cmd|1", "-2+3+cmd|1", "@IF(1)", "=1+1;=2", "\t@x", "=", "+", "-", "@", "=\"中文\"",
    "=WEBSERVICE(\"http://x\")",
]  # fmt: skip


def load(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def one_sheet(*rows, headings=("内容",)) -> openpyxl.worksheet.worksheet.Worksheet:
    return load(write_xlsx(sheets=[Sheet("导出", headings, rows)])).active


def csv_text(*rows, headings=("内容",)) -> str:
    return b"".join(stream_csv(headings, rows)).decode("utf-8-sig")


def test_there_are_at_least_thirty_formula_strings():
    assert len(FORMULAS) >= 30


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_string_is_text_in_every_export(text):
    content = write_xlsx(sheets=[Sheet("导出", [text], [[text]])])
    cells = [cell for row in load(content).active.iter_rows() for cell in row]
    line = csv_text([text]).split("\r\n", 1)[1]

    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells[1:]} == {"@"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert line.lstrip('"').startswith("'")


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_string_cell(text):
    cell = one_sheet(["x" + text])["A2"]

    assert cell.data_type == "s"


@pytest.mark.parametrize(
    ("value", "kept", "number_format"),
    [
        (12, 12, "General"),
        (-3, -3, "General"),
        (Decimal("12.50"), 12.5, "0.00"),
        (Decimal("-0.5"), -0.5, "0.0"),
        (Decimal("1E+2"), 100, "General"),
        (3.25, 3.25, "General"),
        (datetime.date(2026, 10, 31), datetime.datetime(2026, 10, 31), "yyyy-mm-dd"),
        (
            datetime.datetime(2026, 10, 31, 16, 30, tzinfo=datetime.UTC),
            datetime.datetime(2026, 11, 1, 0, 30),
            "yyyy-mm-dd hh:mm",
        ),
    ],
)
def test_numbers_and_dates_are_values_in_the_offices_time(value, kept, number_format):
    cell = one_sheet([value])["A2"]

    assert (cell.value, cell.number_format) == (kept, number_format)


@pytest.mark.parametrize("value", [12345678901234567890, Decimal("0.12345678901234567"), float("inf"), float("nan")])
def test_number_that_a_cell_cannot_hold_stays_whole_as_text(value):
    cell = one_sheet([value])["A2"]

    assert (cell.data_type, cell.value) == ("s", str(value))


def test_truth_lazy_text_and_nothing_become_what_people_read():
    sheet = one_sheet([True, gettext_lazy("Yes"), None, ""], headings=("一", "二", "三", "四"))

    assert [cell.value for cell in sheet[2]] == [gettext("Yes"), gettext("Yes"), None, ""]


def test_headings_stay_in_view_and_columns_fit_chinese():
    sheet = one_sheet(["关于废止和修改部分规章的报告", 1], headings=("标题", "得分"))

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert sheet.column_dimensions["B"].width < 10


def test_rows_may_come_from_an_iterator():
    content = write_xlsx(sheets=[Sheet("大表", ("序号",), ([number] for number in range(3000)))])

    assert load(content).active.max_row == 3001


def test_overlong_text_ends_with_dots():
    value = one_sheet(["字" * (LONGEST_CELL + 10)])["A2"].value

    assert (len(value), value[-1]) == (LONGEST_CELL, "…")


def test_control_characters_and_half_surrogates_do_not_break_the_file():
    assert one_sheet(["甲\x00\x0b乙\ud800"])["A2"].value == "甲乙"


def test_same_rows_give_the_same_bytes():
    first, second = (write_xlsx(sheets=[Sheet("得分", ("单位",), [["法制处"]])]) for _time in range(2))

    assert first == second


def test_sheet_names_are_what_excel_takes():
    names = sheet_names(["得分[1]:*?/\\表", "", "得分", "得分", "长" * 40, "长" * 40, "history", "'引'"])

    assert names[:4] == ["得分 1      表", "Sheet2", "得分", "得分 (4)"]
    assert (names[4], names[5]) == ("长" * 31, "长" * 26 + " (6)")
    assert names[6:] == ["history (7)", "引"]
    assert all(0 < len(name) <= 31 for name in names)


def test_csv_opens_in_chinese_excel_and_keeps_numbers():
    content = b"".join(stream_csv(["单位", "得分"], [["法制处", Decimal("-1.50")], ['含"引号"，逗号,', None]]))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == '单位,得分\r\n法制处,-1.50\r\n"含""引号""，逗号,",\r\n'


def test_csv_writes_times_of_the_office():
    moment = datetime.datetime(2026, 10, 31, 16, 30, tzinfo=datetime.UTC)

    assert csv_text([moment, datetime.date(2026, 10, 1)]).split("\r\n")[1] == "2026-11-01 00:30,2026-10-01"


@pytest.mark.parametrize("text", ["法制处", "a=b", "1-2", "2026年", "", "（一）"])
def test_harmless_text_is_left_alone(text):
    assert not looks_like_formula(text)
