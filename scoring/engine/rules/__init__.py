"""Kinds of rules. A new kind is one module with a reader, and one line here."""

from collections.abc import Callable, Mapping

from scoring.engine.reading import Node
from scoring.engine.rules.base import Rule
from scoring.engine.rules.instructions import read_instructions
from scoring.engine.rules.points import read_points
from scoring.engine.shares import Sharing

RULES: Mapping[str, Callable[[Node, Sharing], Rule]] = {
    "points": read_points,
    "instruction": read_instructions,
}
