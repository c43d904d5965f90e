"""From files to results: which periods are reckoned, both stages of the engine, the table of each period."""

import calendar
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from scoring.engine import FactsRefused, Row, SchemeBook
from scoring.engine.facts import Fact, batches
from scoring.engine.ranks import ranked
from scoring.engine.run import Result, run
from scoring.engine.settlement import Profile, Slot
from scoring.engine.totals import SlotTotals
from scoring.evaluation.comparing import inconsistencies
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.facts_file import FactsFile, read_facts
from scoring.evaluation.notes import notes
from scoring.evaluation.results import WHOLE, Evaluation, Table
from scoring.evaluation.schemes import read_schemes
from scoring.evaluation.span_words import spans_in_words
from scoring.evaluation.spans import months
from scoring.problem_words import in_words

DAY = timedelta(days=1)
#: More lie between two facts only where a day is mistyped; each month is a table.
MOST_YEARS = 20


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
    """Facts before `starts_on` count for what is cumulative only; those after `ends_on` have not happened yet, and spans
    that end after it are running."""
    if starts_on and ends_on and ends_on < starts_on:
        told = {"first": starts_on, "last": ends_on}
        raise InputRefused([_("The last day (--to %(last)s) lies before the first day (--from %(first)s).") % told])
    slots = _slots(file, starts_on, ends_on)
    last = slots[-1].ends_on
    happened = [fact for fact in file.facts if fact.on <= last and book.home_of(fact)[0] <= last]
    rows: list[Row] = []
    left_out = len(file.facts) - len(happened)
    # Where a fact lies after all periods of the file, the time of the file has gone on, too.
    known = _until(book, last)
    result = _run(known, file, happened, slots, last if ends_on or left_out else None, rows)
    asked = (starts_on, ends_on)
    evaluation = Evaluation(book, file, result, rows, starts_on or slots[0].starts_on, last, asked, left_out)
    evaluation.span_words = spans_in_words(known, result.slots)
    evaluation.tables = list(_tables(evaluation))
    evaluation.inconsistencies = list(inconsistencies(evaluation))
    evaluation.notes = list(notes(evaluation))
    return evaluation


def _until(book: SchemeBook, last: date) -> SchemeBook:
    """The schemes of which the last day knows; without any, all, so that something speaks of the units."""
    known = [valid for valid in book.schemes if valid.starts_on <= last]
    if not known or len(known) == len(book.schemes):
        return book
    # Nobody knows yet that the last one will end.
    return SchemeBook([*known[:-1], replace(known[-1], ends_on=None)])


def _run(
    book: SchemeBook, file: FactsFile, happened: list[Fact], slots: list[Slot], until: date | None, rows: list[Row]
) -> Result:
    """Both stages. The month in which the last day lies is given whole, so that what is asked for each month, quarter or
    year goes on after that day; what is booked at its end is booked on the last day."""
    last = slots[-1].ends_on
    whole = slots if file.slots else [*slots[:-1], slots[-1]._replace(ends_on=_month_end(last))]
    known = [*((unit, "") for unit in file.register.units), *file.register.persons]

    def profile(unit: str, person: str, day: date) -> Profile:
        return file.register.profile(unit, person, min(day, last))

    def take(row: Row) -> None:
        rows.append(row if row.on <= last else row._replace(on=last))

    try:
        return run(book, batches(happened), whole, profile, known, on_row=take, until=until)
    except FactsRefused as refused:
        raise InputRefused([in_words(problem) for problem in refused.problems]) from refused


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _slots(file: FactsFile, starts_on: date | None, ends_on: date | None) -> list[Slot]:
    """The periods of the file, or calendar months that are cut at the bounds asked for."""
    if file.slots:
        return _given_slots(file.slots, starts_on, ends_on)
    days = [fact.on for fact in file.facts]
    first = min([min(days), *([starts_on] if starts_on else [])]).replace(day=1)
    newest = max(days)
    last = ends_on or _month_end(newest)
    if last < first:
        told_days = {"last": last, "first": min(days)}
        raise InputRefused([_("There are no facts up to %(last)s (--to); the first one is of %(first)s.") % told_days])
    if starts_on and starts_on > last:
        days_asked = {"first": starts_on, "last": newest}
        raise InputRefused(
            [_("There are no facts from %(first)s (--from) on; the last one is of %(last)s.") % days_asked]
        )
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
    cut = [slot for slot in kept if starts_on and slot.starts_on < starts_on <= slot.ends_on]
    cut += [slot for slot in kept if ends_on and slot.ends_on > ends_on]
    if cut:
        told = {"key": cut[0].key, "first": cut[0].starts_on, "last": cut[0].ends_on}
        raise InputRefused(
            [
                _("The period %(key)s (%(first)s to %(last)s) lies only partly in the days asked for (--from, --to).")
                % told
            ]
        )
    if not kept or (starts_on and kept[-1].ends_on < starts_on):
        raise InputRefused([_("No period of the file lies in the days asked for (--from, --to).")])
    return kept


def _tables(evaluation: Evaluation) -> Iterator[Table]:
    """One for each period that is shown, and one for all of them where there are several."""
    result, day = evaluation.result, evaluation.ends_on
    shown = [number for number, slot in enumerate(result.slots) if slot.starts_on >= evaluation.starts_on]
    for number in shown:
        slot = result.slots[number]
        places = {(one.unit, one.person): one for one in result.ranks(number)}
        last = min(slot.ends_on, day)
        yield Table(slot.key, slot.starts_on, last, result.totals(number), result.cumulative(number), places)
    if len(shown) > 1:
        whole = SlotTotals([Slot("", evaluation.starts_on, day)])
        for receiver in result.totals(-1):
            whole.know(*receiver)
        whole.take(evaluation.shown)
        totals = whole.of_slot(0)
        profile = evaluation.file.register.profile
        placed = ranked(totals, evaluation.book.on(day).ranking, lambda unit, person: profile(unit, person, day))
        places = {(one.unit, one.person): one for one in placed}
        yield Table(WHOLE, evaluation.starts_on, day, totals, result.cumulative(-1), places)
