"""What people type into cells, put right: spaces, full-width signs, dates in their many forms, numbers, yes and no."""

import datetime
import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
# Full-width letters and digits only: full-width punctuation belongs to Chinese texts.
_NARROW = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
_FIGURES = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:年|[-/.·])(?P<month>\d{1,2})(?:月|[-/.·])(?P<day>\d{1,2})(?:日|号)?"
    r"(?:[ T]?(?:上午|下午)?\d{1,2}(?:[:时点].{0,9})?)?(?:\(?(?:星期|周).\)?)?"
)
_RUN = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_MONTH = re.compile(r"\d{4}(?:年|[-/.])\d{1,2}月?")
_NO_YEAR = re.compile(r"\d{1,2}(?:月|[-/.])\d{1,2}日?")
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
# Days that a spreadsheet counts from 1900: 1954 to 2119. What lies outside is a number and no date.
_DAYS = range(20_000, 80_001)
# Longer or larger is no count and no sum of money; to write 1e99999999 out takes days.
MOST_FIGURES = 60
YES, NO = frozenset("是有对√✓y1") | {"yes", "true"}, frozenset("否无非×✗n0") | {"no", "false"}


class ValueUnread(ValueError):
    """The value is not of the kind that is asked for; `code` says in what way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(value: Any) -> str:
    """The value as one line of text: numbers without `.0`, half-width letters and digits, single spaces."""
    return " ".join(clean_lines(value).split("\n")).strip()


def clean_lines(value: Any) -> str:
    """The same with its line breaks: for texts of several paragraphs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M}"
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").translate(_NARROW)
    lines = (_SPACES.sub(" ", _UNSEEN.sub("", line)).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def key_of(text: str) -> str:
    """What two spellings of one name or title have in common: letters, digits and characters, without the rest."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in normal if sign.isalnum())


def read_date(value: Any, *, counts_from_1904: bool = False) -> datetime.date:
    """A day out of a date cell, a day number, or one of the usual texts. Raises ValueUnread: month, year or date."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_number(value, counts_from_1904)
    # NFKC: the signs between the numbers come in full width too.
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", clean(value))).strip()
    compact = (
        text.replace(" 年", "年").replace("年 ", "年").replace("月 ", "月").replace(" 月", "月").replace(" 日", "日")
    )
    if text.isdecimal() and len(text) == 5:
        return _day_of_number(int(text), counts_from_1904)
    match = _DATE.fullmatch(compact) or _RUN.fullmatch(compact)
    if match:
        return _day(int(match["year"]), int(match["month"]), int(match["day"]))
    if chinese := _CHINESE_DATE.fullmatch(compact):
        year, month, day = chinese.groups()
        return _day(int(year.translate(_FIGURES)), _small_number(month), _small_number(day))
    if _MONTH.fullmatch(compact):
        raise ValueUnread("month")
    raise ValueUnread("year" if _NO_YEAR.fullmatch(compact) else "date")


def read_decimal(value: Any) -> Decimal:
    """An exact number; thousands may be parted by commas. Raises ValueUnread: number, size."""
    if isinstance(value, bool):
        raise ValueUnread("number")
    if isinstance(value, float):
        # repr is what the person sees in the cell: 0.1, not its binary neighbour.
        return _of_a_size(Decimal(repr(value)))
    if isinstance(value, int):
        return _of_a_size(Decimal(value))
    text = unicodedata.normalize("NFKC", clean(value)).replace(",", "").removesuffix("分").strip()
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueUnread("number") from error
    return _of_a_size(number)


def _of_a_size(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueUnread("number")
    _sign, digits, exponent = number.as_tuple()
    if len(digits) > MOST_FIGURES or abs(int(exponent)) > MOST_FIGURES:
        raise ValueUnread("size")
    return number


def read_whole(value: Any) -> int:
    """A whole number. Raises ValueUnread: number, size, whole."""
    number = read_decimal(value)
    if number != number.to_integral_value():
        raise ValueUnread("whole")
    return int(number)


def read_yes_no(value: Any) -> bool:
    """是, 否 and what else stands for them. Raises ValueUnread."""
    text = clean(value).casefold()
    if text in YES or text in NO:
        return text in YES
    raise ValueUnread("yes_no")


def _day_of_number(value: float, counts_from_1904: bool) -> datetime.date:
    if not math.isfinite(value):
        raise ValueUnread("date")
    if len(str(int(value))) == 8 and float(value).is_integer():
        return read_date(str(int(value)))
    if int(value) not in _DAYS:
        raise ValueUnread("date")
    day = from_excel(value, CALENDAR_MAC_1904 if counts_from_1904 else CALENDAR_WINDOWS_1900)
    if not isinstance(day, datetime.datetime):
        raise ValueUnread("date")
    return day.date()


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise ValueUnread("no_such_day") from error


def _small_number(text: str) -> int:
    """1 to 39 in Chinese figures: 九, 十, 十二, 二十, 二十三."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_FIGURES))
    return (int(tens.translate(_FIGURES)) if tens else 1) * 10 + (int(ones.translate(_FIGURES)) if ones else 0)
