"""Kinds of clauses about periods: kind -> reader. Readers note every problem and never raise."""

from collections.abc import Callable
from typing import Protocol

from scoring.engine.reading import Node


class PeriodRule(Protocol):
    """A clause that looks at what one receiver has in a span."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def gives(self) -> str: ...


PERIOD_RULES: dict[str, Callable[[Node], PeriodRule]] = {}
