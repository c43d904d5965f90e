"""The groups of persons of a day, as clauses for persons ask. A person's groups count in one unit, never in two: that of
the first role in a unit which the person holds on the day."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import NamedTuple

from organizations.models import GroupMembership, Membership
from organizations.standing import UNIT_ROLES

NONE: frozenset[str] = frozenset()


class _Dated(NamedTuple):
    """What counts from a day until another, both included; None has no end."""

    first: date
    last: date | None
    what: str

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class PersonGroups:
    """Asks the database when the first person is asked for: two statements, one where there is no group."""

    def __call__(self, unit: str, person: str, day: date) -> frozenset[str]:
        """The codes of the groups that count for the person in the unit on the day."""
        held = [one.what for one in self._held.get(int(person), ()) if one.holds(day)]
        return frozenset(held) if held and self._home(int(person), day) == unit else NONE

    def _home(self, person: int, day: date) -> str:
        return next((one.what for one in self._roles.get(person, ()) if one.holds(day)), "")

    @cached_property
    def _held(self) -> dict[int, list[_Dated]]:
        found: dict[int, list[_Dated]] = defaultdict(list)
        rows = GroupMembership.objects.order_by().values_list("user", "starts_on", "ends_on", "group__code")
        for user, starts_on, ends_on, code in rows:
            found[user].append(_Dated(starts_on, ends_on, code))
        return dict(found)

    @cached_property
    def _roles(self) -> dict[int, list[_Dated]]:
        found: dict[int, list[_Dated]] = defaultdict(list)
        grouped = GroupMembership.objects.order_by().values("user")
        rows = Membership.objects.filter(user__in=grouped, role__in=UNIT_ROLES).order_by("starts_on", "pk")
        for user, starts_on, ends_on, unit in rows.values_list("user", "starts_on", "ends_on", "unit"):
            found[user].append(_Dated(starts_on, ends_on, str(unit)))
        return dict(found)
