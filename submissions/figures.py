"""Figures in a text that can be wrong: every one is listed, and somebody vouches for it before the item is filed.

A figure is a number with its unit (1,200件, 36.5%, 3.2亿元), a number in Chinese characters with its unit
(百分之三十, 十二项), or a whole date, document number or telephone number, each taken once. Numbers that only count
paragraphs (1. and （二）) and digits inside Latin names (PM2.5, A4) are no figures.

The value of a figure is its normal form (half-width, without spaces and thousands separators), so that a mere change of
writing asks nobody to tick again, while a changed digit or unit does.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LONGEST_VALUE = 60
"""Length of `FigureTick.figure`."""

CONTEXT = 12
"""Characters shown on either side of a figure."""

_D = r"[0-9０-９]"
_CN = "零〇一二两三四五六七八九十百千万亿"
_MULTIPLIER = r"(?:\s?(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)(?!分))"
_MEASURES = (
    "个百分点|百分点|人民币|美元|欧元|元|角|"
    "人次|人|名|位|户|家|个|项|件|条|份|篇|期|部|起|宗|例|批|次|场|场次|轮|类|种|套|台|辆|艘|架|栋|幢|座|所|处|间|口|块|"
    "只|头|株|棵|张|本|册|页|字|句|届|级|倍|成|折|层|道|排|组|班|支|队|团|门|款|章|条款|课时|"
    "平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|海里|米|公顷|亩|吨|公斤|千克|克|升|千瓦时|千瓦|兆瓦|瓦|度|分贝|摄氏度|"
    "周年|年级|年|季度|个月|月|周|星期|天|日|小时|时|分钟|分|秒|岁|号|县|区|镇|乡|村|街道|社区|省|市|国"
)
_LATIN_UNITS = r"km²|km2|m²|m2|m³|m3|km|cm|mm|kg|mg|kWh|kW|MW|GW|ha|℃|°C|dB|t|m|g"

_DATE = rf"""
    {_D}{{4}}\s?年\s?{_D}{{1,2}}\s?月\s?{_D}{{1,2}}\s?[日号]
  | {_D}{{4}}\s?年\s?{_D}{{1,2}}\s?月(?:份)?
  | {_D}{{1,2}}\s?月\s?{_D}{{1,2}}\s?[日号]
  | {_D}{{1,2}}\s?月?\s?[至到—–-]\s?{_D}{{1,2}}\s?月(?:份)?
  | {_D}{{4}}[-/.．]{_D}{{1,2}}[-/.．]{_D}{{1,2}}(?![0-9０-９.])
  | [{_CN}]{{4}}年[{_CN}]{{1,2}}月(?:[{_CN}]{{1,3}}日)?
  | (?<![{_CN}])[一二三四五六七八九十]{{1,2}}月[{_CN}]{{1,3}}日
"""
_NUMBERED = rf"""
    [〔\[［【(（]\s?{_D}{{4}}\s?[〕\]］】)）]\s?(?:第\s?)?{_D}+\s?号
  | (?<![0-9０-９])0{_D}{{2,3}}[-－—]{_D}{{7,8}}(?![0-9０-９])
"""
_FRACTION = rf"""
    [百千]分之(?:{_D}+(?:[.．]{_D}+)?|[{_CN}]+(?:点[{_CN}]+)?)
  | (?:[{_CN}]{{1,8}}|{_D}{{1,8}})分之(?:[{_CN}]{{1,8}}|{_D}{{1,8}})
"""
_CLOCK = rf"{_D}{{1,2}}\s?[:：∶]\s?{_D}{{1,2}}(?:\s?[:：∶]\s?{_D}{{1,2}})?"
_NUMBER = rf"""
    (?<![A-Za-z0-9０-９.．])
    (?:(?<![0-9０-９%％年月日号时人次件个万亿元])[-－−+＋])?[￥¥$]?
    (?:{_D}{{1,3}}(?:[,，]{_D}{{3}})+(?![0-9０-９])|{_D}+)(?:[.．]{_D}+)?
    (?:\s?/\s?{_D}+)?
    {_MULTIPLIER}?[多余几]?{_MULTIPLIER}?
    (?:\s?[%％‰]|\s?(?:{_MEASURES})|\s?(?:{_LATIN_UNITS})(?![A-Za-z])|(?![A-Za-z]))
"""
# A single 一 before a measure word is an article (一个, 一项), not a figure.
_CHINESE = rf"""
    (?<![第{_CN}])
    (?:(?:[{_CN}]{{2,16}}|[二两三四五六七八九十百千万亿])(?:点[{_CN}]+)?[多余]?|(?<![统进同])一(?=成))
    (?:{_MEASURES})(?!分之)
"""
_FIGURE = re.compile(
    rf"(?P<date>{_DATE})|(?P<numbered>{_NUMBERED})|(?P<fraction>{_FRACTION})|(?P<clock>{_CLOCK})"
    rf"|(?P<number>{_NUMBER})|(?P<chinese>{_CHINESE})",
    re.VERBOSE,
)
_PARAGRAPH_NUMBER = re.compile(
    rf"^[ \t\u3000]*(?:[（(]\s?(?:{_D}{{1,2}}|[{_CN}]{{1,3}})\s?[)）]|{_D}{{1,2}}\s?(?:[、)）]|[.．](?!{_D})))",
    re.MULTILINE,
)
# Set phrases that look like a count of something.
_PHRASES = re.compile(r"万一|千万(?=[不别要])|十分(?!之)|百分百|五一(?!节)|十一(?=期间)|三位一体|两学一做|四个一批")


@dataclass(frozen=True)
class Figure:
    """One figure. `value` is its normal form, `occurrence` counts equal values from 1, `start:end` cuts it out."""

    value: str
    occurrence: int
    start: int
    end: int
    context: str

    @property
    def key(self) -> tuple[str, int]:
        """What a tick names."""
        return self.value, self.occurrence

    @property
    def form_value(self) -> str:
        """The key in one string, as a checkbox sends it."""
        return f"{self.occurrence}|{self.value}"


def find_figures(text: str) -> list[Figure]:
    """Every figure of the text, in its order."""
    return list(_found(text))


@lru_cache(maxsize=32)
def _found(text: str) -> tuple[Figure, ...]:
    """Kept for a while: one page, or one act, asks for the figures of one text several times."""
    skipped = [match.span() for pattern in (_PARAGRAPH_NUMBER, _PHRASES) for match in pattern.finditer(text)]
    seen: Counter[str] = Counter()
    found = []
    for match in _FIGURE.finditer(text):
        start, end = _trim(text, match.start(), match.end())
        if any(start < stop and begin < end for begin, stop in skipped):
            continue
        value = _normal_form(text[start:end])
        seen[value] += 1
        found.append(Figure(value, seen[value], start, end, _context(text, start, end)))
    return tuple(found)


def unticked_figures(text: str, ticks: Iterable[tuple[str, int]]) -> list[Figure]:
    """The figures of the text for which `ticks`, pairs of value and occurrence, hold nothing."""
    vouched = set(ticks)
    return [figure for figure in find_figures(text) if figure.key not in vouched]


def parse_key(sent: str) -> tuple[str, int] | None:
    """The key that `Figure.form_value` put into a string; None for anything else."""
    occurrence, bar, value = sent.partition("|")
    if not bar or not value or not (occurrence.isascii() and occurrence.isdigit()) or len(occurrence) > 4:
        return None
    return value, int(occurrence)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _normal_form(written: str) -> str:
    value = unicodedata.normalize("NFKC", written)
    value = re.sub(r"\s+", "", value).replace("−", "-").replace("∶", ":")
    value = re.sub(r"(?<=\d),(?=\d{3})", "", value)
    if len(value) <= LONGEST_VALUE:
        return value
    return f"{value[:40]}~{hashlib.sha256(value.encode()).hexdigest()[:16]}"


def _context(text: str, start: int, end: int) -> str:
    before = text[max(0, start - CONTEXT) : start].rsplit("\n", 1)[-1]
    after = text[end : end + CONTEXT].split("\n", 1)[0]
    return f"{before}{text[start:end]}{after}".strip()
