"""Factors of a clause for long texts and for the front page (F24)."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import Fact
from scoring.engine.numbers import canonical, exact, plain
from scoring.engine.reading import Node
from scoring.engine.rules.table import LONGER_THAN, MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class LengthFactor:
    longer_than: int
    times: Decimal


@dataclass(frozen=True, slots=True)
class Factors:
    """`by_length`: from the top, the first that fits; `front_page`: once more for what stands on the front page."""

    by_length: tuple[LengthFactor, ...] = ()
    front_page: Decimal | None = None

    @property
    def asks(self) -> frozenset[str]:
        """The fields of a fact on which the factors depend."""
        front_page = {"front_page"} if self.front_page is not None else set()
        return frozenset({*({"length"} if self.by_length else ()), *front_page})

    @property
    def lengths(self) -> frozenset[int]:
        """The lengths at which another factor fits."""
        return frozenset(factor.longer_than for factor in self.by_length)

    def applied(self, value: Decimal, fact: Fact) -> tuple[Decimal, dict[str, str]]:
        """`value` with the factors that fit `fact`, and the parameters of the sentence that says so."""
        told: dict[str, str] = {}
        length = next((factor for factor in self.by_length if fact.length > factor.longer_than), None)
        if length is not None:
            value *= length.times
            told |= {LONGER_THAN: str(length.longer_than), "length_times": plain(length.times)}
        if self.front_page is not None and fact.front_page:
            value *= self.front_page
            told |= {"front_page_times": plain(self.front_page)}
        return (canonical(exact(value)) if told else value), told


NO_FACTORS = Factors()


def read_factors(node: Node) -> Factors:
    """The two fields of a clause; notes length factors that can never count."""
    by_length: list[LengthFactor] = []
    given = node.child("length_factors")
    for entry in given.entries() if given.is_given else ():
        fields = entry.fields(LONGER_THAN, "times")
        longer_than = fields.child(LONGER_THAN).whole(0, MOST_CHARACTERS)
        above = next((number for number, wider in enumerate(by_length, 1) if wider.longer_than <= longer_than), None)
        if above is not None:
            entry.note("unreachable_factor", row=str(above))
        by_length.append(LengthFactor(longer_than, fields.child("times").number()))
    return Factors(tuple(by_length), node.child("front_page_times").number_if_given())
