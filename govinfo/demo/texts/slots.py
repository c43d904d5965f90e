"""Fills the slots of a pattern: figures that stay the same within one text, places, departments, days.

Slots: `{name:60-95}` a figure of the whole city (smaller for a district or a town), `{name!:3-5}` a figure that does not
depend on the place, `{name%85-97}` a share, `{total=a:20-30+b:5-9}` a sum, `{share=a/total}` a ratio, `{word}` a word
or a figure named before. A figure named `n` is drawn anew each time.
"""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from govinfo.demo.organ import CITY, FILING_UNITS, UnitSpec
from govinfo.demo.texts.stocks import Topic

UNIT_MARK = "⟦unit⟧"
SCALE = {"city": 1.0, "district": 0.25, "town": 0.06}
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\w*)(!?):([\d.]+)-([\d.]+)")
_SHARE = re.compile(r"(\w+)%([\d.]+)-([\d.]+)")

_ROADS = [
    "人民路",
    "解放路",
    "中山路",
    "建设路",
    "滨江大道",
    "文庙街",
    "钟鼓楼街",
    "学府路",
    "站前路",
    "翠堤路",
    "纺织路",
    "长虹路",
    "青年路",
    "湖滨路",
    "府前街",
    "通江路",
]
_SURNAMES = "王李张刘陈杨黄吴徐孙胡朱高郭何罗宋谢韩唐冯董程曹袁邓许傅沈曾彭吕蒋蔡余杜戴夏钟汪任姜范方石姚谭廖"
_JOBS = ["居民", "商户", "村民代表", "退休教师", "个体经营者", "网格员"]
_BUSINESS = ["企业负责人", "企业法务", "商会会员", "个体经营者"]
_OFFICIALS = ["基层干部", "法制审核员", "镇街干部"]
# Who speaks of a topic, where it is not the public at large.
_JOBS_OF = {
    **dict.fromkeys(("inspect", "faircomp", "bizenv", "invest", "arrears", "contract", "soft", "discretion"), _BUSINESS),
    **dict.fromkeys(("force", "exam"), _OFFICIALS), "train": ["执法队员", "法制审核员"],
    "wages": ["务工人员", "劳务班组长"], "fyinjury": ["务工人员", "企业职工"], "taxi": ["乘客", "驾驶员"],
    "straw": ["种粮大户", "村民代表"], "campus": ["学生家长", "家长代表"],
    "nursing": ["老年人家属", "退休职工"],
}  # fmt: skip

# Bodies whose name does not simply take the place in front.
_NAMES = {
    "编办": "{0}委编办", "组织部": "{0}委组织部", "团委": "团{0}委", "政府办公室": "{0}政府办公室", "法院": "{0}法院",
    "供电公司": "供电公司", "律师协会": "市律师协会", "公证处": "公证处", "监察机关": "{0}监察机关",
    "人大常委会办公室": "{0}人大常委会办公室", "人大常委会法工委": "市人大常委会法工委",
}  # fmt: skip


class Slots:
    """The slots of one text. `words` may be extended by the composer (heads, events, facts)."""

    def __init__(self, rng: random.Random, unit: UnitSpec, topic: Topic, day: date) -> None:
        self.rng, self.unit, self.topic, self.date = rng, unit, topic, day
        self.scale = SCALE[unit.level]
        self.words: dict[str, str | Callable[[], str]] = {}
        self._figures: dict[str, float] = {}
        self._by_name: dict[str, float] = {}
        self._steady: random.Random | None = None
        self._growth = 1.0
        self._tell_place()
        self._tell_days()

    def fill_fact(self, pattern: str) -> str:
        """Fills a statement of fact: the same city tells the same figure in every text of the season.

        What is counted since January grows through the year; shares drift a little from month to month.
        """
        place, year = self.unit.place, self.date.year
        grows = re.search("今年|累计|近", pattern) is not None
        self._steady = random.Random(f"{self.topic.key}/{place}/{pattern}/{year if grows else ''}")
        self._growth = 0.2 + 0.8 * min(self.date.timetuple().tm_yday, 365) / 365 if grows else 1.0
        try:
            return self.fill(pattern)
        finally:
            self._steady, self._growth = None, 1.0

    def fill(self, pattern: str, *, scaled: bool = True) -> str:
        """The pattern with all slots filled, also slots inside of words."""
        local: dict[str, str] = {}
        for _depth in range(4):
            if "{" not in pattern:
                break
            pattern = _SLOT.sub(lambda found: self._one(found[1], scaled, local), pattern)
        return pattern

    def _one(self, slot: str, scaled: bool, local: dict[str, str]) -> str:
        if found := _RANGE.fullmatch(slot):
            return _plain(self._figure(found, scaled))
        if found := _SHARE.fullmatch(slot):
            return f"{_plain(self._remember(slot, found[1], lambda: self._share(found[2], found[3])))}%"
        if "=" in slot:
            return self._computed(slot, scaled)
        if slot in self._by_name:
            return _plain(self._by_name[slot])
        return self._word(slot, local)

    def _figure(self, found: re.Match[str], scaled: bool) -> float:
        name, fixed, low, high = found.groups()
        digits = 1 if "." in low else 0
        factor = (1.0 if fixed or not scaled else self.scale) * (1.0 if fixed else self._growth)
        smallest = 0.1 if digits else 2.0
        least = 0.0 if factor == 1 else smallest
        return self._remember(
            found[0], name, lambda: max(least, round(self._between(low, high, digits) * factor, digits))
        )

    def _between(self, low: str, high: str, digits: int) -> float:
        unit = 10**digits
        return (self._steady or self.rng).randint(round(float(low) * unit), round(float(high) * unit)) / unit

    def _share(self, low: str, high: str) -> float:
        share = self._between(low, high, 1)
        drift = self.rng.randint(-9, 9) / 10 if self._steady else 0
        return round(min(max(share + drift, float(low)), float(high)), 1)

    def _remember(self, key: str, name: str, draw: Callable[[], float]) -> float:
        if name == "n":
            return draw()
        if key not in self._figures:
            self._figures[key] = draw()
        self._by_name[name] = self._figures[key]
        return self._figures[key]

    def _computed(self, slot: str, scaled: bool) -> str:
        name, _, formula = slot.partition("=")
        if "/" in formula:
            part, whole = formula.split("/")
            return f"{self._by_name[part] / self._by_name[whole]:.1%}"
        parts = (_RANGE.fullmatch(term) for term in formula.split("+"))
        total = round(sum(self._figure(term, scaled) for term in parts if term), 1)
        self._by_name[name] = total
        return _plain(total)

    def _word(self, slot: str, local: dict[str, str]) -> str:
        if slot == "area_b":
            return self._other_area(local.get("area", ""))
        if slot == "dept_b":
            return self._department(avoid=local.get("dept", ""))
        value = self.words[slot]
        text = value if isinstance(value, str) else value()
        local[slot] = text
        return text

    def _tell_place(self) -> None:
        unit, level = self.unit, self.unit.level
        tail = (
            unit.place[2:]
            if level == "district"
            else unit.place[-2:]
            if unit.place.endswith("街道")
            else unit.place[-1]
        )
        short = {"city": "市", "district": tail, "town": tail}[level]
        self.words |= {
            "we": f"我{short}", "scope": f"全{short}" if short != "街道" else "辖区",
            "gov": {"city": "市政府", "district": f"{short}政府", "town": "街道" if short == "街道" else f"{short}政府"}[level],
            "sub": {"city": "各区县", "district": "各镇街", "town": "各村(社区)"}[level],
            "unit": UNIT_MARK, "unit_short": self.short_name(), "area": lambda: self.rng.choice(unit.areas),
            "areas2": lambda: "、".join(self.rng.sample(unit.areas, 2)), "town": self._town, "village": self._village,
            "community": self._community, "road": lambda: self.rng.choice(_ROADS), "person": self._person,
            "place": lambda: self.rng.choice(self.topic.places), "law": lambda: self.rng.choice(self.topic.laws),
            "topic": self.topic.subject.removeprefix("镇街" if level == "town" else ""), "name": self.topic.name, "rule": self.topic.name,
            "rule_s": self.topic.name.removeprefix(CITY), "dept": self._department, "dept2": self._two_departments,
            "job": self._job,
        }  # fmt: skip
        names = self.topic.departments
        self.words |= {f"d{no + 1}": self._of_place(names[no % len(names)]) for no in range(3)}

    def _tell_days(self) -> None:
        today = self.date
        last = (today.replace(day=1) - timedelta(days=1)).month
        happened = today - timedelta(days=self.rng.choice((0, 0, 0, 1, 1, 2)))
        early = today.month <= 2
        periods = ["去年以来"] if early else ["今年以来", f"今年前{last}个月", f"1至{last}月"]
        self.words |= {
            "day": self._say_day(happened), "daybefore": self._say_day(happened - timedelta(days=self.rng.randint(2, 9))),
            "period": self.rng.choice(periods), "half": "上半年" if today.month >= 7 else "去年",
            "period_t": "去年以来" if early else self.rng.choice([f"前{last}个月", f"{last}月份", "今年以来", "近期"]),
        }  # fmt: skip

    def _say_day(self, day: date) -> str:
        return f"{'去年' if day.year < self.date.year else ''}{day.month}月{day.day}日"

    def full_name(self) -> str:
        """The filing unit as a text names it first."""
        unit = self.unit
        if unit.level == "town":
            return unit.name
        return f"{unit.place}政府法制办" if unit.level == "district" else f"市政府法制办{unit.name}"

    def short_name(self) -> str:
        return {"city": "市政府法制办", "district": f"{self.unit.place}政府法制办", "town": self.unit.name}[
            self.unit.level
        ]

    def tell_unit(self, text: str) -> str:
        """The finished text with the unit's full name where it is named first, a shorter one after that."""
        later = {"city": "市政府法制办", "district": f"{self.words['gov']}法制办", "town": "司法所"}[self.unit.level]
        return text.replace(UNIT_MARK, self.full_name(), 1).replace(UNIT_MARK, later)

    def _of_place(self, department: str) -> str:
        short = {"city": "市", "district": self.unit.place[-1], "town": self.unit.county[-1:]}[self.unit.level]
        return _NAMES.get(department, "{0}" + department).format(short)

    def _department(self, avoid: str = "") -> str:
        return self.rng.choice([d for d in map(self._of_place, self.topic.departments) if d != avoid])

    def _two_departments(self) -> str:
        return "、".join(map(self._of_place, self.rng.sample(self.topic.departments, 2)))

    def _other_area(self, avoid: str) -> str:
        return self.rng.choice([area for area in self.unit.areas if area != avoid])

    def _town(self) -> str:
        if self.unit.level == "town":
            return self.unit.place
        places = [u.place for u in FILING_UNITS if u.level == "town"] if self.unit.level == "city" else self.unit.areas
        return self.rng.choice([place for place in places if not place.endswith("街道")] or list(places))

    def _community(self) -> str:
        return self._quarter(("社区",), ("锦绣", "和平", "朝阳", "新华"), "社区")

    def _village(self) -> str:
        return self._quarter(("村",), ("前锋", "东升", "长桥", "大塘", "柳林"), "村")

    def _quarter(self, endings: tuple[str, ...], invented: tuple[str, ...], kind: str) -> str:
        if self.unit.level == "town":
            own = [area for area in self.unit.areas if area.endswith(endings)]
            return self.rng.choice(own or list(self.unit.areas))
        return f"{self.rng.choice(self.unit.areas)}{self.rng.choice(invented)}{kind}"

    def _job(self) -> str:
        return self.rng.choice(_JOBS_OF.get(self.topic.key, _JOBS))

    def _home(self) -> str:
        """Where a speaker comes from: a quarter, or only the district where the speaker is not a resident."""
        return str(self.rng.choice(self.unit.areas)) if self.topic.key in _JOBS_OF else self._community()

    def _person(self) -> str:
        title = self.rng.choice(("女士", "先生", "师傅", "某"))
        return f"{self._home()}{self._job()}{self.rng.choice(_SURNAMES)}{title}"


def _plain(figure: float) -> str:
    return str(int(figure)) if figure == int(figure) else f"{figure:.1f}"
