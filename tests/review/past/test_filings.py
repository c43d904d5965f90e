"""A register of filings: matched by the name of the day, stored at once or not at all, never twice."""

from datetime import date

import pytest
from django.utils.timezone import localtime

from activity.models import Event
from activity.services import verify_chain
from organizations.models import ImportedRow, ImportState, UnitName
from organizations.past import services
from organizations.past.kinds import kind_of
from organizations.past.planning import report_of
from submissions.models import Item, JointUnit
from submissions.search import matching
from submissions.states import Nature, Secrecy, Status
from tests.factories.organizations import MembershipFactory, make_organ, make_person
from tests.factories.past import csv_bytes, imported, planned, received, table, told
from tests.factories.submissions import ItemTypeFactory, make_item

HEADS = ("序号", "报送日期", "处室", "标题", "作者")
TITLE = "我市开展蔬菜质量安全专项执法检查"

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    organ = make_organ()
    first, second = organ.divisions
    first.name, first.short_name, first.code = "行政执法监督处", "监督处", "ZFJD"
    first.save()
    UnitName.objects.create(unit=first, name="执法监督科", starts_on=date(2020, 1, 1), ends_on=date(2024, 6, 30))
    second.name, second.short_name, second.code = "立法一处", "立法一", "LFYC"
    second.save()
    return organ


def register(*rows, **kw):
    return table(HEADS, *rows, **kw)


def test_row_becomes_an_item_that_was_filed_on_its_day(organ):
    ItemTypeFactory.create(code="update", name="动态信息")
    content = table(
        ("编号", "报送日期", "报送单位", "标题", "类型", "性质", "撰稿人", "密级", "正文"),
        (
            "法信〔2025〕012",
            date(2025, 3, 5),
            "监督处",
            TITLE,
            "动态信息",
            "成绩",
            organ.officer.name,
            "公开",
            "检查了市场。",
        ),
    )
    past = imported("filings", content, by=organ.office_head)
    assert (past.state, past.rows_new, past.rows_known) == (ImportState.DONE, 1, 0)
    item = Item.objects.get()
    assert (item.number, item.title, item.unit, item.status) == (
        "法信〔2025〕012",
        TITLE,
        organ.division,
        Status.CLOSED,
    )
    assert localtime(item.first_filed_at).date() == date(2025, 3, 5)
    assert (item.filing_count, item.is_imported, item.is_supplementary) == (1, True, False)
    assert (item.nature, item.secrecy, item.item_type.code) == (Nature.ACHIEVEMENT, Secrecy.PUBLIC, "update")
    assert list(item.author_links.values_list("user", flat=True)) == [organ.officer.pk]
    assert item.drafter == organ.officer
    assert (item.current.text, item.current.created_by) == ("检查了市场。", organ.office_head)
    assert list(matching(Item.objects.all(), "蔬菜质量")) == [item]
    assert item.outer_status == str(Item(status=Status.FILED).outer_status)


def test_events_name_the_import_and_never_the_title(organ):
    past = imported("filings", register(("1", "2025-03-05", "监督处", TITLE, "")), by=organ.office_head)
    event = Event.objects.get(verb="item.import")
    assert (event.actor, event.batch, event.data["import"]) == (organ.office_head, past.batch, past.pk)
    assert event.data["place"] == "台账!2"
    assert TITLE not in str(list(Event.objects.values_list("data", flat=True)))
    assert set(Event.objects.values_list("verb", flat=True)) == {"past.receive", "item.import", "past.import"}
    assert verify_chain().is_whole


def test_former_name_matches_on_its_days_and_not_after(organ):
    content = register(
        ("1", "2024-06-30", "执法监督科", TITLE, ""),
        ("2", "2024-07-01", "执法监督科", "另一条信息", ""),
    )
    plan = planned("filings", content, by=organ.office_head)
    assert [(one.row.number, one.facts["item"].unit) for one in plan.planned] == [(2, organ.division)]
    ((cell, what),) = told(plan)
    assert cell == "C3"
    assert "行政执法监督处" in what


def test_name_that_two_units_had_in_turn_belongs_to_the_one_of_the_day(organ):
    first, second = organ.divisions
    UnitName.objects.create(unit=second, name="行政执法监督处", starts_on=date(2020, 1, 1), ends_on=date(2024, 6, 30))
    content = register(("1", "2024-05-01", "行政执法监督处", "甲", ""), ("2", "2024-08-01", "行政执法监督处", "乙", ""))
    imported("filings", content, by=organ.office_head)
    assert dict(Item.objects.values_list("title", "unit")) == {"甲": second.pk, "乙": first.pk}


@pytest.mark.parametrize("name", ["行政执法监督处", " 行政执法 监督处 ", "监督处", "ZFJD", "zfjd", "ＺＦＪＤ"])
def test_unit_is_known_by_name_short_name_and_code(organ, name):
    plan = planned("filings", register(("1", "2025-03-05", name, TITLE, "")), by=organ.office_head)
    assert [one.facts["item"].unit for one in plan.planned] == [organ.division]


def test_several_units_file_jointly(organ):
    first, second = organ.divisions
    imported("filings", register(("1", "2025-03-05", "立法一处、监督处", TITLE, "")), by=organ.office_head)
    item = Item.objects.get()
    assert item.unit == second
    assert list(item.joint_units.values_list("unit", "state")) == [(first.pk, JointUnit.State.COUNTERSIGNED)]


def test_errors_name_cell_value_and_cure(organ):
    content = register(
        ("1", "2025-13-05", "监督处", TITLE, ""),
        ("2", "3月5日", "监督科室", TITLE, ""),
        ("3", "2025-03-05", "", "", ""),
        ("4", "2999-01-01", "监督处", "字" * 121, "无名氏"),
    )
    past = received("filings", content, by=organ.office_head)
    assert past.state == ImportState.CHECKED
    errors = [(one["sheet"], one["cell"], one["value"]) for one in past.report["errors"]]
    assert errors == [
        ("台账", "B2", "2025-13-05"),
        ("台账", "B3", "3月5日"),
        ("台账", "C3", "监督科室"),
        ("台账", "C4", ""),
        ("台账", "D4", ""),
        ("台账", "B5", "2999-01-01"),
        ("台账", "D5", "字" * 60),
    ]
    assert all(one["what"] for one in past.report["errors"])
    assert Item.objects.count() == 0


def test_one_wrong_cell_keeps_all_rows_out(organ):
    content = register(("1", "2025-03-05", "监督处", TITLE, ""), ("2", "2025-03-06", "不存在处", "乙", ""))
    past = received("filings", content, by=organ.office_head)
    assert (past.rows_new, past.errors) == (1, 1)
    with pytest.raises(services.OrganizationRefused):
        services.begin_storing(past_id=past.pk, by=organ.office_head)
    assert Item.objects.count() == 0
    assert ImportedRow.objects.count() == 0


def test_author_is_found_by_name_and_unit_and_ambiguity_lists_the_candidates(organ):
    first = make_person("officer", unit=organ.division, name="张伟", username="zhangwei1")
    second = make_person("officer", unit=organ.division, name="张伟", username="zhangwei2")
    other = make_person("officer", unit=organ.divisions[1], name="张伟", username="zhangwei3")
    plan = planned("filings", register(("1", "2025-03-05", "立法一处", TITLE, "张 伟")), by=organ.office_head)
    assert [one.facts["item"].authors for one in plan.planned] == [(other,)]
    plan = planned("filings", register(("1", "2025-03-05", "监督处", TITLE, "张伟")), by=organ.office_head)
    ((cell, what),) = told(plan)
    assert cell == "E2"
    assert "zhangwei1" in what
    assert "zhangwei2" in what
    assert "zhangwei3" not in what
    plan = planned("filings", register(("1", "2025-03-05", "监督处", TITLE, "张伟（zhangwei2）")), by=organ.office_head)
    assert [one.facts["item"].authors for one in plan.planned] == [(second,)]
    assert first != second


def test_author_who_moved_is_found_where_the_role_was_on_that_day(organ):
    old, new = organ.divisions
    moved = make_person(name="周强", username="zhouqiang")
    MembershipFactory.create(user=moved, unit=old, ends_on=date(2024, 12, 31))
    MembershipFactory.create(user=moved, unit=new, starts_on=date(2025, 1, 1))
    plan = planned("filings", register(("1", "2024-03-05", "监督处", TITLE, "周强")), by=organ.office_head)
    assert [one.facts["item"].authors for one in plan.planned] == [(moved,)]


def test_same_file_again_adds_nothing_and_says_so(organ):
    content = register(("1", "2025-03-05", "监督处", TITLE, ""), ("2", "2025-03-06", "立法一处", "乙", ""))
    imported("filings", content, by=organ.office_head)
    again = received("filings", content, by=organ.office_head, name="又一次.xlsx")
    assert (again.rows_new, again.rows_known, again.errors) == (0, 2, 0)
    with pytest.raises(services.OrganizationRefused):
        services.begin_storing(past_id=again.pk, by=organ.office_head)
    assert Item.objects.count() == 2


def test_overlapping_file_adds_what_is_new_only(organ):
    imported(
        "filings",
        register(("1", "2025-03-05", "执法监督处".replace("执法", "行政执法"), TITLE, "")),
        by=organ.office_head,
    )
    content = csv_bytes([HEADS, ("1", "2025年3月5日", "ZFJD", TITLE, ""), ("2", "2025/3/6", "监督处", "乙", "")])
    past = imported("filings", content, by=organ.office_head, name="台账.csv")
    assert (past.rows_new, past.rows_known) == (1, 1)
    assert Item.objects.count() == 2


def test_item_that_was_filed_here_is_known(organ):
    item = make_item(status=Status.FILED, unit=organ.division, title=TITLE)
    day = localtime(item.first_filed_at).date()
    plan = planned("filings", register(("1", day, "监督处", TITLE, "")), by=organ.office_head)
    assert [one.known_as for one in plan.planned] == [("submissions.item", str(item.pk))]


def test_changed_row_with_the_same_number_is_refused_with_both_values(organ):
    heads = ("编号", "报送日期", "单位", "标题")
    imported("filings", table(heads, ("法信〔2025〕012", "2025-03-05", "监督处", TITLE)), by=organ.office_head)
    plan = planned(
        "filings", table(heads, ("法信〔2025〕012", "2025-03-05", "监督处", "改过的标题")), by=organ.office_head
    )
    ((cell, what),) = told(plan)
    assert cell == "A2"
    assert f"{TITLE} → 改过的标题" in what
    assert not plan.may_be_stored
    # The preview shows rows without errors: this one is none of them.
    assert report_of(plan)["rows"] == []


def test_serials_begin_again_each_year(organ):
    heads = ("编号", "报送日期", "单位", "标题")
    content = table(heads, ("1", "2024-03-05", "监督处", "甲"), ("1", "2025-03-05", "监督处", "乙"))
    imported("filings", content, by=organ.office_head)
    assert dict(Item.objects.values_list("title", "number")) == {"甲": "2024-历-0001", "乙": "2025-历-0001"}
    plan = planned("filings", table(heads, ("1", "2025-03-09", "监督处", "丙")), by=organ.office_head)
    assert [cell for cell, _what in told(plan)] == ["A2"]


def test_row_that_stands_twice_in_a_file_is_taken_once(organ):
    content = register(("1", "2025-03-05", "监督处", TITLE, ""), ("2", "2025-03-05", "监督处", TITLE, ""))
    past = imported("filings", content, by=organ.office_head)
    assert (past.rows_new, past.report["note_count"]) == (1, 1)
    assert Item.objects.count() == 1


def test_number_of_another_item_is_refused(organ):
    make_item(status=Status.FILED, unit=organ.division, number="法信〔2025〕012", title="别的")
    heads = ("编号", "报送日期", "单位", "标题")
    plan = planned("filings", table(heads, ("法信〔2025〕012", "2025-03-05", "监督处", TITLE)), by=organ.office_head)
    assert [cell for cell, _what in told(plan)] == ["A2"]


def test_declined_filing_still_counts_as_filed(organ):
    heads = ("报送日期", "单位", "标题", "办理结果")
    imported("filings", table(heads, ("2025-03-05", "监督处", TITLE, "未编报")), by=organ.office_head)
    item = Item.objects.get()
    assert (item.status, item.filing_count) == (Status.DECLINED, 1)


def test_facts_that_changed_between_preview_and_import_are_shown_anew(organ):
    past = received("filings", register(("1", "2025-03-05", "监督处", TITLE, "")), by=organ.office_head)
    organ.division.ends_on = date(2025, 1, 1)
    organ.division.save()
    services.begin_storing(past_id=past.pk, by=organ.office_head)
    from activity.runner import run_queued

    run_queued()
    past.refresh_from_db()
    assert (past.state, past.errors) == (ImportState.CHECKED, 1)
    assert Item.objects.count() == 0


def test_only_the_office_head_imports_filings(organ):
    kind = kind_of("filings")
    for stranger in (organ.officer, organ.head, organ.editor, organ.deputy_leader, make_person(admin_kind="system")):
        with pytest.raises(services.OrganizationRefused):
            services.refuse_stranger(kind, stranger)
    services.refuse_stranger(kind, organ.office_head)


def test_marked_secret_leaves_no_file_behind(organ):
    content = table(HEADS, ("1", "2025-03-05", "监督处", TITLE, ""), above=[("密级：机密",)])
    past = received("filings", content, by=organ.office_head)
    assert (past.state, past.file, past.rows_new) == (ImportState.REFUSED, None, 0)
    assert len(past.sha256) == 64
    assert "机密" in past.report["refusal"]
    from documents.models import StoredFile

    assert StoredFile.objects.count() == 0
    assert Event.objects.filter(verb="past.drop_file").count() == 1
