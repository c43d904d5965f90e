"""The small office that all tests share holds somebody in every role."""

import pytest

from organizations.models import Membership, Role, Unit, UnitKind
from tests.factories.organizations import ActingGrantFactory, make_organ, make_person

pytestmark = pytest.mark.django_db


def test_make_organ_fills_every_role_but_the_signer():
    organ = make_organ(divisions=3)
    held = set(Membership.objects.values_list("role", flat=True))
    assert held == set(Role.values) - {Role.UNIT_SIGNER}
    assert len(organ.officers) == len(organ.heads) == len(organ.divisions) == 3
    assert organ.officer.memberships.get().unit == organ.division


def test_make_person_holds_office_roles_in_the_one_office():
    first, second = make_person(Role.EDITOR), make_person(Role.OFFICE_HEAD)
    assert first.memberships.get().unit == second.memberships.get().unit
    assert Unit.objects.filter(kind=UnitKind.COMPREHENSIVE_OFFICE).count() == 1


def test_a_grant_is_given_by_somebody_who_holds_the_role():
    grant = ActingGrantFactory.create()
    assert grant.principal.memberships.get().role == grant.role == Role.UNIT_HEAD
