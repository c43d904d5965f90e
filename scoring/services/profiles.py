"""What receivers are on the last day of a period, as clauses about periods ask: their class, and whether they are there."""

from collections.abc import Iterable
from datetime import date

from organizations.models import Unit, UnitClass
from scoring.engine.settlement import Profile
from scoring.models import Period, ScoreTotal
from scoring.services.dated_units import DatedUnits
from scoring.services.person_groups import PersonGroups
from scoring.services.receivers import parse_receiver


def class_codes() -> dict[int, str]:
    """Class -> the code by which schemes name it."""
    return {one.pk: code_of(one) for one in UnitClass.objects.all()}


def code_of(one: UnitClass) -> str:
    """The code by which schemes name a class of units; its key, while the office has given it none."""
    return one.code or str(one.pk)


class Profiles:
    """A closed period keeps the classes that it was closed with; in an open one the class of its last day counts."""

    def __init__(self, receivers: Iterable[str], periods: Iterable[Period], units: DatedUnits) -> None:
        keys = {parse_receiver(receiver).unit for receiver in receivers}
        self._units = units
        self._codes = class_codes()
        units_there = Unit.objects.filter(pk__in=keys).values_list("pk", "starts_on", "ends_on")
        self._there = {pk: (starts_on, ends_on) for pk, starts_on, ends_on in units_there}
        self._ends = {period.pk: period.ends_on for period in periods if period.is_closed}
        closed = ScoreTotal.objects.of_units().filter(period__in=self._ends, unit__in=keys)
        self._kept = {
            (unit, self._ends[period]): one for unit, period, one in closed.values_list("unit", "period", "unit_class")
        }
        self._groups = PersonGroups()
        self._known: dict[tuple[str, date], Profile | None] = {}

    def __call__(self, unit: str, person: str, day: date) -> Profile | None:
        """With the groups of a person; None for a unit that does not exist on the day: nothing new is booked for it then."""
        if (unit, day) not in self._known:
            self._known[(unit, day)] = self._profile(int(unit), day)
        profile = self._known[(unit, day)]
        groups = self._groups(unit, person, day) if person and profile else None
        return profile._replace(groups=groups) if profile and groups else profile

    def _profile(self, unit: int, day: date) -> Profile | None:
        starts_on, ends_on = self._there[unit]
        if day < starts_on or (ends_on is not None and ends_on < day):
            return None
        key = (unit, day)
        one = self._kept[key] if key in self._kept else self._units.class_of(unit, day)
        return Profile(unit_class=self._codes.get(one, "") if one else "")
