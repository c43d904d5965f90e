"""Registers that the office keeps: outlet levels, outlets, leaders of superior bodies, days off, and those of the apps above."""

from typing import Any, TypeVar

from django.db import models, transaction

from activity.services import record
from organizations.models import Holiday, Outlet, OutletLevel, SuperiorLeader, User
from organizations.services.changes import apply_changes, plain_values

RowT = TypeVar("RowT", bound=models.Model)
_names: dict[type[models.Model], str] = {
    OutletLevel: "outlet_level",
    Outlet: "outlet",
    SuperiorLeader: "superior_leader",
    Holiday: "holiday",
}


def register_name(model: type[models.Model], name: str) -> None:
    """Let rows of the model be kept here: its events are `name.created` and `name.changed`, verbs of the app that calls."""
    _names[model] = name


@transaction.atomic
def add_row(model: type[RowT], *, by: User, **values: Any) -> RowT:
    """A new row of one of the registers, with its event."""
    row = model._default_manager.create(**values)
    record(f"{_names[model]}.created", subject=row, by=by, data=plain_values(values))
    return row


@transaction.atomic
def change_row(row: RowT, *, by: User, **values: Any) -> RowT:
    """Change a row; nothing is recorded when nothing differs. What was printed keeps the words it was printed with."""
    locked = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    changes = apply_changes(locked, values)
    if changes:
        record(f"{_names[type(row)]}.changed", subject=locked, by=by, data={"changes": changes})
    return locked


@transaction.atomic
def drop_holiday(*, holiday_id: int, by: User) -> None:
    """Let the published calendar count again for the day."""
    holiday = Holiday.objects.select_for_update().get(pk=holiday_id)
    data = {"day": str(holiday.day), "is_working_day": holiday.is_working_day}
    record("holiday.dropped", subject=holiday, by=by, data=data)
    holiday.delete()
