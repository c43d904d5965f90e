"""Refusals of this floor: each carries one sentence for the user."""

from django.utils.functional import Promise


class DomainError(Exception):
    """What cannot be done and why; `message` is shown to the user as it stands, `code` is for programs."""

    def __init__(self, message: str | Promise, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class FileRefused(DomainError):
    """The file is not one that may be kept; the message says what to do instead."""


class RenderFailed(DomainError):
    """No PDF came of the text; docs/pdf.md tells all its codes (`_FAILURES` in pdf.py)."""


class TextRefused(DomainError):
    """A text is too long or too tangled to be printed; the message names the paragraph."""
