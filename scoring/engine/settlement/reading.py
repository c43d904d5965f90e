"""Kinds of clauses about periods: kind -> reader. Readers note every problem and never raise."""

from collections.abc import Callable, Mapping, Sequence

from scoring.engine.reading import Node
from scoring.engine.settlement.base import Clause, PeriodRule
from scoring.engine.settlement.bases import read_base
from scoring.engine.settlement.limits import read_limit
from scoring.engine.settlement.quotas import read_quota
from scoring.engine.settlement.rates import read_rate
from scoring.engine.settlement.thresholds import read_threshold

__all__ = ["PERIOD_RULES", "PeriodRule"]

#: Each takes the clause, and the clauses above it, which are the only ones that it may name.
PERIOD_RULES: Mapping[str, Callable[[Node, Sequence[Clause]], PeriodRule]] = {
    "base": read_base,
    "quota": read_quota,
    "rate": read_rate,
    "limit": read_limit,
    "threshold": read_threshold,
}
