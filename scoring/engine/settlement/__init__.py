"""Clauses about periods: what a receiver has in a span, and what that is worth.

`spans` cuts time, `measures` says what is summed up, each kind of clause is a module with its rule and its reader
(`reading` lists them), `settler` takes in the rows of stage 1 and works the clauses from the top of the document down.
"""

from scoring.engine.settlement.base import Profile, ProfileOf
from scoring.engine.settlement.results import Effect, QuotaResult, Settled
from scoring.engine.settlement.settler import Settler
from scoring.engine.settlement.spans import Slot, Span

__all__ = ["Effect", "Profile", "ProfileOf", "QuotaResult", "Settled", "Settler", "Slot", "Span"]
