"""The item's page, its moves, its files: open to whom the policy says, and nothing changed for anybody else."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from activity.models import Event
from documents.services import store_bytes
from organizations.models import Role
from submissions.models import Attachment, Item, Revision
from submissions.moves.table import MOVES
from submissions.services.moves import move_item
from submissions.services.revisions import add_revision
from submissions.states import Status
from submissions.views.item import acts_on
from tests.factories.organizations import make_person
from tests.factories.submissions import make_item
from ui.once import new_token


def page(item):
    return reverse("submissions:item", args=[item.pk])


def move(item, name):
    return reverse("submissions:move", args=[item.pk, name])


def people(organ):
    return {
        "officer": organ.officer,
        "head": organ.head,
        "other": organ.officers[1],
        "editor": organ.editor,
        "office_head": organ.office_head,
        "leader": organ.deputy_leader,
        "admin": make_person(admin_kind="system"),
        "nobody": make_person(),
    }


@pytest.mark.parametrize("status", Status.values)
def test_the_page_is_there_for_readers_and_only_for_them(organ, sign_in, status):
    item = make_item(unit=organ.division, status=status, editor=organ.editor)
    readers = {"officer", "head"}
    if item.number:
        readers |= {"editor", "office_head"}
    if status == "signature" or item.signed_at:
        readers |= {"leader"}
    statuses = {name: sign_in(person).get(page(item)).status_code for name, person in people(organ).items()}
    assert {name for name, status in statuses.items() if status == 200} == readers
    assert set(statuses.values()) <= {200, 404}


def test_somebody_not_signed_in_is_led_to_the_door(organ, client):
    assert client.get(page(make_item(unit=organ.division))).status_code == 302


@pytest.mark.parametrize("name", [name for name, row in MOVES.items() if not row.is_internal])
def test_a_stranger_moves_nothing(organ, sign_in, name):
    item = make_item(unit=organ.division, status=sorted(MOVES[name].sources)[0], editor=organ.editor)
    client = sign_in(organ.officers[1])
    assert client.get(move(item, name)).status_code == 404
    assert client.post(move(item, name), {"seen_version": 1, "reason": "x"}).status_code == 404
    item.refresh_from_db()
    assert (item.version, Event.objects.about(item).count()) == (1, 0)


@pytest.mark.parametrize("name", ["merge", "split_up", "compose", "no_such_move"])
def test_moves_that_are_no_buttons_have_no_page(organ, sign_in, name):
    item = make_item(unit=organ.division, status="filed")
    assert sign_in(organ.editor).post(move(item, name), {"seen_version": 1}).status_code == 404


def test_a_colleague_who_may_read_but_not_move_is_told_and_changes_nothing(organ, sign_in):
    item = make_item(unit=organ.division)
    client = sign_in(make_person(Role.OFFICER, unit=organ.division))
    answer = client.post(move(item, "submit"), {"seen_version": 1}, follow=True)
    assert [str(message) for message in answer.context["messages"]]
    item.refresh_from_db()
    assert item.status == "draft"


def test_a_move_with_a_reason_is_made_once(organ, sign_in):
    item = make_item(unit=organ.division, status="unit_review")
    client, data = sign_in(organ.officer), {"seen_version": 1, "reason": "补充材料", "once": new_token()}
    assert client.get(move(item, "pull_back")).status_code == 200
    assert [client.post(move(item, "pull_back"), data).url for _n in range(2)] == [page(item)] * 2
    item.refresh_from_db()
    assert (item.status, item.version) == ("draft", 2)


def test_a_missing_reason_is_said_at_its_field(organ, sign_in):
    item = make_item(unit=organ.division, status="unit_review")
    answer = sign_in(organ.officer).post(move(item, "pull_back"), {"seen_version": 1, "reason": " "})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})
    item.refresh_from_db()
    assert item.status == "unit_review"


def test_a_move_no_longer_possible_says_who_did_what(organ, sign_in):
    item = make_item(unit=organ.division, status="filed")
    move_item(item_id=item.pk, name="take", by=organ.editor, seen_version=1)
    answer = sign_in(organ.office_head).post(move(item, "take"), {"seen_version": 1}, follow=True)
    (message,) = answer.context["messages"]
    assert organ.editor.name in str(message)


def test_sending_back_asks_for_reason_and_kind(organ, sign_in):
    item = make_item(unit=organ.division, status="editing", editor=organ.editor)
    data = {"seen_version": 1, "reason": "数据不准", "kind": "facts"}
    sign_in(organ.editor).post(move(item, "send_back"), data)
    item.refresh_from_db()
    assert (item.status, item.return_reason) == ("returned", "数据不准")


def test_a_held_item_is_released_with_the_minute_of_the_decision(organ, sign_in):
    item = make_item(unit=organ.division, status="held", created_at=datetime(2026, 1, 4, tzinfo=UTC))
    sign_in(organ.head).post(
        move(item, "release_held"), {"seen_version": 1, "decision": "passed", "decided_at": "2026-01-05T09:10"}
    )
    item.refresh_from_db()
    assert (item.status, item.filed_at.isoformat()) == ("signature", "2026-01-05T01:10:00+00:00")


def test_an_overdue_partner_is_dropped(organ, sign_in):
    item = make_item(unit=organ.division, status="unit_review", joint=[organ.divisions[1]])
    data = {"seen_version": 1, "unit_id": organ.divisions[1].pk, "reason": "逾期未会签"}
    sign_in(organ.officer).post(move(item, "drop_partner"), data)
    assert item.joint_units.get().state == "dropped"


def test_a_partner_countersigns_from_the_page(organ, sign_in):
    item = make_item(unit=organ.division, status="unit_review", joint=[organ.divisions[1]])
    client = sign_in(organ.heads[1])
    assert {act.move.name for act in client.get(page(item)).context["acts"]} == {"countersign", "decline_to"}
    client.post(move(item, "countersign"), {"seen_version": 1})
    assert item.joint_units.get().state == "countersigned"


def test_a_request_to_withdraw_is_answered(organ, sign_in):
    item = make_item(unit=organ.division, status="editing", editor=organ.editor)
    sign_in(organ.head).post(move(item, "ask_withdrawal"), {"seen_version": 1, "reason": "数据有误"})
    sign_in(organ.editor).post(
        move(item, "answer_withdrawal"), {"seen_version": 2, "accept": "yes", "reason": "同意撤回"}
    )
    item.refresh_from_db()
    assert item.status == "returned"


def test_acts_that_a_guard_would_refuse_are_not_offered(organ):
    item = make_item(unit=organ.division, status="editing", editor=organ.editor)
    names = {act.move.name for act in acts_on(item, organ.editor)}
    assert names == {"submit_for_approval", "put_back", "send_back", "decline"}


@pytest.fixture
def edited(organ):
    item = make_item(unit=organ.division, status="signed", title="题目", text="部门报来的话，共12件。")
    add_revision(
        item, by=organ.editor, kind=Revision.Kind.AS_EDITED, title="题目", text="编辑改过的话，共12件。", note="更精练"
    )
    item.save()
    return item


def test_the_author_sees_what_the_office_changed_and_why(organ, sign_in, edited):
    answer = sign_in(organ.officer).get(page(edited), {"tab": "difference"})
    text = answer.content.decode()
    assert "<ins>编辑改过</ins>" in text
    assert "<del>部门报来</del>" in text
    assert "更精练" in text


def test_while_the_office_works_the_unit_reads_its_own_text(organ, sign_in, edited):
    Item.objects.filter(pk=edited.pk).update(status="editing", signed_at=None)
    for tab in ("", "edited", "difference", "filed"):
        assert "编辑改过" not in sign_in(organ.officer).get(page(edited), {"tab": tab}).content.decode()
    assert "编辑改过" in sign_in(organ.editor).get(page(edited), {"tab": "edited"}).content.decode()


def test_any_two_versions_are_compared_and_unknown_ones_do_no_harm(organ, sign_in, edited):
    client = sign_in(organ.editor)
    shown = client.get(page(edited), {"tab": "difference", "old": "2", "new": "1", "look": "beside"}).context
    assert (shown["old"].no, shown["new"].no, bool(shown["beside"])) == (2, 1, True)
    assert client.get(page(edited), {"tab": "difference", "old": "99", "new": "x"}).status_code == 200


def test_words_of_users_are_escaped_everywhere(organ, sign_in):
    item = make_item(unit=organ.division, status="signed", title="<b>题</b>", text="<script>alert(1)</script>3件")
    add_revision(item, by=organ.editor, kind=Revision.Kind.AS_EDITED, title="<i>题</i>", text="<script>x</script>4件")
    item.save()
    for tab in ("filed", "difference"):
        text = sign_in(organ.officer).get(page(item), {"tab": tab}).content.decode()
        assert "<script>alert" not in text
        assert "<script>x" not in text


def test_figures_are_ticked_on_the_page_by_the_checker(organ, sign_in):
    checker = make_person(Role.OFFICER, unit=organ.division)
    item = make_item(unit=organ.division, status="unit_review", text="受理3件", ticked=False, checker=checker)
    tick = reverse("submissions:tick", args=[item.pk])
    sign_in(organ.officer).post(tick, {"ticks": "1|3件"})
    assert not item.figure_ticks.exists()
    sign_in(checker).post(tick, {"ticks": ["1|3件", "broken"]})
    assert item.figure_ticks.get().ticked_by == checker


@pytest.fixture
def attachment(organ):
    item = make_item(unit=organ.division)
    stored = store_bytes(name="台账.pdf", content=b"%PDF-1.4", content_type="application/pdf", by=organ.officer)
    return Attachment.objects.create(item=item, file=stored, added_by=organ.officer, added_at=item.created_at)


def test_a_file_is_read_by_whom_reads_the_item(organ, sign_in, attachment):
    address = reverse("submissions:attachment", args=[attachment.item_id, attachment.pk])
    answer = sign_in(organ.head).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(organ.editor).get(address).status_code == 404


def test_a_file_of_another_item_is_not_reached_through_ones_own(organ, sign_in, attachment):
    own = make_item(unit=organ.divisions[1])
    address = reverse("submissions:attachment", args=[own.pk, attachment.pk])
    assert sign_in(organ.officers[1]).get(address).status_code == 404


def test_only_the_drafter_takes_a_file_off(organ, sign_in, attachment):
    address = reverse("submissions:attachment", args=[attachment.item_id, attachment.pk])
    sign_in(organ.head).post(address)
    assert Attachment.objects.exists()
    sign_in(organ.officer).post(address)
    assert not Attachment.objects.exists()


def test_the_head_gives_a_draft_away_on_a_page(organ, sign_in):
    other = make_person(Role.OFFICER, unit=organ.division)
    item = make_item(drafter=organ.officer)
    address = reverse("submissions:reassign", args=[item.pk])
    assert sign_in(organ.officer).post(address, {"to": other.pk, "seen_version": 1}).status_code == 404
    assert sign_in(organ.head).get(address).status_code == 200
    sign_in(organ.head).post(address, {"to": other.pk, "seen_version": 1})
    item.refresh_from_db()
    assert item.drafter == other
