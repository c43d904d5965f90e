"""A document that is being written: its problems clause by clause, and what its clauses mean as far as they can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.engine import Problem, Scheme, SchemeRefused, parse_scheme
from scoring.engine.scheme import VERSION
from scoring.vocabulary import RECORDED
from scoring.wording import ClauseWords, Names, clauses_in_words
from scoring.wording_head import HeadWords, head_in_words

CLASS_FIELDS = {"classes": "class", "outside": "class", "optional": "class"}
STAND_IN = {"schema": VERSION, "code": "draft", "title": "draft"}
"""A head in whose place a clause is read while the real one is wrong."""


@dataclass(frozen=True)
class Checked:
    """What is wrong where: problems of the head and of each clause have paths below it."""

    head: list[Problem] = field(default_factory=list)
    clauses: Mapping[int, list[Problem]] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return not self.head and not self.clauses

    @property
    def count(self) -> int:
        return len(self.head) + sum(len(problems) for problems in self.clauses.values())


def problems_of(document: Mapping[str, Any]) -> list[Problem]:
    """Every problem of the document, none where it can be adopted."""
    try:
        parse_scheme(document)
    except SchemeRefused as refused:
        return refused.problems
    return []


def check_document(document: Mapping[str, Any]) -> Checked:
    """The problems, sorted into those of the head and of each clause."""
    head: list[Problem] = []
    clauses: dict[int, list[Problem]] = {}
    for problem in problems_of(document):
        place, _dot, rest = problem.path.removeprefix("clauses.").partition(".")
        if problem.path.startswith("clauses.") and place.isdecimal():
            clauses.setdefault(int(place), []).append(Problem(rest, problem.code, problem.parameters))
        else:
            head.append(problem)
    return Checked(head, clauses)


def readable_part(document: Mapping[str, Any], checked: Checked) -> Scheme | None:
    """The scheme without the clauses that are wrong, None where nothing of it can be read.

    A clause that only names one that is wrong cannot be read without it, so it may take a second turn.
    """
    clauses = document.get("clauses")
    kept = [
        clause
        for index, clause in enumerate(clauses if isinstance(clauses, list) else [])
        if index not in checked.clauses
    ]
    head = {**STAND_IN, **({} if checked.head else {name: document[name] for name in document if name != "clauses"})}
    while kept:
        tried = {**head, "clauses": kept}
        try:
            return parse_scheme(tried)
        except SchemeRefused as refused:
            wrong = {problem.path.split(".")[1] for problem in refused.problems if problem.path.startswith("clauses.")}
            if not wrong:
                return None
            kept = [clause for index, clause in enumerate(kept) if str(index) not in wrong]
    return None


def words_by_code(scheme: Scheme | None, names: Names) -> dict[str, ClauseWords]:
    """Code of a clause -> the clause in words."""
    return {one.id: one for one in clauses_in_words(scheme, names)} if scheme else {}


def head_words(document: Mapping[str, Any], checked: Checked, names: Names) -> list[HeadWords]:
    """What the head says, in words; nothing while it is wrong."""
    if checked.head:
        return []
    try:
        return head_in_words(parse_scheme({**document, "clauses": [ANY_CLAUSE]}), names)
    except SchemeRefused:
        # A head may name clauses (host credit): then it is read with those that are right.
        scheme = readable_part(document, checked)
        return head_in_words(scheme, names) if scheme else []


ANY_CLAUSE = {"id": "any", "kind": "points", "event": "filed", "table": [{"points": 1}]}


def unknown_codes(document: Mapping[str, Any], known: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Codes that the settings of the office do not have: rows with them can never count."""
    found: dict[str, None] = {}

    def look(value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                look(one)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                source = CLASS_FIELDS.get(str(name), str(name))
                codes = inner if isinstance(inner, list) else [inner]
                if source in known:
                    found.update({one: None for one in codes if isinstance(one, str) and one not in known[source]})
                look(inner)

    look(document)
    return list(found)


UNRECORDED = ("event_class", "channel")
"""What schemes may speak of and no record of the system gives: only files of facts (`score_evaluate`) hold it."""


def unrecorded(document: Mapping[str, Any]) -> list[str]:
    """Which of `UNRECORDED` the document asks for by codes that no record gives."""
    clauses = _clauses(document)
    return [name for name in UNRECORDED if any(_asks_unrecorded(clause, name) for clause in clauses)]


def _asks_unrecorded(clause: Mapping[str, Any], name: str) -> bool:
    """Whether a row of the clause asks for a code that no record of its event can have."""
    event = "reported" if clause.get("kind") == "time_limit" else str(clause.get("event"))
    recorded = RECORDED.get(name, {}).get(event, frozenset())
    return any(name in row and not recorded.issuperset(_listed(row[name])) for row in _rows(clause))


def _clauses(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in _listed(document.get("clauses")) if isinstance(one, Mapping)]


def _rows(clause: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = (value for value in clause.values() if isinstance(value, list))
    return [clause, *(row for rows in tables for row in rows if isinstance(row, Mapping))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
