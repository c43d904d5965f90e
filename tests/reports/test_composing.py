"""Sections in any order and of the office's own, who is named, comments that are asked for, readers that are reminded."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.models import Event, Notice
from activity.reminders import run_rules
from reports.errors import BulletinRefused, NotAllowed, SectionRefused
from reports.models import Bulletin, BulletinSection, Unnamed
from reports.services import bulletins, naming, reminding, sections
from reports.services.fields import fields_for
from reports.states import CommentKind, Roll, State
from tests.factories.organizations import UnitFactory, make_person
from tests.factories.reports import make_bulletin

KEYS = ["opening", "doing_well", "shortcomings", "balance", "demands"]


def paper(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def keys(bulletin):
    return [section.key for section in BulletinSection.objects.filter(bulletin=bulletin)]


def on(month, day, hour=9):
    return clock.frozen(datetime(2026, month, day, hour, tzinfo=OFFICE_ZONE))


# Order and sections of one's own


@pytest.mark.parametrize(
    ("order", "after"),
    [
        (["demands"], ["demands", "opening", "doing_well", "shortcomings", "balance"]),
        (["balance", "opening"], ["balance", "opening", "doing_well", "shortcomings", "demands"]),
        (["nothing", "", "demands", "demands"], ["demands", "opening", "doing_well", "shortcomings", "balance"]),
        (KEYS, KEYS),
        ([], KEYS),
    ],
)
def test_sections_come_into_the_order_that_is_asked_and_none_is_lost(month, order, after):
    bulletin = make_bulletin(month)
    events = Event.objects.count()
    sections.order_sections(bulletin_id=bulletin.pk, keys=order, by=month.organ.editor)
    assert keys(bulletin) == after
    assert Event.objects.count() == events + (after != KEYS)


@pytest.mark.parametrize(
    ("key", "step", "after"),
    [
        ("opening", sections.DOWN, ["doing_well", "opening", "shortcomings", "balance", "demands"]),
        ("demands", sections.UP, ["opening", "doing_well", "shortcomings", "demands", "balance"]),
        ("opening", sections.UP, KEYS),
        ("demands", sections.DOWN, KEYS),
    ],
)
def test_a_section_moves_one_place_and_stays_at_the_edge(month, key, step, after):
    bulletin = make_bulletin(month)
    sections.move_section(bulletin_id=bulletin.pk, key=key, step=step, by=month.organ.editor)
    assert keys(bulletin) == after


def test_the_office_adds_and_removes_sections(month):
    bulletin = make_bulletin(month)
    add = {"bulletin_id": bulletin.pk, "by": month.organ.editor}
    first = sections.add_section(heading=" 培训  情况 ", text="本月共报{{ filed.total }}条。", **add)
    second = sections.add_section(heading="其他", text="无。", **add)
    assert (first.heading, first.key, second.key, first.quoted) == ("培训 情况", "own-1", "own-2", {"filed.total": "3"})
    sections.remove_section(bulletin_id=bulletin.pk, key="own-1", by=month.organ.editor)
    again = sections.add_section(heading="再加", text="无。", **add)
    # Not the key of the removed one: what somebody still types for that must not be saved in this.
    assert (again.key, keys(bulletin)) == ("own-3", [*KEYS, "own-2", "own-3"])
    events = [event.data for event in Event.objects.filter(verb="bulletin.edit")]
    assert {"section": "own-1", "removed": "培训 情况"} in events


def test_the_last_section_stays_and_twenty_are_enough(month):
    bulletin = make_bulletin(month)
    for key in KEYS[1:]:
        sections.remove_section(bulletin_id=bulletin.pk, key=key, by=month.head)
    with pytest.raises(BulletinRefused) as refused:
        sections.remove_section(bulletin_id=bulletin.pk, key="opening", by=month.head)
    assert (refused.value.code, keys(bulletin)) == ("last", ["opening"])
    for number in range(19):
        sections.add_section(bulletin_id=bulletin.pk, heading=f"第{number}", text="无。", by=month.head)
    with pytest.raises(SectionRefused) as full:
        sections.add_section(bulletin_id=bulletin.pk, heading="多余", text="无。", by=month.head)
    assert full.value.code == "too_many"


@pytest.mark.parametrize(
    ("heading", "text", "field"), [("", "无。", "heading"), ("长" * 61, "无。", "heading"), ("好", " ", "text")]
)
def test_a_section_without_heading_or_text_is_refused(month, heading, text, field):
    bulletin = make_bulletin(month)
    with pytest.raises(SectionRefused) as refused:
        sections.add_section(bulletin_id=bulletin.pk, heading=heading, text=text, by=month.head)
    assert (refused.value.field, keys(bulletin)) == (field, KEYS)


def test_a_checked_text_and_a_strangers_hand_change_nothing(month):
    bulletin = make_bulletin(month, State.CHECKED)
    acts = (
        lambda by: sections.order_sections(bulletin_id=bulletin.pk, keys=["demands"], by=by),
        lambda by: sections.add_section(bulletin_id=bulletin.pk, heading="x", text="x", by=by),
        lambda by: sections.remove_section(bulletin_id=bulletin.pk, key="demands", by=by),
    )
    for act in acts:
        with pytest.raises(BulletinRefused):
            act(month.head)
    bulletins.return_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="改")
    for act in acts:
        with pytest.raises(NotAllowed):
            act(month.organ.deputy_leader)
    assert keys(bulletin) == KEYS


def test_pages_order_add_and_remove(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    client.post(reverse("reports:order", args=[bulletin.pk]), {"down": "opening"})
    assert keys(bulletin)[:2] == ["doing_well", "opening"]
    client.post(
        reverse("reports:order", args=[bulletin.pk]), {"order": "demands,balance", "seen": ",".join(keys(bulletin))}
    )
    assert keys(bulletin)[:2] == ["demands", "balance"]
    for _press in range(2):  # the form goes twice
        sent = {"heading": "其他", "text": "无。", "once": "a" * 32}
        answer = client.post(reverse("reports:add_section", args=[bulletin.pk]), sent)
        assert answer.url.endswith("?section=own-1")
    assert bulletin.sections.filter(is_own=True).count() == 1
    refused = client.post(reverse("reports:add_section", args=[bulletin.pk]), {"heading": "其他", "text": "{{ x }}"})
    assert refused.status_code == 422
    assert "{{ x }}" in refused.content.decode()
    client.post(reverse("reports:remove_section", args=[bulletin.pk, "demands"]), {"seen_version": "1"})
    assert (keys(bulletin)[0], keys(bulletin)[-1]) == ("balance", "own-1")


def test_htmx_gets_the_part_that_it_asked_for_and_the_preview_hears_of_it(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    part = {"HX-Request": "true", "HX-Target": "compose-outline"}
    answer = client.post(reverse("reports:order", args=[bulletin.pk]), {"down": "opening"}, headers=part)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "govinfo:saved, bulletin-saved")
    words = answer.content.decode()
    assert ("<nav" in words.split("\n")[0] + words, "compose-desk" in words, "<html" in words) == (True, False, False)
    desk = {"HX-Request": "true", "HX-Target": "compose-desk"}
    sent = {"heading": "要求", "text": "共{{ filed.total }}条。", "seen_version": "1"}
    saved = client.post(reverse("reports:section", args=[bulletin.pk, "demands"]), sent, headers=desk)
    assert (saved.status_code, saved["HX-Trigger"]) == (200, "govinfo:saved, bulletin-saved")
    assert 'hx-swap-oob="true"' in saved.content.decode()
    wrong = client.post(
        reverse("reports:section", args=[bulletin.pk, "demands"]), {**sent, "text": "{{ x }}"}, headers=desk
    )
    assert (wrong.status_code, wrong.has_header("HX-Trigger"), "{{ x }}" in wrong.content.decode()) == (
        422,
        False,
        True,
    )


# Who is named


def named_words(bulletin):
    return fields_for(paper(bulletin))["zero.named"]


@pytest.fixture
def three(month):
    """Three units that filed nothing: 秘书处 of the factory and two more."""
    month.others = [
        UnitFactory.create(name=name, parent=month.organ.organ, unit_class=month.organ.unit_class)
        for name in ("人事处", "财务处")
    ]
    return month


def test_zero_filers_are_named_by_default_and_the_head_leaves_out(three):
    bulletin = make_bulletin(three)
    switch = {"bulletin_id": bulletin.pk, "roll": Roll.ZERO, "by": three.head}
    assert named_words(bulletin) == "秘书处、人事处、财务处共3个单位"
    naming.switch_naming(unit_id=three.zero.pk, is_named=False, **switch)
    assert named_words(bulletin) == "人事处、财务处等3个单位"
    naming.switch_naming(unit_id=None, is_named=False, **switch)
    assert named_words(bulletin) == "3个单位"
    naming.switch_naming(unit_id=None, is_named=True, **switch)
    naming.switch_naming(unit_id=three.zero.pk, is_named=True, **switch)
    naming.switch_naming(unit_id=three.zero.pk, is_named=True, **switch)
    assert named_words(bulletin) == "秘书处、人事处、财务处共3个单位"
    decided = [event.data for event in Event.objects.filter(verb="bulletin.naming")]
    assert [(one["unit"], one["named"]) for one in decided] == [
        (three.zero.pk, False), (None, False), (None, True), (three.zero.pk, True),
    ]  # fmt: skip


def test_a_sentence_whose_names_were_switched_is_marked(three):
    from reports.services.changes import changed_in

    bulletin = make_bulletin(three)
    naming.switch_naming(bulletin_id=bulletin.pk, roll=Roll.ZERO, unit_id=three.zero.pk, is_named=False, by=three.head)
    section = bulletin.sections.get(key="shortcomings")
    (changed,) = changed_in(section, fields_for(paper(bulletin)))
    assert (changed.before, changed.now) == ("秘书处、人事处、财务处共3个单位", "人事处、财务处等3个单位")


def test_only_the_head_names_only_whom_the_figures_list_and_only_in_a_draft(three):
    bulletin = make_bulletin(three)
    switch = {"bulletin_id": bulletin.pk, "is_named": False}
    for who in (three.organ.editor, three.organ.deputy_leader, three.organ.officer):
        with pytest.raises(NotAllowed):
            naming.switch_naming(roll=Roll.ZERO, unit_id=three.zero.pk, by=who, **switch)
    for roll, unit in ((Roll.ZERO, three.organ.division.pk), (Roll.BELOW, None), ("", None)):
        with pytest.raises(BulletinRefused):
            naming.switch_naming(roll=roll, unit_id=unit, by=three.head, **switch)
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=three.head)
    with pytest.raises(BulletinRefused):
        naming.switch_naming(roll=Roll.ZERO, unit_id=three.zero.pk, by=three.head, **switch)
    assert not Unnamed.objects.exists()


def test_the_database_keeps_a_switch_once(three):
    bulletin = make_bulletin(three)
    row = {"bulletin": bulletin, "roll": Roll.ZERO, "decided_by": three.head, "decided_at": clock.now()}
    for unit in (None, three.zero):
        Unnamed.objects.create(unit=unit, **row)
        with pytest.raises(IntegrityError), transaction.atomic():
            Unnamed.objects.create(unit=unit, **row)


def test_the_page_of_names_switches(three, signed_in):
    bulletin = make_bulletin(three)
    page = reverse("reports:compose", args=[bulletin.pk]) + "?section=naming"
    address = reverse("reports:naming", args=[bulletin.pk, "zero"])
    assert "人事处" in signed_in(three.organ.editor).get(page).content.decode()
    client = signed_in(three.head)
    client.post(address, {"unit": str(three.others[0].pk), "named": "0"})
    assert named_words(bulletin) == "秘书处、财务处等3个单位"
    for unit in ("x", "9" * 30, str(three.organ.division.pk)):
        client.post(address, {"unit": unit, "named": "1"})
    client.post(reverse("reports:naming", args=[bulletin.pk, "nothing"]), {"named": "0"})
    assert named_words(bulletin) == "秘书处、财务处等3个单位"


# Comments asked for, readers reminded


def told(kind):
    return sorted(Notice.objects.filter(kind=f"bulletin.{kind}").values_list("user__pk", flat=True))


def test_leaders_are_reminded_before_and_after_the_day_and_never_twice(month):
    bulletin = make_bulletin(month)
    bulletins.save_imprint(bulletin_id=bulletin.pk, by=month.head, comment_days=2)
    checked = bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    leaders = sorted([month.organ.deputy_leader.pk, month.organ.principal_leader.pk])
    # Thursday 5 November and two working days: Monday 9 November.
    assert checked.comments_due_on == date(2026, 11, 9)
    for day, due, overdue in ((5, [], []), (6, leaders, []), (9, leaders, []), (10, leaders, leaders)):
        for _time in range(2):
            with on(11, day):
                assert run_rules() == []
        assert (told("comment_due"), told("comment_overdue")) == (due, overdue), day
    with on(11, 20):
        run_rules()
    assert (told("comment_due"), told("comment_overdue")) == (leaders, leaders)


def test_after_days_of_standstill_only_the_later_reminder_is_given(month):
    make_bulletin(month, State.CHECKED)
    with on(11, 20):
        run_rules()
    assert (told("comment_due"), len(told("comment_overdue"))) == ([], 2)


def test_who_has_commented_is_left_alone_and_an_absent_leader_too(month):
    bulletin = make_bulletin(month, State.CHECKED)
    organ = month.organ
    bulletins.add_comment(
        bulletin_id=bulletin.pk, leader=organ.deputy_leader, recorded_by=organ.deputy_leader, text="同意。"
    )
    bulletins.add_comment(
        bulletin_id=bulletin.pk, leader=organ.principal_leader, recorded_by=month.head, kind=CommentKind.ABSENT
    )
    with on(11, 20):
        run_rules()
    assert told("comment_overdue") == []
    with pytest.raises(BulletinRefused) as refused:
        reminding.ask_leaders(bulletin_id=bulletin.pk, by=month.head)
    assert refused.value.code == "none"


def test_the_office_asks_again_at_most_once_a_day(month):
    bulletin = make_bulletin(month, State.CHECKED)
    assert len(reminding.ask_leaders(bulletin_id=bulletin.pk, by=month.organ.editor)) == 2
    assert reminding.ask_leaders(bulletin_id=bulletin.pk, by=month.head) == []
    with on(11, 6):
        assert len(reminding.ask_leaders(bulletin_id=bulletin.pk, by=month.head)) == 2
    assert Event.objects.filter(verb="bulletin.ask_leaders").count() == 2
    with pytest.raises(NotAllowed):
        reminding.ask_leaders(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)


def test_comments_are_not_asked_for_in_a_draft(month):
    bulletin = make_bulletin(month)
    with pytest.raises(BulletinRefused):
        reminding.ask_leaders(bulletin_id=bulletin.pk, by=month.head)
    assert told("comment_asked") == []


def test_readers_who_have_not_read_are_reminded_once_a_day(month, signed_in):
    bulletin = make_bulletin(month, State.ISSUED)
    bulletins.mark_read(bulletin_id=bulletin.pk, by=month.organ.officer)
    client = signed_in(month.organ.editor)
    page = client.get(reverse("reports:receipts", args=[bulletin.pk]))
    assert (page.context["read_count"], page.context["count"]) == (1, 8)
    for _time in range(2):
        client.post(reverse("reports:receipts", args=[bulletin.pk]))
    assert len(told("read_asked")) == 7
    assert month.organ.officer.pk not in told("read_asked")
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="有误")
    with pytest.raises(BulletinRefused):
        reminding.ask_readers(bulletin_id=bulletin.pk, by=month.head)


def test_receipts_of_people_without_a_role_are_kept_apart(month):
    from reports.services.distribution import readers_by_unit

    bulletin = make_bulletin(month, State.ISSUED)
    gone = make_person()
    bulletin.receipts.create(user=gone, read_at=clock.now())
    groups = readers_by_unit(bulletin)
    assert [reader.person for reader in groups[-1].readers] == [gone]
    assert (groups[-1].unit, sum(group.read_count for group in groups)) == (None, 1)


def test_the_receipts_cost_the_same_for_one_reader_and_many(month, django_assert_max_num_queries):
    from reports.services.distribution import readers_by_unit

    bulletin = make_bulletin(month, State.ISSUED)
    for _number in range(2):
        with django_assert_max_num_queries(2):
            readers_by_unit(bulletin)
        for _more in range(3):
            bulletin.receipts.create(user=make_person(), read_at=clock.now())


# Withdrawn and superseded


@pytest.mark.parametrize(("act", "mark"), [("withdraw_bulletin", "已撤回"), ("supersede_bulletin", "已废止")])
def test_an_ended_bulletin_bears_its_mark_on_page_list_and_file_and_its_bytes_stay(month, signed_in, act, mark):
    bulletin = make_bulletin(month, State.ISSUED)
    before = Bulletin.objects.get(pk=bulletin.pk).pdf.sha256
    getattr(bulletins, act)(bulletin_id=bulletin.pk, by=month.head, reason="第三节单位名称有误")
    client = signed_in(month.organ.officer)
    page = client.get(bulletin.get_absolute_url()).content.decode()
    assert f'<p class="bulletin-paper__mark">{mark}</p>' in page
    assert "第三节单位名称有误" in page
    listed = client.get(reverse("reports:list")).content.decode()
    assert mark in listed
    answer = client.get(reverse("reports:pdf", args=[bulletin.pk]))
    b"".join(answer.streaming_content)
    from urllib.parse import quote

    assert quote(f"（{mark}）") in answer["Content-Disposition"]
    assert Bulletin.objects.get(pk=bulletin.pk).pdf.sha256 == before


def test_a_page_has_one_heading_of_the_first_level(month, signed_in):
    bulletin = make_bulletin(month, State.ISSUED)
    page = signed_in(month.organ.officer).get(bulletin.get_absolute_url()).content.decode()
    assert page.count("<h1") == 1
    assert page.count("<h2") >= 4


def test_the_months_page_names_months_as_people_do(month, signed_in):
    page = signed_in(month.head).get(reverse("reports:months")).content.decode()
    assert "<h2>2026年10月</h2>" in page
