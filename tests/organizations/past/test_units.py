"""Units out of a sheet: the tree in any order of rows, former names, and nothing that is there is changed."""

from datetime import date

import pytest

from organizations.models import Unit, UnitKind, UnitName
from organizations.past.matching import UnitBook
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_organ, make_person, organ_unit
from tests.factories.past import imported, planned, received, table, told

HEADS = ("单位代码", "单位名称", "简称", "单位类型", "上级单位", "考核类别", "成立日期", "曾用名")

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    UnitClassFactory.create(name="业务处室")
    return make_person(admin_kind="system")


def test_units_below_each_other_are_made_whatever_the_order_of_rows(system):
    content = table(
        HEADS,
        ("ZDK", "执法督查科", "督查科", "科室", "行政执法监督处", "", "", ""),
        (
            "ZFJD",
            "行政执法监督处",
            "监督处",
            "处室",
            "",
            "业务处室",
            "2010-01-01",
            "执法监督科（2010-01-01至2019-03-31）",
        ),
        ("FZB", "市法制办", "法制办", "本机关", "", "", "", ""),
    )
    past = imported("units", content, by=system)
    assert past.rows_new == 3
    organ, unit, below = (Unit.objects.get(code=code) for code in ("FZB", "ZFJD", "ZDK"))
    assert (unit.parent, below.parent, organ.parent) == (organ, unit, None)
    assert (unit.short_name, unit.kind, unit.unit_class.name) == ("监督处", UnitKind.DIVISION, "业务处室")
    assert (unit.starts_on, unit.files_items, organ.files_items) == (date(2010, 1, 1), True, False)
    name = UnitName.objects.get()
    assert (name.unit, name.name, name.ends_on) == (unit, "执法监督科", date(2019, 3, 31))
    assert UnitBook().find("执法监督科", date(2018, 5, 1)) == unit


def test_again_adds_nothing_also_after_the_unit_was_renamed(system):
    organ_unit()
    content = table(HEADS, ("ZFJD", "行政执法监督处", "监督处", "处室", "", "", "2010-01-01", ""))
    imported("units", content, by=system)
    from organizations.services.units import rename_unit

    unit = Unit.objects.get(code="ZFJD")
    rename_unit(unit_id=unit.pk, name="执法协调监督局", short_name="监督局", on=date(2026, 1, 1), by=system)
    again = received("units", content, by=system)
    assert (again.rows_new, again.rows_known, again.errors) == (0, 1, 0)


def test_former_names_are_added_to_a_unit_that_is_there(system):
    unit = UnitFactory.create(name="行政执法监督处", code="ZFJD", parent=organ_unit())
    content = table(
        HEADS,
        (
            "ZFJD",
            "行政执法监督处",
            "",
            "处室",
            "",
            "",
            "",
            "法制科（2012-01-01至2015-12-31）；法规处（2016-01-01至2019-12-31）",
        ),
    )
    past = imported("units", content, by=system)
    assert past.rows_new == 1
    assert list(unit.former_names.values_list("name", flat=True)) == ["法制科", "法规处"]
    unit.refresh_from_db()
    assert unit.starts_on == date(2012, 1, 1)
    again = received("units", content, by=system)
    assert (again.rows_new, again.rows_known) == (0, 1)


def test_errors_name_their_cells(system):
    UnitFactory.create(name="立法一处", code="LFYC", parent=organ_unit())
    content = table(
        HEADS,
        ("中文", "甲处", "", "处室", "", "", "", ""),
        ("B", "乙处", "", "别的", "没有的单位", "没有的类别", "2999-01-01", "旧名"),
        ("LFYC", "立法二处", "", "处室", "", "", "", ""),
        ("LF", "立法一处", "", "处室", "", "", "", ""),
        ("D", "丁处", "", "处室", "丁处", "", "", ""),
    )
    assert {cell for cell, _what in told(planned("units", content, by=system))} == {
        "A2", "D3", "E3", "F3", "G3", "H3", "A4", "B5", "E6",
    }  # fmt: skip


def test_the_unit_above_may_be_written_by_its_short_name_here_or_in_the_sheet(system):
    organ = make_organ(divisions=1)
    division = organ.division
    division.short_name = "业务"
    division.save()
    content = table(
        HEADS,
        ("ZD1", "督查一科", "一科", "科室", "业务", "", "", ""),
        ("ZD2", "督查二科", "二科", "科室", "三科", "", "", ""),
        ("ZD3", "督查三科", "三科", "科室", "", "", "", ""),
    )
    imported("units", content, by=system)
    one, two, three = (Unit.objects.get(code=code) for code in ("ZD1", "ZD2", "ZD3"))
    assert (one.parent, two.parent, three.parent) == (division, three, organ.organ)


def test_a_short_name_that_two_units_have_is_no_unit_above(system):
    organ = make_organ(divisions=2)
    Unit.objects.filter(pk__in=[one.pk for one in organ.divisions]).update(short_name="业务")
    past = received("units", table(HEADS, ("ZD1", "督查一科", "一科", "科室", "业务", "", "", "")), by=system)
    (problem,) = past.report["errors"]
    assert problem["cell"].endswith("E2")
    assert problem["advice"]


def test_circle_is_refused(system):
    organ_unit()
    content = table(HEADS, ("A", "甲处", "", "处室", "乙处", "", "", ""), ("B", "乙处", "", "处室", "甲处", "", "", ""))
    plan = planned("units", content, by=system)
    assert told(plan)
    assert not plan.may_be_stored


def test_second_office_is_refused(system):
    make_organ()
    content = table(HEADS, ("ZHK", "综合科", "", "综合科", "", "", "", ""))
    assert [cell for cell, _what in told(planned("units", content, by=system))] == ["D2"]


def test_unit_that_ended_is_no_unit_of_a_later_day(system):
    into = UnitFactory.create(name="新处")
    ended = UnitFactory.create(name="老处", ends_on=date(2020, 12, 31), successor=into)
    book = UnitBook()
    assert book.find("老处", date(2020, 12, 31)) == ended
    with pytest.raises(Exception, match="新处") as refusal:
        book.find("老处", date(2021, 1, 1))
    assert "2020-12-31" in str(refusal.value)


def test_a_name_that_no_paper_can_print_is_told_with_its_cell_and_hidden_marks_are_taken_out(system):
    organ_unit()
    content = table(HEADS, ("ZFJD", "行政👍处", "监督处", "处室", "", "", "2010-01-01", ""))
    past = received("units", content, by=system)
    ((cell, words),) = told(past)
    assert (past.errors, cell) == (1, "B2")
    assert "U+1F44D" in words
    imported("units", table(HEADS, ("ZFJD", "行政\u202e监督处", "监督处", "处室", "", "", "2010-01-01", "")), by=system)
    assert Unit.objects.get(code="ZFJD").name == "行政监督处"
