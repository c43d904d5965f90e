"""What two people do at once, and what is asked before it is done: nothing is overwritten or issued unseen."""

import re
from datetime import date

import pytest
from django.urls import reverse

from activity.models import Event
from reports.errors import BulletinRefused
from reports.models import Bulletin, BulletinComment
from reports.services import bulletins, sections
from reports.services.writing import IMPRINT, choose_figures, figures_version, imprint_version
from reports.states import CommentKind, State
from tests.factories.reports import give_pdf, make_bulletin


def url(name, bulletin, *more):
    return reverse(f"reports:{name}", args=[bulletin.pk, *more])


def fresh(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk)


def seen_on(page):
    """The version that a form of the page sends."""
    found = re.search(r'<input[^>]*name="seen_version"[^>]*>', page)
    return re.search(r'value="(\w+)"', found[0])[1]


# Title and distribution


def test_the_second_to_save_the_imprint_sees_both_and_saves_then(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    version = seen_on(client.get(url("compose", bulletin), {"section": "imprint"}).content.decode())
    assert version == imprint_version(bulletin)
    sent = {name: getattr(bulletin, name) for name in IMPRINT} | {"seen_version": version}
    bulletins.save_imprint(bulletin_id=bulletin.pk, by=month.head, send_up="市委、市政府。")
    answer = client.post(url("imprint", bulletin), {**sent, "send_up": "市委。"})
    page = answer.content.decode()
    assert (answer.status_code, fresh(bulletin).send_up) == (422, "市委、市政府。")
    assert str(month.head) in page
    for words in ("市委、市政府。", "市委。"):
        assert words in page
    answer = client.post(url("imprint", bulletin), {**sent, "send_up": "市委。", "seen_version": seen_on(page)})
    assert (answer.status_code, fresh(bulletin).send_up) == (302, "市委。")


@pytest.mark.parametrize("seen", [None, "", "0", "ffffffffffffffff"])
def test_an_imprint_without_the_version_that_was_seen_overwrites_nothing(month, signed_in, seen):
    bulletin = make_bulletin(month)
    sent = {name: getattr(bulletin, name) for name in IMPRINT} | ({} if seen is None else {"seen_version": seen})
    client = signed_in(month.organ.editor)
    assert client.post(url("imprint", bulletin), sent).status_code == 302
    assert client.post(url("imprint", bulletin), {**sent, "title": "别的标题"}).status_code == 422
    assert fresh(bulletin).title == bulletin.title


# Sections, their order, charts


@pytest.mark.parametrize("seen", [None, "", "7"])
def test_a_section_without_the_version_that_was_seen_overwrites_nothing(month, signed_in, seen):
    bulletin = make_bulletin(month)
    sent = {"heading": "总体情况", "text": "我的。"} | ({} if seen is None else {"seen_version": seen})
    answer = signed_in(month.organ.editor).post(url("section", bulletin, "opening"), sent)
    assert answer.status_code == 422
    assert "我的。" in answer.content.decode()
    assert bulletin.sections.get(key="opening").text != "我的。"


def test_a_section_that_was_rewritten_meanwhile_is_not_removed(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    assert seen_on(client.get(url("compose", bulletin), {"section": "demands"}).content.decode()) == "1"
    sections.save_section(bulletin_id=bulletin.pk, key="demands", text="新的。", by=month.head)
    for seen in ({"seen_version": "1"}, {}):
        client.post(url("remove_section", bulletin, "demands"), seen)
        assert bulletin.sections.filter(key="demands").exists()
    client.post(url("remove_section", bulletin, "demands"), {"seen_version": "2"})
    assert not bulletin.sections.filter(key="demands").exists()


def test_an_order_that_was_changed_meanwhile_is_not_undone(month, signed_in):
    bulletin = make_bulletin(month)
    seen = [section.key for section in bulletin.sections.all()]
    sections.order_sections(bulletin_id=bulletin.pk, keys=["demands"], by=month.head)
    client = signed_in(month.organ.editor)
    for sent in ({"seen": ",".join(seen)}, {}):
        client.post(url("order", bulletin), {"order": "balance", **sent})
        assert bulletin.sections.all()[0].key == "demands"
    now = ",".join(section.key for section in bulletin.sections.all())
    assert f'name="seen" value="{now}"' in client.get(url("compose", bulletin)).content.decode()
    client.post(url("order", bulletin), {"order": "balance", "seen": now})
    assert bulletin.sections.all()[0].key == "balance"


def test_the_second_to_choose_charts_sees_both(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    version = seen_on(client.get(url("compose", bulletin), {"section": "figures"}).content.decode())
    assert version == figures_version(bulletin)
    choose_figures(bulletin_id=bulletin.pk, figures=["scores"], by=month.head)
    for seen in ({"seen_version": version}, {}):
        answer = client.post(url("figures", bulletin), {"figures": [], **seen})
        assert (answer.status_code, fresh(bulletin).figures) == (422, ["scores"])
    answer = client.post(url("figures", bulletin), {"figures": [], "seen_version": seen_on(answer.content.decode())})
    assert (answer.status_code, fresh(bulletin).figures) == (302, [])


def test_what_a_leader_wrote_is_replaced_by_the_office_in_sight_of_it_only(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    leader = month.organ.deputy_leader
    comment(bulletin, leader, leader, text="请核实第三节。")
    client = signed_in(month.organ.editor)
    sent = {"leader": leader.pk, "kind": "comment", "text": "同意。"}
    answer = client.post(url("record_comment", bulletin), sent)
    page = answer.content.decode()
    assert (answer.status_code, BulletinComment.objects.get().text) == (422, "请核实第三节。")
    assert "请核实第三节。" in page
    assert "同意。" in page
    answer = client.post(url("record_comment", bulletin), {**sent, "seen_version": seen_on(page)})
    assert (answer.status_code, BulletinComment.objects.get().text) == (302, "同意。")


# Issuing without comments


@pytest.fixture
def signed(month):
    return make_bulletin(month, State.SIGNED)


def comment(bulletin, leader, by, **more):
    return bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=by, **more)


@pytest.mark.parametrize("sent", [{}, {"confirmed": ""}, {"confirmed": "0"}])
def test_a_bulletin_that_leaders_have_not_commented_on_is_issued_on_confirmation_only(month, signed, signed_in, sent):
    client = signed_in(month.head)
    answer = client.post(url("act", signed, "issue"), sent)
    page = answer.content.decode()
    assert (answer.status_code, fresh(signed).state) == (422, State.SIGNED)
    assert 'name="confirmed"' in page
    for leader in (month.organ.principal_leader, month.organ.deputy_leader):
        assert f"{url('record_comment', signed)}?leader={leader.pk}" in page
    answer = client.post(url("act", signed, "issue"), {"confirmed": "1"})
    assert (answer.status_code, fresh(signed).state) == (302, State.ISSUED)
    leaders = {month.organ.principal_leader.pk, month.organ.deputy_leader.pk}
    assert set(Event.objects.get(verb="bulletin.issue").data["without_comments"]) == leaders


def test_who_has_all_comments_issues_with_one_press(month, signed, signed_in):
    comment(signed, month.organ.principal_leader, month.head, kind=CommentKind.ABSENT)
    comment(signed, month.organ.deputy_leader, month.organ.deputy_leader, kind=CommentKind.READ)
    give_pdf(signed)
    answer = signed_in(month.head).post(url("act", signed, "issue"))
    assert (answer.status_code, fresh(signed).state) == (302, State.ISSUED)
    assert "without_comments" not in Event.objects.get(verb="bulletin.issue").data


# Comments and reasons


@pytest.mark.parametrize("day", [date(2026, 11, 6), date(2030, 1, 1), date(2026, 9, 30)])
def test_a_comment_of_a_day_to_come_or_before_the_time_of_the_bulletin_is_refused(month, signed_in, day):
    bulletin = make_bulletin(month, State.CHECKED)
    sent = {"leader": month.organ.deputy_leader.pk, "kind": "comment", "text": "同意。", "written_on": day.isoformat()}
    answer = signed_in(month.organ.editor).post(url("record_comment", bulletin), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["written_on"]
    assert not BulletinComment.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 11, 5)])
def test_a_comment_of_the_first_day_and_of_today_is_kept(month, day):
    bulletin = make_bulletin(month, State.CHECKED)
    assert comment(bulletin, month.organ.deputy_leader, month.head, text="同意。", written_on=day).written_on == day


@pytest.mark.parametrize("sign", ["\u202e", "\u200b"])
def test_a_reason_that_reads_otherwise_than_it_was_written_is_refused(month, signed_in, sign):
    bulletin = make_bulletin(month, State.CHECKED)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.return_bulletin(bulletin_id=bulletin.pk, by=month.head, reason=f"第{sign}三节")
    assert refused.value.field == "reason"
    answer = signed_in(month.head).post(url("act", bulletin, "return"), {"reason": f"第{sign}三节"})
    assert answer.status_code == 422
    assert f"U+{ord(sign):04X}" in answer.content.decode()
    assert (fresh(bulletin).state, fresh(bulletin).return_reason) == (State.CHECKED, "")
