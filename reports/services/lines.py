"""A line that is printed as it stands (heading, title, distribution, a leader's words): its signs, and no fields in it."""

from documents.errors import TextRefused
from documents.pdf_limits import without_controls
from documents.signs import sign_error
from reports.services.fields import check_no_fields


def cleaned(line: str) -> str:
    """The line without what is never printed; blanks in a row are one."""
    return " ".join(without_controls(line).split())


def line_error(text: str) -> TextRefused | None:
    """Why the text cannot be printed as it stands; None where it can."""
    if refusal := sign_error(text):
        return refusal
    try:
        check_no_fields(text)
    except TextRefused as refusal:
        return refusal
    return None
