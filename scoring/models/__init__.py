"""Schemes, periods, and the ledger with its summary."""

from scoring.models.ledger import LedgerRow, ScoreTotal, ScoringRun
from scoring.models.periods import Period, PeriodState
from scoring.models.schemes import Scheme

__all__ = ["LedgerRow", "Period", "PeriodState", "Scheme", "ScoreTotal", "ScoringRun"]
