"""The permission table x statuses: who is offered which move, written out by hand; and rule and list agree everywhere."""

from dataclasses import dataclass

import pytest

from activity.models import Event
from organizations.models import Role, User
from organizations.policy import can, visible_to
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.moves.table import MOVES
from submissions.services.moves import allowed_moves, move_item
from submissions.states import Status
from tests.factories.organizations import UserFactory, make_organ, make_person
from tests.factories.submissions import make_item

pytestmark = pytest.mark.django_db

PEOPLE = (
    "drafter", "colleague", "head", "partner_head", "other_head", "editor", "other_editor", "office_head",
    "deputy_leader", "principal_leader", "system", "security", "audit", "stranger",
)  # fmt: skip

EDITORS = {"editor", "other_editor", "office_head"}
HOLDER = {"editor", "office_head"}
DRAFTER_OR_HEAD = {"drafter", "head"}

# status -> move -> who. What is not written here nobody is offered.
OFFERED: dict[str, dict[str, set[str]]] = {
    Status.DRAFT: {"submit": {"drafter"}, "void": DRAFTER_OR_HEAD},
    Status.RETURNED: {"submit": {"drafter"}, "void": DRAFTER_OR_HEAD},
    Status.UNIT_REVIEW: {
        "approve_in_unit": {"head"}, "return_in_unit": {"head"}, "countersign": {"partner_head"},
        "decline_to": {"partner_head"}, "drop_partner": DRAFTER_OR_HEAD, "pull_back": DRAFTER_OR_HEAD,
    },
    Status.HELD: {"release_held": DRAFTER_OR_HEAD, "void": DRAFTER_OR_HEAD},
    Status.FILED: {
        "withdraw": {"head"}, "take": EDITORS, "assign": {"office_head"}, "send_back": EDITORS, "decline": EDITORS,
    },
    Status.EDITING: {
        "ask_withdrawal": {"head"}, "assign": {"office_head"}, "put_back": HOLDER, "send_back": EDITORS, "decline": EDITORS,
        "answer_withdrawal": HOLDER, "submit_for_approval": HOLDER,
    },
    Status.OFFICE_REVIEW: {
        "ask_withdrawal": {"head"}, "answer_withdrawal": HOLDER, "call_back": HOLDER, "approve": {"office_head"},
        "return_to_editor": {"office_head"},
    },
    Status.SIGNATURE: {
        "ask_withdrawal": {"head"}, "answer_withdrawal": HOLDER, "call_back": HOLDER, "edit_flash": EDITORS,
        "return_to_editor": {"deputy_leader"}, "sign": {"deputy_leader"}, "pass_up": {"deputy_leader"},
        "refuse": {"deputy_leader"},
    },
    Status.SIGNED: {
        "ask_withdrawal": {"head"}, "answer_withdrawal": HOLDER, "edit_flash": EDITORS, "shelve": {"office_head"},
        "reopen": {"office_head"},
    },
    Status.DECLINED: {"reopen": {"office_head"}},
    Status.MERGED: {},
    Status.CLOSED: {"reopen": {"office_head"}},
    Status.VOIDED: {},
}  # fmt: skip

IN_UNIT_SEE = {"drafter", "colleague", "head"}
OFFICE_SEE = IN_UNIT_SEE | {"partner_head"} | EDITORS
# Who may read the item page. The partner sees it once it left the drafter's hands.
SEEN: dict[str, set[str]] = {
    Status.DRAFT: IN_UNIT_SEE,
    Status.RETURNED: IN_UNIT_SEE | {"partner_head"},
    Status.UNIT_REVIEW: IN_UNIT_SEE | {"partner_head"},
    Status.HELD: IN_UNIT_SEE | {"partner_head"},
    Status.VOIDED: IN_UNIT_SEE | {"partner_head"},
    Status.FILED: OFFICE_SEE,
    Status.EDITING: OFFICE_SEE,
    Status.OFFICE_REVIEW: OFFICE_SEE,
    Status.SIGNATURE: OFFICE_SEE | {"deputy_leader", "principal_leader"},
    Status.SIGNED: OFFICE_SEE | {"deputy_leader", "principal_leader"},
    Status.DECLINED: OFFICE_SEE,
    Status.MERGED: OFFICE_SEE,
    Status.CLOSED: OFFICE_SEE,
}


@dataclass
class Cast:
    people: dict[str, User]
    items: dict[str, Item]


@pytest.fixture
def cast() -> Cast:
    organ = make_organ(divisions=3)
    people = {
        "drafter": organ.officer,
        "colleague": make_person(Role.OFFICER, unit=organ.division),
        "head": organ.head,
        "partner_head": organ.heads[1],
        "other_head": organ.heads[2],
        "editor": organ.editor,
        "other_editor": make_person(Role.EDITOR, unit=organ.office),
        "office_head": organ.office_head,
        "deputy_leader": organ.deputy_leader,
        "principal_leader": organ.principal_leader,
        "system": UserFactory.create(admin_kind="system"),
        "security": UserFactory.create(admin_kind="security"),
        "audit": UserFactory.create(admin_kind="audit"),
        "stranger": UserFactory.create(),
    }
    items = {
        status: make_item(status=status, unit=organ.division, drafter=organ.officer, joint=[organ.divisions[1]])
        for status in Status
    }
    Item.objects.filter(editor__isnull=False).update(editor=organ.editor)
    return Cast(people, {status: Item.objects.get(pk=item.pk) for status, item in items.items()})


@pytest.mark.parametrize("status", list(Status))
def test_each_person_is_offered_exactly_the_moves_of_the_table(cast, status):
    item = cast.items[status]
    offered = {(name, move.name) for name, person in cast.people.items() for move in allowed_moves(item, person)}
    assert offered == {(name, move) for move, names in OFFERED[status].items() for name in names}


def test_every_public_move_is_offered_to_somebody_somewhere():
    # release_held, merge and their like stand in tests of their own; internal moves are never buttons.
    offered = {move for moves in OFFERED.values() for move in moves}
    assert offered == {move.name for move in MOVES.values() if not move.is_internal}


@pytest.mark.parametrize("status", list(Status))
def test_each_person_sees_exactly_the_items_that_the_table_says(cast, status):
    seen = {name for name, person in cast.people.items() if can(person, "item.view", cast.items[status])}
    assert seen == SEEN[status]


@pytest.mark.parametrize("name", PEOPLE)
def test_list_and_rule_agree_for_every_action(cast, name):
    person, items = cast.people[name], list(Item.objects.all())
    actions = [
        "item.view",
        "item.edit_draft",
        "item.edit_in_office",
        "item.record",
        *(m.action for m in MOVES.values()),
    ]
    for action in actions:
        listed = set(visible_to(person, Item.objects.all(), action))
        assert listed == {item for item in items if can(person, action, item)}, action


def test_what_is_not_offered_is_refused_and_changes_nothing(cast):
    refused = 0
    for status, item in cast.items.items():
        for move in MOVES.values():
            if status not in move.sources or move.is_internal:
                continue
            for name, person in cast.people.items():
                if name in OFFERED[status].get(move.name, set()):
                    continue
                with pytest.raises(NotAllowed):
                    move_item(item_id=item.pk, name=move.name, by=person, seen_version=item.version, reason="无权")
                refused += 1
    assert refused > 300
    assert Event.objects.count() == 0
    assert {
        item.status: item.version for item in Item.objects.filter(pk__in=[i.pk for i in cast.items.values()])
    } == dict.fromkeys(Status, 1)
