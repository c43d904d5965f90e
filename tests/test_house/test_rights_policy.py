"""The policy table says the same twice: for every row with objects, the list holds exactly what the rule lets through.

The moves of items have a matrix of their own (tests/submissions/test_moves_matrix.py); here stands every row, asked of
whatever the office of `rights_world` holds, by every role and by people who act for others.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import Model

from activity.clock import today
from organizations.models import ActingGrant, OfficePapers, Role, User
from organizations.policy import can, rows, visible_to
from scoring.models import LedgerRow, ScoreTotal, ScoringRun
from submissions.models import Item
from submissions.states import Status
from tests.factories.organizations import ActingGrantFactory, UserFactory, make_person
from tests.factories.submissions import make_item
from tests.test_house.rights_world import World, make_world

pytestmark = pytest.mark.django_db

SUBJECTS_WITHOUT_MODEL = {"account", "queue", "score", "sign"}
"""Rows about the person alone: there is nothing to list."""
ABOUT_THE_PERSON = {"item.draft"}
"""Rows that name a model and are asked without an object."""


def model_of(action: str) -> type[Model] | None:
    """The model that the action names."""
    name = action.partition(".")[0]
    found = [model for model in apps.get_models() if model._meta.model_name == name]
    assert len(found) <= 1, f"{name} names {found}"
    return found[0] if found else None


def more_objects(world: World) -> None:
    """What the world of addresses does not need: joint items, the other division's rows, points of units and people."""
    mine, theirs = world.organ.divisions
    for status in Status:
        make_item(status=status, unit=theirs, drafter=world.organ.officers[1], joint=[mine])
    make_item(status=Status.SIGNATURE, unit=mine, awaits_role=Role.PRINCIPAL_LEADER, step=2)
    make_item(status=Status.UNIT_REVIEW, unit=mine, awaits_role=Role.UNIT_SIGNER)
    make_item(status=Status.UNIT_REVIEW, unit=mine, awaits_person=world.people["unit_head"])
    make_item(status=Status.UNIT_REVIEW, unit=mine, authors=[world.people["unit_head"]])
    make_item(status=Status.OFFICE_REVIEW, unit=mine, authors=[world.people["office_head"]])
    total = ScoreTotal.objects.of_units().order_by("pk")[0]
    for unit, person in ((theirs, None), (theirs, world.organ.officers[1]), (mine, world.organ.heads[0])):
        whose = f"person:{person.pk}" if person else "unit"
        ScoreTotal.objects.create(period=total.period, unit=unit, person=person, receiver=f"{whose}:{unit.pk}")
    OfficePapers.objects.create()
    run = ScoringRun.objects.create(cause="changes", started_at="2026-11-02T00:00Z")
    LedgerRow.objects.bulk_create(
        LedgerRow(
            run=run, period=one.period, unit_id=one.unit_id, person_id=one.person_id, receiver=one.receiver, points=1,
            group_key="1", item_key="1", fact="filed:1", kind="filed", happened_on=today(),
        )
        for one in ScoreTotal.objects.all()
    )  # fmt: skip
    for person in world.people.values():
        UserSession.objects.create(user=person, session_key=f"key{person.pk}", ip="127.0.0.1", user_agent="")


def people_of(world: World) -> dict[str, User]:
    """Everybody in the world, and some who act for others, also where the grant is over or the role was lost."""
    acting = {}
    for role in (Role.UNIT_SIGNER, Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER):
        principal = world.people[role.value]
        unit = principal.memberships.get().unit
        deputy = make_person(Role.OFFICER, unit=world.organ.divisions[1])
        ActingGrantFactory.create(principal=principal, deputy=deputy, unit=unit, role=role)
        acting[f"acts as {role}"] = deputy
    late = ActingGrantFactory.create(ends_on=today() - timedelta(days=1))
    several = make_person(Role.OFFICER, Role.UNIT_HEAD, unit=world.organ.division)
    disabled = make_person(Role.EDITOR, is_active=False)
    return {
        **world.people, **acting, "acted": late.deputy, "officer and head": several, "disabled": disabled,
        "without any row": UserFactory.create(),
    }  # fmt: skip


@pytest.fixture
def world() -> World:
    made = make_world()
    more_objects(made)
    return made


def listed_rows() -> Iterator[tuple[str, type[Model]]]:
    for row in rows():
        model = model_of(row.action)
        if model is not None and row.action not in ABOUT_THE_PERSON:
            yield row.action, model


def test_every_row_names_a_model_or_is_about_the_person():
    nameless = {row.action.partition(".")[0] for row in rows() if model_of(row.action) is None}
    assert nameless == SUBJECTS_WITHOUT_MODEL


def test_list_and_rule_agree_for_every_row_every_person_and_every_object(world):
    people, differing, asked = people_of(world), {}, 0
    for action, model in listed_rows():
        objects = list(model._base_manager.all())
        assert objects or model._meta.app_label == "reports", f"nothing to ask {action} of"
        for who, person in people.items():
            listed = set(visible_to(person, model._default_manager.all(), action).values_list("pk", flat=True))
            allowed = {one.pk for one in objects if can(person, action, one)}
            asked += len(objects)
            if listed != allowed:
                differing[f"{action} by {who}"] = (sorted(listed - allowed), sorted(allowed - listed))
    assert differing == {}, "(listed only, allowed only)"
    assert asked > 20_000


def test_a_list_holds_nothing_twice(world):
    for action, model in listed_rows():
        for person in people_of(world).values():
            listed = list(visible_to(person, model._default_manager.all(), action).values_list("pk", flat=True))
            assert len(listed) == len(set(listed)), action


def test_nobody_without_a_standing_may_do_anything(world):
    """Strangers, closed accounts and people without a role: no row but those of one's own grants lets them in."""
    disabled = make_person(Role.EDITOR, Role.OFFICE_HEAD, is_active=False)
    for person in (world.people["nobody"], disabled):
        for action, model in listed_rows():
            assert not visible_to(person, model._default_manager.all(), action).exists(), action
        for row in rows():
            if row.action.partition(".")[0] in SUBJECTS_WITHOUT_MODEL | {"item.draft"}:
                assert not can(person, row.action), row.action


def test_administrators_reach_no_item_and_no_record(world):
    words = ("item", "forwarding", "adoption", "instruction", "bulletin", "ledgerrow", "scoretotal")
    for kind in ("system", "security", "audit"):
        for action, model in listed_rows():
            if action.partition(".")[0] in words:
                assert not visible_to(world.people[kind], model._default_manager.all(), action).exists(), (kind, action)


def test_a_deputy_reaches_what_the_principal_reaches_but_never_own_items(world):
    head = world.people["unit_head"]
    deputy = make_person(Role.OFFICER, unit=world.organ.divisions[1])
    own = make_item(status=Status.UNIT_REVIEW, unit=world.organ.division, drafter=deputy)
    ActingGrantFactory.create(principal=head, deputy=deputy, unit=world.organ.division, role=Role.UNIT_HEAD)
    waiting = set(visible_to(head, Item.objects.all(), "approve_in_unit"))
    assert own in waiting
    # What waits for the head by name waits for whoever acts for the head.
    assert set(visible_to(deputy, Item.objects.all(), "approve_in_unit")) == waiting - {own}


def test_a_revoked_grant_opens_nothing(world):
    grant = ActingGrant.objects.get(pk=world.keys["grant"][0])
    assert visible_to(grant.deputy, Item.objects.all(), "approve_in_unit").exists()
    grant.revoked_at = "2026-11-01T00:00Z"
    grant.save()
    fresh = User.objects.get(pk=grant.deputy_id)
    assert not visible_to(fresh, Item.objects.all(), "approve_in_unit").exists()
