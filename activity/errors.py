"""Refusals. Their one base class stands on the lowest floor and is given on upwards from here."""

from django.utils.functional import Promise

from documents.errors import DomainError

__all__ = ["DomainError", "UnknownNameError", "showable_message"]


class UnknownNameError(LookupError):
    """A verb, job, notice kind or rule is used that no app registered: a programmer's mistake, not the user's."""


def showable_message(error: BaseException) -> str:
    """The sentence for the user if the exception carries one, else an empty string.

    A foreign exception may have a `.message` too, in the words of its library: only a translated one is shown.
    """
    message = getattr(error, "message", "")
    return str(message) if isinstance(error, DomainError) or isinstance(message, Promise) else ""
