"""Everything of one evaluation without a database: both stages, totals, ranks, quotas, second results, prizes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from scoring.engine.book import SchemeBook
from scoring.engine.collecting import seldom
from scoring.engine.evaluation import evaluate
from scoring.engine.facts import Fact
from scoring.engine.head import Ranking
from scoring.engine.holdings import Standing
from scoring.engine.intake import Intake, Receiver
from scoring.engine.prizes import PrizeResult, prizes
from scoring.engine.ranks import Placed, ranked
from scoring.engine.rows import Row
from scoring.engine.seconds import Second, seconds
from scoring.engine.settlement.base import ProfileOf
from scoring.engine.settlement.results import Effect, QuotaResult, Settled
from scoring.engine.settlement.settler import Settler
from scoring.engine.settlement.spans import Slot
from scoring.engine.totals import SlotTotals, Total


class Result:
    """What an evaluation gives beside its rows. Tables are worked out when they are asked for, by the number of the slot
    in the order of dates (-1: the last)."""

    def __init__(
        self, book: SchemeBook, profile_of: ProfileOf, totals: SlotTotals, standing: Standing, settled: Settled
    ) -> None:
        self._book = book
        self._profile_of = profile_of
        self._totals = totals
        self.slots: tuple[Slot, ...] = totals.line.slots
        #: Rows of clauses about periods; rows about items were streamed.
        self.settlement: list[Row] = settled.rows
        self.quotas: list[QuotaResult] = settled.quotas
        self.effects: list[Effect] = settled.effects
        self.seconds: list[Second] = seconds(standing)
        self.prizes: list[PrizeResult] = prizes(standing, settled.effects, profile_of)

    def totals(self, slot: int) -> dict[Receiver, Total]:
        """Figures of the slot, by (unit, person or ""); everybody known has some."""
        return self._totals.of_slot(slot % len(self.slots))

    def cumulative(self, slot: int) -> dict[Receiver, Total]:
        """Figures since the beginning of the slot's year."""
        return self._totals.cumulative(slot % len(self.slots))

    def ranks(self, slot: int) -> list[Placed]:
        """Places in the slot, by the scheme and the classes of its last day."""
        return self._ranked(self.totals(slot), self.slots[slot].ends_on)

    def cumulative_ranks(self, slot: int) -> list[Placed]:
        """Places since the beginning of the slot's year."""
        return self._ranked(self.cumulative(slot), self.slots[slot].ends_on)

    def _ranked(self, totals: dict[Receiver, Total], day: date) -> list[Placed]:
        ranking: Ranking = self._book.on(day).ranking
        return ranked(totals, ranking, lambda unit, person: self._profile_of(unit, person, day))


def run(
    book: SchemeBook,
    batches: Iterable[Sequence[Fact]],
    slots: Iterable[Slot],
    profile_of: ProfileOf,
    known: Iterable[Receiver] = (),
    *,
    on_row: Callable[[Row], None] | None = None,
    until: date | None = None,
) -> Result:
    """Evaluate facts as they come, a batch at a time. A batch holds all facts of its items, and of the composites that these
    went into (`facts.batches` makes such ones). `known`: receivers that are there even where they have nothing; `on_row`
    gets every row of both stages; `until`: see Settler. Raises FactsRefused for contradictory facts.

    Memory grows with receivers, slots and the largest batch, not with facts; where items win prizes, with the items too.
    """
    slots, intake = tuple(slots), Intake()
    totals = SlotTotals(slots, intake=intake)
    standing = Standing(book, slots, until=until, intake=intake)
    settler = Settler(book, slots, profile_of, until=until, intake=intake)
    for receiver in known:
        intake.know(*receiver)

    def take(rows: Sequence[Row]) -> None:
        intake.take(rows)
        if on_row:
            for row in rows:
                on_row(row)

    with seldom():
        for batch in batches:
            rows = evaluate(book, batch)
            standing.add_items(rows)
            take(rows)
        settled = settler.settle()
        take(settled.rows)
    return Result(book, profile_of, totals, standing, settled)
