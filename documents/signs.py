"""Characters that may not go onto a paper: hidden marks that turn the reading direction, signs that nobody sees, marks
heaped upon a letter, and what no font has.

They are refused where they are entered: `SignsMixin` for the text fields of a form, `sign_error` for one text. What comes
onto a paper is asked again when it is checked and signed, and by the press.
"""

import unicodedata
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import fonts
from documents.errors import TextRefused
from documents.pdf_limits import HIDDEN, TURNS, first_words, split_paragraphs, without_controls

DIRECTION = gettext_lazy(
    "The text holds a hidden mark (%(code)s) that turns the reading direction, so figures would be printed the other "
    "way round. Delete it, or type the passage anew."
)
CHARACTER = gettext_lazy(
    "No installed font has the character “%(sign)s” (%(code)s), so a box would be printed. Write it another way."
)
UNSEEN = gettext_lazy(
    "The text holds a sign that nobody sees (%(code)s); with it a number or a name can read otherwise than it was written. "
    "Delete it, or type the passage anew."
)
HEAPED = gettext_lazy(
    "More than three marks stand upon one letter (%(code)s) and would be printed across other lines. Delete them, or "
    "type the passage anew."
)
_SENTENCES = {"direction": DIRECTION, "character": CHARACTER, "hidden": UNSEEN, "marks": HEAPED}
SIGN_FAILURES = frozenset({"direction", "character"})
MOST_MARKS = 3
_SHOWN_BEFORE = 8


class Fault(NamedTuple):
    """A character that is refused: why (a key of `_SENTENCES`), which, and the sentence about it."""

    code: str
    sign: str

    def __str__(self) -> str:
        return str(_SENTENCES[self.code]) % words_of(ord(self.sign))


def words_of(point: int) -> dict[str, str]:
    """The character of a code point, and how the code point is written."""
    return {"sign": chr(point), "code": f"U+{point:04X}"}


def fault_in(text: str) -> Fault | None:
    """The first character of the text that may not go onto a paper."""
    if fault := unseen_in(text):
        return fault
    lacking = fonts.lacking(without_controls(text))
    return Fault("character", min(lacking, key=text.index)) if lacking else None


def unseen_in(text: str) -> Fault | None:
    """The first sign by which the text reads otherwise than it was written, on paper or screen."""
    if turn := TURNS.search(text):
        return Fault("direction", turn.group())
    if hidden := HIDDEN.search(without_controls(text)):
        return Fault("hidden", hidden.group())
    return _heaped_in(text)


def _heaped_in(text: str) -> Fault | None:
    marks = {sign for sign in set(without_controls(text)) if unicodedata.category(sign).startswith("M")}
    heaped = 0
    for sign in text if marks else "":
        heaped = heaped + 1 if sign in marks else 0
        if heaped > MOST_MARKS:
            return Fault("marks", sign)
    return None


def check_signs(text: str) -> None:
    """Raise TextRefused that names the character and the paragraph where the text cannot be printed as it is written."""
    if fault_in(text) is None:
        return
    for number, paragraph in enumerate(split_paragraphs(text), start=1):
        if fault := fault_in(paragraph):
            start = first_words(_seen(paragraph))
            place = {"number": number, "start": start, "sentence": str(fault)}
            raise TextRefused(_("Paragraph %(number)d (“%(start)s…”): %(sentence)s") % place, code=fault.code)


def _seen(text: str) -> str:
    return HIDDEN.sub("", TURNS.sub("", text))


def sign_error(text: str) -> TextRefused | None:
    """The refusal that `check_signs` raises, for a text of one paragraph with the place in it; None where all is well."""
    fault = fault_in(text)
    if fault is None:
        return None
    if len(split_paragraphs(text)) > 1:
        try:
            check_signs(text)
        except TextRefused as refusal:
            return refusal
    at = text.index(fault.sign)
    before = first_words(_seen(text[:at]))[-_SHOWN_BEFORE:]
    place = {"number": at + 1, "before": before, "sentence": str(fault)}
    words = (
        _("Character %(number)d, after “%(before)s”: %(sentence)s")
        if before
        else _("Character %(number)d: %(sentence)s")
    )
    return TextRefused(words % place, code=fault.code)


def printable(value: Any) -> None:
    """A validator of a form's field: raises ValidationError that names the character and its place. A field that makes
    something else of the text (a month) has nothing to refuse."""
    if isinstance(value, str) and (refusal := sign_error(value)):
        raise ValidationError(str(refusal), code=refusal.code)


def read_as_written(value: Any) -> None:
    """A validator for words that stay on the screen: they may hold what no font has, but nothing that hides or turns."""
    if isinstance(value, str) and (fault := unseen_in(value)):
        raise ValidationError(str(fault), code=fault.code)


class SignsMixin:
    """A form whose text fields refuse what cannot be printed. Stands before the form's class."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(printable)
