"""Contradictions in printed tables: with themselves, and with what was reckoned from the facts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.engine import competition_ranks
from scoring.engine.numbers import ZERO, plain, rounded
from scoring.evaluation.composites import where
from scoring.evaluation.heads import squeezed
from scoring.evaluation.printed import ABOUT_THE_ROW, Line, Printed, PrintedTable, figure_of
from scoring.evaluation.records import Record
from scoring.evaluation.sum_rows import Added, words_of

#: Figures of which a column has no sum.
NOT_ADDED = frozenset({"rank", "rate"})
HUNDRED = Decimal(100)
#: (line's unit, person, figure) → what was reckoned, None where it cannot be.
Reckoned = Callable[[str, str, str], Decimal | None]
#: (unit, person) → filings declined as padding or as duplicates, which are left out of 采用率; without a unit: of all.
Padding = Callable[[str, str], Decimal]

Covered = Sequence[tuple[Line, Sequence[Line]]]


@dataclass(frozen=True)
class Inconsistency:
    """`kind`: row, column, text, rate, rank, twice, reckoned, unknown, missing or period (a table of which nothing was
    reckoned). `printed` and `found` as strings."""

    kind: str
    table: str
    period: str
    row: str
    figure: str
    printed: str
    found: str
    place: str
    message: str


def contradictions(
    table: PrintedTable, class_of: Callable[[str, str], str], padding: Padding
) -> Iterator[Inconsistency]:
    """What a printed table says against itself; the facts are asked only for what it does not print: `padding`."""
    yield from _twice(table)
    covered = table.added_up()
    for line in table.lines:
        yield from _rows(table, line)
        yield from _rates(table, line, _padding_of(table, line, covered, padding))
    yield from _columns(table)
    yield from _text(table)
    yield from _ranks(table, class_of)


def differences(
    table: PrintedTable, reckoned: Reckoned, known: Mapping[tuple[str, str], str], digits: Mapping[str, int],
    wanted: Collection[tuple[str, str]] | None = None,
) -> Iterator[Inconsistency]:  # fmt: skip
    """What a printed table says against the facts. `known`: (unit, person) → name; `wanted`: those who should be printed
    (left out: all of them); `digits`: figure → digits to which the scheme rounds it."""
    printed = set()
    is_of_persons = any(line.person for line in table.rows)
    for line in table.rows:
        receiver = receiver_of(line, known)
        printed.add(receiver)
        if receiver not in known:
            yield _told(table, line, "", "unknown", "", "", _("%(row)s: no fact and no list speaks of it."))
            continue
        for figure, value in line.figures.items():
            found = reckoned(*receiver, figure)
            if found is not None and not _agrees(value, found, digits.get(_measured(figure))):
                shown = _shown(found, figure, value, digits)
                what = _("%(row)s, %(figure)s: printed %(printed)s, reckoned from the facts %(found)s.")
                yield _told(table, line, figure, "reckoned", str(value), shown, what)
    if not table.rows:
        yield from _totals(table, reckoned, known, digits)
    for (unit, person), name in known.items():
        is_wanted = wanted is None or (unit, person) in wanted
        if table.rows and is_wanted and bool(person) == is_of_persons and (unit, person) not in printed:
            line, place = Line(unit, person, "", {}, table.rows[0].record), table.record.place_of("")
            yield _told(table, line, "", "missing", "", "", _("%(row)s is not printed."), place=place, row=name)


def _totals(
    table: PrintedTable, reckoned: Reckoned, known: Mapping[tuple[str, str], str], digits: Mapping[str, int]
) -> Iterator[Inconsistency]:
    """Totals given without rows, against the sums over all units."""
    for line in table.lines:
        for figure, value in line.figures.items():
            parts = [reckoned(*one, figure) for one in known if not one[1]]
            numbers = [part for part in parts if part is not None]
            if figure.rpartition(":")[2] in NOT_ADDED or figure in table.rates or not numbers:
                continue
            found = sum(numbers, ZERO)
            if not _agrees(value, found, digits.get(_measured(figure))):
                what = _("%(row)s, %(figure)s: printed %(printed)s, reckoned for all units together %(found)s.")
                yield _told(table, line, figure, "reckoned", str(value), _shown(found, figure, value, digits), what)


def receiver_of(line: Line, known: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """Who the line is about; a person without a unit is the one of that name, where there is only one."""
    found = [one for one in known if one[1] == line.person] if line.person and not line.unit else []
    return found[0] if len(found) == 1 else (line.unit, line.person)


def _twice(table: PrintedTable) -> Iterator[Inconsistency]:
    """Units and persons that stand a second time; a name without its unit may be another person's, too."""
    seen: dict[tuple[str, str], Line] = {}
    for line in table.rows:
        before = seen.setdefault((line.unit, line.person), line)
        if before is not line and line.unit:
            name = "person" if line.person else "unit"
            what = _("%(row)s is printed for the second time, after %(place)s.")
            place = where(before.record, name, line.record)
            yield _told(table, line, name, "twice", "", "", what, extra={"place": place})


def _rows(table: PrintedTable, line: Line) -> Iterator[Inconsistency]:
    for figure, parts in table.adds.items():
        if figure in line.figures and any(part in line.figures for part in parts):
            found = sum((line.figures[part].number for part in parts if part in line.figures), ZERO)
            if found != line.figures[figure].number:
                what = _("%(row)s, %(figure)s: printed %(printed)s, its parts add up to %(found)s.")
                yield _told(table, line, figure, "row", str(line.figures[figure]), plain(found), what)


def _padding_of(table: PrintedTable, line: Line, covered: Covered, padding: Padding) -> Decimal:
    """What is left out of the filings of the line: as it is printed, else as the facts say."""
    if "padding" in line.figures:
        return line.figures["padding"].number
    if not line.level and line is not table.text:
        return padding(line.unit, line.person)
    rows = next((rows for one, rows in covered if one is line), table.rows)
    return sum((padding(row.unit, row.person) for row in rows), ZERO) if rows else padding("", "")


def _rates(table: PrintedTable, line: Line, padding: Decimal) -> Iterator[Inconsistency]:
    for figure, (part, whole) in table.rates.items():
        if not {figure, part, whole} <= set(line.figures):
            continue
        left_out = padding if (figure, part, whole) == ("rate", "adopted", "filed") else ZERO
        printed, filed = line.figures[figure], line.figures[whole].number
        divisor = filed - left_out
        found = HUNDRED * line.figures[part].number / divisor if divisor > 0 else ZERO
        if rounded(found, printed.digits) != printed.number:
            what = _("%(row)s, %(figure)s: printed %(printed)s%%, but %(part)s ÷ %(whole)s is %(found)s%%.")
            if left_out:
                what = _(
                    "%(row)s, %(figure)s: printed %(printed)s%%, but %(part)s ÷ (%(whole)s − %(padding)s) is %(found)s%%; "
                    "filings declined as padding or as duplicates (%(padding)s) do not count."
                )
            shown = plain(rounded(found, max(printed.digits, 2)))
            extra = {"part": plain(line.figures[part].number), "whole": plain(filed), "padding": plain(left_out)}
            yield _told(table, line, figure, "rate", str(printed), shown, what, extra=extra)


def _columns(table: PrintedTable) -> Iterator[Inconsistency]:
    for line, rows in table.added_up():
        yield from _sums(table, line, rows, "column", _what_rows(len(rows) < len(table.rows)))


def _what_rows(are_some: bool) -> str:
    if are_some:
        return _("%(row)s, %(figure)s: printed %(printed)s, the %(count)s rows from “%(first)s” to “%(last)s” add up to "
                 "%(found)s.")  # fmt: skip
    return _("%(row)s, %(figure)s: printed %(printed)s, the rows add up to %(found)s.")


def _text(table: PrintedTable) -> Iterator[Inconsistency]:
    """A total in the text against the rows; where no rows are given, against the line of sums."""
    if table.text is None:
        return
    what = _("%(row)s, %(figure)s: the text says %(printed)s, the rows add up to %(found)s.")
    if table.rows:
        yield from _sums(table, table.text, table.rows, "text", what)
    elif table.sums:
        what = _("%(row)s, %(figure)s: the text says %(printed)s, the line of sums says %(found)s.")
        for figure, value in table.text.figures.items():
            other = table.sums[-1].figures.get(figure)
            if other is not None and other.number != value.number:
                yield _told(table, table.text, figure, "text", str(value), str(other), what)


def _sums(table: PrintedTable, line: Line, rows: Sequence[Line], kind: str, what: str) -> Iterator[Inconsistency]:
    for figure, value in line.figures.items():
        in_rows = [row.figures[figure].number for row in rows if figure in row.figures]
        if figure.rpartition(":")[2] in NOT_ADDED or figure in table.rates or not in_rows:
            continue
        found = sum(in_rows, ZERO)
        if found != value.number:
            extra = {"count": str(len(rows)), "first": rows[0].label, "last": rows[-1].label}
            yield _told(table, line, figure, kind, str(value), plain(found), what, extra=extra)


def wrong_sums(sums: Iterable[Added]) -> Iterator[Inconsistency]:
    """Rows 合计 and 小计 of tables of facts, against the rows that they add up."""
    for one in sums:
        if one.told != one.found:
            yield _wrong_sum(*one)


def _wrong_sum(total: Record, name: str, told: Decimal, found: Decimal) -> Inconsistency:
    row, head = squeezed(total.first), total.heads.get(name, name)
    words = {"row": row, "figure": head, "printed": plain(told), "found": plain(found), "count": str(len(total.covers)),
             "first": _label(total.covers[0]), "last": _label(total.covers[-1])}  # fmt: skip
    return Inconsistency(
        kind="column", table="", period=total.text("period"), row=row, figure=name, printed=plain(told),
        found=plain(found), place=total.place_of(name), message=_what_rows(True) % words,
    )  # fmt: skip


def _label(row: Record) -> str:
    return words_of(row, "unit") or words_of(row, "units") or row.first


def _ranks(table: PrintedTable, class_of: Callable[[str, str], str]) -> Iterator[Inconsistency]:
    """Printed places against printed points: competition ranks inside each class."""
    lines = {str(number): line for number, line in enumerate(table.rows)
             if "points" in line.figures and "rank" in line.figures}  # fmt: skip
    points = {name: line.figures["points"].number for name, line in lines.items()}
    groups = {name: line.unit_class or class_of(line.unit, line.person) for name, line in lines.items()}
    for name, place in competition_ranks(points, groups).items():
        line = lines[name]
        if line.figures["rank"].number != place.rank:
            what = _("%(row)s: printed as number %(printed)s, with these points it is number %(found)s.")
            yield _told(table, line, "rank", "rank", str(line.figures["rank"]), str(place.rank), what)


def _measured(figure: str) -> str:
    """The figure by which it is rounded: a rate of the year so far is a rate."""
    first, _colon, rest = figure.partition(":")
    return rest if first == "cumulative" and rest else first


def _agrees(printed: Printed, found: Decimal, digits: int | None) -> bool:
    """Rounded as the scheme rounds; a figure of which it says nothing, to the digits that are printed."""
    return rounded(found, printed.digits if digits is None else digits) == printed.number


def _shown(found: Decimal, figure: str, printed: Printed, digits: Mapping[str, int]) -> str:
    return plain(rounded(found, digits.get(_measured(figure), max(printed.digits, 2))))


def _told(
    table: PrintedTable, line: Line, figure: str, kind: str, printed: str, found: str, what: str,
    *, extra: Mapping[str, str] | None = None, place: str = "", row: str = "",
) -> Inconsistency:  # fmt: skip
    label = (
        row
        or line.label
        or line.record.first
        or (pgettext("score table", "sum") if line.level else pgettext("score table", "text"))
    )
    called = figure_in_words(figure, table.names)
    words = {"row": label, "figure": called, "printed": printed, "found": found, **(extra or {})}
    return Inconsistency(
        kind=kind, table=table.name, period=table.period, row=label, figure=figure, printed=printed, found=found,
        place=place or line.record.place_of(_head_of(line, figure)), message=what % words,
    )  # fmt: skip


def _head_of(line: Line, figure: str) -> str:
    """The column of the figure; items and person-times may stand in one."""
    if figure in ABOUT_THE_ROW:
        return figure
    names = {figure_of(name): name for name in reversed(line.record.values)}
    return names.get(figure) or (names.get("instructed", "") if figure == "person_times" else "")


def figure_in_words(figure: str, names: Mapping[str, str]) -> str:
    """The figure as a bulletin calls it; a figure of the file's own as the file calls it. `names` of levels, by code."""
    first, colon, rest = figure.partition(":")
    inner = _FIGURES[rest]() if rest in _FIGURES else names.get(rest, rest)
    return _FIGURES.get(first, lambda: first)() + (f"（{inner}）" if colon else "")


_FIGURES: Mapping[str, Callable[[], str]] = {
    "filed": lambda: pgettext("score table", "filed"),
    "forwarded": lambda: pgettext("score table", "forwarded"),
    "adopted": lambda: pgettext("score table", "items adopted"),
    "adoptions": lambda: pgettext("score table", "adoptions"),
    "instructed": lambda: pgettext("score table", "items instructed on"),
    "person_times": lambda: pgettext("score table", "person-times"),
    "padding": lambda: pgettext("score table", "declined as padding or duplicate"),
    "rate": lambda: pgettext("score table", "adoption rate"),
    "points": lambda: pgettext("score table", "points"),
    "cumulative": lambda: pgettext("score table", "cumulative"),
    "rank": lambda: pgettext("score table", "rank"),
    "yuan": lambda: pgettext("score table", "yuan"),
    "target": lambda: pgettext("score table", "target points"),
}
