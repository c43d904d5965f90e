"""A scheme (计分办法): a document read into rules. What the fields mean stands in `scoring/schemes/schema-v1.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.engine.numbers import PLACES
from scoring.engine.problems import Problem, SchemeRefused
from scoring.engine.reading import Node
from scoring.engine.rules import RULES
from scoring.engine.rules.base import Rule
from scoring.engine.shares import Sharing, parse_sharing

VERSION = "govinfo-scheme/1"


@dataclass(frozen=True)
class Rounding:
    """Digits after the point that are printed for each figure (F26); the ledger always keeps six."""

    unit: int = 2
    person: int = 2
    rate: int = 1


@dataclass(frozen=True, slots=True)
class Scheme:
    """All rules of one document. Clauses keep the order in which they stand, the order in which they are printed."""

    code: str
    title: str
    clauses: tuple[Rule, ...]
    sharing: Sharing
    rounding: Rounding

    def clause(self, clause_id: str) -> Rule | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)


#: Counts without points, for days on which no scheme is valid.
EMPTY = Scheme(code="", title="", clauses=(), sharing=Sharing(), rounding=Rounding())


def parse_scheme(document: Mapping[str, Any]) -> Scheme:
    """Read a document; raises SchemeRefused with every problem and its path, not only the first."""
    problems: list[Problem] = []
    root = Node(document, "", problems).fields("schema", "code", "title", "remark", "rounding", "sharing", "clauses")
    if root.child("schema").text() not in ("", VERSION):
        root.child("schema").note("wrong_version", possible=VERSION)
    sharing = parse_sharing(root.child("sharing"), Sharing())
    scheme = Scheme(
        code=root.child("code").code(),
        title=root.child("title").text(),
        clauses=tuple(_clauses(root.child("clauses"), sharing)),
        sharing=sharing,
        rounding=_rounding(root.child("rounding")),
    )
    if problems:
        raise SchemeRefused(problems)
    return scheme


def _clauses(node: Node, sharing: Sharing) -> list[Rule]:
    rules: list[Rule] = []
    seen: set[str] = set()
    for entry in node.entries():
        kind = entry.child("kind").choice(RULES)
        clause_id = entry.child("id").code()
        if clause_id in seen:
            entry.child("id").note("twice", value=clause_id)
        seen.add(clause_id)
        if kind:
            rules.append(RULES[kind](entry, parse_sharing(entry.child("sharing"), sharing)))
    return rules


def _rounding(node: Node) -> Rounding:
    if not node.is_given:
        return Rounding()
    node = node.fields("unit", "person", "rate")
    return Rounding(
        unit=node.child("unit").whole(0, PLACES, Rounding.unit),
        person=node.child("person").whole(0, PLACES, Rounding.person),
        rate=node.child("rate").whole(0, PLACES, Rounding.rate),
    )
