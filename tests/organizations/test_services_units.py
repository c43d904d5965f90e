"""Acts on units: dated names, a tree without circles, an order among neighbours, mergers that move no facts."""

from datetime import date, timedelta

import pytest

from activity.clock import today
from activity.models import Event
from organizations.errors import OrganizationRefused
from organizations.models import Membership, Role, Unit, UnitName
from organizations.services import units
from tests.factories.organizations import (
    MembershipFactory,
    UnitClassFactory,
    UnitFactory,
    make_organ,
    make_person,
    office_unit,
    organ_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_person(admin_kind="system")


def refusal(act, **values) -> str:
    events = Event.objects.count()
    before = list(Unit.objects.order_by("pk").values())
    with pytest.raises(OrganizationRefused) as refused:
        act(**values)
    assert str(refused.value.message)
    assert (Event.objects.count(), list(Unit.objects.order_by("pk").values())) == (events, before)
    return refused.value.code


def test_a_new_unit_stands_last_and_is_recorded(keeper):
    UnitFactory.create(sort_no=7)
    unit = units.create_unit(
        by=keeper, name="法规处", short_name="法规", code="fg", kind="division", parent=organ_unit(), starts_on=today()
    )
    event = Event.objects.get()
    assert unit.sort_no == 8
    assert (event.verb, event.actor, event.unit_key) == ("unit.created", keeper, str(unit.pk))
    assert event.data == {
        "name": "法规处", "short_name": "法规", "code": "fg", "kind": "division",
        "parent": organ_unit().pk, "starts_on": str(today()),
    }  # fmt: skip


@pytest.mark.parametrize("home", [organ_unit, office_unit])
def test_there_is_one_organ_and_one_office(keeper, home):
    first = home()
    values = {"name": "又一个", "short_name": "又", "code": "again", "kind": first.kind}
    assert refusal(units.create_unit, by=keeper, **values) == "only_one"
    other = UnitFactory.create()
    assert refusal(units.update_unit, unit_id=other.pk, by=keeper, kind=first.kind) == "only_one"


def test_a_unit_never_stands_above_itself(keeper):
    top, middle = UnitFactory.create(), None
    middle = UnitFactory.create(parent=top)
    below = UnitFactory.create(parent=middle)
    assert refusal(units.update_unit, unit_id=top.pk, by=keeper, parent=below) == "circle"
    assert refusal(units.update_unit, unit_id=top.pk, by=keeper, parent=top) == "circle"
    assert refusal(units.update_unit, unit_id=top.pk, by=keeper, host=top) == "circle"


def test_a_change_records_old_and_new_and_no_change_records_nothing(keeper):
    unit, unit_class = UnitFactory.create(short_name="旧"), UnitClassFactory.create()
    units.update_unit(unit_id=unit.pk, by=keeper, short_name="新", unit_class=unit_class)
    assert Event.objects.get().data == {"changes": {"short_name": ["旧", "新"], "unit_class": [None, unit_class.pk]}}
    units.update_unit(unit_id=unit.pk, by=keeper, short_name="新")
    assert Event.objects.count() == 1


def test_renaming_keeps_the_old_name_with_its_dates(keeper):
    unit = UnitFactory.create(name="法制科", starts_on=date(2020, 1, 1))
    units.rename_unit(unit_id=unit.pk, name="法规科", short_name="法规", on=date(2024, 3, 1), by=keeper)
    units.rename_unit(unit_id=unit.pk, name="法规处", short_name="法规", on=date(2025, 6, 1), by=keeper)
    unit.refresh_from_db()
    assert unit.name == "法规处"
    assert list(UnitName.objects.values_list("name", "starts_on", "ends_on")) == [
        ("法制科", date(2020, 1, 1), date(2024, 2, 29)),
        ("法规科", date(2024, 3, 1), date(2025, 5, 31)),
    ]


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("现名", date(2024, 1, 1), "same_name"),
        ("新名", date(2019, 12, 31), "too_early"),
        ("新名", date(2020, 1, 1), "too_early"),
        ("新名", date(2099, 1, 1), "future"),
    ],
)
def test_names_cannot_overlap_nor_be_given_ahead(keeper, name, on, code):
    unit = UnitFactory.create(name="现名", starts_on=date(2020, 1, 1))
    assert refusal(units.rename_unit, unit_id=unit.pk, name=name, short_name="新", on=on, by=keeper) == code
    assert not UnitName.objects.exists()


def test_a_merger_ends_the_unit_and_its_roles_and_leaves_the_rest(keeper):
    organ = make_organ()
    gone, stays = organ.divisions
    coming = MembershipFactory.create(unit=gone, starts_on=today() + timedelta(days=9))
    units.end_unit(unit_id=gone.pk, on=today(), by=keeper, successor_id=stays.pk)
    gone.refresh_from_db()
    assert (gone.ends_on, gone.successor, list(stays.predecessors.all())) == (today(), stays, [gone])
    assert set(Membership.objects.filter(unit=gone).values_list("ends_on", flat=True)) == {today()}
    assert not Membership.objects.filter(pk=coming.pk).exists()
    assert not Membership.objects.filter(unit=stays).exclude(ends_on=None).exists()
    event = Event.objects.get()
    assert (event.verb, event.data) == (
        "unit.merged", {"on": str(today()), "roles_ended": 3, "into": stays.pk},
    )  # fmt: skip
    assert refusal(units.end_unit, unit_id=gone.pk, on=today(), by=keeper) == "ended"


def test_what_cannot_end(keeper):
    organ = make_organ()
    below = UnitFactory.create(parent=organ.division)
    assert refusal(units.end_unit, unit_id=organ.office.pk, on=today(), by=keeper) == "only_one"
    assert refusal(units.end_unit, unit_id=organ.organ.pk, on=today(), by=keeper) == "only_one"
    assert refusal(units.end_unit, unit_id=organ.division.pk, on=today(), by=keeper) == "has_children"
    assert refusal(units.end_unit, unit_id=below.pk, on=date(2001, 1, 1), by=keeper) == "too_early"
    assert refusal(units.end_unit, unit_id=below.pk, on=today(), by=keeper, successor_id=below.pk) == "successor"


def test_the_order_changes_among_neighbours_only(keeper):
    top = organ_unit()
    row = [UnitFactory.create(parent=top, sort_no=number) for number in (10, 20, 20)]
    other = UnitFactory.create(sort_no=15)
    units.order_units(unit_ids=[row[2].pk, row[0].pk, row[1].pk], by=keeper)
    assert list(Unit.objects.filter(parent=top)) == [row[2], row[0], row[1]]
    other.refresh_from_db()
    assert other.sort_no == 15
    assert Event.objects.get().data == {"order": [row[2].pk, row[0].pk, row[1].pk]}


def test_a_row_that_does_not_hang_together_is_refused(keeper):
    one, two = UnitFactory.create(parent=organ_unit()), UnitFactory.create()
    assert refusal(units.order_units, unit_ids=[one.pk, two.pk], by=keeper) == "stale_order"
    assert refusal(units.order_units, unit_ids=[one.pk, 999_999], by=keeper) == "stale_order"
    assert refusal(units.order_units, unit_ids=[one.pk, one.pk], by=keeper) == "stale_order"


def test_one_place_up_or_down_stops_at_the_ends(keeper):
    row = [UnitFactory.create(parent=organ_unit()) for _ in range(3)]
    units.move_unit(unit_id=row[0].pk, up=False, by=keeper)
    units.move_unit(unit_id=row[2].pk, up=False, by=keeper)
    units.move_unit(unit_id=row[1].pk, up=True, by=keeper)
    assert list(Unit.objects.filter(parent=organ_unit())) == [row[1], row[0], row[2]]
    assert Event.objects.count() == 1


def test_roles_of_the_units_people_end_with_the_day(keeper):
    head = make_person(Role.UNIT_HEAD)
    unit = head.memberships.get().unit
    units.end_unit(unit_id=unit.pk, on=today(), by=keeper)
    assert list(Membership.objects.current(today() + timedelta(days=1))) == []


def test_scoring_classes_are_created_and_changed(keeper):
    made = units.save_unit_class(by=keeper, name="机关处室", is_ranked=True, sort_no=1)
    units.save_unit_class(by=keeper, unit_class=made, name="处室", is_ranked=True, sort_no=1)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "unit_class.created", "unit_class.changed",
    ]  # fmt: skip
