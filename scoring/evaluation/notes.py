"""What a reader should know of an evaluation: facts that count for nothing, and what nobody compared."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from scoring.engine.facts import FactKind
from scoring.engine.rows import NO_CLAUSE
from scoring.engine.scheme import EMPTY
from scoring.engine.settlement.thresholds import ThresholdRule
from scoring.evaluation.comparing import lies_outside, table_of, words_not_reckoned
from scoring.evaluation.heads import EVENTS
from scoring.evaluation.register import EVERYBODY
from scoring.evaluation.results import Evaluation


def notes(evaluation: Evaluation) -> Iterator[str]:
    """Odd rows, facts outside the periods or without a scheme, facts that no clause speaks of, tables of other days."""
    yield from evaluation.file.notes
    yield from _unknown_classes(evaluation)
    outside = len({row.fact for row in evaluation.rows if evaluation.slot_of(row.on) is None})
    if evaluation.left_out:
        told = {"count": evaluation.left_out, "day": evaluation.ends_on}
        yield _("%(count)d facts are later than %(day)s and do not count.") % told
    if outside:
        yield _("%(count)d facts lie in no period and do not count.") % {"count": outside}
    yield from _without_scheme(evaluation)
    yield from _silent(evaluation)
    for printed in evaluation.file.printed:
        if table_of(evaluation, printed) is None and lies_outside(evaluation, printed):
            yield words_not_reckoned(evaluation, printed)


def _without_scheme(evaluation: Evaluation) -> Iterator[str]:
    early = {row.fact for row in evaluation.shown if row.scheme == EMPTY.code and row.tally}
    if early:
        told = {"count": len(early), "day": evaluation.book.schemes[0].starts_on}
        yield _("%(count)d facts lie before %(day)s, from which the first scheme holds; they bring no points.") % told


def _silent(evaluation: Evaluation) -> Iterator[str]:
    """Facts of kinds for which the schemes give points, but of which no row and no threshold speaks."""
    silent = Counter((row.kind.value, row.level, row.outlet, row.fault) for row in evaluation.shown
                     if row.clause == NO_CLAUSE and row.tally and not row.person and row.scheme)  # fmt: skip
    schemes = [valid.scheme for valid in evaluation.book.schemes]
    counted = {rule.event.value for scheme in schemes for rule in scheme.clauses}
    thresholds = [one for scheme in schemes for one in scheme.period_rules if isinstance(one, ThresholdRule)]
    for (kind, level, outlet, fault), count in sorted(silent.items()):
        is_judged = any(one.counts == kind and (not one.faults or fault in one.faults) for one in thresholds)
        if kind not in counted or is_judged:
            continue
        told = {
            "count": count, "event": EVENTS[kind][0], "level": evaluation.name_of("level", level) or "—",
            "outlet": evaluation.name_of("outlet", outlet) or "—", "fault": evaluation.name_of("fault", fault) or "—",
        }  # fmt: skip
        if kind == FactKind.FAULT:
            yield _("%(count)d × %(event)s, “%(fault)s”: no row of the scheme fits.") % told
        else:
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
            told = {"unit": unit, "class": evaluation.name_of("class", code)}
            yield _("%(unit)s: no clause of the scheme speaks of the class “%(class)s”.") % told
