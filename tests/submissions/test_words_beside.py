"""Hints, completeness, the timeline and the versions that a person may read."""

from datetime import timedelta

import pytest

from activity import clock
from activity.clock import now
from organizations.models import Role
from submissions.hints import hints_on
from submissions.models import Revision
from submissions.services.completeness import missing_for_filing
from submissions.services.moves import move_item
from submissions.services.revisions import add_revision
from submissions.timeline import duration, timeline_of
from submissions.versions import versions_for
from tests.factories.organizations import make_person
from tests.factories.submissions import make_item

LONG = "市政府法制办公室组织开展规章清理工作，" * 8


def fields(**words):
    given = {"title": "规章清理", "text": LONG, "wants_analysis": False, **words}
    return [hint.field for hint in hints_on(**given)]


@pytest.mark.engine_free
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, []),
        ({"title": "长" * 31}, ["title"]),
        ({"text": "短"}, ["text"]),
        ({"text": "长" * 501}, ["text"]),
        ({"wants_analysis": True}, ["text"]),
        ({"text": LONG + "调查情况、原因分析、对策建议", "wants_analysis": True}, []),
        ({"text": LONG + "联系13812345678"}, ["text"]),
        ({"text": "", "wants_analysis": True}, []),
    ],
)
def test_hints_remark_what_an_editor_would(words, expected):
    assert fields(**words) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, []),
        ({"title": " "}, ["title"]),
        ({"text": ""}, ["text"]),
        ({"item_type": None, "nature": "", "happened_at": None, "secrecy": ""}, ["item_type", "nature", "happened_at", "secrecy"]),
        ({"authors": []}, ["authors"]),
        ({"source": "commission"}, ["commission_no"]),
        ({"source": "reprint"}, ["origin"]),
        ({"report_stage": "follow_up"}, ["event_name", "stage_no"]),
        ({"source": "reprint", "origin": "某报", "report_stage": "initial", "event_name": "暴雨"}, []),
    ],
)  # fmt: skip
def test_what_a_slip_lacks_is_named_by_its_field(given, missing):
    assert [field for field, _message in missing_for_filing(make_item(**given))] == missing


@pytest.mark.django_db
def test_one_author_with_a_telephone_is_enough_and_the_checker_is_none_of_them():
    silent, reachable = make_person(Role.OFFICER, phone=""), make_person(Role.OFFICER)
    assert [field for field, _m in missing_for_filing(make_item(authors=[silent]))] == ["authors"]
    assert missing_for_filing(make_item(authors=[silent, reachable])) == []
    assert [f for f, _m in missing_for_filing(make_item(authors=[reachable], checker=reachable))] == ["checker"]


def test_the_timeline_measures_each_step(organ):
    item, start = make_item(drafter=organ.officer), now() - timedelta(days=3)
    for name, person, after, extra in (
        ("submit", organ.officer, 0, {}),
        ("return_in_unit", organ.head, 26, {"reason": "数据不准"}),
        ("submit", organ.officer, 28, {}),
    ):
        with clock.frozen(start + timedelta(hours=after)):
            item = move_item(item_id=item.pk, name=name, by=person, seen_version=item.version, **extra)
    with clock.frozen(start + timedelta(hours=29)):
        steps = timeline_of(item, for_office=False)
    assert [(step.verb, step.tone) for step in steps] == [
        ("item.submit", ""), ("item.return_in_unit", "refused"), ("item.submit", "now"),
    ]  # fmt: skip
    hours = [duration(timedelta(hours=span)) for span in (26, 2, 1)]
    assert [step.spent for step in steps] == hours
    assert steps[1].reason == "数据不准"


def test_how_the_office_shares_its_work_is_not_the_units_business(organ):
    item = make_item(unit=organ.division, status="editing", editor=organ.editor)
    move_item(item_id=item.pk, name="put_back", by=organ.editor, seen_version=1)
    assert [step.verb for step in timeline_of(item, for_office=True)] == ["item.put_back"]
    assert timeline_of(item, for_office=False) == []


@pytest.mark.engine_free
def test_durations_name_the_two_largest_units():
    assert duration(timedelta(0)) == duration(timedelta(seconds=59)) == duration(timedelta(days=-1))
    assert duration(timedelta(days=2, hours=3, minutes=5)) == duration(timedelta(days=2, hours=3))
    assert len({duration(timedelta(minutes=m)) for m in (0, 1, 60, 61, 1440)}) == 5


def test_versions_are_named_and_the_unit_waits_for_the_offices(organ):
    item = make_item(unit=organ.division, status="editing", editor=organ.editor, text="报来")
    add_revision(item, by=organ.editor, kind=Revision.Kind.AS_EDITED, title=item.title, text="改过")
    item.save()
    office, unit = versions_for(item, for_office=True), versions_for(item, for_office=False)
    assert (office.filed.text, office.edited.text, office.forwarded) == ("报来", "改过", None)
    assert (unit.filed.text, unit.edited) == ("报来", None)
    assert (office.numbered("2").text, office.numbered("9"), office.numbered(None)) == ("改过", None, None)
