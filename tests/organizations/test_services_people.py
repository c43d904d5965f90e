"""Accounts, roles, administrators and acting grants: what is refused changes nothing, what is done is on record."""

from datetime import timedelta

import pytest

from activity.clock import today
from activity.models import Event, Notice
from organizations.errors import OrganizationRefused
from organizations.models import ActingGrant, Membership, Role, User
from organizations.services import accounts, grants, people, roles
from organizations.standing import standing_of
from tests.factories.organizations import (
    ActingGrantFactory,
    UnitFactory,
    UserFactory,
    make_organ,
    make_person,
    office_unit,
    organ_unit,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def fresh(user) -> User:
    """The person as the next request reads them: an object keeps the standing with which it was first asked."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def keeper():
    return make_person(admin_kind="security", username="keeper")


def state() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (User, Membership, ActingGrant)] + [
        Event.objects.count(), Notice.objects.count(),
    ]  # fmt: skip


def refusal(act, **values) -> str:
    before = state()
    with pytest.raises(OrganizationRefused) as refused:
        act(**values)
    assert str(refused.value.message)
    assert state() == before
    return refused.value.code


def give(user, role=Role.OFFICER, unit=None, **values):
    values = {"starts_on": today(), "by": values.pop("by", None) or User.objects.get(username="keeper"), **values}
    return roles.give_role(user_id=user.pk, unit_id=(unit or UnitFactory.create()).pk, role=role, **values)


def give_refused(user, role=Role.OFFICER, unit=None, **values) -> str:
    values = {"starts_on": today(), "by": User.objects.get(username="keeper"), **values}
    unit_id = (unit or UnitFactory.create()).pk
    return refusal(roles.give_role, user_id=user.pk, unit_id=unit_id, role=role, **values)


def test_a_role_counts_from_its_first_day(keeper):
    user, unit = make_person(), UnitFactory.create()
    give(user, unit=unit, starts_on=today() + DAY)
    assert not standing_of(user).has(Role.OFFICER)
    Membership.objects.update(starts_on=today())
    assert standing_of(fresh(user)).units(Role.OFFICER) == {unit.pk}
    event = Event.objects.get()
    assert (event.verb, event.subject_key, event.unit_key) == ("role.given", str(user.pk), str(unit.pk))


def test_giving_and_ending_a_role_ends_the_sessions(client, keeper):
    user = make_person("officer")
    for act in (
        lambda: give(user),
        lambda: roles.end_role(membership_id=user.memberships.first().pk, ends_on=today(), by=keeper),
    ):
        client.force_login(User.objects.get(pk=user.pk))
        assert client.get("/settings/me/").status_code == 200
        act()
        assert client.get("/settings/me/").status_code == 302


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OFFICE_HEAD, Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER])
def test_roles_of_office_and_leaders_have_their_homes(keeper, role):
    home = office_unit() if role in (Role.EDITOR, Role.OFFICE_HEAD) else organ_unit()
    assert give_refused(make_person(), role) == "wrong_unit"
    assert give(make_person(), role, home).unit == home


def test_who_cannot_have_a_role(keeper):
    gone = UnitFactory.create(ends_on=today() - DAY)
    assert give_refused(make_person(admin_kind="audit")) == "is_administrator"
    assert give_refused(make_person(is_active=False)) == "account_closed"
    assert give_refused(keeper) == "own_account"
    assert give_refused(make_person(), unit=gone) == "unit_ended"
    assert give_refused(make_person(), unit=organ_unit()) == "wrong_unit"


def test_the_same_role_twice_at_a_time_is_refused(keeper):
    user, unit = make_person(), UnitFactory.create()
    give(user, unit=unit, starts_on=today(), ends_on=today() + 10 * DAY)
    assert give_refused(user, unit=unit, starts_on=today() + 10 * DAY) == "role_twice"
    assert give_refused(user, unit=unit, starts_on=today() - 9 * DAY, ends_on=today()) == "role_twice"
    give(user, unit=unit, starts_on=today() + 11 * DAY)
    give(user, Role.UNIT_HEAD, unit)


def test_a_role_ends_on_its_last_day_and_one_that_has_not_begun_is_taken_back(keeper):
    user = make_person("officer")
    membership = user.memberships.get()
    roles.end_role(membership_id=membership.pk, ends_on=today(), by=keeper)
    assert user.memberships.get().ends_on == today()
    coming = give(user, starts_on=today() + 5 * DAY)
    roles.end_role(membership_id=coming.pk, ends_on=today(), by=keeper)
    assert list(user.memberships.all()) == [membership]
    Membership.objects.update(ends_on=today() - 3 * DAY)
    assert refusal(roles.end_role, membership_id=membership.pk, ends_on=today(), by=keeper) == "role_ended"


def test_a_role_does_not_end_in_the_past(keeper):
    membership = make_person("officer").memberships.get()
    assert refusal(roles.end_role, membership_id=membership.pk, ends_on=today() - 2 * DAY, by=keeper) == "role_past"
    roles.end_role(membership_id=membership.pk, ends_on=today() - DAY, by=keeper)


def test_administrators_and_business_roles_exclude_each_other(keeper):
    officer = make_person("officer")
    assert refusal(roles.set_admin_kind, user_id=officer.pk, kind="system", by=keeper) == "has_roles"
    Membership.objects.update(ends_on=today() - DAY)
    roles.set_admin_kind(user_id=officer.pk, kind="system", by=keeper)
    assert give_refused(officer) == "is_administrator"
    roles.set_admin_kind(user_id=officer.pk, kind="audit", by=keeper)
    officer.refresh_from_db()
    assert officer.admin_kind == "audit"
    assert refusal(roles.set_admin_kind, user_id=keeper.pk, kind="", by=keeper) == "own_account"
    assert list(Event.objects.filter(verb="admin.set").order_by("pk").values_list("data", flat=True)) == [
        {"changes": {"admin_kind": ["", "system"]}}, {"changes": {"admin_kind": ["system", "audit"]}},
    ]  # fmt: skip


def test_accounts_are_made_closed_opened_and_reset(keeper):
    user, password = accounts.create_account(username="lin", name="林芳", by=keeper)
    assert (user.check_password(password), user.must_change_password) == (True, True)
    assert refusal(accounts.create_account, username="LIN", name="x", by=keeper) == "account_taken"
    _, again = accounts.reset_password(user_id=user.pk, by=keeper)
    accounts.close_account(user_id=user.pk, by=keeper, reason="退休")
    accounts.close_account(user_id=user.pk, by=keeper, reason="退休")
    accounts.open_account(user_id=user.pk, by=keeper)
    user.refresh_from_db()
    assert (user.check_password(again), user.check_password(password), user.is_active) == (True, False, True)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "account.created", "account.password_reset", "account.closed", "account.opened",
    ]  # fmt: skip
    assert password not in str(list(Event.objects.values()))


@pytest.mark.parametrize("act", [accounts.reset_password, accounts.remove_second_factor])
def test_nobody_administers_the_own_account(keeper, act):
    assert refusal(act, user_id=keeper.pk, by=keeper) == "own_account"
    assert refusal(accounts.close_account, user_id=keeper.pk, by=keeper, reason="x") == "own_account"


def test_changing_a_person_does_not_put_the_phone_into_the_trail(keeper):
    user = make_person(name="林芳", phone="13800001111")
    people.update_person(user_id=user.pk, by=keeper, name="林方", phone="13900002222")
    event = Event.objects.get()
    assert event.data == {"changes": {"name": ["林芳", "林方"], "phone": ["…", "…"]}}


def grant(principal, deputy, **values) -> ActingGrant:
    held = principal.memberships.first()
    given = {
        "deputy_id": deputy.pk, "unit_id": held.unit_id, "role": held.role,
        "starts_on": today(), "ends_on": today() + 7 * DAY, "reason": "出差", **values,
    }  # fmt: skip
    return grants.give_grant(principal=principal, **given)


def grant_refused(principal, deputy, **values) -> str:
    before = state()
    with pytest.raises(OrganizationRefused) as refused:
        grant(principal, deputy, **values)
    assert state() == before
    return refused.value.code


def test_a_grant_lets_the_deputy_act_and_tells_them():
    organ = make_organ()
    made = grant(organ.head, organ.officer)
    standing = standing_of(organ.officer)
    assert standing.principals(Role.UNIT_HEAD, organ.division.pk) == (organ.head.pk,)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (organ.officer, "grant.given")
    grants.revoke_grant(grant_id=made.pk, by=organ.head)
    assert standing_of(fresh(organ.officer)).principals(Role.UNIT_HEAD, organ.division.pk) == ()
    assert set(Notice.objects.values_list("kind", flat=True)) == {"grant.given", "grant.revoked"}
    assert refusal(grants.revoke_grant, grant_id=made.pk, by=organ.head) == "grant_over"


def test_a_role_that_is_not_held_cannot_be_lent():
    organ = make_organ()
    deputy = UserFactory.create()
    assert grant_refused(organ.head, deputy, role=Role.UNIT_SIGNER) == "not_held"
    assert grant_refused(organ.head, deputy, unit_id=organ.divisions[1].pk) == "not_held"
    assert grant_refused(organ.officer, deputy) == "not_grantable"
    Membership.objects.filter(user=organ.head).update(ends_on=today() + 3 * DAY)
    assert grant_refused(organ.head, deputy) == "not_held", "not on all these days"


def test_a_grant_cannot_be_passed_on():
    organ = make_organ()
    middle, last = UserFactory.create(), UserFactory.create()
    grant(organ.head, middle)
    before = state()
    with pytest.raises(OrganizationRefused) as refused:
        grants.give_grant(
            principal=middle, deputy_id=last.pk, unit_id=organ.division.pk, role=Role.UNIT_HEAD,
            starts_on=today(), ends_on=today(), reason="转授",
        )  # fmt: skip
    assert (refused.value.code, state()) == ("not_held", before)


def test_whom_a_grant_cannot_go_to_and_for_which_days():
    organ = make_organ()
    assert grant_refused(organ.head, organ.head) == "oneself"
    assert grant_refused(organ.head, make_person(admin_kind="system")) == "is_administrator"
    assert grant_refused(organ.head, make_person(is_active=False)) == "account_closed"
    assert grant_refused(organ.head, organ.officer, ends_on=today() - DAY) == "days"
    assert grant_refused(organ.head, organ.officer, starts_on=today() - DAY) == "past"
    grant(organ.head, organ.officer)
    assert grant_refused(organ.head, organ.officer, starts_on=today() + 7 * DAY, ends_on=today() + 9 * DAY) == (
        "grant_twice"
    )


def test_a_grant_dies_with_the_role_it_rests_on():
    made = ActingGrantFactory.create()
    assert standing_of(made.deputy).has(Role.UNIT_HEAD)
    Membership.objects.update(ends_on=today() - DAY)
    assert not standing_of(fresh(made.deputy)).has(Role.UNIT_HEAD)
