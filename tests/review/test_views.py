"""The office's screens: who may open them, what they do, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from activity.clock import now, today
from activity.models import Event
from organizations.models import Role
from review.models import Adoption, Forwarding, Instruction
from review.services.editing import LeaseHeld, save_edit, take_lease
from submissions.models import Item, Lease, PaperDecision, Revision
from submissions.secrecy import SecretRefused
from submissions.states import Status
from tests.factories.organizations import OutletFactory, SuperiorLeaderFactory, UserFactory, make_organ, make_person
from tests.factories.review import AdoptionFactory, ForwardingFactory, InstructionFactory
from tests.factories.submissions import make_item

pytestmark = pytest.mark.django_db


def in_hand(organ, **kw) -> Item:
    return make_item(status=Status.EDITING, unit=organ.division, drafter=organ.officer, editor=organ.editor, **kw)


def edit_data(item: Item, **changes):
    return {"title": item.title, "text": item.text, "summary": "", "note": "", "seen_version": item.version, **changes}


PAGES = ("queue", "sign", "merge", "supplementary", "adoptions", "instructions")
ROLES = {
    "officer": {"adoptions", "instructions"},
    "unit_head": {"adoptions", "instructions"},
    "editor": {"queue", "merge", "supplementary", "adoptions", "instructions"},
    "office_head": {"queue", "sign", "merge", "supplementary", "adoptions", "instructions"},
    "deputy_leader": {"sign", "adoptions", "instructions"},
    "principal_leader": {"sign", "adoptions", "instructions"},
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_exactly_its_pages(signed_in, role):
    make_organ()
    client = signed_in(make_person(role))
    opened = {name for name in PAGES if client.get(reverse(f"review:{name}")).status_code == 200}
    assert opened == ROLES[role]


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_administrators_open_none_of_them_and_see_no_item(signed_in, organ, kind):
    item = in_hand(organ)
    client = signed_in(UserFactory.create(admin_kind=kind))
    urls = [reverse(f"review:{name}") for name in ("queue", "sign", "merge")]
    urls += [
        reverse(f"review:{name}", args=[item.pk])
        for name in ("edit", "preview", "forward", "adopt", "instruct", "paper")
    ]
    assert {client.get(url).status_code for url in urls} == {404}


@pytest.mark.parametrize("name", ["edit", "forward", "adopt", "instruct"])
def test_a_stranger_gets_404_and_changes_nothing(signed_in, organ, name):
    item = make_item(status=Status.SIGNED, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    client = signed_in(organ.officers[1])
    url = reverse(f"review:{name}", args=[item.pk])
    answers = {client.get(url).status_code, client.post(url, {"outlets": [OutletFactory.create().pk]}).status_code}
    assert answers == {404}
    assert (Forwarding.objects.count(), Adoption.objects.count(), Instruction.objects.count()) == (0, 0, 0)


def test_the_queue_costs_the_same_for_one_and_three_rows(signed_in, organ, assert_same_queries):
    client = signed_in(organ.editor)
    assert_same_queries(
        lambda: make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer),
        lambda: client.get(reverse("review:queue")),
    )


@pytest.mark.parametrize(("name", "factory"), [("adoptions", AdoptionFactory), ("instructions", InstructionFactory)])
def test_the_registers_cost_the_same_for_one_and_three_rows(signed_in, organ, assert_same_queries, name, factory):
    client = signed_in(organ.editor)
    assert_same_queries(factory.create, lambda: client.get(reverse(f"review:{name}")))


def test_the_signing_desk_costs_the_same_for_one_and_three_rows(signed_in, organ, assert_same_queries):
    client = signed_in(organ.deputy_leader)
    make_item(status=Status.SIGNATURE, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    assert_same_queries(
        lambda: make_item(status=Status.SIGNATURE, unit=organ.division, drafter=organ.officer, editor=organ.editor),
        lambda: client.get(reverse("review:sign")),
        most=24,  # a page of one item, not a list
    )


def test_the_queue_shows_the_most_urgent_and_oldest_first(signed_in, organ):
    ordinary = make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer)
    flash = make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer, urgency="flash")
    body = signed_in(organ.editor).get(reverse("review:queue")).content.decode()
    assert body.index(flash.title) < body.index(ordinary.title)


def test_bulk_take_reports_each_refusal_by_title(signed_in, organ):
    free = make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer)
    taken = in_hand(organ)
    answer = signed_in(organ.editor).post(
        reverse("review:queue"), {"act": "take", "pk": [free.pk, taken.pk]}, follow=True
    )
    free.refresh_from_db()
    taken.refresh_from_db()
    assert (free.status, taken.version) == (Status.EDITING, 1)
    assert taken.title in answer.content.decode()


# Editing


def test_each_save_is_a_version_and_the_same_words_are_none(signed_in, organ):
    item = in_hand(organ)
    client = signed_in(organ.editor)
    client.post(reverse("review:edit", args=[item.pk]), edit_data(item, text="改后的文字。", note="精简"))
    item.refresh_from_db()
    assert (item.text, item.current.kind, item.current.note) == ("改后的文字。", Revision.Kind.AS_EDITED, "精简")
    client.post(reverse("review:edit", args=[item.pk]), edit_data(item))
    assert item.revisions.count() == 2


def test_submit_saves_the_words_and_passes_the_item_on(signed_in, organ):
    item = in_hand(organ)
    signed_in(organ.editor).post(
        reverse("review:edit", args=[item.pk]), edit_data(item, text="改后的文字。", submit="1")
    )
    item.refresh_from_db()
    assert (item.status, item.text, Lease.objects.count()) == (Status.OFFICE_REVIEW, "改后的文字。", 0)


def test_a_changed_figure_is_ticked_by_the_hand_that_changed_it(signed_in, organ):
    item = in_hand(organ, text="共清理文件 312 件。")
    client, url = signed_in(organ.editor), reverse("review:edit", args=[item.pk])
    refused = client.post(url, edit_data(item, text="共清理文件 313 件。", submit="1"))
    item.refresh_from_db()
    assert (refused.status_code, item.status) == (422, Status.EDITING)
    assert "共清理文件 313 件。" in refused.content.decode()
    item.refresh_from_db()
    from submissions.figures import find_figures

    key = find_figures("共清理文件 313 件。")[0].key
    client.post(url, edit_data(item, text="共清理文件 313 件。", submit="1", tick=[f"{key[0]}|{key[1]}"]))
    item.refresh_from_db()
    assert item.status == Status.OFFICE_REVIEW


def test_a_stale_edit_shows_both_texts_and_loses_none(signed_in, organ):
    item = in_hand(organ, title="清理工作")
    stale = edit_data(item, text="乙的文字。")
    save_edit(item_id=item.pk, by=organ.editor, seen_version=item.version, title="清理工作", text="甲的文字。")
    answer = signed_in(organ.editor).post(reverse("review:edit", args=[item.pk]), stale)
    body = answer.content.decode()
    item.refresh_from_db()
    assert (answer.status_code, item.text) == (409, "甲的文字。")
    assert "乙的文字。" in body
    assert "甲" in body


def test_a_secret_mark_is_refused_and_stored_nowhere(organ):
    item = in_hand(organ)
    with pytest.raises(SecretRefused):
        save_edit(item_id=item.pk, by=organ.editor, seen_version=1, title="清理工作", text="机密★1年\n正文")
    assert not Revision.objects.filter(text__contains="机密").exists()


def test_two_editors_do_not_edit_at_once_but_one_may_take_over_with_a_reason(organ):
    item = in_hand(organ)
    take_lease(item_id=item.pk, by=organ.editor)
    with pytest.raises(LeaseHeld):
        take_lease(item_id=item.pk, by=organ.office_head)
    with pytest.raises(LeaseHeld):
        save_edit(item_id=item.pk, by=organ.office_head, seen_version=1, title="甲", text="乙")
    take_lease(item_id=item.pk, by=organ.office_head, reason="责任编辑外出")
    assert (Lease.objects.get().holder, Event.objects.get().verb) == (organ.office_head, "item.lease")


# Signing


def test_a_leader_signs_and_the_next_item_follows(signed_in, organ):
    items = [
        make_item(status=Status.SIGNATURE, unit=organ.division, drafter=organ.officer, editor=organ.editor)
        for _n in range(2)
    ]
    client = signed_in(organ.deputy_leader)
    first = client.get(reverse("review:sign")).context["item"]
    assert first == items[0]
    answer = client.post(
        reverse("review:sign_item", args=[first.pk]),
        {"move": "sign", "opinion": "同意", "seen_version": 1},
        follow=True,
    )
    first.refresh_from_db()
    assert (first.status, answer.context["item"]) == (Status.SIGNED, items[1])
    assert first.signatures.get().opinion == "同意"


def test_a_return_without_a_reason_is_refused_and_keeps_the_page(signed_in, organ):
    item = make_item(status=Status.SIGNATURE, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    answer = signed_in(organ.deputy_leader).post(
        reverse("review:sign_item", args=[item.pk]), {"move": "return_to_editor", "opinion": "", "seen_version": 1}
    )
    item.refresh_from_db()
    assert (answer.status_code, item.status) == (422, Status.SIGNATURE)


def test_words_changed_while_signing_become_a_version(signed_in, organ):
    item = make_item(status=Status.SIGNATURE, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    signed_in(organ.deputy_leader).post(
        reverse("review:sign_item", args=[item.pk]),
        {"move": "sign", "opinion": "", "seen_version": 1, "change_words": "1", "title": "新题", "text": "新文。"},
    )
    item.refresh_from_db()
    assert (item.status, item.title, item.text) == (Status.SIGNED, "新题", "新文。")


def test_an_item_that_waits_no_more_leads_to_its_page(signed_in, organ):
    item = make_item(status=Status.SIGNED, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    answer = signed_in(organ.deputy_leader).get(reverse("review:sign_item", args=[item.pk]))
    assert (answer.status_code, answer.url) == (302, item.get_absolute_url())


def test_an_oral_decision_is_recorded_and_then_countersigned(signed_in, organ):
    item = make_item(status=Status.SIGNATURE, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    client = signed_in(organ.editor)
    answer = client.post(
        reverse("review:paper", args=[item.pk]),
        {
            "move": "sign", "decided_by": organ.deputy_leader.pk, "channel": "phone", "seen_version": item.version,
            "decided_at": now().astimezone().strftime("%Y-%m-%dT00:00"), "reason": "同意上报",
        },
    )  # fmt: skip
    item.refresh_from_db()
    assert (answer.status_code, item.status) == (302, Status.SIGNED)
    decision = PaperDecision.objects.get()
    client = signed_in(organ.deputy_leader)
    client.post(reverse("review:confirm", args=[decision.pk]))
    decision.refresh_from_db()
    assert decision.confirmed_at is not None


# Records


def test_forwarding_adoption_and_instruction_by_their_forms(signed_in, organ):
    item = make_item(
        status=Status.SIGNED, unit=organ.division, drafter=organ.officer, editor=organ.editor, signed_at=now()
    )
    client, outlet, leader = signed_in(organ.editor), OutletFactory.create(), SuperiorLeaderFactory.create()
    client.post(reverse("review:forward", args=[item.pk]), {"outlets": [outlet.pk]})
    client.post(
        reverse("review:adopt", args=[item.pk]),
        {"outlet": outlet.pk, "issue_number": "第3期", "adopted_on": today().isoformat()},
    )
    client.post(
        reverse("review:instruct", args=[item.pk]),
        {"leaders": [leader.pk], "text": "请抓好落实", "instructed_on": today().isoformat()},
    )
    assert (Forwarding.objects.count(), Adoption.objects.count(), Instruction.objects.count()) == (1, 1, 1)


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(signed_in, organ):
    item = make_item(status=Status.SIGNED, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    answer = signed_in(organ.editor).post(
        reverse("review:adopt", args=[item.pk]),
        {"outlet": OutletFactory.create().pk, "issue_number": "第77期", "adopted_on": "2999-01-01"},
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["adopted_on"])
    assert "第77期" in answer.content.decode()


def test_merging_makes_a_composite_in_the_order_typed(signed_in, organ):
    items = [make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer) for _n in range(3)]
    data = {"title": "全市清理情况综合", "item": [items[0].pk, items[2].pk]}
    for place, item in ((2, items[0]), (1, items[2])):
        data |= {f"order-{item.pk}": place, f"seen-{item.pk}": item.version}
    signed_in(organ.editor).post(reverse("review:merge"), data)
    composite = Item.objects.get(is_composite=True)
    assert list(composite.source_links.values_list("item", flat=True)) == [items[2].pk, items[0].pk]
    assert sum(composite.source_links.values_list("share", flat=True)) == 1


def test_one_source_is_too_few_and_nothing_is_merged(signed_in, organ):
    item = make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer)
    answer = signed_in(organ.editor).post(
        reverse("review:merge"), {"title": "综合", "item": [item.pk], f"seen-{item.pk}": item.version}
    )
    assert (answer.status_code, Item.objects.filter(is_composite=True).count()) == (422, 0)


@pytest.mark.parametrize(
    ("kind", "factory"),
    [("forwarding", ForwardingFactory), ("adoption", AdoptionFactory), ("instruction", InstructionFactory)],
)
def test_a_record_is_revoked_by_its_form_with_a_reason(signed_in, organ, kind, factory):
    row = factory.create()
    url = reverse("review:revoke", args=[kind, row.pk])
    assert signed_in(organ.officer).post(url, {"reason": "x"}).status_code == 404
    client = signed_in(organ.editor)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "登记有误"}).status_code == 302
    assert type(row).objects.in_force().count() == 0


def test_a_unit_reports_on_an_instruction_that_it_owes(signed_in, organ):
    item = make_item(status=Status.SIGNED, unit=organ.division, drafter=organ.officer)
    row = InstructionFactory.create(item=item, feedback_unit=organ.division, feedback_due=today())
    url = reverse("review:feedback", args=[row.pk])
    assert signed_in(organ.officers[1]).get(url).status_code == 404
    assert signed_in(organ.officer).post(url, {"text": "已整改到位", "is_final": "on"}).status_code == 302
    assert row.feedbacks.get().text == "已整改到位"


def test_a_later_entry_leads_on_to_its_adoption(signed_in, organ):
    from tests.factories.submissions import ItemTypeFactory

    answer = signed_in(organ.editor).post(
        reverse("review:supplementary"),
        {
            "unit": organ.division.pk, "authors": [organ.officer.pk], "title": "电话约稿件",
            "item_type": ItemTypeFactory.create().pk, "text": "",
        },
    )  # fmt: skip
    item = Item.objects.get(is_supplementary=True)
    assert answer.url == reverse("review:adopt", args=[item.pk])


def test_a_head_role_alone_does_not_open_the_queue(signed_in):
    assert signed_in(make_person(Role.UNIT_HEAD)).get(reverse("review:queue")).status_code == 404
