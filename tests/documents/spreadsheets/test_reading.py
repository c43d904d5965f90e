"""Spreadsheets as people send them, and files that must be refused with a sentence."""

import io
import tracemalloc
import zipfile
from datetime import datetime

import openpyxl
import pytest

from documents.errors import FileRefused
from documents.spreadsheets import Fault, Wanted, check_spreadsheet, find_table, read_spreadsheet
from documents.spreadsheets.acceptance import check_unpacked
from documents.spreadsheets.rows import MOST_ROWS, column_letters
from tests.factories.documents import make_image, make_pdf
from tests.factories.past import csv_bytes, table, workbook_bytes

pytestmark = pytest.mark.engine_free
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
WANTED = (
    Wanted("unit", ("报送单位", "单位", "处室"), True),
    Wanted("title", ("标题", "题目"), True),
    Wanted("day", ("报送日期", "日期"), True),
)


def read(content, name="台账.xlsx"):
    return read_spreadsheet(name, io.BytesIO(content))


def checked(content, name):
    return check_spreadsheet(name=name, size=len(content), file=io.BytesIO(content))


def found(content, name="台账.xlsx"):
    return find_table(read(content, name)[0], WANTED)


def test_columns_are_known_by_their_names_in_any_order_below_title_rows():
    content = table(
        ("题目", "备注", "处 室", "日期（年月日）*"), ("甲", "x", "立法一处", "2026-03-05"), ("乙", "", "复议处", "2026-03-06"),
        above=[("2026年信息报送台账",), (None,), ("填报单位：综合处", None, None, "2026年3月")],
    )  # fmt: skip
    table_found = found(content)
    assert (table_found.head_row, table_found.columns) == (4, {"title": 0, "unit": 2, "day": 3})
    assert [row.number for row in table_found.rows] == [5, 6]
    assert table_found.unknown == ["备注"]
    assert table_found.problems == []


def test_blank_rows_totals_and_repeated_heads_are_left_out():
    heads = ("单位", "标题", "日期")
    content = table(heads, ("一处", "甲", 1), (None, " ", None), heads, ("二处", "乙", 2), ("合计", "2条", None))
    assert [row.values[1] for row in found(content).rows] == ["甲", "乙"]


def test_missing_and_doubled_columns_are_told():
    problems = found(table(("单位", "标题", "题目"), ("一处", "甲", "乙"))).problems
    assert {(problem.kind, problem.key) for problem in problems} == {("twice", "title"), ("missing", "day")}
    assert next(problem for problem in problems if problem.kind == "twice").columns == ("B", "C")


def test_sheet_without_a_head_holds_no_table():
    assert found(table(("说明",), ("请按要求填写单位和标题",))) is None


def test_value_is_carried_down_only_where_the_cell_is_merged():
    content = table(
        ("单位", "标题", "日期"),
        ("一处", "甲", 1),
        (None, "乙", 2),
        (None, "丙", 3),
        ("二处", "丁", 4),
        merged=("A2:A3",),
    )
    assert [row.values[0] for row in found(content).rows] == ["一处", "一处", None, "二处"]


def test_head_in_two_merged_rows_is_read():
    content = table(
        ("单位", "标题", "时间情况"), (None, None, "日期"), ("一处", "甲", "2026-03-05"), merged=("A1:A2", "B1:B2")
    )
    table_found = found(content)
    assert (table_found.head_row, table_found.columns) == (2, {"unit": 0, "title": 1, "day": 2})


def test_formula_and_error_are_faults_and_never_values():
    content = table(("单位", "标题", "日期"), ("一处", '=HYPERLINK("http://x","甲")', "=TODAY()"), ("一处", "#REF!", 1))
    rows = read(content)[0].rows
    assert rows[1].values[1:] == [Fault.FORMULA, Fault.FORMULA]
    assert rows[2].values == ["一处", Fault.ERROR, 1]
    rows = read("单位,标题,日期\n一处,=1+1,2026-03-05\n".encode(), "台账.csv")[0].rows
    assert rows[1].values == ["一处", Fault.FORMULA, "2026-03-05"]


def test_hidden_sheets_are_not_read():
    book = openpyxl.Workbook()
    book.worksheets[0].title = "台账"
    book.worksheets[0].append(["单位", "标题"])
    hidden = book.create_sheet("旧")
    hidden.append(["单位", "标题"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [sheet.name for sheet in read(out.getvalue())] == ["台账"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_offices(encoding):
    content = csv_bytes([("单位", "标题", "日期"), ("法制办㐀处", "“甲”", "2026-03-05")], encoding)
    assert checked(content, "台账.csv") == "text/csv"
    assert [row.values for row in read(content, "台账.csv")[0].rows][1] == ["法制办㐀处", "“甲”", "2026-03-05"]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_may_be_parted_by_other_signs(sign):
    content = f"单位{sign}标题{sign}日期\n一处{sign}甲{sign}2026-03-05\n".encode()
    assert found(content, "台账.csv").columns == {"unit": 0, "title": 1, "day": 2}


def test_dates_keep_their_day():
    assert read(table(("日期",), (datetime(2026, 3, 5),)))[0].rows[1].values[0] == datetime(2026, 3, 5)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("台账.xls", OLE, "kind"),
        ("台账.doc", OLE, "kind"),
        ("台账.et", OLE, "kind"),
        ("台账.docx", b"PK\x03\x04", "kind"),
        ("台账.pdf", make_pdf(), "kind"),
        ("台账.png", make_image(), "kind"),
        ("台账", b"x", "kind"),
        ("台账.xlsx", OLE, "old_format"),
        ("台账.xlsx", b"", "empty"),
        ("台账.xlsx", make_pdf(), "signature"),
        ("台账.xlsx", b"PK\x03\x04" + b"\0" * 100, "damaged"),
        ("台账.csv", b"", "empty"),
        ("台账.csv", table(("单位",)), "signature"),
        ("台账.csv", b"\xff\xff\xff\x00\x81", "encoding"),
        ("台账.csv", b"a,b\x00c\n", "encoding"),
    ],
)
def test_other_files_are_refused_with_advice(name, content, code):
    with pytest.raises(FileRefused) as refusal:
        checked(content, name)
    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_old_excel_is_told_what_to_do():
    with pytest.raises(FileRefused, match="xlsx"):
        checked(OLE, "台账.xls")


def sheet_xml(rows: str, tail: str = "") -> bytes:
    """A workbook whose one sheet has this XML."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(table(("单位", "标题")))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bent,
    ):
        for name in sound.namelist():
            content = sound.read(name)
            if name == "xl/worksheets/sheet1.xml":
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                content = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{tail}</worksheet>'.encode()
            bent.writestr(name, content)
    return out.getvalue()


def test_million_rows_are_refused_without_being_held():
    row = '<row><c t="inlineStr"><is><t>甲</t></is></c></row>'
    content = sheet_xml(row * 1_000_000)
    with pytest.raises(FileRefused) as refusal:
        checked(content, "台账.xlsx")
    assert refusal.value.code in ("bomb", "too_many_rows")
    with pytest.raises(FileRefused) as refusal:
        read(content)
    assert refusal.value.code in ("bomb", "too_many_rows")


def test_more_rows_than_are_taken_are_refused_as_soon_as_they_are_met():
    content = sheet_xml(
        "".join(f'<row r="{no}"><c r="A{no}"><v>{no}</v></c></row>' for no in range(1, MOST_ROWS + 200))
    )
    tracemalloc.start()
    with pytest.raises(FileRefused) as refusal:
        read(content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.code == "too_many_rows"
    assert peak < 100 * 1024 * 1024


def test_last_row_of_a_sheet_may_be_the_only_one():
    content = sheet_xml('<row r="1048576"><c r="A1048576"><v>7</v></c></row>')
    assert [(row.number, row.values[0]) for row in read(content)[0].rows] == [(1_048_576, 7)]


def test_merger_over_the_whole_sheet_fills_only_rows_that_are_there():
    rows = '<row r="1"><c r="A1"><v>7</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>'
    content = sheet_xml(rows, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    sheet = read(content)[0]
    assert [row.number for row in sheet.rows] == [1, 2]
    assert set(sheet.rows[1].values) == {7}


@pytest.mark.parametrize(
    ("rows", "after", "is_refused"),
    [
        ('<row r="1"><c r="A1"/></row><row r="30000"><c r="AZ30000"/></row>', "", False),
        ('<row r="1"><c r="A1"/></row>', '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>', False),
        ('<row r="1048576"><c r="XFD1048576"/></row>', "", True),
        ('<row r="1"><c r="XFD1"/></row><row r="1048576"/>', "", True),
        ('<row r="1"><c r="A1"/></row>', '<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>', True),
        ('<row r="1"><c r="A1"/></row>', '<dimension ref="$A$1:$XFD$1048576"/>', True),
        ('<row r="?"><c r="1"/></row>', '<mergeCells><mergeCell/></mergeCells>', False),
    ],
)  # fmt: skip
def test_a_sheet_that_reaches_too_far_is_refused_to_who_makes_all_its_cells(rows, after, is_refused):
    file = io.BytesIO(sheet_xml(rows, after))
    check_unpacked(file, as_stream=True)
    if not is_refused:
        check_unpacked(file)
        return
    with pytest.raises(FileRefused) as refusal:
        check_unpacked(file)
    assert refusal.value.code == "too_many_rows"


def test_cells_that_do_not_say_where_they_stand_are_counted(monkeypatch):
    monkeypatch.setattr("documents.spreadsheets.extent.MOST_CELLS", 10)
    check_unpacked(io.BytesIO(sheet_xml("<row><c/></row>" * 5)))
    with pytest.raises(FileRefused):
        check_unpacked(io.BytesIO(sheet_xml("<row><c/></row>" * 6)))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>999</v></c></row>',
        '<row r="x"><c r="??"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="77"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>一</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>2026-99-99</v></c></row>',
    ],
)
def test_crooked_sheet_is_read_or_refused_and_breaks_nothing(rows):
    try:
        outcome = str(len(read(sheet_xml(rows))))
    except FileRefused as refusal:
        outcome = refusal.code
    assert outcome in {"1", "damaged"}


def test_columns_are_lettered_as_programs_do():
    assert [column_letters(no) for no in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_sheets_of_several_years_are_all_read():
    content = workbook_bytes({"2024": [("单位", "标题"), ("一处", "甲")], "2025": [("单位", "标题"), ("一处", "乙")]})
    assert [(sheet.name, len(sheet.rows)) for sheet in read(content)] == [("2024", 2), ("2025", 2)]


def test_the_reader_expands_no_entities_though_the_guard_came_first():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(table(["标题"], ["甲"]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = b'<!DOCTYPE a [<!ENTITY b "x">]>' + content.removeprefix(
                    b"<?xml version='1.0' encoding='UTF-8'?>"
                )
            new.writestr(name, content)
    assert openpyxl.DEFUSEDXML
    with pytest.raises(FileRefused):
        checked(out.getvalue(), "台账.xlsx")
    with pytest.raises(ValueError) as refused:
        openpyxl.load_workbook(out)
    assert type(refused.value.__cause__).__name__ == "EntitiesForbidden"
