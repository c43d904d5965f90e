"""Refusals of the comprehensive office's records."""

from typing import Any

from django.utils.functional import Promise

from activity.errors import DomainError


class RecordRefused(DomainError):
    """The fact cannot be recorded or revoked. `field` names the form field that the sentence belongs to, if one."""

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field


class ClaimedAlready(RecordRefused):
    """The same adoption was claimed or recorded before. `claim` is the claim that it came by, where there is one."""

    def __init__(self, message: str | Promise, claim: Any = None) -> None:
        super().__init__(message, code="twice", field="issue_number")
        self.claim = claim
