"""What clauses about periods look at: their measures, the spans in which they do, and where rows of each sign go."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scoring.engine.facts import SETTLEMENT
from scoring.engine.intake import NOWHERE_TO_GO, Cell, Intake, Once, Route
from scoring.engine.rows import Sign
from scoring.engine.settlement.base import AUDIENCES, PERSONS, PeriodRule
from scoring.engine.settlement.measures import COUNT, ITEMS, MISSES, POINTS, Measure
from scoring.engine.settlement.quotas import QuotaRule
from scoring.engine.settlement.spans import Cut, Span, Step, thursday_of
from scoring.engine.settlement.thresholds import ThresholdRule

#: The number of a slot and the ordinal of a week's Thursday: the buckets of time into which a row may go.
Buckets = tuple[int, int]


class Look(NamedTuple):
    """A look at a span at the end of a slot; the figures that the slot adds to each measure of the clause; those to which
    what is booked then, and a quota that is missed then, are added."""

    step: Step
    cells: tuple[Cell, ...]
    own: tuple[Cell, ...]
    misses: tuple[Cell, ...]


class Clause(NamedTuple):
    """A clause with its spans and the looks at each, and the sign of its rows; again as what it is, where more is told of
    such a clause."""

    rule: PeriodRule
    spans: tuple[tuple[Span, tuple[Look, ...]], ...]
    quota: QuotaRule | None
    threshold: ThresholdRule | None
    sign: Sign


class Term:
    """A scheme for the days on which it is valid: its clauses about periods, their spans, their measures (numbered
    through all terms, `first` is the first number here). A figure is a measure in a bucket of time."""

    def __init__(self, code: str, rules: Sequence[PeriodRule], cut: Cut, first: int, intake: Intake) -> None:
        self.code = code
        self._intake = intake
        self.starts_on, self.ends_on = cut.starts_on, cut.ends_on
        self.measures = dict(enumerate(_distinct(rules), start=first))
        self.is_weekly = any(measure.weekly for measure in self.measures.values())
        self._spans = {rule.per: cut.spans(rule.per) for rule in rules}
        #: length of spans -> bucket -> the span in which it lies.
        self._span_of = {
            per: {step.bucket: number for number, span in enumerate(spans) for step in span.steps}
            for per, spans in self._spans.items()
        }
        numbers = {measure: number for number, measure in self.measures.items()}
        clauses = [self._clause(rule, numbers) for rule in rules]
        self.clauses_of = {
            audience: [clause for clause in clauses if clause.rule.audience == audience] for audience in AUDIENCES
        }

    def _clause(self, rule: PeriodRule, numbers: Mapping[Measure, int]) -> Clause:
        sign = Sign(rule.id, SETTLEMENT, rule.gives, "", "", "", "", False, rule.audience == PERSONS)
        own = self._hearing(sign, POINTS)
        misses = [number for number, one in self.measures.items() if one.what == MISSES and rule.id in one.clauses]
        measures = [numbers[measure] for measure in rule.measures]

        def look(step: Step) -> Look:
            buckets = (step.slot, thursday_of(step.on))
            cells = tuple([self._intake.cell(number, step.bucket) for number in measures])
            return Look(step, cells, self.cells(own, buckets), self.cells(misses, buckets))

        return Clause(
            rule,
            tuple((span, tuple(map(look, span.steps))) for span in self._spans[rule.per]),
            rule if isinstance(rule, QuotaRule) else None,
            rule if isinstance(rule, ThresholdRule) else None,
            sign,
        )

    def cells(self, numbers: Sequence[int], buckets: Buckets) -> tuple[Cell, ...]:
        """The cells of these measures in a slot, or for those that go by weeks in a week."""
        return tuple([self._intake.cell(number, buckets[self.measures[number].weekly]) for number in numbers])

    def route(self, buckets: Buckets, sign: Sign) -> Route:
        """Where rows about facts go; the rows of the clauses themselves are put down as they are made."""
        if sign.kind is SETTLEMENT:
            return NOWHERE_TO_GO
        counts = self._hearing(sign, COUNT)
        return Route(
            points=self.cells(self._hearing(sign, POINTS), buckets),
            counts=self.cells(counts, buckets),
            once=tuple(self._once(self._hearing(sign, ITEMS), buckets)),
            facts=self.cells([number for number in counts if self.measures[number].remembers], buckets),
        )

    def _once(self, numbers: Sequence[int], buckets: Buckets) -> list[Once]:
        found = []
        for number, cell in zip(numbers, self.cells(numbers, buckets), strict=True):
            measure = self.measures[number]
            span = self._span_of[measure.per].get(buckets[measure.weekly])
            if span is not None:
                found.append(Once((number, span), cell))
        return found

    def _hearing(self, sign: Sign, what: str) -> list[int]:
        return [number for number, one in self.measures.items() if one.what == what and one.hears(sign)]


def _distinct(rules: Sequence[PeriodRule]) -> list[Measure]:
    return list(dict.fromkeys(measure for rule in rules for measure in rule.measures))
