"""What this app tells the floors below it: policy row, verbs, menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from activity import verbs
from organizations import settings_menu
from organizations.models import Role
from organizations.policy import can, holds, register
from organizations.settings_menu import MenuEntry


def register_all() -> None:
    """Called once, when the apps are ready."""
    register(
        "meeting.manage", holds(Role.UNIT_HEAD, Role.EDITOR, Role.OFFICE_HEAD), label=_("Enter and change meetings")
    )
    verbs.register("meeting.created", _("Meeting entered"))
    verbs.register("meeting.changed", _("Meeting changed"))
    settings_menu.register(
        MenuEntry("meetings", _("Meetings"), "calendar-event", "assignments:meetings", 30, _may_manage)
    )


def _may_manage(user: Any) -> bool:
    return can(user, "meeting.manage")
