"""What the heads of two schemes make of the periods tried: yuan within the budget, points converted (F19)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from scoring.engine import Row, SchemeBook
from scoring.engine.holdings import Standing
from scoring.engine.numbers import ZERO
from scoring.engine.seconds import Second, seconds
from scoring.engine.settlement import Slot
from scoring.services.receivers import receiver_of

Due = tuple[str, str]
"""A receiver, and yuan or target points."""


def has_heads(books: Iterable[SchemeBook]) -> bool:
    """Whether any scheme has a budget or a conversion: then clauses alone do not say what is due."""
    return any(valid.scheme.budget or valid.scheme.conversion for book in books for valid in book.schemes)


class Dues:
    """What is due by one book of schemes in the periods from `first` to `last`.

    A budget or a cap of a span that began before is used up in part by what came before: so all is worked out twice, with
    and without the periods tried, and what they bring is the difference.
    """

    def __init__(self, book: SchemeBook, slots: Sequence[Slot], first: date, last: date) -> None:
        self._first, self._last = first, last
        self._whole, self._earlier = Standing(book, slots), Standing(book, slots)

    def take(self, rows: Sequence[Row]) -> None:
        """Take in rows of either stage."""
        self._whole.take(row for row in rows if row.on <= self._last)
        self._earlier.take(row for row in rows if row.on < self._first)

    def brought(self) -> Mapping[Due, Decimal]:
        """What everybody is due; who is due nothing is left out."""
        found: dict[Due, Decimal] = {}
        for one in seconds(self._whole):
            found[_due(one)] = found.get(_due(one), ZERO) + one.result
        for one in seconds(self._earlier):
            found[_due(one)] = found.get(_due(one), ZERO) - one.result
        return {due: amount for due, amount in found.items() if amount}


def _due(one: Second) -> Due:
    return receiver_of(int(one.unit), int(one.person) if one.person else None), one.account
