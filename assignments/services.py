"""Entering and changing meetings."""

from datetime import datetime

from django.db import transaction

from activity.services import record
from assignments.models import Meeting
from organizations.models import User
from organizations.services.changes import apply_changes


@transaction.atomic
def add_meeting(*, by: User, title: str, held_at: datetime, place: str = "") -> Meeting:
    """A meeting for which items may be held."""
    meeting = Meeting.objects.create(title=title, held_at=held_at, place=place, created_by=by)
    record("meeting.created", subject=meeting, by=by, data={"title": title, "held_at": held_at.isoformat()})
    return meeting


@transaction.atomic
def change_meeting(*, meeting_id: int, by: User, title: str, held_at: datetime, place: str = "") -> Meeting:
    """Change a meeting; a moved meeting moves the date that its held items show."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    changes = apply_changes(meeting, {"title": title, "held_at": held_at, "place": place})
    if changes:
        record("meeting.changed", subject=meeting, by=by, data={"changes": changes})
    return meeting
