"""Files of facts: every format gives the same facts; what is wrong is told with its place, in plain words."""

import io
import json
from datetime import date
from decimal import Decimal

import jsonschema
import openpyxl
import pytest

from scoring.engine import Author, FactKind
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.facts_file import read_facts
from tests.scoring.evaluating import LIBRARY_FACTS, published_schema, scheme_file

pytestmark = pytest.mark.engine_free

HEADS = ("事件", "日期", "单位", "撰稿人", "信息编号", "层级", "信息类型", "上级计分", "头版", "字数")
ROWS = (
    ("报送", "2026-03-02", "市监局", "张三、李四", "i1", "", "简讯", "", "", 800),
    ("采用", "2026年3月9日", "", "", "i1", "省级", "", 7.5, "是", ""),
)


@pytest.fixture
def write(tmp_path):
    """Write a file of facts by its name: bytes, text, a document, or sheets {name: rows}."""

    def _write(name, content):
        path = tmp_path / name
        if isinstance(content, dict) and name.endswith(".xlsx"):
            book = openpyxl.Workbook()
            book.remove(book.active)
            for title, rows in content.items():
                sheet = book.create_sheet(title)
                for row in rows:
                    sheet.append(row)
            out = io.BytesIO()
            book.save(out)
            content = out.getvalue()
        elif isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def csv_of(*rows):
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)


def facts_document(*facts, **more):
    return {"schema": "govinfo-facts/1", "facts": list(facts), **more}


def refused(*paths):
    with pytest.raises(InputRefused) as found:
        read_facts(list(paths))
    return found.value.lines


def one_fact(write, **fields):
    (fact,) = read_facts(
        [write("f.json", facts_document({"event": "filed", "date": "2026-03-02", "unit": "A", **fields}))]
    ).facts
    return fact


def check_two_facts(facts):
    filed, adopted = facts
    assert (filed.kind, filed.on, filed.item_type) == (FactKind.FILED, date(2026, 3, 2), "brief")
    assert filed.parts[0].units == ("市监局",)
    assert filed.parts[0].authors == (Author("张三", "市监局"), Author("李四", "市监局"))
    # The adoption takes unit, authors, type and length from the filing of its item.
    assert (adopted.kind, adopted.on, adopted.level) == (FactKind.ADOPTED, date(2026, 3, 9), "province")
    assert (adopted.external, adopted.front_page, adopted.length) == (Decimal("7.5"), True, 800)
    assert (adopted.parts, adopted.item_type, adopted.filed_on) == (filed.parts, "brief", date(2026, 3, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_usual_encoding_gives_the_facts(write, encoding, delimiter):
    text = csv_of(HEADS, *ROWS).replace('","', f'"{delimiter}"')
    check_two_facts(read_facts([write("facts.csv", text.encode(encoding))]).facts)


def test_workbook_gives_the_facts_whatever_the_sheet_is_called_and_with_titles_above(write):
    path = write("facts.xlsx", {"Sheet1": [("三月份信息采用情况",), (), HEADS, *ROWS], "空白": []})
    check_two_facts(read_facts([path]).facts)


def test_workbook_with_real_dates_and_english_heads_gives_the_facts(write):
    rows = [
        ("event", "date", "units", "persons", "item", "level", "item_type", "external", "front_page", "length"),
        ("filed", date(2026, 3, 2), "市监局", "张三;李四", "i1", None, "brief", None, None, 800),
        ("adopted", date(2026, 3, 9), None, None, "i1", "province", None, 7.5, True, None),
    ]
    check_two_facts(read_facts([write("facts.xlsx", {"facts": rows})]).facts)


def test_json_and_yaml_give_the_facts(write):
    rows = [
        {"event": "filed", "date": "2026-03-02", "unit": "市监局", "persons": ["张三", "李四"], "item": "i1", "item_type": "brief",
         "length": 800},
        {"event": "adopted", "date": "2026-03-09", "item": "i1", "level": "province", "external": "7.5", "front_page": True},
    ]  # fmt: skip
    document = facts_document(*rows)
    published_schema("facts-v1").validate(document)
    check_two_facts(read_facts([write("facts.json", document)]).facts)
    check_two_facts(read_facts([write("facts.yaml", json.dumps(document, ensure_ascii=False))]).facts)


def test_numbers_of_cells_are_the_numbers_that_people_see(write):
    rows = [("事件", "日期", "单位", "上级计分", "编号"), ("采用", "2026-03-02", "A", 0.1 + 0.2, 12.0)]
    (fact,) = read_facts([write("facts.xlsx", {"事实": rows})]).facts
    assert (fact.external, fact.key) == (Decimal("0.3"), "12")


def test_counts_become_as_many_items(write):
    document = facts_document({"event": "adopted", "period": "2026-03", "unit": "市监局", "level": "city", "count": 12})
    facts = read_facts([write("facts.json", document)]).facts
    assert len({fact.item for fact in facts}) == len(facts) == 12
    assert {(fact.on, fact.level) for fact in facts} == {(date(2026, 3, 16), "city")}


def test_wide_table_of_counts_has_one_column_for_each_kind_of_event(write):
    rows = [
        ("单位", "考核类别", "月份", "报送", "采用：市级：简讯", "采用:省级", "批示:市级"),
        ("市监局", "部门", date(2026, 3, 1), 3, 2, None, 1),
        ("民政局", "部门", "2026年3月", 1, 0, 1, None),
    ]
    file = read_facts([write("facts.xlsx", {"三月": rows})])
    found = [(fact.kind.value, fact.parts[0].units[0], fact.level, fact.item_type) for fact in file.facts]
    assert sorted(found) == sorted(
        [("filed", "市监局", "", "")] * 3
        + [("adopted", "市监局", "city", "brief")] * 2
        + [("instructed", "市监局", "city", ""), ("filed", "民政局", "", ""), ("adopted", "民政局", "province", "")]
    )
    assert file.register.profile("民政局", "", date(2026, 3, 31)).unit_class == "部门"


def test_wide_table_with_a_word_that_nobody_knows_is_refused_at_its_cell(write):
    path = write("facts.csv", csv_of(("单位", "月份", "采用:火星级"), ("市监局", "2026-03", 2)))
    assert any("火星级" in line for line in refused(path))


def test_sheets_of_units_persons_periods_and_names_are_known_by_their_heads(write):
    path = write("facts.xlsx", {
        "一": [("种类", "代码", "名称"), ("刊物", "mryq", "每日要情"), ("考核类别", "counties", "县区")],
        "二": [("单位", "考核类别", "归口单位", "自愿"), ("德清县", "县区", None, None), ("某企业", None, "德清县", "是")],
        "三": [("姓名", "单位", "群组"), ("小李", "德清县", "青年")],
        "四": [("期间", "自", "至"), ("2026-03", "2026-02-26", "2026-03-25")],
        "五": [("事件", "日期", "单位", "刊物"), ("采用", "2026-03-01", "某企业", "每日要情")],
    })  # fmt: skip
    file = read_facts([path])
    (fact,) = file.facts
    assert (fact.outlet, fact.parts[0].hosts) == ("mryq", (("某企业", "德清县"),))
    assert file.register.profile("德清县", "", fact.on).unit_class == "counties"
    assert file.register.profile("某企业", "", fact.on).optional
    assert file.register.profile("德清县", "小李", fact.on).groups == {"青年"}
    assert [tuple(slot) for slot in file.slots] == [("2026-03", date(2026, 2, 26), date(2026, 3, 25))]
    assert file.names["outlet"] == {"mryq": "每日要情"}


def test_merged_words_stand_in_every_row_of_the_merger(tmp_path):
    book = openpyxl.Workbook()
    for row in [("事件", "日期", "单位"), ("报送", "2026-03-02", "甲局"), (None, "2026-03-03", "乙局")]:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "facts.xlsx")
    assert [fact.kind for fact in read_facts([tmp_path / "facts.xlsx"]).facts] == [FactKind.FILED] * 2


def test_class_of_a_unit_may_change_from_a_day_on(write):
    document = facts_document(
        {"event": "filed", "date": "2026-03-02", "unit": "A"},
        units=[{"unit": "A", "class": "first"}, {"unit": "A", "class": "second", "from": "2026-07-01"}],
    )
    register = read_facts([write("f.json", document)]).register
    classes = [register.profile("A", "", date(2026, month, 30)).unit_class for month in (6, 7)]
    assert classes == ["first", "second"]


def test_rows_with_one_key_and_a_source_each_are_one_composite(write):
    fact = {"key": "z", "event": "adopted", "date": "2026-03-02", "item": "z"}
    document = facts_document({**fact, "source": "s1", "unit": "甲局", "share": "0.7"},
                              {**fact, "source": "s2", "unit": "乙局", "share": "0.3"})  # fmt: skip
    (found,) = read_facts([write("f.json", document)]).facts
    assert [(part.item, part.units, part.share) for part in found.parts] == [
        ("s1", ("甲局",), Decimal("0.7")), ("s2", ("乙局",), Decimal("0.3")),
    ]  # fmt: skip


def test_revocation_stands_in_the_group_of_what_it_takes_back(write):
    document = facts_document(
        {"key": "a", "event": "adopted", "date": "2026-03-02", "item": "i1", "unit": "A"},
        {"key": "r", "date": "2026-03-05", "revokes": "a"},
        {"key": "rr", "date": "2026-03-06", "revokes": "r"},
    )
    facts = read_facts([write("f.json", document)]).facts
    assert [(fact.key, fact.group, fact.kind, fact.revokes) for fact in facts[1:]] == [
        ("r", "i1", FactKind.ADOPTED, "a"), ("rr", "i1", FactKind.ADOPTED, "r"),
    ]  # fmt: skip


def test_several_files_are_read_as_one(write):
    facts = write("facts.csv", csv_of(HEADS, *ROWS))
    units = write("units.csv", csv_of(("单位", "考核类别"), ("市监局", "部门"), ("民政局", "部门")))
    assert list(read_facts([facts, units]).register.units) == ["市监局", "民政局"]


@pytest.mark.parametrize(
    ("value", "first_day", "middle"),
    [
        ("2026-03", "2026-03-01", "2026-03-16"),
        ("2026年3月", "2026-03-01", "2026-03-16"),
        ("2026-Q2", "2026-04-01", "2026-05-16"),
        ("2026-H2", "2026-07-01", "2026-09-30"),
        ("2026-W41", "2026-10-05", "2026-10-08"),
        ("2026", "2026-01-01", "2026-07-02"),
    ],
)
def test_a_count_is_put_on_the_middle_day_of_its_period(write, value, first_day, middle):
    from scoring.evaluation.spans import span_of

    assert span_of(value)[0] == date.fromisoformat(first_day)
    document = facts_document({"event": "filed", "period": value, "unit": "A"})
    assert read_facts([write("f.json", document)]).facts[0].on == date.fromisoformat(middle)


def test_a_place_is_told_as_the_reader_of_the_file_sees_it(write):
    rows = [("事件", "日期", "单位"), ("采用", "二月三十日", "市监局"), ("表扬", "2026-03-02", "市监局")]
    sheet = refused(write("facts.xlsx", {"三月": rows}))
    assert sheet[0].startswith("facts.xlsx：工作表 三月，单元格 B2，日期：")
    assert "二月三十日" in sheet[0]
    assert "A3" in sheet[1]
    assert "表扬" in sheet[1]
    line = refused(write("facts.csv", csv_of(*rows)))
    assert "2" in line[0]
    assert "日期" in line[0]
    text = "schema: govinfo-facts/1\nfacts:\n  - event: adopted\n    date: 2026-02-30\n    unit: A\n"
    (told,) = refused(write("facts.yaml", text))
    assert "4" in told
    assert "date" in told


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"event": "adopted", "unit": "A"}, "date"),
        ({"date": "2026-03-02", "unit": "A"}, "event"),
        ({"event": "adopted", "date": "2026-03-02"}, "units"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "external": "viel"}, "viel"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "external": "1.1234567"}, "external"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "length": "1.5"}, "length"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "front_page": "vielleicht"}, "vielleicht"),
        ({"event": "adopted", "period": "März", "unit": "A"}, "März"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "count": -1}, "count"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "count": 3, "item": "i1"}, "count"),
        ({"event": "adopted", "date": "2026-03-02", "unit": "A", "colour": "red"}, "colour"),
        ({"event": "adopted", "date": "2026-03-02", "unit": {"a": 1}}, "units"),
        ({"date": "2026-03-02", "revokes": "nothing"}, "nothing"),
        ("adopted", "1"),
    ],
)  # fmt: skip
def test_bad_row_is_told_by_field_and_value(write, row, word):
    lines = refused(write("facts.json", facts_document(row)))
    assert any(word in line for line in lines), lines


def test_facts_that_take_each_other_back_in_a_circle_are_refused(write):
    document = facts_document(
        {"key": "a", "date": "2026-03-02", "revokes": "b"}, {"key": "b", "date": "2026-03-02", "revokes": "a"}
    )
    assert len(refused(write("f.json", document))) == 2


def test_the_same_key_twice_without_sources_is_refused(write):
    row = {"key": "a", "event": "filed", "date": "2026-03-02", "unit": "A"}
    assert any("a" in line for line in refused(write("f.json", facts_document(row, row))))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.doc", b"anything"),
        ("facts.xlsx", b"no workbook"),
        ("facts.xlsx", b"PK\x03\x04 broken"),
        ("facts.csv", b"\xff\xff\xff\x00"),
        ("facts.csv", "单位,标题\n甲局,\"没有结束".encode()),
        ("facts.csv", b""),
        ("facts.csv", "甲,乙\n1,2\n".encode()),
        ("facts.json", b"{"),
        ("facts.json", b"[1, 2]"),
        ("facts.json", b'{"schema": "govinfo-facts/1", "facts": "none"}'),
        ("facts.json", b'{"schema": "govinfo-facts/9", "facts": []}'),
        ("facts.json", b'{"schema": "govinfo-facts/1", "facts": []}'),
        ("facts.json", b'{"schema": "govinfo-facts/1", "names": 7, "facts": []}'),
        ("facts.json", b"[" * 100_000),
        ("facts.yaml", b"facts: [}"),
        ("facts.yaml", b"\xff\xfe\x00"),
        ("facts.yaml", b"just words"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_is_refused_with_words(write, name, content):
    lines = refused(write(name, content))
    assert lines
    assert all(line.strip() and "Traceback" not in line for line in lines)


def test_missing_file_is_refused_with_words(tmp_path):
    assert refused(tmp_path / "nothing.csv") == [f"{tmp_path / 'nothing.csv'}：没有这个文件。"]
    (tmp_path / "folder.csv").mkdir()
    assert refused(tmp_path / "folder.csv") == [f"{tmp_path / 'folder.csv'}：这是文件夹，不是文件。"]


def test_wrong_count_is_told_under_the_head_of_its_column(write):
    rows = [("单位", "月份", "采用：市级"), ("市监局", "2026-03", "约三条")]
    assert refused(write("facts.xlsx", {"三月": rows})) == [
        "facts.xlsx：工作表 三月，单元格 C2，采用：市级：“约三条”不是数字。"
    ]


def test_a_thousand_mistakes_are_told_on_one_page(write):
    rows = [{"event": f"x{number}", "date": "2026-03-02", "unit": "A"} for number in range(1000)]
    lines = refused(write("facts.json", facts_document(*rows)))
    assert len(lines) == 51
    assert "950" in lines[-1]


def test_authors_belong_to_the_unit_that_is_written_or_listed(write):
    units = ["甲局", "乙局"]
    document = facts_document(
        {"event": "filed", "date": "2026-03-02", "units": units, "persons": ["张三", "李四", "王五@乙局"]},
        persons=[{"person": "李四", "unit": "乙局"}],
    )
    (fact,) = read_facts([write("f.json", document)]).facts
    assert fact.parts[0].authors == (Author("张三", "甲局"), Author("李四", "乙局"), Author("王五", "乙局"))


def test_names_of_the_file_go_before_the_common_words(write):
    document = facts_document(
        {"event": "采用", "date": "2026-03-02", "unit": "A", "level": "市"}, names={"level": {"shi": "市"}}
    )
    assert read_facts([write("f.json", document)]).facts[0].level == "shi"


def test_flags_and_minutes_are_read(write):
    fact = one_fact(write, padding="是", evidence="无", commissioned=1, in_composite="yes", minutes="20.5")
    assert (fact.padding, fact.evidence, fact.commissioned, fact.in_composite) == (True, False, True, True)
    assert fact.minutes == Decimal("20.5")


@pytest.mark.parametrize("path", sorted(LIBRARY_FACTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_facts_of_the_library_keep_to_the_published_schema(path):
    document = scheme_file(path).document
    published_schema("facts-v1").validate(document)
    with pytest.raises(jsonschema.ValidationError):
        published_schema("facts-v1").validate({**document, "colour": "red"})


def test_formula_without_a_stored_result_is_an_error_of_its_cell(write):
    rows = [("单位", "月份", "报送", "采用:市级"), ("市监局", "2026-03", "=1+2", 1), ("民政局", "2026-03", 2, 1)]
    assert refused(write("facts.xlsx", {"三月": rows})) == [
        "facts.xlsx：工作表 三月，单元格 C2，报送：此格的公式没有保存计算结果。请用表格软件打开文件后重新保存，或将公式改为数值。"
    ]
