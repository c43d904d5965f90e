"""Clauses for a group of persons (R11: staff under 35 file one a month, or lose half a point)."""

from datetime import date
from decimal import Decimal

import pytest

from organizations.models import Role
from organizations.services.groups import join_group, leave_group
from scoring.models import LedgerRow
from scoring.services.periods import ensure_periods
from scoring.services.person_groups import PersonGroups
from scoring.services.reckoning import reckon_period, settle_everybody
from tests.factories.organizations import GroupMembershipFactory, MembershipFactory, PersonGroupFactory
from tests.factories.scoring import PeriodFactory, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_november")]

DAY = date(2026, 10, 8)
YOUNG = {
    "id": "young", "kind": "quota", "per": "month", "for": "persons", "classes": ["under-35"], "counts": ["filed"],
    "demands": [{"at_least": 1}], "result": {"missed": "0.5"},
}  # fmt: skip


@pytest.fixture
def group():
    return PersonGroupFactory.create(code="under-35")


def lost():
    rows = LedgerRow.objects.of_people().filter(clause="young").exclude(points=0).order_by("pk")
    return [(row.person_id, row.unit_id, row.points) for row in rows]


def test_only_members_of_the_group_owe_and_a_correction_brings_the_points_back(organ, group):
    scheme_of(
        {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
        YOUNG,
        code="r11",
        sharing={"persons": "even"},
    )
    first, second = organ.officers
    head = organ.heads[1]
    for person in (first, second, head):
        GroupMembershipFactory.create(group=group, user=person, starts_on=DAY)
    filed_item(DAY, unit=organ.division)
    october = PeriodFactory.create(month=10)
    ensure_periods()
    reckon_period(october, by=None)
    half, unit = Decimal("-0.5"), organ.divisions[1].pk
    assert sorted(lost()) == sorted([(second.pk, unit, half), (head.pk, unit, half)])
    leave_group(membership_id=second.group_memberships.get().pk, ends_on=date(2026, 10, 30), by=organ.office_head)
    settle_everybody()
    assert lost()[2:] == [(second.pk, unit, -half)]
    join_group(group_id=group.pk, user=second, starts_on=date(2026, 10, 31), by=organ.office_head)
    settle_everybody()
    assert lost()[3:] == [(second.pk, unit, half)]


def test_a_group_counts_on_its_days_in_the_unit_of_the_day_alone(organ, group):
    person = organ.officers[0]
    GroupMembershipFactory.create(group=group, user=person, starts_on=DAY, ends_on=date(2026, 10, 20))
    later = date(2026, 10, 15)
    person.memberships.update(ends_on=date(2026, 10, 14))
    MembershipFactory.create(user=person, unit=organ.divisions[1], role=Role.UNIT_SIGNER, starts_on=later)
    MembershipFactory.create(user=person, unit=organ.divisions[0], role=Role.OFFICER, starts_on=later)
    units = [str(unit.pk) for unit in organ.divisions]
    days = [date(2026, 10, 7), DAY, date(2026, 10, 14), later, date(2026, 10, 20), date(2026, 10, 21)]
    groups = PersonGroups()
    found = [[bool(groups(unit, str(person.pk), day)) for unit in units] for day in days]
    assert found == [[False, False], [True, False], [True, False], [False, True], [False, True], [False, False]]


@pytest.mark.parametrize(("members", "queries"), [(0, 1), (1, 2), (3, 2)])
def test_groups_cost_two_statements_at_most(organ, group, members, queries, django_assert_num_queries):
    GroupMembershipFactory.create_batch(members, group=group)
    with django_assert_num_queries(queries):
        groups = PersonGroups()
        for person in organ.officers:
            groups("1", str(person.pk), DAY)
        for member in groups._held:
            groups("1", str(member), DAY)
            groups("1", str(member), date(2027, 1, 1))
