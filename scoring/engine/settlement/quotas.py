"""`kind: quota` - how much is demanded of whom in a span, and what meeting or missing it brings (F10, F11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.engine.facts import FactKind
from scoring.engine.numbers import ZERO, evened, exact, plain
from scoring.engine.reading import Node
from scoring.engine.settlement.base import PERSONS, Clause, Common, Moment, PeriodRule, Profile, read_above, read_common
from scoring.engine.settlement.measures import COUNT, POINTS, Conditions, Measure

EVENTS = ("filed", "forwarded", "adopted", "instructed", "commission_done", "best", "reported")
CONDITIONS = ("item_type", "level", "outlet")
RESULTS = ("met", "each", "each_above", "each_missing", "missed")


@dataclass(frozen=True, slots=True)
class Demand:
    """How much is demanded of these classes; an optional demand never costs points."""

    at_least: Decimal
    classes: frozenset[str] = frozenset()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """Points for meeting the demand, for each one up to it and above it; taken away for each one missing, and once."""

    met: Decimal = ZERO
    each: Decimal = ZERO
    each_above: Decimal = ZERO
    each_missing: Decimal = ZERO
    missed: Decimal = ZERO

    def of(self, counted: Decimal, demand: Demand) -> Decimal:
        """What `counted` is worth once the span is over."""
        missing = demand.at_least - counted
        if missing <= ZERO:
            return self.met + _exact(self.each * demand.at_least - self.each_above * missing)
        won = _exact(self.each * max(counted, ZERO))
        return won if demand.optional else won - _exact(self.each_missing * missing) - self.missed


def _exact(points: Decimal) -> Decimal:
    """At six digits; most schemes say only one or two of the results, and rounding costs more than all the rest."""
    return exact(points) if points else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRule(PeriodRule):
    """Counts facts of `events`, or, where there are none, the points of the clauses `of`."""

    events: frozenset[FactKind]
    of: frozenset[str]
    counted_account: str
    conditions: Conditions
    demands: tuple[Demand, ...]
    result: Result | None
    kind: str = "quota"

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (
            Measure(
                what=COUNT if self.events else POINTS,
                of_persons=self.audience == PERSONS,
                weekly=self.per == "week",
                account=self.counted_account,
                clauses=self.of,
                kinds=self.events,
                conditions=self.conditions,
            ),
        )

    def demand(self, profile: Profile) -> Demand | None:
        """What is demanded of such a receiver: the first row that fits; optional where all of it is for the receiver."""
        for demand in self.demands:
            if not demand.classes or profile.is_of(demand.classes):
                return replace(demand, optional=True) if profile.optional and not demand.optional else demand
        return None

    def counted(self, moment: Moment) -> Decimal:
        """What is held against the demand, and told."""
        return moment.values[0] if self.events else evened(moment.values[0])

    def worth(self, moment: Moment) -> Decimal:
        demand = self.demand(moment.profile)
        if demand is None or self.result is None or not moment.ended:
            return ZERO
        return self.result.of(self.counted(moment), demand)

    def told(self, moment: Moment) -> Mapping[str, str]:
        demand = self.demand(moment.profile)
        if demand is None:
            return {"demand": ""}
        told = {"counted": plain(self.counted(moment)), "demand": plain(demand.at_least)}
        return {**told, "optional": "yes"} if demand.optional else told


def read_quota(node: Node, above: Sequence[Clause]) -> QuotaRule:
    """Read a clause; notes demands that no receiver can come to."""
    common = read_common(node, "counts", "of", *CONDITIONS, "demands", "result")
    events = _events(node.child("counts"))
    of, account = _points(node, above) if not events else (frozenset[str](), "")
    if events and node.child("of").is_given:
        node.child("of").note("only_with_points")
    demands = _demands(node.child("demands"), common, whole=bool(events))
    return QuotaRule(
        **common,
        events=events,
        of=of,
        counted_account=account,
        conditions=tuple((name, codes) for name in CONDITIONS if (codes := node.child(name).codes())),
        demands=demands,
        result=_result(node.child("result"), demands),
    )


def _points(node: Node, above: Sequence[Clause]) -> tuple[frozenset[str], str]:
    of = read_above(node.child("of"), above)
    return of, next((clause.gives for clause in above if clause.id in of), "")


def _events(node: Node) -> frozenset[FactKind]:
    """The events that are counted; none where points are."""
    if not node.is_given:
        node.note("missing")
    codes = node.codes()
    if codes == {"points"}:
        return frozenset()
    for code in sorted(codes - set(EVENTS)):
        node.note("points_alone" if code == "points" else "not_choice", value=code, possible=", ".join(EVENTS))
    # With nothing that can be counted it must not be taken for one of points, or there would be a second problem.
    return frozenset(FactKind(code) for code in codes & set(EVENTS)) or frozenset([FactKind.FILED])


def _demands(node: Node, common: Common, *, whole: bool) -> tuple[Demand, ...]:
    demands: list[Demand] = []
    for entry in node.entries():
        entry = entry.fields("classes", "at_least", "optional")
        number = entry.child("at_least").number()
        if whole and number != number.to_integral_value():
            entry.child("at_least").note("not_whole")
        demand = Demand(number, entry.child("classes").codes(), entry.child("optional").flag() or False)
        _check_reached(entry, demand, demands, common)
        demands.append(demand)
    return tuple(demands)


def _check_reached(entry: Node, demand: Demand, above: list[Demand], common: Common) -> None:
    """Note a row that fits nobody whom the clause speaks of and no row above takes."""
    speaks_of = demand.classes or common["classes"]
    taken: set[str] = set()
    for number, earlier in enumerate(above, start=1):
        taken |= earlier.classes
        if not earlier.classes or (speaks_of and speaks_of <= taken):
            entry.note("unreachable", row=str(number))
            return
    if (
        common["classes"]
        and demand.classes
        and not demand.classes & common["classes"]
        and common["audience"] != PERSONS
    ):
        entry.child("classes").note("classes_outside", possible=", ".join(sorted(common["classes"])))


def _result(node: Node, demands: Sequence[Demand]) -> Result | None:
    if not node.is_given:
        return None
    node = node.fields(*RESULTS)
    given = {name: node.child(name).number() for name in RESULTS if node.child(name).is_given}
    if not given:
        node.note("nothing_said", possible=", ".join(RESULTS))
    if demands and all(demand.optional for demand in demands):
        for name in ("each_missing", "missed"):
            if name in given:
                node.child(name).note("all_optional")
    return Result(**given)
