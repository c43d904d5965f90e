"""What becomes of a text when its figures stand in it: is each still a number of its own, and does all of it fit?"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from documents.pdf_limits import LONGEST_PARAGRAPH, first_words
from reports.errors import SectionRefused
from reports.services.fields import LABELS, Run, filled

_ENDS = re.compile(r"[0-9０-９]+[.,．]?$")
_GOES_ON = re.compile(r"[.,．]?[0-9０-９]+")


def check_filled(text: str, fields: Mapping[str, str]) -> str:
    """Return the text as it is. Raises SectionRefused at `text`: a paragraph that is too long with its figures, digits
    directly against a figure, which would be printed as one number that nobody has counted."""
    for number, paragraph in enumerate(filled(text, fields), start=1):
        _check_length(paragraph, number)
        for left, right in pairwise(paragraph):
            _check_joined(left, right)
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


def _check_joined(left: Run, right: Run) -> None:
    before, after = _ENDS.search(left.text), _GOES_ON.match(right.text)
    if before and after:
        name = left.field or right.field
        raise SectionRefused(
            _(
                "“%(number)s”: digits stand directly against the figure “%(label)s” and would be printed as "
                "one number with it. Write a word or a mark between them."
            )
            % {"number": before.group() + after.group(), "label": LABELS.get(name, name)},
            "joined",
            "text",
        )
