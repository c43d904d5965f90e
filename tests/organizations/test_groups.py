"""Groups of persons: the register, joining and leaving with days, an entry that was wrong, what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from activity.models import Event
from organizations.errors import OrganizationRefused
from organizations.models import GroupMembership, PersonGroup
from organizations.services.groups import join_group, leave_group, save_group
from organizations.services.units import save_unit_class
from tests.factories.organizations import (
    GroupMembershipFactory,
    PersonGroupFactory,
    UnitClassFactory,
    make_person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def group():
    return PersonGroupFactory.create(code="under-35", name="35岁以下青年干部")


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def url(name, *args):
    return reverse(f"organizations:{name}", args=args)


def verbs(group):
    return list(Event.objects.about(group).order_by("pk").values_list("verb", flat=True))


def test_who_is_in_a_group_is_dated_and_on_the_trail(organ, group):
    member = join_group(group_id=group.pk, user=organ.officer, starts_on=FIRST, by=organ.office_head)
    leave_group(membership_id=member.pk, ends_on=LAST, by=organ.office_head)
    again = join_group(group_id=group.pk, user=organ.officer, starts_on=date(2026, 11, 1), by=organ.office_head)
    leave_group(membership_id=again.pk, ends_on=date(2026, 10, 31), by=organ.office_head)
    assert list(GroupMembership.objects.values_list("user", "starts_on", "ends_on")) == [
        (organ.officer.pk, FIRST, LAST)
    ]
    assert verbs(group) == [
        "person_group.joined", "person_group.left", "person_group.joined", "person_group.dropped",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [(LAST, None), (date(2026, 9, 1), FIRST), (date(2026, 9, 1), None), (LAST, FIRST)]
)
def test_days_that_overlap_or_stand_in_the_wrong_order_are_refused(organ, group, starts_on, ends_on):
    GroupMembershipFactory.create(group=group, user=organ.officer, starts_on=FIRST, ends_on=LAST)
    with pytest.raises(OrganizationRefused):
        join_group(group_id=group.pk, user=organ.officer, starts_on=starts_on, ends_on=ends_on, by=organ.office_head)
    join_group(
        group_id=group.pk,
        user=organ.officer,
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 9, 30),
        by=organ.office_head,
    )
    assert GroupMembership.objects.count() == 2


def test_no_administrator_is_in_a_group(organ, group):
    with pytest.raises(OrganizationRefused):
        join_group(group_id=group.pk, user=make_person(admin_kind="audit"), starts_on=FIRST, by=organ.office_head)


def test_groups_and_classes_of_units_share_their_codes(organ, group):
    UnitClassFactory.create(code="five")
    with pytest.raises(OrganizationRefused):
        save_group(by=organ.office_head, name="五", code="five", sort_no=0)
    with pytest.raises(OrganizationRefused):
        save_unit_class(by=organ.office_head, name="青年", code="under-35")
    assert PersonGroup.objects.count() == 1


def test_the_database_keeps_the_order_of_days(organ, group):
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMembershipFactory.create(group=group, user=organ.officer, starts_on=LAST, ends_on=FIRST)


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_head_of_the_office_keeps_groups_and_their_members(organ):
    client = client_of(organ.office_head)
    client.post(url("person_groups"), {"name": "青年干部", "code": "under-35", "sort_no": 1})
    group = PersonGroup.objects.get()
    client.post(url("person_groups_row", group.pk), {"name": "35岁以下青年干部", "code": "other", "sort_no": 1})
    group.refresh_from_db()
    assert (group.name, group.code) == ("35岁以下青年干部", "under-35")
    page = url("person_groups_row", group.pk)
    answer = client.post(url("group_join", group.pk), {"user": organ.officer.pk, "starts_on": "2026-10-01"})
    assert answer.url == page
    member = GroupMembership.objects.get()
    assert organ.officer.name in client.get(page).content.decode()
    assert (
        group.name
        in client_of(make_person(admin_kind="security")).get(url("person", organ.officer.pk)).content.decode()
    )
    client.post(url("group_leave", group.pk, member.pk), {"ends_on": "2026-10-31"})
    member.refresh_from_db()
    assert member.ends_on == LAST
    assert verbs(group) == [
        "person_group.created", "person_group.changed", "person_group.joined", "person_group.left",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes", [{"user": ""}, {"starts_on": "gestern"}, {"ends_on": "2026-09-30"}, {"user": "999999"}]
)
def test_what_is_refused_stays_in_the_form(organ, group, changes):
    typed = {"user": organ.officer.pk, "starts_on": "2026-10-01", "ends_on": "2026-10-31", **changes}
    answer = client_of(organ.office_head).post(url("group_join", group.pk), typed)
    form = answer.context["join_form"]
    assert (answer.status_code, bool(form.errors), GroupMembership.objects.count()) == (422, True, 0)
    assert form["starts_on"].value() == typed["starts_on"]


def test_leaving_needs_a_day_and_a_member_of_the_group(organ, group):
    member, client = GroupMembershipFactory.create(group=group), client_of(organ.office_head)
    for typed in ("?", ""):
        refused = client.post(url("group_leave", group.pk, member.pk), {"ends_on": typed})
        error = refused.context["refused_form"].errors["ends_on"][0]
        assert (refused.status_code, error in refused.content.decode()) == (422, True)
    other = PersonGroupFactory.create()
    assert client.post(url("group_leave", other.pk, member.pk), {"ends_on": "2026-10-31"}).status_code == 404
    member.refresh_from_db()
    assert member.ends_on is None
    assert client.get(url("group_join", group.pk)).status_code == 405


def test_the_page_of_a_group_costs_the_same_for_one_and_three_members(organ, group, assert_same_queries):
    client = client_of(organ.office_head)
    assert_same_queries(
        lambda: GroupMembershipFactory.create(group=group), lambda: client.get(url("person_groups_row", group.pk))
    )
