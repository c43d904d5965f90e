"""A scheme (计分办法): a document read into rules. What the fields mean stands in `scoring/schemes/schema-v1.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.engine.head import (
    COUNTED_ON,
    Budget,
    Conversion,
    HostCredit,
    Name,
    Prize,
    Ranking,
    Rounding,
    read_budget,
    read_conversion,
    read_host_credit,
    read_names,
    read_prizes,
    read_ranking,
    read_rounding,
)
from scoring.engine.problems import Problem, SchemeRefused
from scoring.engine.reading import Node
from scoring.engine.rules import RULES
from scoring.engine.rules.base import Rule
from scoring.engine.shares import Sharing, parse_sharing

if TYPE_CHECKING:
    from scoring.engine.settlement.reading import PeriodRule

__all__ = ["EMPTY", "VERSION", "Rounding", "Scheme", "parse_scheme"]

VERSION = "govinfo-scheme/1"
HEAD = (
    "schema", "code", "title", "remark", "rounding", "counted_on", "sharing", "ranking", "host_credit", "conversion",
    "budget", "prizes", "names", "clauses",
)  # fmt: skip


NO_RANKING = Ranking()


@dataclass(frozen=True, slots=True)
class Scheme:
    """All rules of one document. `clauses` look at items, `period_rules` at what a receiver has in a span; both keep
    the order in which they stand, and `order` names all of them in it, the order in which they are printed."""

    code: str
    title: str
    clauses: tuple[Rule, ...]
    sharing: Sharing
    rounding: Rounding
    period_rules: "tuple[PeriodRule, ...]" = ()
    order: tuple[str, ...] = ()
    counted_on: str = COUNTED_ON[0]
    ranking: Ranking = NO_RANKING
    host_credit: HostCredit | None = None
    conversion: Conversion | None = None
    budget: Budget | None = None
    prizes: tuple[Prize, ...] = ()
    remark: str = ""
    names: tuple[Name, ...] = ()

    def clause(self, clause_id: str) -> Rule | None:
        """The clause about items with this id."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def period_rule(self, clause_id: str) -> "PeriodRule | None":
        """The clause about periods with this id."""
        return next((rule for rule in self.period_rules if rule.id == clause_id), None)


#: Counts without points, for days on which no scheme is valid.
EMPTY = Scheme(code="", title="", clauses=(), sharing=Sharing(), rounding=Rounding())


def parse_scheme(document: Mapping[str, Any]) -> Scheme:
    """Read a document; raises SchemeRefused with every problem and its path, not only the first."""
    problems: list[Problem] = []
    root = Node(document, "", problems).fields(*HEAD)
    if root.child("schema").text() not in ("", VERSION):
        root.child("schema").note("wrong_version", possible=VERSION)
    code, title, remark = root.child("code").code(), root.child("title").text(), root.child("remark")
    sharing = parse_sharing(root.child("sharing"), Sharing())
    clauses = _Clauses(sharing)
    for entry in root.child("clauses").entries():
        clauses.read(entry)
    scheme = Scheme(
        code=code,
        title=title,
        remark=remark.text() if remark.is_given else "",
        clauses=tuple(clauses.of_items),
        period_rules=tuple(clauses.of_periods),
        order=tuple(clauses.above),
        sharing=sharing,
        rounding=read_rounding(root.child("rounding")),
        counted_on=root.child("counted_on").choice(COUNTED_ON, COUNTED_ON[0]),
        ranking=read_ranking(root.child("ranking")),
        host_credit=read_host_credit(root.child("host_credit")),
        conversion=read_conversion(root.child("conversion")),
        budget=read_budget(root.child("budget")),
        prizes=read_prizes(root.child("prizes")),
        names=read_names(root.child("names")),
    )
    clauses.check_credit(root.child("host_credit"), scheme.host_credit)
    if problems:
        raise SchemeRefused(problems)
    return scheme


class _Clauses:
    """Reads clause after clause; those about periods are told which clauses stand above them."""

    def __init__(self, sharing: Sharing) -> None:
        # Settlement knows schemes, so its readers can only be asked for once this module is there.
        from scoring.engine.settlement.reading import PERIOD_RULES

        self.period_readers = PERIOD_RULES
        self.sharing = sharing
        self.of_items: list[Rule] = []
        self.of_periods: list[PeriodRule] = []
        self.above: dict[str, Rule | PeriodRule] = {}

    def read(self, entry: Node) -> None:
        kind = entry.child("kind").choice([*RULES, *self.period_readers])
        clause_id = entry.child("id").code()
        if clause_id in self.above:
            entry.child("id").note("twice", value=clause_id)
        rule: Rule | PeriodRule
        if kind in RULES:
            rule = RULES[kind](entry, self.sharing)
            self.of_items.append(rule)
        elif kind in self.period_readers:
            rule = self.period_readers[kind](entry, [*self.above.values()])
            self.of_periods.append(rule)
        else:
            return
        self.above[clause_id] = rule

    def check_credit(self, node: Node, credit: HostCredit | None) -> None:
        ids = [rule.id for rule in self.of_items]
        for value in sorted((credit.of or frozenset()) - set(ids) if credit else ()):
            node.child("of").note("no_clause", value=value, possible=", ".join(ids))
