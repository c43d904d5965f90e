"""Kinds of rules about the facts of one item. A new kind is one module with a reader, and one line here."""

from collections.abc import Callable, Mapping

from scoring.engine.reading import Node
from scoring.engine.rules.base import Rule
from scoring.engine.rules.deductions import read_deductions
from scoring.engine.rules.instructions import read_instructions
from scoring.engine.rules.points import read_points
from scoring.engine.rules.time_limits import read_time_limits
from scoring.engine.shares import Sharing

#: Kind -> reader; the sharing is that of the whole scheme, for clauses that have none of their own.
RULES: Mapping[str, Callable[[Node, Sharing], Rule]] = {
    "points": read_points,
    "instruction": read_instructions,
    "deduction": read_deductions,
    "time_limit": read_time_limits,
}
