"""The counter-record of a fact: the same row again, naming what it takes back, with the reason."""

from typing import Any, TypeVar, cast

from activity.clock import now
from organizations.models import User
from review.models import Record

RecordT = TypeVar("RecordT", bound=Record)


def counter_of(row: RecordT, *, by: User, reason: str) -> RecordT:
    """Write it. The caller has locked the row and checked that nothing revoked it before."""
    same = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in {"counters", "reason", "recorded_by", "recorded_at"}
    }
    told = {"counters_id": row.pk, "reason": reason, "recorded_by": by, "recorded_at": now()}
    counter: Any = type(row)._default_manager.create(**same, **told)
    return cast(RecordT, counter)
