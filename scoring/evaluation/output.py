"""An evaluation as plain data: numbers as strings, days as 2026-03-05, nothing left out."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from scoring.engine.facts import FactKind
from scoring.engine.head import Rounding
from scoring.engine.numbers import plain, rounded
from scoring.engine.prizes import PrizeResult, Winner
from scoring.engine.settlement import Effect
from scoring.engine.totals import Receiver
from scoring.evaluation.results import Evaluation, Table, second_result
from scoring.evaluation.sentences import Sentences

VERSION = "govinfo-evaluation/1"
PORTION = 1000


def as_document(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that `score_evaluate --json` prints."""
    return {name: value if isinstance(value, str) else list(value) for name, value in _sections(evaluation)}


def as_json(evaluation: Evaluation) -> Iterator[str]:
    """The same as text, piece by piece and one record a line: a ledger may be long."""
    before = "{"
    for name, value in _sections(evaluation):
        yield f"{before}\n{_json(name)}: "
        if isinstance(value, str):
            yield _json(value)
        else:
            start = "["
            for portion in _portions(value):
                yield start + "\n " + ",\n ".join(_json(one) for one in portion)
                start = ","
            yield "[]" if start == "[" else "\n]"
        before = ","
    yield "\n}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while portion := list(islice(rest, PORTION)):
        yield portion


def _sections(evaluation: Evaluation) -> Iterator[tuple[str, str | Iterable[Any]]]:
    result, first = evaluation.result, evaluation.starts_on
    yield "schema", VERSION
    yield "from", first.isoformat()
    yield "to", evaluation.ends_on.isoformat()
    yield "schemes", _schemes(evaluation)
    yield "tables", (_table(evaluation, table) for table in evaluation.tables)
    yield "ledger", _ledger(evaluation)
    # Of the month of the last day, weeks that begin after that day are no news.
    yield (
        "quotas",
        (
            _quota(evaluation, one)
            for one in result.quotas
            if one.ends_on >= first and one.starts_on <= evaluation.ends_on
        ),
    )
    yield "effects", (_effect(evaluation, one) for one in result.effects)
    yield "seconds", (_second(evaluation, one) for one in result.seconds if one.starts_on <= evaluation.ends_on)
    yield "prizes", (_prize(evaluation, one) for one in result.prizes if one.starts_on <= evaluation.ends_on)
    yield "inconsistencies", (vars(one) for one in evaluation.inconsistencies)
    yield "notes", evaluation.notes


def _schemes(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    sentences = Sentences(evaluation)
    for valid in evaluation.book.schemes:
        starts_on = valid.starts_on.isoformat() if valid.starts_on.year > 1 else ""
        clauses = sentences.clauses(valid.scheme)
        yield {"code": valid.scheme.code, "title": valid.scheme.title, "from": starts_on, "clauses": clauses}


def _table(evaluation: Evaluation, table: Table) -> dict[str, Any]:
    rounding = evaluation.book.on(table.ends_on).rounding
    lines = [_line(evaluation, table, one, rounding) for one in in_order(evaluation, table)]
    return {
        "period": table.period,
        "from": table.starts_on.isoformat(),
        "to": table.ends_on.isoformat(),
        "units": [line for line in lines if not line["person"]],
        "persons": [line for line in lines if line["person"]],
    }


def in_order(evaluation: Evaluation, table: Table) -> list[Receiver]:
    """Units by class and rank, those outside the ranking after their class; then persons."""
    order = {unit: number for number, unit in enumerate(evaluation.file.register.units)}

    def place(one: Receiver) -> tuple[Any, ...]:
        placed = table.places[one]
        return (bool(one[1]), placed.group, placed.rank is None, placed.rank or 0, order.get(one[0], 0), one[1])

    return sorted(table.totals, key=place)


def _line(evaluation: Evaluation, table: Table, one: Receiver, rounding: Rounding) -> dict[str, Any]:
    total, placed = table.totals[one], table.places[one]
    digits = rounding.person if one[1] else rounding.unit
    return {
        "unit": one[0],
        "person": one[1],
        "class": placed.group,
        "rank": placed.rank,
        "filed": total.filed,
        "padding": total.padding,
        "forwarded": total.forwarded,
        "adopted": total.adopted_items,
        "adoptions": total.adoptions,
        "adoptions_by_level": total.adoptions_by_level,
        "instructed": total.instruction_items,
        "person_times": total.person_times,
        "rate": _printed(total.rate, rounding.rate),
        "points": plain(total.points),
        "points_printed": _printed(total.points, digits),
        "cumulative": plain(table.cumulative[one].points),
        "cumulative_printed": _printed(table.cumulative[one].points, digits),
        "yuan": _printed(second_result(evaluation, table, one, "yuan", total.yuan), rounding.yuan),
        "target": _printed(second_result(evaluation, table, one, "target", total.target), rounding.target),
    }


def _printed(number: Decimal, digits: int) -> str:
    return f"{rounded(number, digits):f}"


def _ledger(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    sentences = Sentences(evaluation)
    for row in evaluation.shown:
        yield {
            "period": slot.key if (slot := evaluation.slot_of(row.on)) else "",
            "date": row.on.isoformat(),
            "unit": row.unit,
            "person": row.person,
            "fact": row.fact,
            "kind": row.kind.value,
            "item": "" if row.kind is FactKind.SETTLEMENT else row.item,
            "title": evaluation.file.titles.get(row.item, ""),
            "scheme": row.scheme,
            "clause": row.clause,
            "account": row.account,
            "points": plain(row.points),
            "explanation": dict(row.explanation),
            "sentence": sentences.reason(row),
        }


def _quota(evaluation: Evaluation, one: Any) -> dict[str, Any]:
    return {
        "scheme": one.scheme,
        "clause": one.clause,
        "span": one.span,
        "span_name": evaluation.span_name(one.scheme, one.span),
        "from": one.starts_on.isoformat(),
        "to": one.ends_on.isoformat(),
        "unit": one.unit,
        "person": one.person,
        "counted": plain(one.counted),
        "demand": plain(one.demand),
        "optional": one.optional,
        "state": one.state,
        "points": plain(one.points),
    }


def _effect(evaluation: Evaluation, one: Effect) -> dict[str, Any]:
    return {
        "scheme": one.scheme,
        "clause": one.clause,
        "span": one.span,
        "span_name": evaluation.span_name(one.scheme, one.span),
        "slot": one.slot,
        "unit": one.unit,
        "person": one.person,
        "effects": list(one.effects),
        "counted": plain(one.counted),
        "facts": list(one.facts),
    }


def _second(evaluation: Evaluation, one: Any) -> dict[str, Any]:
    return {
        "scheme": one.scheme,
        "account": one.account,
        "span": one.span,
        "span_name": evaluation.span_name(one.scheme, one.span),
        "unit": one.unit,
        "person": one.person,
        "earned": plain(one.earned),
        "result": plain(one.result),
    }


def _prize(evaluation: Evaluation, one: PrizeResult) -> dict[str, Any]:
    return {
        "scheme": one.scheme,
        "id": one.prize.id,
        "title": one.prize.title,
        "to": one.prize.to,
        "span": one.span,
        "span_name": evaluation.span_name(one.scheme, one.span),
        "ended": one.ended,
        "winners": [_winner(winner) for winner in one.winners],
        "blocked": [_winner(winner) for winner in one.blocked],
    }


def _winner(winner: Winner) -> dict[str, Any]:
    own = winner.candidate
    return {
        "unit": own.unit,
        "person": own.person,
        "item": own.item,
        "class": own.group,
        "rank": winner.rank,
        "points": plain(own.points),
        "because": [{"clause": effect.clause, "span": effect.span, "facts": list(effect.facts)} for effect in own.bars],
    }
