"""Builds the paragraphs of one text from the stocks: what stands in it, in which order, by the type of the item."""

import random
import re
from datetime import date, timedelta

from govinfo.demo.organ import UnitSpec
from govinfo.demo.texts.slots import Slots
from govinfo.demo.texts.stocks import Topic, stock

# What only holds for the whole city, or for what lies above a township.
_NOT_LOCAL = re.compile("市级|区县|市直|市政府|全市|市州")
_NOT_IN_TOWN = re.compile(
    "其中乡镇|镇村调委会|其中镇街|法制机构|市级|区县|市直|市政府|全市|个镇街|个部门|镇街两级|各镇街|镇级|所有镇街"
)
_LAW_EVENT = re.compile("立法|草案|论证|听证|评估|征求意见|规定修订")
_LEADS_ITSELF = (
    "今年", "去年", "审查", "审核", "抽查", "核查", "检查", "清理", "夜查", "对", "通过", "在", "旁听", "针对",
    "暗访", "巡河", "第三方", "法院",
)  # fmt: skip
_VERBS = ("导入", "提出", "主要负责人", "按期", "审查", "排查", "采取", "受理", "配发", "发现", "适用")
_ORDINALS = "一二三四五六"
MEETINGS = ("会", "座谈", "会商", "协商", "研讨")

STAGES = ("draft",) * 4 + ("consult",) * 4 + ("review",) * 3 + ("passed",) + ("after",) * 4


def law_stage(topic: Topic, day: date) -> tuple[str, date]:
    """Where the making of a rule stands that day, and the day on which it is or was passed: once in 16 months."""
    number = sum(map(ord, topic.key)) % 16
    bucket = day.toordinal() // 30
    place = (bucket + number) % 16
    passed_on = date.fromordinal((bucket - place + 11) * 30 + number)
    stage = STAGES[place]
    if stage == "passed" and day < passed_on:
        stage = "review"
    if stage == "passed" and day > passed_on + timedelta(days=6):
        stage = "after"
    return stage, passed_on


def verb_for(event: str) -> str:
    """The verb a Chinese office uses with that kind of event."""
    if event.endswith(("听证会",)):
        return "组织召开"
    if event.endswith(("培训会", "培训班", "仪式", "大赛", "比武", "讲堂", "现场观摩", "揭牌活动")):
        return "举办"
    if event.endswith(MEETINGS):
        return "召开"
    if event.endswith("活动周"):
        return "举办"
    return "组织开展"


class Composer:
    """One text in the making: draws phrases without repeating any, and remembers what it drew."""

    def __init__(self, rng: random.Random, unit: UnitSpec, topic: Topic, day: date) -> None:
        self.rng, self.unit, self.topic = rng, unit, topic
        self.slots = Slots(rng, unit, topic, day)
        self.is_rule = topic.is_law and unit.level == "city"
        self.stage, passed_on = law_stage(topic, day) if self.is_rule else ("", day)
        self.measures = self._own("m") if self.is_rule or not topic.is_law else []
        self.general = self._heads("measure.law" if self.is_rule else "measure")
        self.problems = self._own("p") + self._heads("problem")[:2]
        self.advices = self._own("a") + self._heads("advice")[:3]
        self._lines = {letter: self._plain_lines(letter) for letter in "frckvw"}
        self._facts = len(self._lines["f"])
        self._used: dict[str, list[str]] = {}
        self._tell_words(passed_on)

    def say(self, section: str) -> str:
        """One more sentence of that section, filled."""
        left = self._used.setdefault(section, self.rng.sample(stock(section), len(stock(section))))
        if not left:
            left.extend(self.rng.sample(stock(section), len(stock(section))))
        return self.slots.fill(left.pop())

    def fact(self) -> str:
        return self._next_line("f", "fact")

    def with_fact(self, text: str) -> str:
        """The paragraph with a figure in it: adds a fact where none was told yet."""
        told = len(self._lines["f"]) < self._facts or "fact" in self._used
        return text if told else f"{text}{self.fact()}。"

    def result(self) -> str:
        return self._next_line("r", "result")

    def case(self, letters: str = "c") -> str:
        """An example of what went wrong (c) or well (k), with words that lead to it; empty where none is left."""
        letter = next((letter for letter in letters if self._lines[letter]), "")
        if not letter:
            return ""
        text = self.slots.fill(self._lines[letter].pop(), scaled=False)
        lead = "" if text.startswith(_LEADS_ITSELF) else self.rng.choice(("如,", "例如,", "据了解,", "典型的是,"))
        return f"{lead}{text}。"

    def voice(self) -> str:
        """What somebody complains of."""
        return self.slots.fill(self._lines["v"].pop()) if self._lines["v"] else self.say("voice.bad")

    def praise(self) -> str:
        """What somebody is glad of."""
        return self.slots.fill(self._lines["w"].pop()) if self._lines["w"] else self.say("voice.good")

    def clause(self, entry: tuple[str, ...], details: int, joint: str = ",") -> str:
        """`head,detail,detail` of a measure, a problem or a piece of advice: two details up to as many as asked."""
        head, *rest = entry
        details = self.rng.randint(2, details) if details > 2 else details
        keep = sorted(self.rng.sample(range(len(rest)), min(details, len(rest))))
        return self.slots.fill(head + joint + ",".join(rest[no] for no in keep))

    def numbered(self, entries: list[tuple[str, ...]], details: int, tail: str = "") -> str:
        """一是…。二是…。三是…。 in one paragraph; some are followed by a sentence of the section `tail`."""
        return "".join(
            f"{_ORDINALS[no]}是{self.clause(e, details)}。{self._tail(tail, 0.4)}" for no, e in enumerate(entries)
        )

    def headed(self, entries: list[tuple[str, ...]], details: int, tail: str = "") -> list[str]:
        """（一）head。details。 one paragraph each."""
        pairs = enumerate(entries)
        return [f"({_ORDINALS[no]}){self.clause(e, details, '。')}。{self._tail(tail, 0.75)}" for no, e in pairs]

    def _tail(self, section: str, chance: float) -> str:
        return self.say(section) + "。" if section and self.rng.random() < chance else ""

    def draw_measures(self, count: int) -> list[tuple[str, ...]]:
        own = self.measures[: count - 1] if not self.is_rule else []
        return own + self.general[: count - len(own)]

    def _tell_words(self, passed_on: date) -> None:
        name, detail = self._event()
        words, heads = self.slots.words, [entry[0] for entry in self.measures] or [entry[0] for entry in self.general]
        general = [entry[0] for entry in self.general]
        words |= {
            "event": name, "do": verb_for(name), "detail": detail, "fact": self.fact, "result": self.result,
            "voice": self.voice, "praise": self.praise, "pshort": self.problems[0][0], "pshortb": self.problems[1][0],
            "ahead": self.advices[0][0], "aheadb": self.advices[1][0], "mhead": heads[0], "mheadb": heads[1 % len(heads)],
            "mheadx": heads[0], "gmhead": general[0], "gmheadb": general[1], "aim": lambda: self.say("aim"),
            "channel": lambda: self.say("channel"), "passday": self.slots._say_day(passed_on),
            "session": str(passed_on.toordinal() // 11 % 60 + 20),
        }  # fmt: skip
        words |= {
            key: self.slots.fill(str(words[key])) for key in ("pshort", "pshortb", "ahead", "aheadb", "mhead", "mheadb")
        }

    def _event(self) -> tuple[str, str]:
        events = [
            entry
            for entry in self._fitting("e")
            if self.is_rule or not self.topic.is_law or not _LAW_EVENT.search(entry[0])
        ]
        if self.stage in ("passed", "after"):
            events = [entry for entry in events if not re.search("草案|论证|征求|听证", entry[0])]
        if not events:
            subject = self.topic.subject
            events = [
                (f"{subject}专项检查", "随机走访{place}{n!:12-46}处"),
                (f"{subject}座谈会", "{n!:12-36}名代表参加"),
            ]
        name, detail = self.rng.choice(events)
        return self.slots.fill(name), self.slots.fill(detail)

    def _fitting(self, letter: str) -> list[tuple[str, ...]]:
        """The topic's entries of that letter without what does not hold at the unit's level or the rule's stage."""
        wrong = {"city": None, "district": _NOT_LOCAL, "town": _NOT_IN_TOWN}[self.unit.level]
        entries = [
            tuple(part for part in entry if not (wrong and wrong.search(part)))
            for entry in self.topic.lines.get(letter, [])
        ]
        least = {"m": 3, "p": 2, "a": 2, "e": 2}.get(letter, 1)
        draft_is_over = self.stage in ("passed", "after") or (self.topic.is_law and not self.is_rule)
        return [e for e in entries if len(e) >= least and not (letter == "f" and draft_is_over and "草案" in e[0])]

    def _own(self, letter: str) -> list[tuple[str, ...]]:
        entries = self._fitting(letter)
        self.rng.shuffle(entries)
        return entries

    def _heads(self, section: str) -> list[tuple[str, ...]]:
        lines = stock(section)
        return [tuple(line.split("|")) for line in self.rng.sample(lines, len(lines))]

    def _plain_lines(self, letter: str) -> list[str]:
        return [entry[0] for entry in self._own(letter)]

    def _next_line(self, letter: str, section: str) -> str:
        if not self._lines[letter]:
            return self.say(section)
        line = self._lines[letter].pop()
        return self.slots.fill_fact(line if letter == "r" or not line.startswith(_VERBS) else "{period}," + line)
