"""The pure scoring engine: facts and a scheme in, ledger rows out.

It knows neither Django nor the other apps, uses `Decimal` only, and gives the same rows for the same facts in any
order. It works in stages, and each stage is a place to grow:

1. `facts` - what happened, and which facts still stand after revocations;
2. `scheme` - a document read into rules; `rules/` holds one module for each kind of rule that looks at one item;
3. `shares` - the points of one fact are shared among sources, joint units and authors and always add up to the whole;
4. `evaluation` - one group of facts (an item) at a time, so that memory is bounded by the largest group;
5. `settlement` - clauses about periods (bases, quotas, rates, limits, thresholds) on what a receiver has in a span;
6. `totals`, `ranks`, `seconds` and `prizes` - sums per receiver, places inside a class, yuan and target points, prizes;
   `run` does all six for facts that come group by group.
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
