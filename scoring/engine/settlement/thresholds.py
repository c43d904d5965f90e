"""`kind: threshold` - what happens from a number of faults, misses or points on (F14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import FactKind
from scoring.engine.numbers import ZERO, evened, exact, plain
from scoring.engine.reading import Node
from scoring.engine.settlement.base import PERSONS, Clause, Moment, PeriodRule, read_above, read_common
from scoring.engine.settlement.measures import COUNT, MISSES, POINTS, Measure
from scoring.engine.settlement.quotas import QuotaRule

FACTS = ("fault", "commission_missed")
MISSED_QUOTA = "missed_quota"
COUNTS = (*FACTS, MISSED_QUOTA, POINTS)
FLAGS = ("no_prize", "failed", "named")
EFFECTS = ("minus", "minus_each", "zero", "withhold", *FLAGS)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a reached threshold does. `lost`: clauses whose points in the span are taken back; `flags` cost none."""

    minus: Decimal = ZERO
    minus_each: Decimal = ZERO
    zero: bool = False
    lost: frozenset[str] = frozenset()
    flags: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the effects, for lists and reasons."""
        loses = ("zero",) if self.zero else ("withhold",) if self.lost else ()
        return (*(("minus",) if self.minus or self.minus_each else ()), *loses, *self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRule(PeriodRule):
    counts: str
    bound: Decimal
    below: bool
    effects: Effects
    faults: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    counted_account: str = ""
    kind: str = "threshold"

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is counted; then, where something is lost, what that comes to."""
        persons, weekly = self.audience == PERSONS, self.per == "week"
        if self.counts in FACTS:
            conditions = (("fault", self.faults),) if self.faults else ()
            kinds = frozenset([FactKind(self.counts)])
            counted = Measure(COUNT, persons, weekly, kinds=kinds, conditions=conditions, remembers=True)
        else:
            what = POINTS if self.counts == POINTS else MISSES
            counted = Measure(
                what, persons, weekly, account=self.counted_account, clauses=self.of, remembers=what == MISSES
            )
        if not self.effects.lost:
            return (counted,)
        return counted, Measure(POINTS, persons, weekly, account=self.gives, clauses=self.effects.lost)

    def counted(self, moment: Moment) -> Decimal:
        """What is held against the bound, and told."""
        return evened(moment.values[0]) if self.counts == POINTS else moment.values[0]

    def is_reached(self, moment: Moment) -> bool:
        counted = self.counted(moment)
        return (moment.ended and counted < self.bound) if self.below else counted >= self.bound

    def worth(self, moment: Moment) -> Decimal:
        if not self.is_reached(moment):
            return ZERO
        minus = self.effects.minus + exact(self.effects.minus_each * moment.values[0])
        return -minus - sum(moment.values[1:], ZERO)

    def told(self, moment: Moment) -> Mapping[str, str]:
        told = {"counted": plain(self.counted(moment)), "reached": "yes" if self.is_reached(moment) else ""}
        return {**told, "lost": plain(moment.values[1])} if self.effects.lost else told


def read_threshold(node: Node, above: Sequence[Clause]) -> ThresholdRule:
    """Read a clause; notes effects that can never come about."""
    common = read_common(node, "counts", "fault", "quota", "of", "at_least", "below", "effects")
    counts = node.child("counts").choice(COUNTS)
    for name, belongs in (("fault", "fault"), ("quota", MISSED_QUOTA), ("of", POINTS)):
        if node.child(name).is_given and counts != belongs:
            node.child(name).note("only_with_counts", value=belongs)
    of, account = _counted(node, above, counts, common["audience"])
    bound, below = _bound(node, counts)
    return ThresholdRule(
        **common,
        counts=counts,
        bound=bound,
        below=below,
        faults=node.child("fault").codes(),
        of=of,
        counted_account=account,
        effects=_effects(node.child("effects"), counts, above, common["gives"]),
    )


def _counted(node: Node, above: Sequence[Clause], counts: str, audience: str) -> tuple[frozenset[str], str]:
    """The clauses whose points, or whose misses, are counted, and into which account they give."""
    if counts == MISSED_QUOTA:
        return frozenset([_quota(node.child("quota"), above, audience)]), ""
    if counts != POINTS:
        return frozenset(), ""
    of = read_above(node.child("of"), above)
    return of, next((clause.gives for clause in above if clause.id in of), "")


def _quota(node: Node, above: Sequence[Clause], audience: str) -> str:
    name = node.code()
    quotas = {clause.id: clause for clause in above if isinstance(clause, QuotaRule)}
    if name and name not in quotas:
        node.note("not_above", value=name, possible=", ".join(quotas))
    elif name and quotas[name].audience != audience:
        node.note("other_audience", value=name)
    return name


def _bound(node: Node, counts: str) -> tuple[Decimal, bool]:
    below, at_least = node.child("below"), node.child("at_least")
    if below.is_given == at_least.is_given:
        node.note("below_or_at_least")
    if below.is_given and counts != POINTS:
        below.note("only_with_points")
    bound = (below if below.is_given else at_least).number_if_given() or ZERO
    if at_least.is_given and counts != POINTS and (bound < 1 or bound != bound.to_integral_value()):
        at_least.note("not_whole")
    return bound, below.is_given


def _effects(node: Node, counts: str, above: Sequence[Clause], gives: str) -> Effects:
    is_given, node = node.is_given, node.fields(*EFFECTS)
    minus, minus_each, withhold = (node.child(name) for name in ("minus", "minus_each", "withhold"))
    zero = node.child("zero").flag() or False
    if minus_each.is_given and counts == POINTS:
        minus_each.note("each_of_points")
    if withhold.is_given and zero:
        withhold.note("withheld_twice")
    lost = frozenset(clause.id for clause in above if clause.gives == gives) if zero else frozenset[str]()
    if zero and not lost:
        node.child("zero").note("nothing_above")
    if withhold.is_given:
        lost |= read_above(withhold, above, gives)
    effects = Effects(
        minus=minus.number_if_given() or ZERO,
        minus_each=minus_each.number_if_given() or ZERO,
        zero=zero,
        lost=lost,
        flags=tuple(name for name in FLAGS if node.child(name).flag()),
    )
    if is_given and not effects.names:
        node.note("nothing_said", possible=", ".join(EFFECTS))
    return effects
