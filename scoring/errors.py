"""Refusals of this app."""

from django.utils.functional import Promise

from ui.errors import DomainError


class PeriodRefused(DomainError):
    """The period is not in a state in which this may be done. `field` names the form field concerned, if one."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field


class SchemeFileRefused(DomainError):
    """A scheme cannot be read or adopted; the message names the place and what to mend."""
