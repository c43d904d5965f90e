"""What becomes of a text when its figures stand in it: is each still a number of its own, and does all of it fit?"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from documents.pdf_limits import LONGEST_PARAGRAPH, first_words
from reports.errors import SectionRefused
from reports.services.fields import LABELS, Run, filled
from reports.services.touching import is_mark, is_numeral, shown, sign_after, sign_before


def check_filled(text: str, fields: Mapping[str, str]) -> str:
    """Return the text as it is. Raises SectionRefused at `text`: a paragraph that is too long with its figures, or a
    sign directly against a figure that makes another number of it, which nobody has counted."""
    for number, paragraph in enumerate(filled(text, fields), start=1):
        _check_length(paragraph, number)
        _check_joined(paragraph)
    return text


def _check_length(paragraph: Sequence[Run], number: int) -> None:
    printed = "".join(run.text for run in paragraph)
    if len(printed) > LONGEST_PARAGRAPH:
        raise SectionRefused(
            _(
                "Paragraph %(number)d (“%(start)s…”) has %(count)d characters with its figures; at most %(limit)d fit. "
                "Please divide it by new lines."
            )
            % {
                "number": number,
                "start": first_words(printed),
                "count": len(printed),
                "limit": LONGEST_PARAGRAPH,
            },
            "paragraph",
            "text",
        )


def _check_joined(paragraph: Sequence[Run]) -> None:
    printed = "".join(run.text for run in paragraph)
    end = 0
    for run in paragraph:
        start, end = end, end + len(run.text)
        if not run.field:
            continue
        if sign := sign_before(printed[:start], run.text):
            _refuse(run, sign, shown(printed[:start], run.text, sign))
        if sign := sign_after(run.text, printed[end:]):
            _refuse(run, sign, shown(run.text, printed[end:], sign))


def _refuse(run: Run, sign: str, number: str) -> None:
    values = {"number": number, "label": LABELS.get(run.field, run.field), "sign": sign, "code": f"U+{ord(sign):04X}"}
    raise SectionRefused(_sentence(sign) % values, "joined", "text")


def _sentence(sign: str) -> str:
    if is_mark(sign):
        return _("A mark (%(code)s) would be printed upon the figure “%(label)s”. Delete it.")
    if is_numeral(sign):
        return _(
            "“%(number)s”: digits stand directly against the figure “%(label)s” and would be printed as "
            "one number with it. Write a word or a mark between them."
        )
    return _(
        "“%(number)s”: the sign “%(sign)s” (%(code)s) stands directly against the figure “%(label)s” and would make "
        "another number of it. Write a word in its place, or between them."
    )
