"""Refusals of the comprehensive office's records."""

from django.utils.functional import Promise

from activity.errors import DomainError


class RecordRefused(DomainError):
    """The fact cannot be recorded or revoked. `field` names the form field that the sentence belongs to, if one."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field
