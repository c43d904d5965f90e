"""Schemes, periods, and the ledger with its summary."""

from scoring.models.drafts import SchemeDraft, SchemeTrial
from scoring.models.ledger import Account, LedgerRow, ScoreTotal, ScoringRun
from scoring.models.periods import Period, PeriodState
from scoring.models.rewards import FeeLine, FeeList, FeeListState
from scoring.models.schemes import Scheme
from scoring.models.settlements import QuotaStanding, SettledEffect, SettlementDue

__all__ = [
    "Account",
    "FeeLine",
    "FeeList",
    "FeeListState",
    "LedgerRow",
    "Period",
    "PeriodState",
    "QuotaStanding",
    "Scheme",
    "SchemeDraft",
    "SchemeTrial",
    "ScoreTotal",
    "ScoringRun",
    "SettledEffect",
    "SettlementDue",
]
