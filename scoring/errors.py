"""Refusals of this app."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ui.errors import DomainError
from ui.words import day_time


class PeriodRefused(DomainError):
    """The period is not in a state in which this may be done. `field` names the form field concerned, if one."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field


class SchemeFileRefused(DomainError):
    """A scheme cannot be read or adopted; the message names the place and what to mend."""


class DraftRefused(DomainError):
    """A draft of a scheme cannot be changed or adopted so. `field` names the form field concerned, if one."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field


class StartRefused(DraftRefused):
    """A scheme cannot begin on that day, end on that day, or have that code."""


class DraftStale(DomainError):
    """The draft was saved by somebody else, or in another window, since it was opened; carries it as it stands now."""

    def __init__(self, draft: Any) -> None:
        told = {"person": draft.changed_by, "time": day_time(draft.changed_at)}
        super().__init__(_("%(person)s saved this draft at %(time)s, after you had opened it.") % told, "stale")
        self.draft = draft


class FeesRefused(DomainError):
    """A list of fees cannot be made or moved so. `field` names the form field concerned, if one."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field
