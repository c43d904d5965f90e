"""What happens to each item of the demo, worked out before anything is written: a pure function of seed and days."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from govinfo.demo import organ
from govinfo.demo.texts import TYPES

TYPE_WEIGHTS = dict(zip(TYPES, (17, 25, 7, 9, 13, 9, 9, 5, 6), strict=True))
# Divisions write most: two items a week are their quota.
UNIT_WEIGHTS = {"city": 10, "district": 7, "town": 4}
QUIET = {"ZP": 3, "MT": 5}  # these filed nothing in every so-manieth month

# Where the items of the last days stop, so that work waits on every desk: stage, and how many.
PRESENT = (
    ("draft", 7), ("pulled_back", 1), ("returned_in_unit", 3), ("unit_step_1", 4), ("unit_head", 6), ("countersign", 3),
    ("held", 2), ("filed", 9), ("returned", 4), ("editing", 8), ("office_review", 5), ("deputy", 5), ("principal", 3),
    ("signed", 5), ("withdrawal_asked", 2), ("merged_editing", 3),
)  # fmt: skip
# Chances of what happens on the way of an item that is through.
CHANCES = {
    "returned_in_unit": 0.08, "returned": 0.09, "declined": 0.13, "merged": 0.06, "pulled_back": 0.012,
    "withdrawn": 0.008, "voided": 0.012, "refused": 0.006, "shelved": 0.006, "reopened": 0.006, "to_editor": 0.03,
    "called_back": 0.012, "passed_up": 0.04, "put_back": 0.015, "held": 0.01, "flash": 0.015, "joint": 0.045,
    "by_head": 0.012, "late": 0.06, "on_phone": 0.006,
}  # fmt: skip
INSTRUCTIONS, RECENT_INSTRUCTED = 40, 6
IN_UNIT_STOPS = frozenset({"draft", "returned_in_unit", "unit_step_1", "unit_head", "returned", "withdrawal_asked"})
PRESENT_GROUP = 1_000_000  # the composite that is being edited today
STRONG = ("调研", "问题建议", "专报", "经验", "社情民意")


class Special(StrEnum):
    """What becomes of a 信息专报: sent with its item, printed anew after a mistake in it, or not sent on yet."""

    SENT = "sent"
    REPLACED = "replaced"
    WAITING = "waiting"


@dataclass(frozen=True)
class ItemPlan:
    """One item: who files it, what and when, what happens to it on the way, and where it stops (empty: goes through)."""

    index: int
    kind: str
    unit: organ.UnitSpec
    day: date
    fates: frozenset[str] = frozenset()
    stop: str = ""
    partners: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    adopted_by: tuple[str, ...] = ()
    group: int = 0
    leaders: tuple[str, ...] = ()

    def rng(self, seed: int) -> random.Random:
        """The item's own chance, so that a change to one item leaves the others as they are."""
        return random.Random(f"{seed}/item/{self.index}")


def make_plan(*, seed: int, items: int, first_day: date, today: date, worked_days: Sequence[date]) -> list[ItemPlan]:
    """Plans in order of their days. `worked_days`: the working days from `first_day` to `today`."""
    rng = random.Random(f"{seed}/plan/{items}")
    present = _present(rng, items)
    past_days = [day for day in worked_days if day < worked_days[-1] - timedelta(days=4)] or list(worked_days[:1])
    days = sorted(rng.choices(past_days, weights=[_busy(day) for day in past_days], k=items - len(present)))
    plans = [_past_item(rng, index, day, today) for index, day in enumerate(days)]
    _merge_neighbours(rng, plans)
    _spread_instructions(rng, plans, today)
    last_days = [day for day in worked_days if day >= worked_days[-1] - timedelta(days=6)]
    for place, stop in enumerate(present):
        is_first = stop not in present[:place]
        plans.append(_present_item(rng, len(plans), rng.choice(last_days), stop, is_first=is_first))
    return plans


def _present(rng: random.Random, items: int) -> list[str]:
    """The stops of the last days; a small load keeps one of each, and two where two are merged."""
    few = {stop: 2 if stop == "merged_editing" else 1 for stop, _count in PRESENT}
    stops = [stop for stop, count in PRESENT for _no in range(count if items >= 600 else few[stop])]
    return stops[: items // 2]


def _busy(day: date) -> float:
    """More is filed towards the end of a month."""
    return 1.6 if day.day >= 25 else 1.0


def _pick_unit(rng: random.Random, day: date) -> organ.UnitSpec:
    units = [u for u in organ.FILING_UNITS if u.code not in QUIET or day.month % QUIET[u.code]]
    return rng.choices(units, weights=[UNIT_WEIGHTS[u.level] for u in units])[0]


def _pick_kind(rng: random.Random, unit: organ.UnitSpec) -> str:
    weights = TYPE_WEIGHTS | ({"社情民意": 16, "调研": 4} if unit.level == "town" else {})
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _past_item(rng: random.Random, index: int, day: date, today: date) -> ItemPlan:
    unit = _pick_unit(rng, day)
    kind = _pick_kind(rng, unit)
    fates = {fate for fate, chance in CHANCES.items() if rng.random() < chance}
    if fates & {"held", "flash", "by_head", "merged"}:
        fates -= {"joint", "returned_in_unit", "pulled_back"}
    outlets = _pick_outlets(rng, kind)
    return ItemPlan(
        index, kind, unit, day, frozenset(fates), outlets=outlets, adopted_by=_pick_adopters(rng, kind, outlets),
        partners=_pick_partners(rng, unit) if "joint" in fates else (),
    )  # fmt: skip


def _present_item(rng: random.Random, index: int, day: date, stop: str, *, is_first: bool) -> ItemPlan:
    """The first item of each stop in a unit is the shown unit's, so that its people have something to do at sign-in."""
    two_steps = [u for u in organ.FILING_UNITS if u.steps == 2]
    unit = rng.choice(two_steps) if stop == "unit_step_1" else _pick_unit(rng, day)
    partners = _pick_partners(rng, unit) if stop == "countersign" else ()
    if is_first and stop in IN_UNIT_STOPS:
        unit = organ.unit_by_code(organ.SHOWN_UNIT)
    if is_first and stop == "countersign":
        unit, partners = organ.unit_by_code("XZFY"), (organ.SHOWN_UNIT,)
    kind = "专报" if stop == "principal" else _pick_kind(rng, unit)
    if stop in ("deputy", "signed", "merged_editing") and kind in ("简讯", "专报"):
        kind = "问题建议"
    if stop == "signed" and is_first:
        kind = "调研"  # a long one, of which the office makes a 信息专报
    fates = {"held"} if stop == "held" else {"joint"} if stop == "countersign" else set()
    return ItemPlan(
        index, kind, unit, day, frozenset(fates), stop, outlets=_pick_outlets(rng, kind),
        partners=partners, group=PRESENT_GROUP if stop == "merged_editing" else 0,
    )  # fmt: skip


def _pick_partners(rng: random.Random, unit: organ.UnitSpec) -> tuple[str, ...]:
    same = [u.code for u in organ.FILING_UNITS if u.level == unit.level and u.code != unit.code]
    return tuple(rng.sample(same, rng.choice((1, 1, 1, 2))))


def _pick_outlets(rng: random.Random, kind: str) -> tuple[str, ...]:
    strong = kind in STRONG
    outlets = ["own-special" if kind in ("调研", "专报") else "own-journal"]
    chances = {"city-gov": 0.6, "city-party": 0.25, "province-gov": 0.08, "province-law": 0.1, "state-gov": 0.01}
    if strong:
        chances |= {"city-gov": 0.85, "province-gov": 0.25, "province-law": 0.2, "state-gov": 0.06}
    return (*outlets, *(code for code, chance in chances.items() if rng.random() < chance))


def _pick_adopters(rng: random.Random, kind: str, outlets: tuple[str, ...]) -> tuple[str, ...]:
    chances = {"own-journal": 0.44, "own-special": 0.5, "city-gov": 0.27, "city-party": 0.27, "province-gov": 0.2}
    chances |= {"province-law": 0.24, "state-gov": 0.25}
    bonus = 0.08 if kind in STRONG else 0.0
    return tuple(code for code in outlets if rng.random() < chances[code] + bonus)


def _merge_neighbours(rng: random.Random, plans: list[ItemPlan]) -> None:
    """Items that are to be merged form groups of two to four with neighbours of the same days; a rest of one is let go."""
    marked = [no for no, plan in enumerate(plans) if "merged" in plan.fates]
    group = 0
    while marked:
        size = rng.choice((2, 2, 3, 3, 4))
        members = [no for no in marked[:size] if (plans[no].day - plans[marked[0]].day).days <= 12]
        group += 1
        for no in members:
            keep = frozenset({"merged"}) & plans[no].fates if len(members) >= 2 else frozenset()
            plans[no] = replace(plans[no], fates=keep, group=group if len(members) >= 2 else 0)
        marked = marked[len(members) :]


def _spread_instructions(rng: random.Random, plans: list[ItemPlan], today: date) -> None:
    """40 instructions on some thirty strong items that are through: mostly by city leaders, seldom by the province.

    Some of them on items of the last weeks, where only outlets that print soon come before the instruction.
    """
    settled, recent = today - timedelta(days=60), today - timedelta(days=26)
    through = [
        no for no, plan in enumerate(plans)
        if plan.kind in STRONG and plan.adopted_by
        and not plan.fates & {"declined", "merged", "voided", "withdrawn", "refused", "shelved", "reopened", "returned"}
        and (plan.day < settled or (plan.day < recent and all(code.startswith(("own", "city")) for code in plan.adopted_by)))
    ]  # fmt: skip
    fresh = [no for no in through if plans[no].day >= settled]
    first = rng.sample(fresh, min(RECENT_INSTRUCTED, len(fresh)))
    left = min(INSTRUCTIONS, len(plans) // 8)
    city = [leader.name for leader in organ.LEADERS if leader.level == "city" and not leader.months_since_end]
    province = [leader.name for leader in organ.LEADERS if leader.level == "province"]
    for no in (*first, *rng.sample([no for no in through if no not in first], len(through) - len(first))):
        if left <= 0:
            break
        high = any(code.startswith("province") for code in plans[no].adopted_by) and rng.random() < 0.4
        count = min(left, rng.choice((1, 1, 1, 1, 2, 2, 3)))
        names = rng.sample(city, count)
        plans[no] = replace(plans[no], leaders=(*names[:-1], rng.choice(province) if high else names[-1]))
        left -= count
