"""Refusals, re-exported so that every app above imports them from here."""

from activity.errors import DomainError, showable_message

__all__ = ["DomainError", "showable_message"]
