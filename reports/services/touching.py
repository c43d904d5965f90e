"""What may stand directly against a figure: words and ordinary marks, but nothing that makes another number of it.

A figure that is printed as `241` reads otherwise behind a 1, before 万, behind a minus or below a stroke. Numerals of all
scripts count, letters that look like them (l, О), spaces between digits, and marks that join the sign before them.
"""

import unicodedata
from itertools import takewhile

_EXTRA_NUMERALS = frozenset("两廿卅卌○◯⭕丨")
# Written as numerals in accounts only; everywhere else they are words: 参加, 什么.
_WORDS = frozenset("参參什")
_SEPARATORS = frozenset(".,．·・•‧∙⋅٫٬'’＇/⁄∕_")
_LONG_DASHES = frozenset("—―~～〜∼")
_SPAN_ENDS = frozenset("年月日季度周时点分号")
_PERCENT = frozenset("%‰‱％﹪٪")
_CHANGING = frozenset("*°")
_WIDE_SPACE = "　"
_ARROWS = range(0x2190, 0x2200)
_SHOWN = 12


def is_numeral(sign: str) -> bool:
    """Whether the sign is a digit or numeral of any script, also as a superscript, in a circle, or written out (万)."""
    if sign in _EXTRA_NUMERALS:
        return True
    if sign in _WORDS:
        return False
    plain = unicodedata.normalize("NFKC", sign)
    return any(unicodedata.numeric(one, None) is not None for one in plain)


def _is_digit(sign: str) -> bool:
    """A numeral that is no Chinese word: what a space or a point would join to the figure."""
    return is_numeral(sign) and not _is_ideograph(sign)


def _is_ideograph(sign: str) -> bool:
    name = unicodedata.name(unicodedata.normalize("NFKC", sign)[0], "")
    return name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY")) or sign == "々"


def _is_space(sign: str) -> bool:
    return unicodedata.category(sign) == "Zs" and sign != _WIDE_SPACE


def is_mark(sign: str) -> bool:
    """Whether the sign is drawn upon the sign before it."""
    return unicodedata.category(sign).startswith("M")


def sign_before(words: str, figure: str) -> str:
    """The last sign of the words if it makes another number of the figure that follows; else nothing."""
    while words and is_mark(words[-1]):
        words = words[:-1]
    if not words or not is_numeral(figure[:1] or " "):
        return ""
    sign, behind = words[-1], words[:-1]
    if sign in _LONG_DASHES:
        return "" if _is_dash_between(sign, behind) else sign
    if sign in _SEPARATORS and sign not in ".．":
        return sign if behind and _is_digit(behind[-1]) else ""
    if _is_space(sign):
        far = words.rstrip()
        return sign if far and _is_digit(far[-1]) else ""
    if unicodedata.category(sign) == "Pd" or sign in ".．":
        return sign
    return sign if is_numeral(sign) or _changes(sign) else ""


def _is_dash_between(sign: str, behind: str) -> bool:
    """——, or the dash of a span: 1月—10月."""
    return bool(behind) and (behind[-1] in {sign, *_SPAN_ENDS} or _is_digit(behind[-1]))


def sign_after(figure: str, words: str) -> str:
    """The first sign of the words if it makes another number of the figure before it; else nothing."""
    sign, rest = words[:1], words[1:]
    if not sign or is_mark(sign):
        return sign
    if figure[-1:] in _PERCENT:
        return sign if sign in _PERCENT or unicodedata.category(sign) == "No" else ""
    if not is_numeral(figure[-1:] or " "):
        return ""
    if sign in _LONG_DASHES:
        return ""
    if sign in _SEPARATORS:
        return sign if rest and _is_digit(rest[0]) else ""
    if _is_space(sign):
        near = words.lstrip()
        return sign if near and _is_digit(near[0]) else ""
    return sign if is_numeral(sign) or sign in _PERCENT or _changes(sign) else ""


def _changes(sign: str) -> bool:
    """Signs of reckoning and money, and letters that are no Chinese ones: 1, l and I look alike, 5k is 5000."""
    first = unicodedata.normalize("NFKC", sign)[0]
    kind = unicodedata.category(first)
    if kind.startswith("L"):
        return not _is_ideograph(sign)
    return first in _CHANGING or (kind in {"Sm", "Sc", "Sk"} and ord(first) not in _ARROWS)


def shown(before: str, after: str, sign: str) -> str:
    """The number that the two would be printed as, without the words around it."""

    def belongs(one: str) -> bool:
        return one == sign or one in _SEPARATORS or one in _PERCENT or is_numeral(one)

    left = "".join(takewhile(belongs, reversed(before[-_SHOWN:])))[::-1]
    return left + "".join(takewhile(belongs, after[:_SHOWN]))
