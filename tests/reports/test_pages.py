"""The pages: who opens and does what, what bad input meets, what lists cost."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from activity.models import Event
from reports.models import Bulletin, BulletinComment, Receipt, Snapshot
from reports.services import bulletins, closing
from reports.services.writing import imprint_version
from reports.states import State
from scoring.services.periods import make_period
from tests.factories.organizations import make_person
from tests.factories.reports import PDF, TITLE, give_pdf, make_bulletin
from ui.desk import desk_of

ROLES = ("officer", "head", "editor", "office_head", "deputy_leader", "principal_leader", "audit", "nobody")
OFFICE = {"editor", "office_head"}
LEADERS = {"deputy_leader", "principal_leader"}
BUSINESS = OFFICE | LEADERS | {"officer", "head"}
# page -> state -> who opens it
PAGES = {
    "read": {"draft": OFFICE, "checked": OFFICE | LEADERS, "signed": OFFICE | LEADERS, "issued": BUSINESS},
    "compose": {"draft": OFFICE, "checked": OFFICE, "signed": OFFICE, "issued": OFFICE},
    "preview": {"draft": OFFICE, "checked": OFFICE, "signed": OFFICE, "issued": OFFICE},
    "comment": {"draft": set(), "checked": LEADERS, "signed": LEADERS, "issued": set()},
    "record_comment": {"draft": set(), "checked": OFFICE, "signed": OFFICE, "issued": set()},
    "pdf": {"draft": set(), "checked": set(), "signed": OFFICE | LEADERS, "issued": BUSINESS},
    "xlsx": {"draft": set(), "checked": set(), "signed": OFFICE | LEADERS, "issued": BUSINESS},
}


def person_of(month, role):
    if role == "audit":
        return make_person(admin_kind="audit")
    return make_person() if role == "nobody" else getattr(month.organ, role)


def url(name, bulletin=None, *more):
    return reverse(f"reports:{name}", args=[bulletin.pk, *more] if bulletin else more)


def opens(client, address):
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # a file that is not read to its end stays open
    return answer.status_code == 200


def fresh(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk)


@pytest.mark.parametrize("state", [State.DRAFT, State.CHECKED, State.SIGNED, State.ISSUED])
def test_each_page_opens_for_its_roles_only_and_reading_changes_nothing(month, signed_in, state):
    bulletin = make_bulletin(month, state)
    events = Event.objects.count()
    for role in ROLES:
        client = signed_in(person_of(month, role))
        found = {name for name in PAGES if opens(client, url(name, bulletin))}
        assert found == {name for name, rows in PAGES.items() if role in rows[state]}, role
    assert (Event.objects.count(), Receipt.objects.count()) == (events, 0)


@pytest.mark.parametrize("name", ["list", "months"])
def test_lists_open_for_their_roles(month, signed_in, name):
    allowed = BUSINESS if name == "list" else {"office_head"}
    for role in ROLES:
        status = signed_in(person_of(month, role)).get(url(name)).status_code
        assert status == (200 if role in allowed else 404), role


def test_a_stranger_is_led_to_the_sign_in(client, month):
    bulletin = make_bulletin(month, State.ISSUED)
    for name in PAGES:
        assert client.get(url(name, bulletin)).status_code == 302
    assert client.get(url("list")).status_code == 302


@pytest.mark.parametrize("name", ["check", "return", "sign", "issue", "withdraw", "supersede", "nothing"])
def test_acts_that_are_denied_change_nothing(month, signed_in, name):
    bulletin = make_bulletin(month)
    for role in ("officer", "head", "deputy_leader", "audit", "nobody"):
        answer = signed_in(person_of(month, role)).post(url("act", bulletin, name), {"reason": "x"})
        assert answer.status_code == 404, role
    assert fresh(bulletin).state == State.DRAFT


def test_who_may_read_but_not_act_is_told_so(month, signed_in):
    bulletin = make_bulletin(month)
    answer = signed_in(month.organ.editor).post(url("act", bulletin, "check"), follow=True)
    assert fresh(bulletin).state == State.DRAFT
    assert "note--error" in answer.content.decode()


def test_the_whole_way_by_the_pages(month, signed_in):
    organ = month.organ
    client = signed_in(organ.office_head)
    client.post(url("close", None, 2026, 10))
    assert Snapshot.objects.count() == 1
    client.post(url("propose"), {"period": "2026-10"})
    bulletin = Bulletin.objects.get()
    answer = signed_in(organ.editor).post(
        url("section", bulletin, "demands"),
        {"heading": "下一步要求", "text": "本月共{{ filed.total }}条，请继续努力。", "seen_version": "1"},
    )
    assert answer.status_code == 302
    signed_in(organ.office_head).post(url("act", bulletin, "check"))
    signed_in(organ.principal_leader).post(url("comment", bulletin), {"kind": "comment", "text": "请抓好整改。"})
    signed_in(organ.deputy_leader).post(url("act", bulletin, "sign"))
    give_pdf(bulletin)
    signed_in(organ.office_head).post(url("act", bulletin, "issue"), {"confirmed": "1"})
    page = signed_in(organ.officer).get(url("read", bulletin)).content.decode()
    for words in ("〔2026〕第1期", "本月共3条，请继续努力。", "请抓好整改。", TITLE, "24.00"):
        assert words in re.sub(r"\n", "", page), words
    file = signed_in(organ.officer).get(url("pdf", bulletin))
    assert (b"".join(file.streaming_content), file["Content-Type"]) == (PDF, "application/pdf")
    signed_in(organ.officer).post(url("mark_read", bulletin))
    assert Receipt.objects.get().user == organ.officer


@pytest.mark.parametrize("text", ["", "共{{ filed.totl }}条", "共{{ filed.total }条", "长" * 5001])
def test_a_refused_section_gives_back_what_was_typed(month, signed_in, text):
    bulletin = make_bulletin(month)
    before = bulletin.sections.get(key="opening").text
    answer = signed_in(month.organ.editor).post(
        url("section", bulletin, "opening"), {"heading": "新的小标题", "text": text, "seen_version": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert "新的小标题" in page
    assert text in page
    assert bulletin.sections.get(key="opening").text == before


def test_a_stale_section_shows_both_texts_and_can_then_be_saved(month, signed_in):
    bulletin = make_bulletin(month)
    bulletins.save_section(bulletin_id=bulletin.pk, key="opening", text="别人的文字。", by=month.head)
    client = signed_in(month.organ.editor)
    sent = {"heading": "总体情况", "text": "我的文字。", "seen_version": "1"}
    answer = client.post(url("section", bulletin, "opening"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "别人的文字。" in page
    assert "我的文字。" in page
    version = re.search(r'name="seen_version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="seen_version"', page)
    client.post(url("section", bulletin, "opening"), {**sent, "seen_version": version[1] or version[2]})
    assert bulletin.sections.get(key="opening").text == "我的文字。"


def test_a_section_goes_back_to_its_proposal(month, signed_in):
    bulletin = make_bulletin(month)
    bulletins.save_section(bulletin_id=bulletin.pk, key="opening", text="别的。", by=month.head)
    sent = {"heading": "总体情况", "text": "别的。", "as_proposed": "1", "seen_version": "2"}
    signed_in(month.organ.editor).post(url("section", bulletin, "opening"), sent)
    section = bulletin.sections.get(key="opening")
    assert section.text == section.proposed_text


def test_a_checked_text_is_locked(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    client = signed_in(month.organ.editor)
    before = (bulletin.title, bulletin.sections.get(key="opening").text)
    assert client.post(url("section", bulletin, "opening"), {"heading": "x", "text": "y"}).status_code == 409
    assert client.post(url("imprint", bulletin), {"title": "x"}).status_code == 409
    assert (fresh(bulletin).title, bulletin.sections.get(key="opening").text) == before
    assert 'name="text"' not in client.get(url("compose", bulletin)).content.decode()


def test_title_and_distribution_are_saved(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    values = {
        "title": "关于十月信息工作的通报", "note": "", "office": "综合处", "send_up": "市委。", "send_peer": "",
        "send_down": "各处室。", "copies": "30", "contact": "李文静",
        "comment_days": "5", "seen_version": imprint_version(bulletin),
    }  # fmt: skip
    assert client.post(url("imprint", bulletin), values).status_code == 302
    assert (fresh(bulletin).title, fresh(bulletin).copies) == ("关于十月信息工作的通报", 30)
    answer = client.post(url("imprint", bulletin), {**values, "title": "", "copies": "-1"})
    assert (answer.status_code, fresh(bulletin).copies) == (422, 30)
    assert "李文静" in answer.content.decode()


def test_a_section_that_is_not_there_is_not_found(month, signed_in):
    bulletin = make_bulletin(month)
    assert signed_in(month.organ.editor).post(url("section", bulletin, "nothing"), {}).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "return"])
def test_a_reason_is_asked_on_a_page_of_its_own(month, signed_in, name):
    bulletin = make_bulletin(month, State.CHECKED)
    client = signed_in(month.organ.office_head)
    assert client.get(url("act", bulletin, name)).status_code == 200
    assert client.post(url("act", bulletin, name), {"reason": " "}).status_code == 422
    assert fresh(bulletin).state == State.CHECKED
    assert client.post(url("act", bulletin, name), {"reason": "数据有误"}).status_code == 302
    assert fresh(bulletin).state in (State.WITHDRAWN, State.DRAFT)
    assert client.get(url("act", bulletin, "check")).status_code == 404


def test_a_leader_who_returns_it_is_led_to_a_page_that_opens(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    client = signed_in(month.organ.deputy_leader)
    answer = client.post(url("act", bulletin, "return"), {"reason": "请补充"}, follow=True)
    assert answer.status_code == 200
    assert fresh(bulletin).return_reason == "请补充"


def test_an_empty_comment_is_refused_and_a_double_click_writes_once(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    client = signed_in(month.organ.deputy_leader)
    answer = client.post(url("comment", bulletin), {"kind": "comment", "text": " "})
    assert (answer.status_code, BulletinComment.objects.count()) == (422, 0)
    for _time in range(2):
        client.post(url("comment", bulletin), {"kind": "read", "text": "", "once": "ab" * 16})
    assert Event.objects.filter(verb="bulletin.comment").count() == 1


def test_the_office_records_an_absence(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    client = signed_in(month.organ.editor)
    leader = month.organ.principal_leader
    client.post(url("record_comment", bulletin), {"leader": leader.pk, "kind": "absent", "written_on": "2026-11-04"})
    comment = BulletinComment.objects.get()
    assert (comment.leader, comment.kind, comment.written_on, comment.recorded_by) == (
        leader, "absent", date(2026, 11, 4), month.organ.editor,
    )  # fmt: skip
    wrong = client.post(url("record_comment", bulletin), {"leader": month.organ.officer.pk, "kind": "read"})
    assert wrong.status_code == 422


def test_months_show_what_is_open_and_only_the_next_can_be_closed(month, signed_in):
    make_period(2026, 9)
    client = signed_in(month.organ.office_head)
    page = client.get(url("months"))
    assert [line.slug for line in page.context["months"]] == ["2026-11", "2026-10", "2026-09"]
    assert [line.slug for line in page.context["months"] if line.may_close] == ["2026-09"]
    client.post(url("close", None, 2026, 10))
    assert Snapshot.objects.count() == 0
    client.post(url("close", None, 2026, 9))
    client.post(url("close", None, 2026, 10))
    assert Snapshot.objects.count() == 2


def test_the_page_of_months_makes_no_month(db, signed_in):
    from scoring.models import Period
    from tests.factories.organizations import make_organ

    page = signed_in(make_organ().office_head).get(url("months"))
    assert [line.slug for line in page.context["months"]] == ["2026-11", "2026-10"]
    assert Period.objects.count() == 0


def test_opening_again_asks_for_the_reason(month, signed_in):
    month.close()
    client = signed_in(month.organ.office_head)
    assert client.get(url("reopen", None, 2026, 10)).status_code == 200
    assert client.post(url("reopen", None, 2026, 10), {"reason": ""}).status_code == 422
    client.post(url("reopen", None, 2026, 10), {"reason": "补登"})
    month.period.refresh_from_db()
    assert not month.period.is_closed


@pytest.mark.parametrize("period", ["", "2026", "2026-99", "x-y", "2026-08", "9" * 40])
def test_proposing_an_unknown_month_is_a_message(month, signed_in, period):
    answer = signed_in(month.organ.editor).post(url("propose"), {"period": period}, follow=True)
    assert gettext("There is no such month.") in answer.content.decode()
    assert Bulletin.objects.count() == 0


def test_a_withdrawn_bulletin_is_still_read_with_its_mark(month, signed_in):
    issued = make_bulletin(month, State.ISSUED)
    bulletins.supersede_bulletin(bulletin_id=issued.pk, by=month.head, reason="第三节有误")
    page = signed_in(month.organ.officer).get(url("read", issued)).content.decode()
    assert "bulletin-mark" in page
    assert "第三节有误" in page


def test_the_list_costs_the_same_for_one_row_and_three(month, signed_in, assert_same_queries):
    client = signed_in(month.organ.officer)

    def add():
        bulletin = make_bulletin(month, State.ISSUED)
        bulletins.supersede_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="再印")

    assert_same_queries(add, lambda: client.get(url("list")), most=12)


def test_months_cost_the_same_for_one_and_three(month, signed_in, assert_same_queries):
    client = signed_in(month.organ.office_head)
    numbers = iter((9, 8, 7))
    assert_same_queries(lambda: make_period(2026, next(numbers)), lambda: client.get(url("months")), most=12)


def test_filters_find_by_year_words_and_read_mark(month, signed_in):
    bulletin = make_bulletin(month, State.ISSUED)
    client = signed_in(month.organ.officer)

    def found(query):
        return url("read", bulletin) in client.get(url("list") + query).content.decode()

    assert found("?year=2026&words=10月")
    assert not found("?year=2025")
    assert found("?read=no")
    bulletins.mark_read(bulletin_id=bulletin.pk, by=month.organ.officer)
    assert not found("?read=no")


def test_desks_show_what_waits(month):
    organ = month.organ

    def waits(person):
        since = closing.now()
        fresh_person = type(person).objects.get(pk=person.pk)
        return [str(line.url) for lines, _more in desk_of(fresh_person, since=since).blocks for line in lines]

    assert url("months") in waits(organ.office_head)
    bulletin = make_bulletin(month)
    assert url("compose", bulletin) in waits(organ.office_head)
    assert url("comment", bulletin) not in waits(organ.deputy_leader)
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=organ.office_head)
    assert url("comment", bulletin) in waits(organ.deputy_leader)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=organ.deputy_leader)
    give_pdf(bulletin)
    bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=organ.office_head)
    assert url("read", bulletin) in waits(organ.officer)
    bulletins.mark_read(bulletin_id=bulletin.pk, by=organ.officer)
    assert url("read", bulletin) not in waits(organ.officer)
