"""Every list of the settings, and each administrator's desk, costs the same for one row and for three."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from activity.clock import today
from activity.services import record
from organizations.models import Holiday, Role
from organizations.sign_in.lockout import locked_accounts
from tests.factories.organizations import (
    ActingGrantFactory,
    GroupMembershipFactory,
    MembershipFactory,
    OutletFactory,
    OutletLevelFactory,
    SuperiorLeaderFactory,
    UnitClassFactory,
    UnitFactory,
    make_person,
)

pytestmark = pytest.mark.django_db


def signed_in(kind: str) -> Client:
    client = Client()
    client.force_login(make_person(admin_kind=kind))
    return client


def sessions_of_somebody() -> None:
    UserSession.objects.create(
        user=make_person(), ip="10.0.0.1", user_agent="x", session_key=f"k{UserSession.objects.count()}"
    )


def failed_account() -> None:
    name = f"absent{len(locked_accounts())}"
    for _ in range(5):
        Client().post("/accounts/login/", {"login": name, "password": "x"})


LISTS = {
    "units": ("system", lambda: MembershipFactory.create(role=Role.UNIT_HEAD)),
    "unit_classes": ("system", UnitClassFactory.create),
    "outlet_levels": ("system", OutletLevelFactory.create),
    "outlets": ("system", OutletFactory.create),
    "leaders": ("system", SuperiorLeaderFactory.create),
    "person_groups": ("system", GroupMembershipFactory.create),
    "holidays": ("system", lambda: Holiday.objects.create(day=today() + timedelta(days=Holiday.objects.count()))),
    "people": ("security", lambda: make_person("officer")),
    "grants": ("security", ActingGrantFactory.create),
    "locked": ("security", failed_account),
    "sessions": ("security", sessions_of_somebody),
    "audit": ("audit", lambda: record("unit.changed", subject=UnitFactory.create(), by=make_person())),
}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_costs_the_same_for_one_and_three_rows(name, assert_same_queries):
    kind, make = LISTS[name]
    client = signed_in(kind)
    assert_same_queries(make, lambda: client.get(reverse(f"organizations:{name}")))


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_the_desk_of_an_administrator_costs_the_same_for_one_and_three_rows(kind, assert_same_queries):
    client = signed_in(kind)
    makes = {"system": UnitFactory.create, "security": make_person, "audit": lambda: record_failure()}
    assert_same_queries(makes[kind], lambda: client.get("/"), most=20)


def record_failure() -> None:
    record("account.login_failed", subject=None, by=None, data={"account": "x"})
