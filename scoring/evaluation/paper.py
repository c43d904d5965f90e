"""An evaluation as Chinese tables for reading on a terminal or in a text file."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from scoring.engine.facts import FactKind
from scoring.evaluation.output import as_document
from scoring.evaluation.register import EVERYBODY
from scoring.evaluation.results import WHOLE, Evaluation
from scoring.evaluation.span_words import SpanWords

LEDGER_LINES = 200
WORDS: Mapping[str, Promise] = {
    "class": pgettext_lazy("score table", "Class"),
    "rank": pgettext_lazy("score table", "Rank"),
    "unit": pgettext_lazy("score table", "Unit"),
    "person": pgettext_lazy("score table", "Person"),
    "filed": pgettext_lazy("score table", "Filed"),
    "forwarded": pgettext_lazy("score table", "Forwarded"),
    "adopted": pgettext_lazy("score table", "Adopted"),
    "adoptions": pgettext_lazy("score table", "Adoptions"),
    "rate": pgettext_lazy("score table", "Rate"),
    "instructions": pgettext_lazy("score table", "Instructions"),
    "points": pgettext_lazy("score table", "Points"),
    "cumulative": pgettext_lazy("score table", "Cumulative"),
    "yuan": pgettext_lazy("score table", "Yuan"),
    "target": pgettext_lazy("score table", "Target points"),
    "clause": pgettext_lazy("score table", "Clause"),
    "span": pgettext_lazy("score table", "Span"),
    "who": pgettext_lazy("score table", "Who"),
    "counted": pgettext_lazy("score table", "Counted"),
    "times": pgettext_lazy("score table", "Times"),
    "state": pgettext_lazy("score table", "State"),
    "effects": pgettext_lazy("score table", "Effects"),
    "facts": pgettext_lazy("score table", "Facts"),
    "account": pgettext_lazy("score table", "Account"),
    "earned": pgettext_lazy("score table", "Earned"),
    "given": pgettext_lazy("score table", "Given"),
    "prize": pgettext_lazy("score table", "Prize"),
    "date": pgettext_lazy("score table", "Date"),
    "fact": pgettext_lazy("score table", "Fact"),
    "reason": pgettext_lazy("score table", "Reason"),
    "running": pgettext_lazy("score table", "running"),
    "met": pgettext_lazy("score table", "met"),
    "missed": pgettext_lazy("score table", "missed"),
    "optional": pgettext_lazy("score table", "optional"),
    "zero": pgettext_lazy("score table", "points lost"),
    "withhold": pgettext_lazy("score table", "bonus withheld"),
    "no_prize": pgettext_lazy("score table", "no prize"),
    "failed": pgettext_lazy("score table", "failed"),
    "named": pgettext_lazy("score table", "named"),
    "minus": pgettext_lazy("score table", "points taken away"),
    EVERYBODY: pgettext_lazy("score table", "All"),
}


def as_text(evaluation: Evaluation) -> str:
    """Tables of each period, quotas, effects, prizes, the ledger, and at the end what does not add up."""
    document = as_document(evaluation)
    classes = evaluation.names_of("class")
    parts: list[Iterable[str]] = [
        _head(document),
        _tables(document, classes),
        _quotas(document),
        _effects(document, evaluation.span_words),
        _seconds(document),
        _prizes(document, classes),
        _ledger(document, evaluation.span_words),
        _list(pgettext("score table", "Notes"), document["notes"]),
        _inconsistencies(document),
    ]
    return "\n".join(line for part in parts for line in part)


def _head(document: dict[str, Any]) -> Iterator[str]:
    for scheme in document["schemes"]:
        yield scheme["title"] + (_(" (from %(day)s)") % {"day": scheme["from"]} if scheme["from"] else "")
    yield _("%(first)s to %(last)s") % {"first": document["from"], "last": document["to"]}


def _tables(document: dict[str, Any], classes: Mapping[str, str]) -> Iterator[str]:
    for table in document["tables"]:
        name = table["period"] if table["period"] != WHOLE else pgettext("score table", "All periods")
        second = [one for one in ("yuan", "target") if any(Decimal(line[one]) for line in table["units"])]
        yield from ("", f"■ {name}（{table['from']}—{table['to']}）")
        heads = "class rank unit filed forwarded adopted adoptions rate instructions points cumulative"
        yield from _aligned(_words(heads, second), [_unit(line, classes, second) for line in table["units"]])
        yield from _left_out(table["units"])
        if table["persons"]:
            yield ""
            rows = [_person(line, second) for line in table["persons"]]
            yield from _aligned(_words("rank person unit points cumulative", second), rows)


def _left_out(lines: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Why 采用率 is more than 采用 by 报送."""
    told = [f"{line['unit']} {line['padding']}" for line in lines if line["padding"]]
    if told:
        yield _("Filings declined as padding or as duplicates are left out of the adoption rate: %(units)s.") % {
            "units": "、".join(told)
        }


def _unit(line: dict[str, Any], classes: Mapping[str, str], second: Sequence[str]) -> list[str]:
    return [
        _class(line, classes), _rank(line), line["unit"], str(line["filed"]), str(line["forwarded"]),
        str(line["adopted"]), str(line["adoptions"]), line["rate"] + "%",
        f"{line['instructed']}/{line['person_times']}", line["points_printed"], line["cumulative_printed"],
        *(line[name] for name in second),
    ]  # fmt: skip


def _person(line: dict[str, Any], second: Sequence[str]) -> list[str]:
    figures = (line["points_printed"], line["cumulative_printed"], *(line[name] for name in second))
    return [_rank(line), line["person"], line["unit"], *figures]


def _rank(line: dict[str, Any]) -> str:
    return str(line["rank"] or "—")


def _class(line: dict[str, Any], classes: Mapping[str, str]) -> str:
    code = line["class"]
    return str(WORDS[EVERYBODY]) if code == EVERYBODY else classes.get(code, code) or "—"


def _quotas(document: dict[str, Any]) -> Iterator[str]:
    rows = [
        [one["clause"], one["span_name"], _who(one), f"{one['counted']}/{one['demand']}", str(WORDS[one["state"]]),
         one["points"], str(WORDS["optional"]) if one["optional"] else ""]
        for one in document["quotas"]
    ]  # fmt: skip
    yield from _section(pgettext("score table", "Quotas"), "clause span who counted state points", rows)


def _effects(document: dict[str, Any], spans: SpanWords) -> Iterator[str]:
    rows = [
        [one["clause"], one["span_name"], _who(one), "、".join(str(WORDS[name]) for name in one["effects"]),
         one["counted"], "、".join(_missed(key, one["scheme"], spans) for key in one["facts"])]
        for one in document["effects"]
    ]  # fmt: skip
    yield from _section(pgettext("score table", "Thresholds reached"), "clause span who effects times facts", rows)


def _seconds(document: dict[str, Any]) -> Iterator[str]:
    """Yuan and target points that differ from what was earned: a budget or a cap was reached."""
    rows = [
        [str(WORDS[one["account"]]), one["span_name"], _who(one), one["earned"], one["result"]]
        for one in document["seconds"]
        if one["earned"] != one["result"]
    ]
    yield from _section(pgettext("score table", "Budget or cap reached"), "account span who earned given", rows)


def _prizes(document: dict[str, Any], classes: Mapping[str, str]) -> Iterator[str]:
    rows = []
    for prize in document["prizes"]:
        for one in (*prize["winners"], *prize["blocked"]):
            clauses = "、".join(bar["clause"] for bar in one["because"])
            state = pgettext("score table", "blocked: %(clause)s") % {"clause": clauses} if clauses else ""
            who = (_class(one, classes), _rank(one), one["item"] or _who(one), one["points"])
            rows.append([prize["title"], prize["span_name"], *who, state])
    yield from _section(pgettext("score table", "Prizes"), "prize span class rank who points", rows)


def _ledger(document: dict[str, Any], spans: SpanWords) -> Iterator[str]:
    """Rows that are alike in all but their fact, such as those of a count, are told in one line."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for one in document["ledger"]:
        alike = (one["date"], _who(one), one["clause"] or "—", one["points"], one["sentence"])
        rows.setdefault(alike, []).append(one["title"] or _span_of(one, spans) or one["fact"])
    lines = [
        [*alike[:3], f"{alike[3]} × {len(facts)}" if len(facts) > 1 else alike[3], facts[0], alike[4]]
        for alike, facts in rows.items()
    ]
    heads = "date who clause points fact reason"
    yield from _section(pgettext("score table", "Ledger"), heads, lines[:LEDGER_LINES])
    if len(lines) > LEDGER_LINES:
        yield _("… and %(count)d more rows; --json prints all of them.") % {"count": len(lines) - LEDGER_LINES}


def _span_of(one: dict[str, Any], spans: SpanWords) -> str:
    """The span that a row of a clause about periods is about: its fact is `clause:span:slot`."""
    is_of_span = one["kind"] == FactKind.SETTLEMENT.value
    return spans.get((one["scheme"], one["fact"].split(":")[1]), "") if is_of_span else ""


def _missed(key: str, scheme: str, spans: SpanWords) -> str:
    """A fact that counted for a threshold, or `quota:span` where it counts quotas that were missed."""
    clause, _colon, span = key.partition(":")
    return f"{clause} {spans[scheme, span]}" if (scheme, span) in spans else key


def _inconsistencies(document: dict[str, Any]) -> Iterator[str]:
    lines = ["：".join(part for part in (one["table"], one["place"], one["message"]) if part)
             for one in document["inconsistencies"]]  # fmt: skip
    yield from _list(pgettext("score table", "What does not add up"), lines)


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"■ {title}", *(f"· {line}" for line in lines))


def _section(title: str, heads: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table under its title; rows may have one cell more than there are heads."""
    if rows:
        more = len(rows[0]) - len(heads.split())
        yield from ("", f"■ {title}")
        yield from _aligned([*_words(heads), *[""] * more], rows)


def _words(names: str, more: Sequence[str] = ()) -> list[str]:
    return [str(WORDS[name]) for name in (*names.split(), *more)]


def _who(one: dict[str, Any]) -> str:
    return f"{one['person']}（{one['unit']}）" if one["person"] else one["unit"]


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of even width; a Chinese character is two wide."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
