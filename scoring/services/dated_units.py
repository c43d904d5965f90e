"""What a unit was on a day (F20): its class, and the host of a direct-report point (F17).

A unit holds only what it is now; each change left an event with the old value, so the value of any day is known. Changes
made around the services (a bulk load) leave none: then the present value counts for all days.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from activity.models import Event
from organizations.models import Unit, UnitKind

CHANGED = "unit.changed"
FIELDS = {"unit_class": "unit_class_id", "host": "host_id", "kind": "kind"}


class DatedUnits:
    """Units with what changed about them: those that it is told of, or all. Two statements at most."""

    def __init__(self) -> None:
        self._now: dict[int, dict[str, Any]] | None = None
        # (unit, field) -> (day of the change, value before), latest first.
        self._changes: dict[tuple[int, str], list[tuple[date, Any]]] | None = None

    def know(self, units: Iterable[Unit]) -> "DatedUnits":
        """Take these units as they are; then no others are looked for."""
        self._now = {**(self._now or {}), **{unit.pk: _row(unit) for unit in units}}
        return self

    def class_of(self, unit_id: int, day: date) -> int | None:
        """The primary key of the unit's class on the day."""
        found: int | None = self._value(unit_id, "unit_class", day)
        return found

    def changed_classes(self, day: date) -> dict[int, int | None]:
        """Unit -> its class on the day, of the units whose class changed since."""
        self._changes = _changes() if self._changes is None else self._changes
        found: dict[int, int | None] = {}
        for (unit_id, field), changes in self._changes.items():
            for changed_on, before in changes if field == "unit_class" else ():
                if changed_on <= day:
                    break
                found[unit_id] = before
        return found

    def host_of(self, unit_id: int, day: date) -> int | None:
        """The host of a direct-report point on the day; None for every other unit."""
        if self._value(unit_id, "kind", day) != UnitKind.DIRECT_REPORT_POINT:
            return None
        found: int | None = self._value(unit_id, "host", day)
        return found

    def _value(self, unit_id: int, field: str, day: date) -> Any:
        if self._now is None:
            self._now = {row["pk"]: row for row in Unit.objects.order_by().values("pk", *FIELDS.values())}
        if self._changes is None:
            self._changes = _changes()
        value = self._now[unit_id][FIELDS[field]] if unit_id in self._now else None
        for changed_on, before in self._changes.get((unit_id, field), ()):
            if changed_on <= day:
                break
            value = before
        return value


def _changes() -> dict[tuple[int, str], list[tuple[date, Any]]]:
    found: dict[tuple[int, str], list[tuple[date, Any]]] = defaultdict(list)
    events = Event.objects.filter(verb=CHANGED).order_by("-pk")
    for key, at, data in events.values_list("subject_key", "at", "data"):
        for field in FIELDS.keys() & data.get("changes", {}).keys():
            found[(int(key), field)].append((localtime(at).date(), data["changes"][field][0]))
    return found


def _row(unit: Unit) -> dict[str, Any]:
    return {"pk": unit.pk, **{name: getattr(unit, name) for name in FIELDS.values()}}
