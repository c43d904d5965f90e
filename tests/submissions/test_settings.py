"""Types, topics, routes and chains: kept by whom the policy names, each change with its event."""

import pytest
from django.urls import reverse

from activity.models import Event
from organizations.models import Role
from submissions.errors import MoveRefused, NotAllowed
from submissions.models import ItemType, SignOffRoute, Topic
from submissions.moves.chain import unit_chain
from submissions.services.books import set_chain
from tests.factories.organizations import make_person
from tests.factories.submissions import ItemTypeFactory, TopicFactory

REGISTERS = ("submissions:types", "submissions:topics", "submissions:routes")


@pytest.mark.parametrize("url", REGISTERS)
def test_registers_are_open_to_the_office_head_and_the_system_administrator(organ, sign_in, url):
    people = {
        "office_head": organ.office_head, "system": make_person(admin_kind="system"), "editor": organ.editor,
        "head": organ.head, "officer": organ.officer, "audit": make_person(admin_kind="audit"),
    }  # fmt: skip
    allowed = {name for name, person in people.items() if sign_in(person).get(reverse(url)).status_code == 200}
    assert allowed == {"office_head", "system"}
    assert sign_in(organ.head).post(reverse(url), {"name": "新"}).status_code == 404
    assert [model.objects.count() for model in (Topic, ItemType, SignOffRoute)] == [0, 0, 0]


def test_a_type_is_entered_and_its_code_never_changes(organ, sign_in):
    client = sign_in(organ.office_head)
    client.post(reverse(REGISTERS[0]), {"name": "简讯", "code": "brief", "is_active": "on", "sort_no": 1})
    kind = ItemType.objects.get()
    client.post(reverse("submissions:types_row", args=[kind.pk]), {"name": "短讯", "code": "other", "sort_no": 2})
    kind.refresh_from_db()
    assert (kind.name, kind.code, kind.is_active) == ("短讯", "brief", False)
    assert [event.verb for event in Event.objects.about(kind).order_by("pk")] == [
        "item_type.created",
        "item_type.changed",
    ]


def test_a_type_out_of_use_is_not_offered_on_a_new_slip(organ, sign_in):
    used, unused = ItemTypeFactory.create(), ItemTypeFactory.create(is_active=False)
    TopicFactory.create(is_active=False)
    form = sign_in(organ.officer).get(reverse("submissions:new")).context["form"]
    assert list(form.fields["item_type"].queryset) == [used]
    assert unused not in form.fields["item_type"].queryset
    assert not form.fields["topics"].queryset.exists()


def test_a_route_is_entered_and_deleted(organ, sign_in):
    client = sign_in(organ.office_head)
    client.post(reverse(REGISTERS[2]), {"urgency": "flash", "needs_principal_leader": "on", "sort_no": 1})
    route = SignOffRoute.objects.get()
    assert (route.needs_deputy_leader, route.needs_principal_leader) == (False, True)
    assert sign_in(organ.head).post(reverse("submissions:route_drop", args=[route.pk])).status_code == 404
    client.post(reverse("submissions:route_drop", args=[route.pk]))
    assert not SignOffRoute.objects.exists()


def test_the_head_sets_the_chain_of_the_own_unit_on_the_page(organ, sign_in):
    signer = make_person(Role.UNIT_SIGNER, unit=organ.division)
    client, address = sign_in(organ.head), reverse("submissions:chain", args=[organ.division.pk])
    assert list(client.get(reverse("submissions:chains")).context["units"]) == [organ.division]
    client.post(address, {"role_1": "unit_signer", "person_1": signer.pk, "role_2": "unit_head"})
    steps = [(step.no, step.role, step.person_id) for step in unit_chain(organ.division.pk)]
    assert steps == [(1, "unit_signer", signer.pk), (2, "unit_head", None)]
    assert client.get(address).status_code == 200


def test_the_chain_of_a_foreign_unit_is_not_there(organ, sign_in):
    address = reverse("submissions:chain", args=[organ.divisions[1].pk])
    assert sign_in(organ.head).post(address, {"role_1": "unit_head"}).status_code == 404
    assert sign_in(organ.officer).get(reverse("submissions:chains")).status_code == 404
    assert not organ.divisions[1].chain_steps.exists()


@pytest.mark.parametrize(
    "steps",
    [
        [("unit_head", None), ("unit_signer", None)],
        [("unit_signer", None)],
        [("unit_head", None), ("unit_head", None)],
        [("unit_signer", None)] * 5 + [("unit_head", None)],
        [("unit_head", -1)],
    ],
)
def test_a_chain_that_makes_no_sense_is_refused(organ, steps):
    with pytest.raises(MoveRefused):
        set_chain(unit_id=organ.division.pk, by=organ.head, steps=steps)
    assert not organ.division.chain_steps.exists()


def test_set_chain_asks_the_policy_itself(organ):
    with pytest.raises(NotAllowed):
        set_chain(unit_id=organ.division.pk, by=organ.officer, steps=[])
    set_chain(unit_id=organ.division.pk, by=organ.office_head, steps=[("unit_head", organ.head.pk)])
    set_chain(unit_id=organ.division.pk, by=organ.office_head, steps=[])
    assert [(step.role, step.person_id) for step in unit_chain(organ.division.pk)] == [("unit_head", None)]
