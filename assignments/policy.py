"""The rows of this app in the policy table."""

from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.policy import holds, register


def register_rows() -> None:
    """Called once, when the apps are ready."""
    register(
        "meeting.manage", holds(Role.UNIT_HEAD, Role.EDITOR, Role.OFFICE_HEAD), label=_("Enter and change meetings")
    )
