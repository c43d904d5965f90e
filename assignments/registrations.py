"""What this app tells the floors below it: its policy rows, verbs, menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from activity import verbs
from assignments import policy
from organizations import settings_menu
from organizations.policy import can
from organizations.settings_menu import MenuEntry


def register_all() -> None:
    """Called once, when the apps are ready."""
    policy.register_rows()
    verbs.register("meeting.created", _("Meeting entered"))
    verbs.register("meeting.changed", _("Meeting changed"))
    settings_menu.register(
        MenuEntry("meetings", _("Meetings"), "calendar-event", "assignments:meetings", 30, _may_manage)
    )


def _may_manage(user: Any) -> bool:
    return can(user, "meeting.manage")
