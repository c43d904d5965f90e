"""What XLSX and CSV have in common: values made plain, and strings that a spreadsheet would take for a formula."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

Cell = str | int | float | Decimal | datetime.date | datetime.datetime | None

# Office programs skip what is not seen before they look for a sign; full-width signs start formulas in some of them.
_FORMULA = re.compile(r"[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n\x00]")
_UNSAVABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_DIGITS = 15


def plain(value: Any) -> Cell:
    """Return the value as a number, date, text or None; lazy texts and unknown objects become text."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, datetime.date):
        return value
    return _UNSAVABLE.sub("", str(value))


def _number(value: int | float | Decimal | None) -> Cell:
    """Spreadsheets hold 15 digits; a longer number stays whole as text, and so do infinity and "not a number"."""
    if value is None:
        return None
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    digits = Decimal(value).as_tuple()
    if not isinstance(digits.exponent, int) or len(digits.digits) > _MOST_DIGITS or abs(digits.exponent) > _MOST_DIGITS:
        return str(value)
    return value


def looks_like_formula(text: str) -> bool:
    """Say whether a spreadsheet might run this text when it is typed or read from CSV."""
    return _FORMULA.match(text) is not None
