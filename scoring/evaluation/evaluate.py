"""From files to results: which periods are reckoned, both stages of the engine, the table of each period."""

import calendar
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _

from scoring.engine import FactsRefused, Row, SchemeBook
from scoring.engine.facts import batches
from scoring.engine.intake import Receiver
from scoring.engine.numbers import ZERO
from scoring.engine.ranks import Placed, ranked
from scoring.engine.rows import NO_CLAUSE
from scoring.engine.run import Result, run
from scoring.engine.settlement import Slot
from scoring.engine.settlement.spans import NOWHERE, SlotLine
from scoring.engine.totals import SlotTotals, Total
from scoring.evaluation.checks import Inconsistency, contradictions, differences, wrong_sums
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.facts_file import FactsFile, read_facts
from scoring.evaluation.heads import CODES, EVENTS, code_of
from scoring.evaluation.printed import PrintedTable
from scoring.evaluation.register import EVERYBODY
from scoring.evaluation.schemes import read_schemes
from scoring.evaluation.spans import months
from scoring.problem_words import in_words

DAY = timedelta(days=1)
WHOLE = ""
#: More lie between two facts only where a day is mistyped; each month is a table.
MOST_YEARS = 20


@dataclass
class Table:
    """Figures of one period, or of all of them together: `period` is then empty."""

    period: str
    starts_on: date
    ends_on: date
    totals: dict[Receiver, Total]
    cumulative: dict[Receiver, Total]
    places: dict[Receiver, Placed]


@dataclass
class Evaluation:
    """`rows`: all of the time that was reckoned, also before the time that is shown."""

    book: SchemeBook
    file: FactsFile
    result: Result
    rows: list[Row]
    starts_on: date
    ends_on: date
    tables: list[Table] = field(default_factory=list)
    inconsistencies: list[Inconsistency] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def shown(self) -> list[Row]:
        """Rows of the periods that are shown, by date."""
        inside = (row for row in self.rows if self.starts_on <= row.on <= self.ends_on and self.slot_of(row.on))
        return sorted(inside, key=lambda row: row.place)

    def slot_of(self, day: date) -> Slot | None:
        """The period that holds the day; none where the file's periods leave it out."""
        number = self._line.of(day)
        return None if number == NOWHERE else self.result.slots[number]

    @cached_property
    def _line(self) -> SlotLine:
        return SlotLine(self.result.slots)


def evaluate_files(
    schemes: list[str], facts: list[Path], *, starts_on: date | None = None, ends_on: date | None = None
) -> Evaluation:
    """Read, reckon, compare. Raises InputRefused with a line for each thing to mend."""
    book = read_schemes(schemes)
    named: dict[str, dict[str, str]] = {}
    for name in (name for valid in book.schemes for name in valid.scheme.names):
        named.setdefault(name.kind, {})[name.code] = name.name
    return evaluate(book, read_facts(facts, named), starts_on, ends_on)


def evaluate(book: SchemeBook, file: FactsFile, starts_on: date | None, ends_on: date | None) -> Evaluation:
    """Facts before `starts_on` count for what is cumulative only; those after `ends_on` have not happened yet."""
    if starts_on and ends_on and ends_on < starts_on:
        raise InputRefused([_("The last day lies before the first day.")])
    slots = _slots(file, starts_on, ends_on)
    last = slots[-1].ends_on
    rows: list[Row] = []
    happened = [fact for fact in file.facts if (fact.filed_on or fact.on) <= last and fact.on <= last]
    known = [*((unit, "") for unit in file.register.units), *file.register.persons]
    try:
        result = run(book, batches(happened), slots, file.register.profile, known, on_row=rows.append)
    except FactsRefused as refused:
        raise InputRefused([in_words(problem) for problem in refused.problems]) from refused
    evaluation = Evaluation(book, file, result, rows, starts_on or slots[0].starts_on, last)
    evaluation.tables = list(_tables(evaluation))
    evaluation.inconsistencies = list(_inconsistencies(evaluation))
    evaluation.notes = list(_notes(evaluation))
    return evaluation


def _slots(file: FactsFile, starts_on: date | None, ends_on: date | None) -> list[Slot]:
    """The periods of the file, or calendar months that are cut at the bounds asked for."""
    if file.slots:
        return _given_slots(file.slots, starts_on, ends_on)
    days = [fact.on for fact in file.facts]
    first = min([min(days), *([starts_on] if starts_on else [])]).replace(day=1)
    newest = max(days)
    last = ends_on or newest.replace(day=calendar.monthrange(newest.year, newest.month)[1])
    if last < first:
        raise InputRefused([_("There are no facts up to this day.")])
    if starts_on and starts_on > last:
        days_asked = {"first": starts_on, "last": newest}
        raise InputRefused([_("There are no facts from %(first)s on; the last one is of %(last)s.") % days_asked])
    if last.year - first.year > MOST_YEARS:
        told = {"first": first, "last": last, "years": MOST_YEARS}
        raise InputRefused([_("From %(first)s to %(last)s are more than %(years)d years; is a day mistyped?") % told])
    cut = [(first, last)]
    if starts_on and first < starts_on:
        cut = [(first, min(starts_on - DAY, last)), (starts_on, last)]
    found = [one for part in cut for one in months(*part)]
    keys = Counter(key for key, _first, _last in found)
    return [Slot(key if keys[key] == 1 else f"{begin}~{end}", begin, end) for key, begin, end in found]


def _given_slots(slots: list[Slot], starts_on: date | None, ends_on: date | None) -> list[Slot]:
    kept = [slot for slot in slots if ends_on is None or slot.starts_on <= ends_on]
    cut = [slot.key for slot in kept if starts_on and slot.starts_on < starts_on <= slot.ends_on]
    cut += [slot.key for slot in kept if ends_on and slot.ends_on > ends_on]
    if cut:
        raise InputRefused([_("The period %(key)s lies only partly in the days asked for.") % {"key": cut[0]}])
    if not kept or (starts_on and kept[-1].ends_on < starts_on):
        raise InputRefused([_("No period of the file lies in the days asked for.")])
    return kept


def _tables(evaluation: Evaluation) -> Iterator[Table]:
    """One for each period that is shown, and one for all of them where there are several."""
    result = evaluation.result
    shown = [number for number, slot in enumerate(result.slots) if slot.starts_on >= evaluation.starts_on]
    for number in shown:
        slot = result.slots[number]
        places = {(one.unit, one.person): one for one in result.ranks(number)}
        yield Table(slot.key, *slot[1:], result.totals(number), result.cumulative(number), places)
    if len(shown) > 1:
        day = evaluation.ends_on
        whole = SlotTotals([Slot("", evaluation.starts_on, day)])
        for receiver in result.totals(-1):
            whole.know(*receiver)
        whole.take(evaluation.shown)
        totals = whole.of_slot(0)
        profile = evaluation.file.register.profile
        placed = ranked(totals, evaluation.book.on(day).ranking, lambda unit, person: profile(unit, person, day))
        places = {(one.unit, one.person): one for one in placed}
        yield Table(WHOLE, evaluation.starts_on, day, totals, result.cumulative(-1), places)


def _inconsistencies(evaluation: Evaluation) -> Iterator[Inconsistency]:
    rounding = evaluation.book.on(evaluation.ends_on).rounding
    units = {"points": rounding.unit, "cumulative": rounding.unit, "yuan": rounding.yuan, "target": rounding.target}
    persons = {**units, "points": rounding.person, "cumulative": rounding.person}
    yield from wrong_sums(evaluation.file.sums)
    for printed in evaluation.file.printed:
        table = _table_of(evaluation, printed)
        day = table.ends_on if table else evaluation.ends_on

        def class_of(unit: str, person: str, day: date = day) -> str:
            return "" if person else evaluation.file.register.profile(unit, "", day).unit_class

        found = list(contradictions(printed, class_of, _padding_in(table)))
        yield from found
        if table is not None:
            is_of_persons = any(line.person for line in printed.rows)
            known = {one: _name(*one) for one in table.totals}
            digits = persons if is_of_persons else units
            # A percentage or a place that contradicts its own row is not told a second time.
            told = {(one.place, one.figure) for one in found}
            for one in differences(printed, _Reckoned(evaluation, table).figure, known, digits):
                if (one.place, one.figure) not in told or one.figure not in ("rate", "rank"):
                    yield one


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


def _table_of(evaluation: Evaluation, printed: PrintedTable) -> Table | None:
    """The table of the days of which the printed one speaks; none where these were not reckoned."""
    if printed.span is None:
        return evaluation.tables[-1] if not printed.period else None
    return next((table for table in evaluation.tables if (table.starts_on, table.ends_on) == printed.span), None)


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
        if figure == "cumulative":
            return self.table.cumulative[receiver].points
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

    def _level(self, word: str) -> str:
        names = self.evaluation.file.names.get("level", {})
        return next((code for code, name in names.items() if name == word), code_of(word, CODES["level"]))


def second_result(
    evaluation: Evaluation, table: Table, receiver: Receiver, account: str, earned: Decimal | int
) -> Decimal:
    """Yuan or target points within budget or cap, where the spans of these lie in the table's days; else as earned."""
    own = [one for one in evaluation.result.seconds if one.account == account and (one.unit, one.person) == receiver]
    inside = [one for one in own if table.starts_on <= one.starts_on <= table.ends_on]
    if table.period == WHOLE or len(evaluation.tables) == 1:
        inside = [one for one in own if one.starts_on <= table.ends_on and one.ends_on >= table.starts_on]
    elif any(one.ends_on > table.ends_on for one in inside):
        inside = []
    return sum((one.result for one in inside), ZERO) if inside else Decimal(earned)


def _notes(evaluation: Evaluation) -> Iterator[str]:
    """What a reader should know: facts that no clause speaks of, and facts outside the periods."""
    yield from _unknown_classes(evaluation)
    last = evaluation.result.slots[-1].ends_on
    late = sum(fact.on > last for fact in evaluation.file.facts)
    outside = len({row.fact for row in evaluation.rows if evaluation.slot_of(row.on) is None})
    if late:
        yield _("%(count)d facts are later than %(day)s and do not count.") % {"count": late, "day": last}
    if outside:
        yield _("%(count)d facts lie in no period and do not count.") % {"count": outside}
    silent = Counter((row.kind.value, row.level, row.outlet) for row in evaluation.shown
                     if row.clause == NO_CLAUSE and row.tally and not row.person)  # fmt: skip
    counted = {rule.event.value for valid in evaluation.book.schemes for rule in valid.scheme.clauses}
    for (kind, level, outlet), count in sorted(silent.items()):
        if kind in counted:
            told = {"count": count, "event": EVENTS[kind][0], "level": level or "—", "outlet": outlet or "—"}
            yield _("%(count)d × %(event)s, level %(level)s, outlet %(outlet)s: no row of the scheme fits.") % told


def _unknown_classes(evaluation: Evaluation) -> Iterator[str]:
    """Classes of units of which the schemes do not speak, though they speak of others: a slip of the pen, or no demand."""
    known: set[str] = set()
    for valid in evaluation.book.schemes:
        known |= {name.code for name in valid.scheme.names if name.kind == "class"}
        known |= valid.scheme.ranking.outside | valid.scheme.ranking.optional
        for rule in valid.scheme.period_rules:
            known |= rule.classes.union(*(demand.classes for demand in getattr(rule, "demands", ())))
    register = evaluation.file.register
    for unit in register.units if known else ():
        code = register.profile(unit, "", evaluation.ends_on).unit_class
        if code not in known | {"", EVERYBODY}:
            told = {"unit": unit, "class": evaluation.file.names.get("class", {}).get(code, code)}
            yield _("%(unit)s: no clause of the scheme speaks of the class “%(class)s”.") % told
