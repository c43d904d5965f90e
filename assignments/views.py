"""Meetings: list, form for a new one, form for one of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assignments.forms import MeetingForm
from assignments.models import Meeting
from assignments.services import add_meeting, change_meeting
from organizations.views.registers import RegisterView
from ui.words import day_time


class MeetingView(RegisterView):
    """Meetings, the latest first."""

    action, model, form_class = "meeting.manage", Meeting, MeetingForm
    url_name = "assignments:meetings"
    title = _("Meetings")
    sentence = _("Items drafted beforehand are held for a meeting and filed the minute it has passed the matter.")
    new_title = _("New meeting")
    empty_title = _("No meeting is entered yet.")
    columns = (
        (_("Meeting"), lambda meeting: meeting.title),
        (_("Held at"), lambda meeting: day_time(meeting.held_at)),
        (_("Place"), lambda meeting: meeting.place),
    )

    def get_rows(self) -> QuerySet[Meeting]:
        """The latest meetings."""
        return super().get_rows().order_by("-held_at", "-pk")

    def save(self, row: Any, values: dict[str, Any]) -> Meeting:
        """Through the service."""
        if row is None:
            return add_meeting(by=self.person, **values)
        return change_meeting(meeting_id=row.pk, by=self.person, **values)
