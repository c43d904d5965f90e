"""Advice for files that offices really send and that are not accepted: the old Word, Excel and WPS formats, OFD."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_WORD = _(
    "This is a file in the old Word or WPS format. Please open it in WPS or Word, save it as .docx, and send that."
)
_SHEET = _(
    "This is a file in the old Excel or WPS format. Please open it in WPS or Excel, save it as .xlsx, and send that."
)
_LOCKED = _(
    "This file is protected by a password or saved in an old format. Please take the password off, save it as "
    ".docx or .xlsx, and send that."
)
_OFD = _("OFD files are not accepted yet. Please open it in WPS, export it as PDF, and send that.")
_MACRO = _("Files with macros are not accepted. Please save it as .docx or .xlsx without macros, and send that.")

_BY_EXTENSION: dict[str, Promise] = {
    "doc": _WORD,
    "wps": _WORD,
    "wpt": _WORD,
    "dot": _WORD,
    "rtf": _WORD,
    "xls": _SHEET,
    "et": _SHEET,
    "ofd": _OFD,
    "docm": _MACRO,
    "dotm": _MACRO,
    "xlsm": _MACRO,
    "xlsb": _MACRO,
}


def advice_for(extension: str, head: bytes) -> Promise | None:
    """Return what to do with a file of a known but unaccepted format, None for any other file."""
    if extension in _BY_EXTENSION:
        return _BY_EXTENSION[extension]
    if head.startswith(OLE) and extension in {"docx", "xlsx"}:
        return _LOCKED
    if head.startswith(OLE):
        return _WORD
    return None
