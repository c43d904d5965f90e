"""The upload guard: extension, signature and parse must agree, and nothing is unpacked before it is measured."""

from typing import IO

from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.guard.archive import check_is_no_archive
from documents.guard.image import check_jpeg, check_png
from documents.guard.office import check_docx, check_xlsx
from documents.guard.old_formats import advice_for
from documents.guard.pdf import check_pdf
from documents.names import extension_of

LARGEST = 20 * 1024 * 1024

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# extension: content type, signatures, parser
KINDS = {
    "pdf": ("application/pdf", (b"%PDF-1.", b"%PDF-2."), check_pdf),
    "docx": (_WORD, (b"PK\x03\x04",), check_docx),
    "xlsx": (_SHEET, (b"PK\x03\x04",), check_xlsx),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",), check_png),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",), check_jpeg),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",), check_jpeg),
}
ACCEPT = ",".join(f".{extension}" for extension in KINDS)


def head_of(*, size: int, file: IO[bytes]) -> bytes:
    """The first bytes of a file that is neither too large nor empty; raises FileRefused with advice otherwise."""
    if size > LARGEST:
        raise FileRefused(
            _("The file is larger than %(limit)d MB. Please make it smaller or split it.") % {"limit": LARGEST >> 20},
            code="too_large",
        )
    file.seek(0)
    head = file.read(16)
    if not head:
        raise FileRefused(_("The file is empty. Please choose it again."), code="empty")
    return head


def check_upload(*, name: str, size: int, file: IO[bytes]) -> str:
    """Return the content type of an acceptable file; raises FileRefused with advice otherwise."""
    head = head_of(size=size, file=file)
    extension = extension_of(name)
    advice = advice_for(extension, head)
    if advice:
        raise FileRefused(advice, code="old_format")
    if extension not in KINDS:
        raise FileRefused(
            _("Files of this kind are not accepted. Please send a PDF, DOCX, XLSX, PNG or JPG file."), code="kind"
        )
    content_type, signatures, parse = KINDS[extension]
    if not head.startswith(signatures):
        raise FileRefused(
            _(
                "The content is not what the extension .%(extension)s says. Please open the file on your computer and "
                "save it anew as %(kind)s."
            )
            % {"extension": extension, "kind": extension.upper()},
            code="signature",
        )
    if extension not in {"docx", "xlsx"}:
        check_is_no_archive(file)
    file.seek(0)
    parse(file)
    return content_type
