"""Saving changed fields of a row, and putting old and new values into words for the event."""

from collections.abc import Mapping
from typing import Any

from django.db import models

Changes = dict[str, list[Any]]


def apply_changes(instance: models.Model, values: Mapping[str, Any]) -> Changes:
    """Set the values that differ and save them. Returns {field: [old, new]} for the event; empty when nothing differs."""
    changes: Changes = {}
    for name, value in values.items():
        before = getattr(instance, name)
        if before != value:
            changes[name] = [_plain(before), _plain(value)]
            setattr(instance, name, value)
    if changes:
        instance.save(update_fields=list(changes))
    return changes


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new row for the event; empty ones are left out."""
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, bool | int | str | None.__class__) else str(value)
