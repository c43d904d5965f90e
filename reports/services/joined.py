"""Digits typed directly against a figure: the paper would print both as one number, which nobody has counted."""

import re
from collections.abc import Mapping
from itertools import pairwise

from django.utils.translation import gettext as _

from reports.errors import SectionRefused
from reports.services.fields import LABELS, filled

_ENDS = re.compile(r"[0-9０-９]+[.,．]?$")
_GOES_ON = re.compile(r"[.,．]?[0-9０-９]+")


def check_joined(text: str, fields: Mapping[str, str]) -> str:
    """Return the text as it is. Raises SectionRefused at `text`, naming the number and the figure in it."""
    for paragraph in filled(text, fields):
        for left, right in pairwise(paragraph):
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
    return text
