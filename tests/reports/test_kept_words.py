"""Words typed for a bulletin that moved on meanwhile: not stored, told why, and given back to be copied."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from activity.models import Event
from organizations.models import Role, User
from reports.models import Bulletin, BulletinComment, BulletinSection, Unnamed
from reports.services import bulletins, sections
from reports.services.writing import IMPRINT, comment_of, figures_version, imprint_version
from reports.states import State
from tests.factories.organizations import make_person
from tests.factories.reports import Month, give_pdf, make_bulletin

TYPED = "夜里写下的一段话，<请勿>丢失。\n第二段。"
WHOLE: dict[str, str] = {}
DESK = {"HX-Request": "true", "HX-Target": "compose-desk"}
OUTLINE = {"HX-Request": "true", "HX-Target": "compose-outline"}


def url(name: str, bulletin: Bulletin, *more: Any) -> str:
    return reverse(f"reports:{name}", args=[bulletin.pk, *more])


def stored() -> list[Any]:
    """All that a form of a bulletin could change."""
    return [
        list(model._base_manager.order_by("pk").values())
        for model in (Bulletin, BulletinSection, BulletinComment, Unnamed, Event)
    ]


@pytest.fixture(autouse=True)
def _in_english(month):
    """Everybody reads the sentences as they stand in the program."""
    User.objects.update(language="en")


# How a bulletin moves on


def check(bulletin: Bulletin, month: Month) -> None:
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)


def sign(bulletin: Bulletin, month: Month) -> None:
    if bulletin.state == State.DRAFT:
        check(bulletin, month)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)


def issue(bulletin: Bulletin, month: Month) -> None:
    sign(bulletin, month)
    give_pdf(bulletin)
    bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head)


def withdraw(bulletin: Bulletin, month: Month) -> None:
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="不发了")


def give_back(bulletin: Bulletin, month: Month) -> None:
    bulletins.return_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="再改")


def supersede(bulletin: Bulletin, month: Month) -> None:
    issue(bulletin, month)
    bulletins.supersede_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="有误")


Move = Callable[[Bulletin, Month], None]
AFTER_DRAFT = [check, sign, issue, withdraw, supersede]
AFTER_CHECK = [issue, withdraw, give_back, supersede]


# The forms of the composing page


@dataclass(frozen=True)
class Sent:
    """A form of the composing page as it is sent: its address, its fields, and what must be read in the answer."""

    name: str
    more: tuple[str, ...] = ()
    data: Any = None
    read: tuple[str, ...] = ()

    def fields(self, bulletin: Bulletin) -> dict[str, Any]:
        return self.data(bulletin) if callable(self.data) else self.data


def imprint(bulletin: Bulletin) -> dict[str, Any]:
    kept = {name: getattr(bulletin, name) for name in IMPRINT}
    return {**kept, "send_up": TYPED, "contact": "新来的人", "seen_version": imprint_version(bulletin)}


def charts(bulletin: Bulletin) -> dict[str, Any]:
    return {"figures": ["scores"], "seen_version": figures_version(bulletin)}


TEXT = {"heading": "新的标题", "text": TYPED, "seen_version": "1"}
WRITTEN = [
    Sent("section", ("demands",), TEXT, (TYPED, "新的标题")),
    Sent("section", ("demands",), {**TEXT, "heading": ""}, (TYPED,)),
    Sent("section", ("demands",), {**TEXT, "as_proposed": "1"}, (TYPED,)),
    Sent("add_section", (), TEXT, (TYPED, "新的标题")),
    Sent("add_section", (), {"heading": "", "text": TYPED}, (TYPED,)),
    Sent("imprint", (), imprint, (TYPED, "新来的人")),
    Sent("imprint", (), lambda bulletin: {**imprint(bulletin), "title": ""}, (TYPED,)),
    Sent("figures", (), charts, ("Scores of the units",)),
]
PRESSED = [
    Sent("order", (), {"up": "demands", "section": "opening"}),
    Sent("order", (), {"order": "demands,opening", "seen": ""}),
    Sent("remove_section", ("demands",), {"seen_version": "1"}),
    Sent("naming", ("zero",), {"named": "0"}),
]


@pytest.mark.parametrize("move", AFTER_DRAFT)
def test_what_was_typed_comes_back_whatever_became_of_the_bulletin(month, signed_in, move):
    bulletin = make_bulletin(month)
    forms = [(sent, sent.fields(bulletin)) for sent in WRITTEN]
    move(bulletin, month)
    before = stored()
    client = signed_in(month.organ.editor)
    for sent, data in forms:
        for headers in (WHOLE, DESK):
            answer = client.post(url(sent.name, bulletin, *sent.more), data, headers=headers)
            page = answer.content.decode()
            assert (answer.status_code, "<html" in page) == (409, headers is WHOLE), sent
            wanted = ("The text can no longer be changed", "What you typed was not stored", *map(escape, sent.read))
            assert [words for words in wanted if words not in page] == [], sent
    assert stored() == before


@pytest.mark.parametrize("move", AFTER_DRAFT)
def test_a_press_that_comes_too_late_is_told_so(month, signed_in, move):
    bulletin = make_bulletin(month)
    move(bulletin, month)
    before = stored()
    client = signed_in(month.head)
    for sent in PRESSED:
        for headers in (WHOLE, DESK, OUTLINE):
            answer = client.post(url(sent.name, bulletin, *sent.more), sent.fields(bulletin), headers=headers)
            page = answer.content.decode()
            assert answer.status_code == 409, sent
            assert "The text can no longer be changed" in page or "The text is locked" in page, sent
    assert stored() == before


@pytest.mark.parametrize("state", [State.DRAFT, State.CHECKED, State.ISSUED])
def test_whoever_never_writes_finds_nothing_in_any_state(month, signed_in, state):
    bulletin, organ = make_bulletin(month, state), month.organ
    before = stored()
    others = [organ.officer, organ.head, organ.deputy_leader, make_person(), make_person(admin_kind="system")]
    for person in [*others, organ.editor]:
        client = signed_in(person)
        for sent in [*WRITTEN, *PRESSED] if person in others else PRESSED[-1:]:
            for headers in (WHOLE, DESK):
                where, data = url(sent.name, bulletin, *sent.more), sent.fields(bulletin)
                assert client.post(where, data, headers=headers).status_code == 404, (sent, person)
    assert stored() == before


def test_the_answer_says_what_to_do_and_shows_what_stands_in_the_bulletin(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    written = bulletin.sections.get(key="demands")
    check(bulletin, month)
    page = client.post(url("section", bulletin, "demands"), TEXT).content.decode()
    assert "returned for changes" in page
    assert written.heading in page
    assert 'name="text"' not in page
    assert "readonly" in page
    assert "data-copy" in page
    issue_from_checked(bulletin, month)
    assert (
        "corrects the bulletin by a new one" in client.post(url("section", bulletin, "demands"), TEXT).content.decode()
    )


def issue_from_checked(bulletin: Bulletin, month: Month) -> None:
    bulletin.refresh_from_db()
    issue(bulletin, month)


def test_returned_for_changes_it_takes_the_text_again(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    check(bulletin, month)
    assert client.post(url("section", bulletin, "demands"), TEXT).status_code == 409
    give_back(bulletin, month)
    assert client.post(url("section", bulletin, "demands"), TEXT).status_code == 302
    assert bulletin.sections.get(key="demands").text == TYPED


def test_of_a_bulletin_that_has_ended_the_composing_page_leads_to_its_paper(month, signed_in):
    bulletin = make_bulletin(month)
    withdraw(bulletin, month)
    answer = signed_in(month.organ.editor).get(url("compose", bulletin))
    assert (answer.status_code, answer.headers["Location"]) == (302, bulletin.get_absolute_url())
    assert signed_in(month.organ.deputy_leader).get(url("compose", bulletin)).status_code == 404


# A section that somebody has removed


@pytest.mark.parametrize("headers", [WHOLE, DESK], ids=["page", "region"])
@pytest.mark.parametrize("heading", ["新的标题", "", "长" * 61])
def test_text_for_a_removed_section_comes_back_ready_to_be_added(month, signed_in, heading, headers):
    bulletin = make_bulletin(month)
    sections.remove_section(bulletin_id=bulletin.pk, key="demands", by=month.head)
    client, before = signed_in(month.organ.editor), stored()
    answer = client.post(url("section", bulletin, "demands"), {**TEXT, "heading": heading}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The section has been removed meanwhile." in page
    assert f'action="{url("add_section", bulletin)}"' in page
    assert escape(TYPED) in page
    assert heading in page
    assert stored() == before


def test_it_is_added_by_the_next_press(month, signed_in):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    sections.remove_section(bulletin_id=bulletin.pk, key="demands", by=month.head)
    client.post(url("section", bulletin, "demands"), TEXT)
    assert client.post(url("add_section", bulletin), TEXT).status_code == 302
    assert bulletin.sections.get(key="own-1").text == TYPED


def test_text_for_a_removed_section_of_a_checked_bulletin_is_kept_too(month, signed_in):
    bulletin = make_bulletin(month)
    sections.remove_section(bulletin_id=bulletin.pk, key="demands", by=month.head)
    check(bulletin, month)
    answer = signed_in(month.organ.editor).post(url("section", bulletin, "demands"), TEXT)
    page = answer.content.decode()
    assert (answer.status_code, "The text can no longer be changed" in page, escape(TYPED) in page) == (409, True, True)


def take_out(bulletin, month):
    sections.remove_section(bulletin_id=bulletin.pk, key="demands", by=month.head)


@pytest.mark.parametrize(("moves_on", "says"), [(take_out, "removed meanwhile"), (check, "readonly")])
def test_a_bulletin_that_moves_on_at_the_very_moment_keeps_the_words_as_well(
    month, signed_in, monkeypatch, moves_on, says
):
    bulletin = make_bulletin(month)
    save = sections.save_section

    def just_before(**sent: Any) -> BulletinSection:
        moves_on(bulletin, month)
        return save(**sent)

    monkeypatch.setattr(sections, "save_section", just_before)
    answer = signed_in(month.organ.editor).post(url("section", bulletin, "demands"), TEXT)
    page = answer.content.decode()
    assert (answer.status_code, says in page, escape(TYPED) in page) == (409, True, True)


# Comments


def from_paper(month: Month) -> dict[str, Any]:
    return {"leader": month.organ.deputy_leader.pk, "kind": "comment", "text": TYPED, "written_on": "2026-11-05"}


@pytest.mark.parametrize("move", AFTER_CHECK)
def test_a_comment_that_comes_too_late_comes_back_to_its_leader(month, signed_in, move):
    bulletin = make_bulletin(month, State.CHECKED)
    move(bulletin, month)
    before = stored()
    client = signed_in(month.organ.principal_leader)
    answer = client.post(url("comment", bulletin), {"kind": "comment", "text": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Comments are taken between check and issue" in page
    assert escape(TYPED) in page
    assert stored() == before


@pytest.mark.parametrize(("move", "reads"), [(issue, True), (withdraw, False), (give_back, False)])
def test_a_leader_learns_no_more_of_the_bulletin_than_may_be_read(month, signed_in, move, reads):
    bulletin = make_bulletin(month, State.CHECKED)
    move(bulletin, month)
    Bulletin.objects.filter(pk=bulletin.pk).update(title="关于另一个名称的通报")
    client = signed_in(month.organ.principal_leader)
    page = client.post(url("comment", bulletin), {"kind": "comment", "text": TYPED}).content.decode()
    assert ("关于另一个名称的通报" in page) == reads
    assert (f'href="{bulletin.get_absolute_url()}"' in page) == reads


def test_no_comment_is_taken_on_a_draft_that_leaders_have_not_seen(month, signed_in):
    bulletin = make_bulletin(month)
    sent = {"kind": "comment", "text": TYPED}
    assert signed_in(month.organ.principal_leader).post(url("comment", bulletin), sent).status_code == 404
    withdraw(bulletin, month)
    assert signed_in(month.organ.principal_leader).post(url("comment", bulletin), sent).status_code == 404


@pytest.mark.parametrize("state", [State.CHECKED, State.ISSUED])
def test_whoever_never_comments_finds_nothing(month, signed_in, state):
    bulletin = make_bulletin(month, state)
    organ, before = month.organ, stored()
    for person in (organ.officer, organ.head, organ.editor, organ.office_head, make_person()):
        sent = {"kind": "comment", "text": TYPED}
        assert signed_in(person).post(url("comment", bulletin), sent).status_code == 404, person
    for person in (organ.officer, organ.head, organ.deputy_leader, make_person()):
        assert signed_in(person).post(url("record_comment", bulletin), from_paper(month)).status_code == 404, person
    assert stored() == before


@pytest.mark.parametrize("wrong", [{}, {"written_on": "gestern"}])
@pytest.mark.parametrize("move", AFTER_CHECK)
def test_what_was_copied_from_paper_comes_back(month, signed_in, move, wrong):
    bulletin = make_bulletin(month, State.CHECKED)
    move(bulletin, month)
    before = stored()
    answer = signed_in(month.organ.editor).post(url("record_comment", bulletin), {**from_paper(month), **wrong})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Comments are taken between check and issue" in page
    for words in (escape(TYPED), str(month.organ.deputy_leader), "Comment written"):
        assert words in page
    assert stored() == before
    assert comment_of(bulletin, month.organ.deputy_leader) is None


# Reasons


@pytest.mark.parametrize("who", ["deputy_leader", "office_head"])
def test_the_reason_of_an_act_that_comes_too_late_comes_back(month, signed_in, who):
    bulletin = make_bulletin(month, State.CHECKED)
    give_back(bulletin, month)
    before = stored()
    answer = signed_in(getattr(month.organ, who)).post(url("act", bulletin, "return"), {"reason": TYPED})
    page = answer.content.decode()
    assert (answer.status_code, escape(TYPED) in page, "“Draft”" in page) == (409, True, True)
    assert (bulletin.title in page) == (who == "office_head")
    assert stored() == before


def test_a_signature_that_comes_too_late_is_told_so_to_a_leader_who_may_not_read_the_draft(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    give_back(bulletin, month)
    answer = signed_in(month.organ.principal_leader).post(url("act", bulletin, "sign"))
    assert (answer.status_code, "Nothing was changed" in answer.content.decode()) == (409, True)
    for name in ("check", "issue", "withdraw"):  # never a leader's
        sent = {"reason": TYPED}
        assert signed_in(month.organ.principal_leader).post(url("act", bulletin, name), sent).status_code == 404
    stranger = make_person(Role.OFFICER, unit=month.organ.division)
    assert signed_in(stranger).post(url("act", bulletin, "sign")).status_code == 404
