"""Refusals of this app. Each carries a sentence for the person; `field` names the form field concerned, if one."""

from django.utils.functional import Promise

from ui.errors import DomainError


class ReportsError(DomainError):
    """Base of the refusals of this app."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field


class MonthRefused(ReportsError):
    """The month cannot be closed or opened again now."""


class BulletinRefused(ReportsError):
    """The bulletin is not in a state for this act, or something that the act needs is missing."""


class SectionRefused(ReportsError):
    """The text of a section cannot be kept: unknown field, empty, too long, or changed by somebody else meanwhile."""


class NotAllowed(ReportsError):
    """The person may not do this."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message, "not_allowed")
