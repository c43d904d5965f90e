"""Every way in which `score_evaluate` can be given something bad: it ends with 2 and says where and what, never with a
traceback; and stored results of formulas are read."""

import io
import json
import re
import zipfile
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from scoring.evaluation.facts_file import read_facts
from scoring.services.syntax_words import fault_in_json
from tests.scoring.evaluating import evaluated
from tests.scoring.evaluation.test_checks import FACTS, SCHEME
from tests.scoring.evaluation.test_reading import facts_document, refused, write  # noqa: F401

pytestmark = pytest.mark.engine_free

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEAD = "单位,月份,报送,采用:市级\n"
BAD_SCHEME = {**SCHEME, "clauses": [{"id": "a", "kind": "points", "event": "seen", "table": [{"points": "many"}]}]}


def said(scheme, facts):
    """What the command says in English when it refuses the files."""
    with override("en"), pytest.raises(CommandError) as found:
        call_command("score_evaluate", "--scheme", str(scheme), "--facts", str(facts), stdout=StringIO())
    assert found.value.returncode == 2
    return str(found.value)


def package(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def workbook_of(*rows, stored=None):
    """A workbook; `stored` puts results beside its formulas, as a spreadsheet program does: cell → result."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    if not stored:
        return out.getvalue()
    with zipfile.ZipFile(out) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for cell, (kind, result) in stored.items():
        pattern = rf'(<c r="{cell}"[^>]*?)( t="\w+")?>(<f>.*?</f>)(?:<v ?/>|<v></v>)(</c>)'
        sheet, found = re.subn(pattern, rf'\1 t="{kind}">\3<v>{result}</v>\4', sheet)
        assert found == 1, sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in parts.items():
            after.writestr(name, content)
    return done.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.xls", OLE, ["old.xls", "old Excel"]),
        ("table.et", b"x", ["table.et", "old Excel"]),
        ("locked.xlsx", OLE, ["locked.xlsx", "password"]),
        ("letter.docx", package("word/document.xml"), ["letter.docx", "XLSX, CSV, JSON, YAML"]),
        ("table", b"x", ["table", "XLSX, CSV, JSON, YAML"]),
        ("zip.xlsx", package("a.txt"), ["zip.xlsx", "no workbook"]),
        ("page.xlsx", b"<html><table></table></html>", ["page.xlsx", "no workbook"]),
        ("cut.xlsx", workbook_of(("单位",))[:900], ["cut.xlsx", "damaged"]),
        ("half.xlsx", package("xl/workbook.xml"), ["half.xlsx", "damaged"]),
        ("zip.csv", package("a.txt"), ["zip.csv", ".csv"]),
        ("empty.xlsx", b"", ["empty.xlsx", "empty"]),
        ("empty.csv", b"", ["empty.csv", "empty"]),
        ("blank.yaml", b" \n", ["blank.yaml", "empty"]),
        ("empty.json", b"", ["empty.json", "empty"]),
        ("bytes.csv", b"\xff\xff\xff\x00", ["bytes.csv", "UTF-8"]),
        ("bytes.json", b"\xff\xff\xff\x00", ["bytes.json", "UTF-8"]),
        ("heads.csv", "甲,乙\n1,2\n", ["事件", "单位"]),
        ("quotes.csv", '单位,月份,报送\n甲局,"没有结束', ["quotes.csv", "Line 2"]),
        ("column.csv", "单位,月份,报送,上座率\n甲局,2026-03,1,2\n", ["column.csv: Line 2, 上座率", "采用"]),
        ("field.csv", "事件,日期,单位,颜色\n报送,2026-03-02,甲局,红\n", ["field.csv: Line 2, 颜色", "撰稿人"]),
        ("day.csv", "事件,日期,单位\n报送,2026-02-30,甲局\n", ["day.csv: Line 2, 日期", "2026-02-30"]),
        ("month.csv", HEAD + "甲局,2026年13月,1,1\n", ["month.csv: Line 2, 月份", "2026年13月"]),
        ("minus.csv", HEAD + "甲局,2026-03,-3,1\n", ["minus.csv: Line 2, 报送", "-3", "at least 0"]),
        ("part.csv", HEAD + "甲局,2026-03,1.5,1\n", ["part.csv: Line 2, 报送", "whole number"]),
        ("words.csv", HEAD + "甲局,2026-03,=B1,1\n", ["words.csv: Line 2, 报送", "formula"]),
        ("nobody.csv", HEAD + ",2026-03,1,1\n", ["nobody.csv: Line 2", "filled in"]),
        ("units.csv", "单位,考核类别\n甲局,部门\n甲局,部门\n", ["units.csv: Line 3, 单位", "second time"]),
        ("twice.csv", HEAD + "甲局,2026-03,1,1\n甲局,2026-03,1,1\n", ["twice.csv: Line 3, 单位", "Line 2"]),
        ("broken.json", '{"schema": "govinfo-facts/1",\n "facts": [1 2]}', ["broken.json: Line 2, column 14", "comma"]),
        ("twice.json", '{"facts": [], "facts": []}', ["twice.json", "“facts” stands twice"]),
        ("lines.json", '{"facts": [\n {"unit": "a: {", "x": {"unit": 1},\n  "unit": "b"}]}', ["lines.json: Line 3: The field “unit”"]),
        ("deep.json", "[" * 100_000, ["deep.json", "JSON"]),
        ("broken.yaml", "schema: govinfo-facts/1\nfacts:\n\t- event: filed\n", ["broken.yaml: Line 3, column 1", "tab"]),
        ("sign.json", json.dumps({"facts": [{}, {"title": "\ud800"}]}), ["sign.json: Line 1, entry 2 (facts.1.title): The text", "U+D800"]),
        ("sign.yaml", 'facts:\n- title: "a\\0b"\n', ["sign.yaml: Line 2, entry 1 (facts.0.title): The text", "U+0000"]),
        ("field.json", {"expected": [{"rows": [{"\x07": 1}]}]}, ["field.json: Line 1, ", "expected.0.rows.0.", "U+0007"]),
        ("far.json", json.dumps({"facts": ["x" * 500_000], "names": {"\ud800": {}}}), ["far.json: names.", "U+D800"]),
        ("large.csv", HEAD + "甲局,2026-03,1e999999999,1\n", ["large.csv: Line 2, 报送", "1e999999999", "too large"]),
        ("list.yaml", "- 1\n", ["list.yaml"]),
        ("other.yaml", "schema: govinfo-facts/9\nfacts: []\n", ["other.yaml: Line 1, schema"]),
    ],
)  # fmt: skip
def test_bad_facts_end_with_2_and_name_file_and_place(write, name, content, words):  # noqa: F811
    told = said(write("scheme.json", SCHEME), write(name, content))
    assert [word for word in words if word not in told] == [], told


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.yaml", "schema: govinfo-scheme/1\n title: x\n", ["a.yaml: Line 2, column 7", "colon"]),
        ("a.yaml", "title: [1\n", ["a.yaml: Line 2, column 1", "comma"]),
        ("a.yaml", "title: \x07\n", ["a.yaml", "0x07"]),
        ("a.yaml", "", ["a.yaml", "no scheme"]),
        ("a.yaml", 'title: "\\ud800"\n', ["a.yaml: Line 1, title: The text", "U+D800"]),
        ("a.json", {"names": [{"code": "a", "name": "a\x07"}]}, ["a.json: Line 1, entry 1 (names.0.name): The text", "U+0007"]),
        ("a.yaml", "budget:\n  yuan: 0x" + "f" * 9000, ["a.yaml: Line 2, budget.yuan: Expected a number from"]),
        ("a.yaml", b"\xff\xff\x00\x00", ["a.yaml", "not text"]),
        ("a.json", BAD_SCHEME, ["a.json: Line 1, Clause 1 (clauses.0.event)", "seen", "Clause 1, row 1 of the table (clauses.0.table.0.points)"]),
    ],
)  # fmt: skip
def test_bad_schemes_end_with_2_and_name_file_and_place(write, name, content, words):  # noqa: F811
    told = said(write(name, content), write("facts.json", facts_document(*FACTS)))
    assert [word for word in words if word not in told] == [], told


def test_files_that_cannot_be_opened_are_told(write, tmp_path, monkeypatch):  # noqa: F811
    scheme, facts = write("scheme.json", SCHEME), write("facts.json", facts_document(*FACTS))
    missing, folder = tmp_path / "nothing.xls", tmp_path / "folder.csv"
    folder.mkdir()
    for bad, what in ((missing, "no such file"), (folder, "folder")):
        assert said(scheme, bad).startswith(str(bad))
        assert what in said(scheme, bad)
        assert what in said(bad, facts)

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert said(scheme, facts) == f"{scheme}: this file cannot be opened."


@pytest.mark.parametrize(("options", "word"), [([], "--scheme"), (["--scheme", "a.yaml"], "--facts")])
def test_a_missing_option_is_told(options, word):
    with pytest.raises(CommandError) as found:
        call_command("score_evaluate", *options)
    assert found.value.returncode == 2
    assert word in str(found.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1,}', (1, 9)), ('{"a" 1}', (1, 6)), ('{"a": }', (1, 7)), ("[1\n2]", (2, 1)), ('{"a": "x\ny"}', (1, 9)),
        ('{"a": "\\q"}', (1, 8)), ("{} {}", (1, 4)), ('{"a": "x', (1, 7)), ("{a: 1}", (1, 2)), ("", (1, 1)),
    ],
)  # fmt: skip
def test_json_is_told_with_line_and_column_and_none_of_the_parser_s_words(text, place):
    with pytest.raises(json.JSONDecodeError) as found:
        json.loads(text)
    with override("en"):
        told = fault_in_json(found.value)
    assert told.startswith("Line {}, column {}: ".format(*place))
    assert found.value.msg not in told


def test_a_class_of_which_the_scheme_does_not_speak_is_noted(write):  # noqa: F811
    quota = {
        "id": "q",
        "kind": "quota",
        "per": "month",
        "counts": ["filed"],
        "demands": [{"classes": ["towns"], "at_least": 1}],
    }
    scheme = {**SCHEME, "clauses": [*SCHEME["clauses"], quota]}
    units = [{"unit": "甲局", "class": "towns"}, {"unit": "乙局", "class": "twons"}]
    facts = write("facts.json", facts_document(*FACTS, units=units))
    (note,) = evaluated(write("scheme.json", scheme), facts)["notes"]
    assert "乙局" in note
    assert "twons" in note
    assert evaluated(write("plain.json", SCHEME), facts)["notes"] == []


def test_stored_results_of_formulas_are_read_also_in_heads(write):  # noqa: F811
    rows = [
        ("单位", "月份", '="报"&"送"', "采用:市级"),
        ("甲局", "2026-03", "=1+2", "=C2-2"),
        ("合计", None, "=SUM(C2:C2)", 1),
    ]
    stored = {"C1": ("str", "报送"), "C2": ("n", "3"), "D2": ("n", "1"), "C3": ("n", "3")}
    file = read_facts([write("facts.xlsx", workbook_of(*rows, stored=stored))])
    assert sorted(fact.kind.value for fact in file.facts) == ["adopted", "filed", "filed", "filed"]
    assert [(one.told, one.found) for one in file.sums] == [(3, 3), (1, 1)]


@pytest.mark.parametrize("column", [0, 2])
def test_a_formula_without_a_result_in_the_head_is_told(write, column):  # noqa: F811
    heads = ["单位", "月份", "报送", "采用:市级"]
    heads[column] = f'="{heads[column]}"'
    lines = refused(write("facts.xlsx", workbook_of(heads, ("甲局", "2026-03", 3, 1))))
    assert f"{'ABC'[column]}1" in lines[0]
    assert "保存" in lines[0]


def test_a_formula_that_ends_in_an_error_is_told(write):  # noqa: F811
    rows = [("单位", "月份", "报送"), ("甲局", "2026-03", "=1/0"), ("#N/A", "2026-03", 1)]
    lines = refused(write("facts.xlsx", workbook_of(*rows, stored={"C2": ("e", "#DIV/0!")})))
    assert [cell for cell in ("C2", "A3") if any(cell in line for line in lines)] == ["C2", "A3"]


def test_a_count_without_its_unit_is_told_once_at_the_cell_of_the_unit(write):  # noqa: F811
    rows = [("单位", "月份", "报送", "采用:市级"), (None, "2026-03", 7, 3)]
    (line,) = refused(write("facts.xlsx", {"三月": rows}))
    assert "A2" in line


def test_older_encodings_of_documents_are_read(write):  # noqa: F811
    text = json.dumps(facts_document(*FACTS), ensure_ascii=False)
    for name in ("facts.json", "facts.yaml"):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            assert list(read_facts([write(name, text.encode(encoding))]).register.units) == ["甲局", "乙局"]


@pytest.mark.parametrize("figure", ["1e999999999", "-1e999999999", "1e-999999999", "9" * 4000])
def test_numbers_beyond_all_numbers_are_told_wherever_they_stand(write, figure):  # noqa: F811
    fact = {**FACTS[0], "external": figure, "length": figure, "count": figure}
    printed = [{"period": "2026-03", "rows": [{"unit": "甲局", "points": figure}]}]
    scheme, facts = write("scheme.json", SCHEME), write("facts.json", facts_document(fact, expected=printed))
    told = said(scheme, facts).splitlines()
    assert [line.partition(": “")[0].split(", ")[1] for line in told] == ["count", "external", "length", "points"]
    # Written without quotation marks, too; a whole number of so many digits is refused as a whole.
    text = facts.read_text(encoding="utf-8").replace(f'"{figure}"', figure)
    assert said(scheme, write("bare.json", text)).startswith("bare.json: ")


def test_a_number_that_no_computer_holds_is_told(write):  # noqa: F811
    text = json.dumps(facts_document({**FACTS[0], "external": "@"})).replace('"@"', "1e99999999999999999999")
    assert "1e99999999999999999999" in said(write("scheme.json", SCHEME), write("facts.json", text))


@pytest.mark.parametrize("period", ["9999-W52", "0001-W00", "0000-W01", "9999-W53"])
def test_weeks_beyond_the_calendar_are_told(write, period):  # noqa: F811
    scheme = write("scheme.json", SCHEME)
    printed = [{"period": period, "rows": [{"unit": "甲局", "points": 1}]}]
    for document in (facts_document({**FACTS[0], "period": period}), facts_document(*FACTS, expected=printed)):
        assert f"period: “{period}” is no period" in said(scheme, write("facts.json", document))


@pytest.mark.parametrize(
    ("count", "units", "line"), [(100_000, "甲局", 11), (50_000, "甲局、乙局、丙局", 7), ("100,000", ["甲局"], 11)]
)
def test_counts_that_make_too_many_facts_are_told_before_any_is_made(write, count, units, line):  # noqa: F811
    rows = [{"event": "filed", "period": "2026-03", "units": units, "count": count} for _ in range(50)]
    text = json.dumps(facts_document(*rows), ensure_ascii=False).replace('{"event"', '\n{"event"')
    told = said(write("scheme.json", SCHEME), write("facts.json", text))
    assert told.startswith(f"facts.json: Line {line + 1}, count: With this row there are more than 1,000,000 facts")


def test_a_rare_character_that_json_writes_in_two_halves_stays_one(write):  # noqa: F811
    facts = write("facts.json", json.dumps(facts_document({**FACTS[0], "title": "𠮷"})))
    scheme = write("scheme.json", json.dumps({**SCHEME, "title": "𠮷县办法"}))
    assert "\\ud842" in scheme.read_text(encoding="utf-8")
    assert evaluated(scheme, facts)["schemes"][0]["title"] == "𠮷县办法"
