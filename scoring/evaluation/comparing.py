"""Printed tables beside what was reckoned: which table is compared with which, and what is found."""

from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.engine.intake import Receiver
from scoring.evaluation.checks import Inconsistency, contradictions, differences, receiver_of, wrong_sums
from scoring.evaluation.heads import CODES, code_of
from scoring.evaluation.printed import PrintedTable
from scoring.evaluation.register import EVERYBODY
from scoring.evaluation.results import WHOLE, Evaluation, Table, second_result

MOST_NAMED = 3


def inconsistencies(evaluation: Evaluation) -> Iterator[Inconsistency]:
    """What is wrong with sums of tables of facts and with printed tables; `evaluation` has its tables already. Where several
    files are compared, places begin with the file."""
    records = [*(one.total for one in evaluation.file.sums), *(one.record for one in evaluation.file.printed)]
    files = {record.problems.file for record in records}
    for file, one in _found(evaluation):
        place = _("%(place)s: %(what)s") % {"place": file, "what": one.place}
        yield replace(one, place=place) if len(files) > 1 else one


def _found(evaluation: Evaluation) -> Iterator[tuple[str, Inconsistency]]:
    """What is found, each with its file."""
    rounding = evaluation.book.on(evaluation.ends_on).rounding
    units = {"points": rounding.unit, "cumulative": rounding.unit, "yuan": rounding.yuan, "target": rounding.target}
    persons = {**units, "points": rounding.person, "cumulative": rounding.person}
    for added in evaluation.file.sums:
        yield from ((added.total.problems.file, one) for one in wrong_sums([added]))
    for printed in evaluation.file.printed:
        file = printed.record.problems.file
        printed.names = evaluation.names_of("level")
        table = table_of(evaluation, printed)
        class_of = _class_of(evaluation, table.ends_on if table else evaluation.ends_on)
        found = list(contradictions(printed, class_of, _padding_in(table)))
        yield from ((file, one) for one in found)
        if table is None:
            if not lies_outside(evaluation, printed):
                yield file, _not_reckoned(evaluation, printed)
            continue
        is_of_persons = any(line.person for line in printed.rows)
        known = {one: _name(*one) for one in table.totals}
        wanted = known.keys() - _excused(evaluation, printed, known, class_of)
        digits = persons if is_of_persons else units
        # A percentage or a place that contradicts its own row is not told a second time.
        told = {(one.place, one.figure) for one in found}
        is_one_class = all(class_of(unit, "") in ("", EVERYBODY) for unit, _person in known)
        if is_one_class and any(line.unit_class for line in printed.rows):
            # Only the printed table knows the classes: places inside them cannot be reckoned.
            told |= {(line.record.place_of("rank"), "rank") for line in printed.rows}
        for one in differences(printed, _Reckoned(evaluation, table).figure, known, digits, wanted):
            if (one.place, one.figure) not in told or one.figure not in ("rate", "rank"):
                yield file, one


def _class_of(evaluation: Evaluation, day: date) -> Callable[[str, str], str]:
    def class_of(unit: str, person: str) -> str:
        return "" if person else evaluation.file.register.profile(unit, "", day).unit_class

    return class_of


def _excused(
    evaluation: Evaluation, printed: PrintedTable, known: dict[Receiver, str], class_of: Callable[[str, str], str]
) -> Set[Receiver]:
    """Whoever needs not stand in this table: another one of the same days holds the class (县区 on one sheet, 部门 on
    the next), or a line of this one names a month that was not reckoned, which is told."""

    def classes_in(table: PrintedTable) -> set[str]:
        return {class_of(line.unit, "") for line in table.rows if line.unit} - {"", EVERYBODY}

    own, found = classes_in(printed), set[Receiver]()
    for other in evaluation.file.printed:
        is_mistyped = other.is_beside(printed) and table_of(evaluation, other) is None
        if other is printed or not (is_mistyped or table_of(evaluation, other) is table_of(evaluation, printed)):
            continue
        classes, standing = classes_in(other), {receiver_of(line, known) for line in other.rows}
        for one in known:
            is_there = one in standing or class_of(one[0], "") in classes
            if (is_mistyped and one in standing) or (is_there and class_of(one[0], "") not in own):
                found.add(one)
    return found


def table_of(evaluation: Evaluation, printed: PrintedTable) -> Table | None:
    """The table of the days of which the printed one speaks; none where these were not reckoned."""
    if printed.span is None:
        return evaluation.tables[-1] if not printed.period else None
    return next((table for table in evaluation.tables if (table.starts_on, table.ends_on) == printed.span), None)


def lies_outside(evaluation: Evaluation, printed: PrintedTable) -> bool:
    """Whether the printed table speaks of days that --from or --to leave out."""
    first, last = evaluation.asked
    return printed.span is not None and bool((first and printed.span[0] < first) or (last and printed.span[1] > last))


def words_not_reckoned(evaluation: Evaluation, printed: PrintedTable) -> str:
    """That nothing was reckoned for the table, with its name and what was reckoned."""
    first, last = printed.span or (evaluation.starts_on, evaluation.ends_on)
    labels = [line.label for line in printed.rows if line.label]
    more = ["…"] if len(labels) > MOST_NAMED else []
    name = printed.name or printed.sheet or pgettext("score table", "Printed table")
    told = {
        "table": f"{name}（{'、'.join([*labels[:MOST_NAMED], *more])}）" if labels else name,
        "period": printed.period, "first": first, "last": last, "known": "、".join(map(_days, evaluation.tables)),
    }  # fmt: skip
    return _("%(table)s: nothing was reckoned for %(period)s (%(first)s to %(last)s), so these figures were not compared "
             "with the facts. Reckoned: %(known)s.") % told  # fmt: skip


def _days(table: Table) -> str:
    return f"{table.starts_on}—{table.ends_on}" if table.period == WHOLE else table.period


def _not_reckoned(evaluation: Evaluation, printed: PrintedTable) -> Inconsistency:
    labels = [line.label for line in printed.rows]
    return Inconsistency(
        kind="period", table=printed.name, period=printed.period, row=labels[0] if len(labels) == 1 else "",
        figure="period", printed=printed.period, found="", place=printed.record.place_of("period"),
        message=words_not_reckoned(evaluation, printed),
    )  # fmt: skip


def _padding_in(table: Table | None) -> Callable[[str, str], Decimal]:
    """Filings that 采用率 leaves out, of a receiver or of all units together."""
    totals = table.totals if table else {}

    def padding(unit: str, person: str) -> Decimal:
        if unit or person:
            found = [total for (one, own), total in totals.items() if own == person and (one == unit or not unit)]
        else:
            found = [total for (_unit, own), total in totals.items() if not own]
        return Decimal(sum(total.padding for total in found))

    return padding


def _name(unit: str, person: str) -> str:
    return f"{person}（{unit}）" if person else unit


class _Reckoned:
    """Figures of a table by the names that printed tables use."""

    def __init__(self, evaluation: Evaluation, table: Table) -> None:
        self.table = table
        self.evaluation = evaluation

    def figure(self, unit: str, person: str, figure: str) -> Decimal | None:
        receiver = (unit, person)
        total, name = self.table.totals.get(receiver), figure.partition(":")
        if total is None:
            return None
        if name[0] == "cumulative":
            return self._so_far(receiver, name[2] or "points")
        if figure == "rank":
            rank = self.table.places[receiver].rank
            return None if rank is None else Decimal(rank)
        if name[0] == "adopted" and name[2]:
            return Decimal(total.adoptions_by_level.get(self._level(name[2]), 0))
        values: dict[str, Decimal | int] = {
            "filed": total.filed, "forwarded": total.forwarded, "adopted": total.adopted_items,
            "adoptions": total.adoptions, "instructed": total.instruction_items, "person_times": total.person_times,
            "padding": total.padding, "rate": total.rate, "points": total.points, "yuan": total.yuan, "target": total.target,
        }  # fmt: skip
        if figure in ("yuan", "target"):
            return second_result(self.evaluation, self.table, receiver, figure, values[figure])
        return Decimal(values[figure]) if figure in values else None

    def _so_far(self, receiver: Receiver, figure: str) -> Decimal | None:
        """A figure since the beginning of the year; places and money of the year are another table's."""
        total = self.table.cumulative[receiver]
        values: dict[str, Decimal | int] = {
            "points": total.points, "filed": total.filed, "forwarded": total.forwarded, "adopted": total.adopted_items,
            "adoptions": total.adoptions, "instructed": total.instruction_items, "person_times": total.person_times,
            "padding": total.padding, "rate": total.rate,
        }  # fmt: skip
        return Decimal(values[figure]) if figure in values else None

    def _level(self, word: str) -> str:
        names = self.evaluation.names_of("level")
        return next((code for code, name in names.items() if name == word), code_of(word, CODES["level"]))
