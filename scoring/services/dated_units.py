"""What a unit was on a day (F20): its class, and the host of a direct-report point (F17).

A unit holds only what it is now; each change left an event with the old value, so the value of any day is known. Changes
made around the services (a bulk load) leave none: then the present value counts for all days.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from activity.models import Event
from organizations.models import Unit, UnitKind

CHANGED = "unit.changed"
FIELDS = {"unit_class": "unit_class_id", "host": "host_id", "kind": "kind"}


class DatedUnits:
    """All units with what changed about them. Two statements, at the first question."""

    def __init__(self) -> None:
        self._now: dict[int, dict[str, Any]] | None = None
        # (unit, field) -> (day of the change, value before), latest first.
        self._changes: dict[tuple[int, str], list[tuple[date, Any]]] = defaultdict(list)

    def class_of(self, unit_id: int, day: date) -> int | None:
        """The primary key of the unit's class on the day."""
        found: int | None = self._value(unit_id, "unit_class", day)
        return found

    def host_of(self, unit_id: int, day: date) -> int | None:
        """The host of a direct-report point on the day; None for every other unit."""
        if self._value(unit_id, "kind", day) != UnitKind.DIRECT_REPORT_POINT:
            return None
        found: int | None = self._value(unit_id, "host", day)
        return found

    def _value(self, unit_id: int, field: str, day: date) -> Any:
        units = self._units()
        value = units[unit_id][FIELDS[field]] if unit_id in units else None
        for changed_on, before in self._changes.get((unit_id, field), ()):
            if changed_on <= day:
                break
            value = before
        return value

    def _units(self) -> dict[int, dict[str, Any]]:
        if self._now is None:
            self._now = {row["pk"]: row for row in Unit.objects.values("pk", *FIELDS.values())}
            for key, at, data in (
                Event.objects.filter(verb=CHANGED).order_by("-pk").values_list("subject_key", "at", "data")
            ):
                for field in FIELDS.keys() & data.get("changes", {}).keys():
                    self._changes[(int(key), field)].append((localtime(at).date(), data["changes"][field][0]))
        return self._now
