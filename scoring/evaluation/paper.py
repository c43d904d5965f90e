"""An evaluation as Chinese tables for reading on a terminal or in a text file."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.evaluation.evaluate import WHOLE, Evaluation
from scoring.evaluation.heads import CODES
from scoring.evaluation.output import as_document

LEDGER_LINES = 200


def as_text(evaluation: Evaluation) -> str:
    """Tables of each period, quotas, effects, prizes, the ledger, and at the end what does not add up."""
    document = as_document(evaluation)
    parts: list[Iterable[str]] = [
        _head(document), _tables(document), _quotas(document), _effects(document), _seconds(document),
        _prizes(document), _ledger(document), _list(pgettext("score table", "Notes"), document["notes"]), _inconsistencies(document),
    ]  # fmt: skip
    return "\n".join(line for part in parts for line in part)


def _head(document: dict[str, Any]) -> Iterator[str]:
    for scheme in document["schemes"]:
        yield scheme["title"] + (_(" (from %(day)s)") % {"day": scheme["from"]} if scheme["from"] else "")
    yield _("%(first)s to %(last)s") % {"first": document["from"], "last": document["to"]}


def _tables(document: dict[str, Any]) -> Iterator[str]:
    for table in document["tables"]:
        yield ""
        name = table["period"] if table["period"] != WHOLE else pgettext("score table", "All periods")
        yield f"■ {name}（{table['from']}—{table['to']}）"
        heads = [pgettext("score table", "Class"), pgettext("score table", "Rank"), pgettext("score table", "Unit"), pgettext("score table", "Filed"), pgettext("score table", "Forwarded"), pgettext("score table", "Adopted"), pgettext("score table", "Adoptions"),
                 pgettext("score table", "Rate"), pgettext("score table", "Instructions"), pgettext("score table", "Points"), pgettext("score table", "Cumulative")]  # fmt: skip
        extra = _second_columns(table["units"])
        yield from _aligned([*heads, *extra.values()], [_unit(line, list(extra)) for line in table["units"]])
        if table["persons"]:
            yield ""
            persons = [[str(line["rank"] or "—"), line["person"], line["unit"], line["points_printed"],
                        line["cumulative_printed"], *(line[name] for name in extra)] for line in table["persons"]]  # fmt: skip
            heads = [
                pgettext("score table", "Rank"),
                pgettext("score table", "Person"),
                pgettext("score table", "Unit"),
                pgettext("score table", "Points"),
                pgettext("score table", "Cumulative"),
                *extra.values(),
            ]
            yield from _aligned(heads, persons)


def _second_columns(lines: list[dict[str, Any]]) -> dict[str, str]:
    """Yuan and target points only where somebody has some."""
    names = {"yuan": pgettext("score table", "Yuan"), "target": pgettext("score table", "Target points")}
    return {name: head for name, head in names.items() if any(float(line[name]) for line in lines)}


def _unit(line: dict[str, Any], extra: Sequence[str]) -> list[str]:
    instructions = f"{line['instructed']}/{line['person_times']}"
    unit_class = next(iter(CODES["class"].get(line["class"], ())), line["class"])
    return [unit_class, str(line["rank"] or "—"), line["unit"], str(line["filed"]), str(line["forwarded"]),
            str(line["adopted"]), str(line["adoptions"]), line["rate"] + "%", instructions, line["points_printed"],
            line["cumulative_printed"], *(line[name] for name in extra)]  # fmt: skip


def _quotas(document: dict[str, Any]) -> Iterator[str]:
    states = {
        "running": pgettext("score table", "running"),
        "met": pgettext("score table", "met"),
        "missed": pgettext("score table", "missed"),
    }
    rows = [[one["clause"], one["span"], _who(one), f"{one['counted']}/{one['demand']}", states[one["state"]],
             one["points"], pgettext("score table", "optional") if one["optional"] else ""] for one in document["quotas"]]  # fmt: skip
    yield from _section(
        pgettext("score table", "Quotas"),
        [
            pgettext("score table", "Clause"),
            pgettext("score table", "Span"),
            pgettext("score table", "Who"),
            pgettext("score table", "Counted"),
            pgettext("score table", "State"),
            pgettext("score table", "Points"),
            "",
        ],
        rows,
    )


def _effects(document: dict[str, Any]) -> Iterator[str]:
    words = {"zero": pgettext("score table", "points lost"), "withhold": pgettext("score table", "bonus withheld"), "no_prize": pgettext("score table", "no prize"),
             "failed": pgettext("score table", "failed"), "named": pgettext("score table", "named"), "minus": pgettext("score table", "points taken away")}  # fmt: skip
    rows = [[one["clause"], one["span"], _who(one), "、".join(words.get(name, name) for name in one["effects"]),
             one["counted"], "、".join(one["facts"])] for one in document["effects"]]  # fmt: skip
    yield from _section(
        pgettext("score table", "Thresholds reached"),
        [
            pgettext("score table", "Clause"),
            pgettext("score table", "Span"),
            pgettext("score table", "Who"),
            pgettext("score table", "Effects"),
            pgettext("score table", "Counted"),
            pgettext("score table", "Facts"),
        ],
        rows,
    )


def _seconds(document: dict[str, Any]) -> Iterator[str]:
    """Yuan and target points that differ from what was earned: a budget or a cap was reached."""
    names = {"yuan": pgettext("score table", "Yuan"), "target": pgettext("score table", "Target points")}
    rows = [[names[one["account"]], one["span"], _who(one), one["earned"], one["result"]]
            for one in document["seconds"] if one["earned"] != one["result"]]  # fmt: skip
    yield from _section(
        pgettext("score table", "Budget or cap reached"),
        [
            pgettext("score table", "Account"),
            pgettext("score table", "Span"),
            pgettext("score table", "Who"),
            pgettext("score table", "Earned"),
            pgettext("score table", "Given"),
        ],
        rows,
    )


def _prizes(document: dict[str, Any]) -> Iterator[str]:
    rows = []
    for prize in document["prizes"]:
        for kind in ("winners", "blocked"):
            for one in prize[kind]:
                reason = "、".join(bar["clause"] for bar in one["because"])
                state = pgettext("score table", "blocked: %(clause)s") % {"clause": reason} if kind == "blocked" else ""
                name = one["item"] or _who(one)
                rows.append([prize["title"], prize["span"], one["class"], str(one["rank"]), name, one["points"], state])
    heads = [
        pgettext("score table", "Prize"),
        pgettext("score table", "Span"),
        pgettext("score table", "Class"),
        pgettext("score table", "Rank"),
        pgettext("score table", "Who"),
        pgettext("score table", "Points"),
        "",
    ]
    yield from _section(pgettext("score table", "Prizes"), heads, rows)


def _ledger(document: dict[str, Any]) -> Iterator[str]:
    rows = [[one["date"], _who(one), one["clause"] or "—", one["points"], one["fact"], one["sentence"]]
            for one in document["ledger"][:LEDGER_LINES]]  # fmt: skip
    yield from _section(
        pgettext("score table", "Ledger"),
        [
            pgettext("score table", "Date"),
            pgettext("score table", "Who"),
            pgettext("score table", "Clause"),
            pgettext("score table", "Points"),
            pgettext("score table", "Fact"),
            pgettext("score table", "Reason"),
        ],
        rows,
    )
    more = len(document["ledger"]) - LEDGER_LINES
    if more > 0:
        yield _("… and %(count)d more rows; --json prints all of them.") % {"count": more}


def _inconsistencies(document: dict[str, Any]) -> Iterator[str]:
    lines = [": ".join(part for part in (one["table"], one["place"], one["message"]) if part)
             for one in document["inconsistencies"]]  # fmt: skip
    yield from _list(pgettext("score table", "What does not add up"), lines)


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"■ {title}", *(f"· {line}" for line in lines))


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", f"■ {title}")
        yield from _aligned(heads, rows)


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
