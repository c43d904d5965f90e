"""Starting a slip from a document: its title and its paragraphs."""

from typing import Any

from django.utils.translation import gettext as _

from documents.docx import CONTENT_TYPE, read_docx
from documents.guard import check_upload
from submissions.errors import MoveRefused

LONGEST_TITLE = 120


def words_of_docx(upload: Any) -> tuple[str, str]:
    """(title, text) of an uploaded DOCX. Raises MoveRefused without a file, FileRefused for one that cannot be read."""
    if upload is None:
        raise MoveRefused(_("Choose a DOCX file first."), code="no_file", field="docx")
    kind = check_upload(name=upload.name or "", size=upload.size or 0, file=upload.file)
    if kind != CONTENT_TYPE:
        raise MoveRefused(
            _("Only a Word document in the DOCX format can be read into the slip. Save it as DOCX first."),
            code="not_docx",
            field="docx",
        )
    read = read_docx(upload.file)
    return read.title[:LONGEST_TITLE], "\n".join(read.paragraphs)
