"""Titles and texts of the demo items, put together from stocks of phrases so that they read like real ones.

`make_text` is a pure function of its arguments: the same seed and index give the same text for ever.
"""

import random
import re
from dataclasses import dataclass
from datetime import date

from govinfo.demo.organ import UnitSpec
from govinfo.demo.texts.composer import Composer
from govinfo.demo.texts.stocks import stock, topics_of
from govinfo.demo.texts.types import BUILDERS

TYPES = tuple(BUILDERS)
LEAST_LENGTH, MOST_LENGTH = 300, 1500
LONGEST_TITLE = 34

_NATURES = {"综合": "成绩", "调研": "建议", "问题建议": "问题", "经验": "成绩", "社情民意": "问题", "专报": "问题"}
# The stocks are written with the keyboard's half-width marks; Chinese text has full-width ones.
_FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in ",:;()?!"}
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:%|[万亿]?[元个件人家处次名份起条辆户项宗笔亩台套期场天吨只枚公]?)")
_MENDS = (
    ("目前,今年", "今年"), ("工作工作", "工作"), ("情况情况", "情况"), ("问题问题", "问题"), ("治理治理", "治理"), ("的的", "的"), ("。。", "。"), (",,", ","),
    ("情况调查", "调查"), ("规范规范化", "规范化"), ("建设建设", "建设"), ("管理管理", "管理"), ("辖区范围", "辖区"),
)  # fmt: skip


@dataclass(frozen=True)
class DemoText:
    """A finished text. `figures` are those that stand in the text, in order, each once."""

    title: str
    summary: str
    paragraphs: tuple[str, ...]
    topics: tuple[str, ...]
    nature: str
    figures: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)


def make_text(*, seed: int, index: int, kind: str, unit: UnitSpec, day: date, attempt: int = 0) -> DemoText:
    """The text number `index` of that seed: its type, who files it, and the day on which it is written.

    `attempt` gives another text of the same kind, for a caller that must avoid a title that it has already.
    """
    # A brief seldom reaches the least length at once; of 100,000 texts one needs more than twenty tries.
    for retry in range(500):
        rng = random.Random(f"{seed}/{index}/{kind}/{unit.code}/{attempt}/{retry}")
        text = _draft(rng, kind, unit, day)
        if LEAST_LENGTH <= len(text.body) <= MOST_LENGTH:
            return text
    raise ValueError(f"no text of a fitting length for {kind} {unit.code} {day}")


def _draft(rng: random.Random, kind: str, unit: UnitSpec, day: date) -> DemoText:
    topic = rng.choice(topics_of(unit.code, day.month, kind))
    composer = Composer(rng, unit, topic, day)
    body = composer.slots.tell_unit("\n".join(p for p in BUILDERS[kind](composer) if p))
    paragraphs = tuple(_mend(body, day).split("\n"))
    title = _mend(_title(composer, kind), day)
    nature = _NATURES.get(kind, "成绩")
    if kind == "问题建议" and title.startswith(("建议", "关于")):
        nature = "建议"
    return DemoText(
        title, _summary(composer, kind, paragraphs, day), paragraphs, (topic.field,), nature, _figures(paragraphs)
    )


def _title(composer: Composer, kind: str) -> str:
    section = f"title.{kind}"
    if composer.is_rule and kind in ("简讯", "动态", "新闻稿"):
        section = f"title.law.{composer.stage}"
    if composer.is_rule and kind == "经验":
        section = "title.law.practice"
    patterns = stock(section)
    titles = [composer.slots.fill(pattern) for pattern in composer.rng.sample(patterns, len(patterns))]
    return next((title for title in titles if len(title) <= LONGEST_TITLE), min(titles, key=len))


def _summary(composer: Composer, kind: str, paragraphs: tuple[str, ...], day: date) -> str:
    words = composer.slots.words
    first = re.split(r"(?<=[。！？])(?!”)", paragraphs[0])[0]
    if kind in ("调研", "问题建议", "社情民意", "专报"):
        tail = f"反映{words['pshort']}、{words['pshortb']}等问题,建议{words['ahead']}、{words['aheadb']}。"
        return _mend(f"{words['unit_short']}围绕{words['topic']}作了分析,{tail}", day)
    return first


def _figures(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for p in paragraphs for found in _FIGURE.findall(p)))


def _mend(text: str, day: date) -> str:
    """Smooths the seams; in the first two months of a year one looks back on the last."""
    for wrong, right in _MENDS:
        text = text.replace(wrong, right)
    if day.month <= 2:
        text = text.replace("今年", "去年")
    return text.translate(_FULL_WIDTH)
