"""文头与分送: what the office states, what is proposed until it has, and what the screen refuses."""

import pytest
from django.urls import reverse

from activity.models import Event
from organizations.forms.papers import PapersForm
from organizations.forms.registers import OutletForm
from organizations.models import OfficePapers, Unit, UnitClass, UnitKind
from organizations.services import papers
from tests.factories.organizations import OutletFactory, OutletLevelFactory, UnitFactory, make_person

pytestmark = pytest.mark.django_db
PAGE = "organizations:papers"
VALUES = {
    "office_name": "信息科", "contact": "信息科　0000-82601105", "bulletin_masthead": "政务信息通报", "bulletin_note": "内部",
    "bulletin_up": "县委办公室。", "bulletin_peer": "县直各部门。", "bulletin_down": "各科室，各乡镇。", "bulletin_copies": 35,
    "special_masthead": "政务专报", "special_note": "", "special_up": "县委办公室。", "special_peer": "", "special_down": "",
    "special_copies": 12,
}  # fmt: skip


@pytest.fixture
def head(client, organ):
    client.force_login(organ.office_head)
    return client


def form_with(**values):
    return PapersForm({**VALUES, **values}, instance=papers.office_papers())


def test_what_is_stated_is_kept_with_one_event_and_saving_again_leaves_none(head, organ):
    assert head.post(reverse(PAGE), VALUES).status_code == 302
    row = OfficePapers.objects.get()
    assert {name: getattr(row, name) for name in VALUES} == VALUES
    event = Event.objects.about(row).get()
    assert (event.verb, event.actor, event.data["bulletin_masthead"]) == (
        "office_papers.stated", organ.office_head, "政务信息通报",
    )  # fmt: skip
    head.post(reverse(PAGE), VALUES)
    assert Event.objects.about(row).count() == 1
    head.post(reverse(PAGE), {**VALUES, "bulletin_copies": 40})
    assert Event.objects.about(row).last().data == {"changes": {"bulletin_copies": [35, 40]}}


def test_the_screen_begins_with_proposals_and_says_so_and_then_who_changed_it(head, organ):
    answer = head.get(reverse(PAGE))
    assert answer.context["form"]["bulletin_masthead"].value() == "信息工作情况通报"
    assert answer.context["last"] is None
    assert not OfficePapers.objects.exists()
    head.post(reverse(PAGE), VALUES)
    answer = head.get(reverse(PAGE))
    assert answer.context["form"]["bulletin_masthead"].value() == "政务信息通报"
    assert answer.context["last"].actor == organ.office_head


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"bulletin_masthead": ""}, "bulletin_masthead"),
        ({"bulletin_masthead": "长" * 17}, "bulletin_masthead"),
        ({"special_masthead": "政务信息通报"}, "special_masthead"),
        ({"special_masthead": "政务信息 通报"}, "special_masthead"),
        ({"bulletin_masthead": "零报送单位告知书"}, "bulletin_masthead"),
        ({"special_masthead": "零报送单位告知书"}, "special_masthead"),
        ({"bulletin_masthead": "自办刊物"}, "bulletin_masthead"),
        ({"bulletin_copies": "-1"}, "bulletin_copies"),
        ({"special_copies": "100001"}, "special_copies"),
        ({"contact": "李👍"}, "contact"),
        ({"bulletin_down": "各科室\u202e321"}, "bulletin_down"),
        ({"bulletin_up": "长" * 301}, "bulletin_up"),
        ({"office_name": "长" * 41}, "office_name"),
        ({"office_name": "信息\x00科"}, "office_name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(head, values, field):
    OutletFactory.create(name="自办刊物", is_own=True)
    answer = head.post(reverse(PAGE), {**VALUES, **values})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["special_up"].value() == "县委办公室。"
    assert not OfficePapers.objects.exists()


@pytest.mark.parametrize(
    ("name", "is_own", "refused"),
    [
        ("政务信息通报", True, ["name"]),
        ("零报送单位告知书", True, ["name"]),
        ("政务信息通报", False, []),
        ("政务专报", True, []),
    ],
)
def test_no_own_journal_takes_a_name_under_which_the_office_numbers_other_papers(name, is_own, refused):
    OfficePapers.objects.create(**VALUES)
    level = OutletLevelFactory.create()
    form = OutletForm({"name": name, "code": "own", "level": level.pk, "is_own": is_own, "sort_no": 1})
    assert list(form.errors) == refused


def test_an_unprintable_character_is_named_with_its_place():
    form = form_with(bulletin_peer="县直各部门👍。")
    assert not form.is_valid()
    (message,) = form.errors["bulletin_peer"]
    assert "U+1F44D" in message
    assert "6" in message
    assert "县直各部门" in message


def test_lines_are_one_line_each():
    form = form_with(bulletin_down="各科室，\r\n  各乡镇。\n")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["bulletin_down"] == "各科室，各乡镇。"


def test_units_are_all_named_by_kind_and_class(organ):
    Unit.objects.filter(kind=UnitKind.DIVISION).update(ends_on="2021-01-01")
    assert papers.proposed().bulletin_down == ""
    UnitFactory.create(name="办公科")
    assert papers.proposed().bulletin_down == "办公科。"
    UnitFactory.create(name="法制科")
    UnitFactory.create(name="已撤科", ends_on="2021-01-01")
    districts, towns = (UnitClass.objects.create(name=name, sort_no=no) for no, name in enumerate(("区县", "乡镇街道")))
    basic = {"kind": UnitKind.TOWNSHIP_OFFICE}
    for name in ("东岭区人民政府法制办公室", "永泽县人民政府法制办公室"):
        UnitFactory.create(name=name, unit_class=districts, **basic)
    for name in ("云溪街道司法所", "桐林镇司法所", "竹坪乡司法所"):
        UnitFactory.create(name=name, unit_class=towns, **basic)
    UnitFactory.create(name="培训中心", kind=UnitKind.SUBORDINATE)
    UnitFactory.create(name="第一直报点", kind=UnitKind.DIRECT_REPORT_POINT)
    UnitFactory.create(name="第二直报点", kind=UnitKind.DIRECT_REPORT_POINT)
    assert papers.proposed().bulletin_down == (
        "各处室，各区县人民政府法制办公室，各乡镇街道司法所，培训中心，各信息直报点。"
    )


def test_units_of_no_class_and_without_a_common_ending_are_named_by_kind(organ):
    Unit.objects.filter(kind=UnitKind.DIVISION).update(ends_on="2021-01-01")
    for name in ("甲街道", "乙镇"):
        UnitFactory.create(name=name, kind=UnitKind.TOWNSHIP_OFFICE)
    assert papers.proposed().bulletin_down == "各基层单位。"
    town = UnitClass.objects.create(name="乡镇街道")
    Unit.objects.filter(kind=UnitKind.TOWNSHIP_OFFICE).update(unit_class=town)
    assert papers.proposed().bulletin_down == "各乡镇街道。"


def test_superiors_are_the_publishers_of_the_next_level(organ):
    own, city, province = (OutletLevelFactory.create(sort_no=no) for no in (1, 2, 3))
    OutletFactory.create(level=own, publisher="本机关", is_own=True)
    OutletFactory.create(level=city, publisher="市日报社", is_media=True)
    OutletFactory.create(level=city, publisher="")
    OutletFactory.create(level=city, publisher="旧办", is_active=False)
    assert papers.proposed().bulletin_up == "本机关领导。"
    OutletFactory.create(level=province, publisher="省政府办公厅")
    for _twice in range(2):
        OutletFactory.create(level=city, publisher="市政府办公室")
    OutletFactory.create(level=city, publisher="市委办公室")
    assert papers.proposed().bulletin_up == "市政府办公室、市委办公室、本机关领导。"


def test_the_office_is_called_as_stated_else_as_its_unit(organ):
    assert papers.printed_names() == (organ.organ.name, organ.office.name)
    papers.save_papers(by=organ.office_head, **VALUES)
    assert papers.printed_names() == (organ.organ.name, "信息科")
    papers.save_papers(by=organ.office_head, **{**VALUES, "office_name": ""})
    assert papers.printed_names() == (organ.organ.name, organ.office.name)


def test_others_find_no_such_screen(client, organ):
    for person in (organ.editor, organ.officer, organ.deputy_leader, make_person(admin_kind="security")):
        client.force_login(person)
        assert client.get(reverse(PAGE)).status_code == 404
        assert client.post(reverse(PAGE), VALUES).status_code == 404
    assert not OfficePapers.objects.exists()
