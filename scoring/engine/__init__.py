"""The pure scoring engine: facts and a scheme in, ledger rows out.

It knows neither Django nor the other apps, uses `Decimal` only, and gives the same rows for the same facts in any
order. It works in stages, and each stage is a place to grow:

1. `facts` - what happened, and which facts still stand after revocations;
2. `scheme`, `head` - a document read into rules; `rules/` holds one module for each kind of clause that looks at one
   item, `settlement/` one for each kind that looks at what a receiver has in a span; `book` says which scheme was
   valid when;
3. `shares`, `hosts` - the points of one fact are shared among sources, joint units, authors and the hosts of
   direct-report points, and always add up to the whole;
4. `evaluation` - one group of facts (an item) at a time, so that memory is bounded by the largest group; `plans`
   remembers what a scheme says of facts that are alike;
5. `intake` - rows are added up, one account a receiver, in one look for all stages below;
6. `settlement` - bases, quotas, rates, limits and thresholds, slot by slot;
7. `totals`, `ranks`, `holdings`, `seconds`, `prizes` - sums per receiver, places inside a class, yuan and target points,
   prizes. `run` does all of it in one go, without a database.
"""

from scoring.engine.evaluation import SchemeBook, evaluate, evaluate_group
from scoring.engine.facts import Author, Fact, FactKind, Part, standing
from scoring.engine.problems import FactsRefused, Problem, SchemeRefused
from scoring.engine.ranks import Ranked, competition_ranks
from scoring.engine.rows import Row
from scoring.engine.scheme import Scheme, parse_scheme
from scoring.engine.totals import Total, totals

__all__ = [
    "Author",
    "Fact",
    "FactKind",
    "FactsRefused",
    "Part",
    "Problem",
    "Ranked",
    "Row",
    "Scheme",
    "SchemeBook",
    "SchemeRefused",
    "Total",
    "competition_ranks",
    "evaluate",
    "evaluate_group",
    "parse_scheme",
    "standing",
    "totals",
]
