"""What an evaluation of files holds: rows, the table of each period, and what does not add up."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from scoring.engine import Row, SchemeBook
from scoring.engine.intake import Receiver
from scoring.engine.numbers import ZERO
from scoring.engine.ranks import Placed
from scoring.engine.run import Result
from scoring.engine.settlement import Slot
from scoring.engine.settlement.spans import NOWHERE, SlotLine
from scoring.engine.totals import Total
from scoring.evaluation.checks import Inconsistency
from scoring.evaluation.facts_file import FactsFile
from scoring.evaluation.heads import CODES
from scoring.evaluation.span_words import SpanWords

WHOLE = ""


@dataclass
class Table:
    """Figures of one period, or of all of them together: `period` is then empty."""

    period: str
    starts_on: date
    ends_on: date
    totals: dict[Receiver, Total]
    cumulative: dict[Receiver, Total]
    places: dict[Receiver, Placed]


@dataclass
class Evaluation:
    """`rows`: all of the time that was reckoned, also before the time that is shown. `asked`: the first and the last day
    that were asked for, where any was. `left_out`: so many facts are later than the last day."""

    book: SchemeBook
    file: FactsFile
    result: Result
    rows: list[Row]
    starts_on: date
    ends_on: date
    asked: tuple[date | None, date | None] = (None, None)
    left_out: int = 0
    tables: list[Table] = field(default_factory=list)
    inconsistencies: list[Inconsistency] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    span_words: SpanWords = field(default_factory=dict)

    def span_name(self, scheme: str, span: str) -> str:
        """What a span of a scheme is called, whose key may say how it was cut."""
        return self.span_words.get((scheme, span), span)

    @property
    def cut_on(self) -> date:
        """The last day that was asked for; spans that go on after it have come so far."""
        return self.asked[1] or date.max

    @cached_property
    def shown(self) -> list[Row]:
        """Rows of the periods that are shown, by date."""
        inside = (row for row in self.rows if self.starts_on <= row.on <= self.ends_on and self.slot_of(row.on))
        return sorted(inside, key=lambda row: row.place)

    def slot_of(self, day: date) -> Slot | None:
        """The period that holds the day; none where the file's periods leave it out."""
        number = self._line.of(day)
        return None if number == NOWHERE else self.result.slots[number]

    def name_of(self, kind: str, code: str) -> str:
        """How the file, the schemes or common usage call a code; the code itself where nobody names it."""
        return self._names.get((kind, code), code)

    def names_of(self, kind: str) -> dict[str, str]:
        """All names of codes of a kind, by code."""
        return {code: name for (own, code), name in self._names.items() if own == kind}

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        found = {(kind, code): words[0] for kind, codes in CODES.items() for code, words in codes.items() if words}
        found |= {(one.kind, one.code): one.name for valid in self.book.schemes for one in valid.scheme.names}
        return found | {(kind, code): name for kind, own in self.file.names.items() for code, name in own.items()}

    @cached_property
    def _line(self) -> SlotLine:
        return SlotLine(self.result.slots)


def second_result(
    evaluation: Evaluation, table: Table, receiver: Receiver, account: str, earned: Decimal | int
) -> Decimal:
    """Yuan or target points within budget or cap, where the spans of these lie in the table's days; else as earned."""
    own = [one for one in evaluation.result.seconds if one.account == account and (one.unit, one.person) == receiver]
    inside = [one for one in own if table.starts_on <= one.starts_on <= table.ends_on]
    if table.period == WHOLE or len(evaluation.tables) == 1:
        inside = [one for one in own if one.starts_on <= table.ends_on and one.ends_on >= table.starts_on]
    elif any(min(one.ends_on, evaluation.cut_on) > table.ends_on for one in inside):
        inside = []
    return sum((one.result for one in inside), ZERO) if inside else Decimal(earned)
