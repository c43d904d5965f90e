"""三员分立 in the database: nothing that goes past the services can join an administrator and a business role."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from activity.clock import today
from organizations import triggers
from organizations.models import AdminKind, Membership, Role, User
from tests.factories.organizations import UnitFactory, make_person

pytestmark = pytest.mark.django_db
KINDS = [kind for kind in AdminKind.values if kind]


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def role_for(user: User, **dates) -> Membership:
    return Membership(user=user, unit=UnitFactory.create(), role=Role.OFFICER, **{"starts_on": today(), **dates})


def test_the_triggers_stand():
    assert triggers.missing(connection) == []


def test_creating_them_again_is_harmless():
    triggers.create(connection)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", Role.values)
def test_an_administrator_gets_no_business_role(kind, role):
    user = make_person(admin_kind=kind)
    membership = Membership(user=user, unit=UnitFactory.create(), role=role, starts_on=today())
    assert refused(membership.save)
    assert refused(lambda: Membership.objects.bulk_create([membership]))
    assert not Membership.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_with_a_role_becomes_no_administrator(kind):
    user = make_person(Role.OFFICER)
    assert refused(lambda: User.objects.filter(pk=user.pk).update(admin_kind=kind))
    user.refresh_from_db()
    assert user.admin_kind == ""


def test_a_role_that_is_still_to_come_counts_and_one_that_has_ended_does_not():
    user = make_person()
    coming = role_for(user, starts_on=today() + timedelta(days=30))
    coming.save()
    assert refused(lambda: User.objects.filter(pk=user.pk).update(admin_kind="audit"))
    Membership.objects.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    assert not refused(lambda: User.objects.filter(pk=user.pk).update(admin_kind="audit"))
    assert refused(lambda: Membership.objects.update(ends_on=None)), "an ended role cannot be opened again"
    assert refused(lambda: Membership.objects.update(ends_on=today()))


def test_a_role_cannot_be_moved_to_an_administrator():
    officer, keeper = make_person(Role.OFFICER), make_person(admin_kind="security")
    assert refused(lambda: Membership.objects.update(user=keeper))
    assert Membership.objects.get().user == officer


def test_two_kinds_at_once_and_unknown_kinds_are_refused():
    user = make_person()
    assert refused(lambda: User.objects.filter(pk=user.pk).update(admin_kind="root"))


def test_everyday_changes_are_not_touched_by_the_triggers():
    officer, keeper = make_person(Role.OFFICER), make_person(admin_kind="system")
    User.objects.filter(pk=keeper.pk).update(name="王", admin_kind="audit")
    Membership.objects.update(ends_on=today())
    officer.name = "李"
    officer.save()
    assert officer.memberships.get().ends_on == today()
