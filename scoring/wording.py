"""Schemes and ledger rows in words: each clause as a sentence, each row with the reason for its points."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from scoring.engine import Scheme
from scoring.engine.rules.base import Rule
from scoring.engine.rules.deductions import DeductionRule
from scoring.engine.rules.time_limits import TimeLimitRule
from scoring.models import LedgerRow
from scoring.wording_base import AMOUNTS, LOSSES, ClauseWords, Line, Names, amount
from scoring.wording_items import EVENTS, item_clause_in_words, row_in_words, sharing_in_words
from scoring.wording_spans import with_article

__all__ = [
    "AMOUNTS",
    "EVENTS",
    "LOSSES",
    "ClauseWords",
    "Line",
    "Names",
    "clauses_in_words",
    "reason_in_words",
    "row_in_words",
    "sharing_in_words",
]

REASONS = {
    "padding": gettext_lazy("The filing was declined as padding or as a duplicate: it brings nothing."),
    "unconfirmed": gettext_lazy("The office has not confirmed the evidence yet: it brings nothing so far."),
    "minutes_unknown": gettext_lazy("Nobody knows how long the report took: it costs nothing."),
}


def clauses_in_words(scheme: Scheme, names: Names) -> list[ClauseWords]:
    """Every clause of the scheme, about items and about periods, in the order of the document."""
    from scoring.wording_periods import period_clause_in_words

    names = names.of_scheme(scheme)
    of_items = {rule.id: rule for rule in scheme.clauses}
    of_periods = {rule.id: rule for rule in scheme.period_rules}
    return [
        item_clause_in_words(number, of_items[code], scheme, names)
        if code in of_items
        else with_article(period_clause_in_words(number, of_periods[code], names, scheme.order), of_periods[code])
        for number, code in enumerate(scheme.order, start=1)
    ]


def reason_in_words(row: LedgerRow, scheme: Scheme | None, names: Names) -> list[str]:
    """Why the ledger row has its points: the line of the clause that fits, then what changed them."""
    names = names.of_scheme(scheme) if scheme else names
    clause = scheme.clause(row.clause) if scheme and row.clause else None
    period_rule = scheme.period_rule(row.clause) if scheme and row.clause else None
    if scheme is not None and period_rule is not None:
        from scoring.wording_periods import settlement_in_words

        return settlement_in_words(row, period_rule, names, scheme.order)
    if clause is None:
        return [_("No clause of the scheme gives points for this; it is only counted.")]
    told = row.explanation
    line = row_in_words(clause.table.rows[int(told["row"]) - 1], names, clause)
    first = pgettext("ledger row", "%(what)s: %(points)s") % {"what": line.what, "points": line.points}
    said = [*_changes(told), *_share(told, clause), *_credit(told, names)]
    if row.tally < 0 or (row.points < 0 and not isinstance(clause, DeductionRule | TimeLimitRule)):
        said.append(_("Taken back: the fact was revoked or corrected."))
    return [_("%(rows)s.") % {"rows": first} if said else first, *said]


def _share(told: Mapping[str, str], clause: Rule) -> list[str]:
    """What the receiver has of it, before any of that goes to a host; where that is nothing, by which rule. Rows booked
    before shares were noted say only of what they are one, and older rows of nothing name no rule."""
    if "no_share" in told:
        return [_no_share(told["no_share"], clause)]
    if "whole" not in told or _is_all_credit(told):
        return []
    share = told["credited"] if _is_moved(told) else told.get("share")
    if share is None:
        return [_("A share of %(points)s points.") % {"points": told["whole"]}]
    amounts = {name: amount(Decimal(one), clause.gives) for name, one in (("share", share), ("whole", told["whole"]))}
    if told["whole"] == told.get("full"):
        return [_("Its share: %(share)s.") % amounts]
    return [_("Its share of %(whole)s: %(share)s.") % amounts]


def _is_moved(told: Mapping[str, str]) -> bool:
    """Whether the receiver's points went to its host."""
    return "host" in told and told["credit"] == "instead"


def _is_all_credit(told: Mapping[str, str]) -> bool:
    """Whether there is no share to speak of: everything went to the host, or is nothing but the credit of points."""
    if _is_moved(told):
        return told["credited"] == told["whole"]
    return "share" in told and told["share"] == told.get("credit_points")


def _no_share(rule: str, clause: Rule) -> str:
    """Which rule of sharing leaves nothing for the receiver."""
    sharing, loses = clause.sharing, isinstance(clause, DeductionRule | TimeLimitRule)
    if rule == "source":
        return _("The share of its source is 0.")
    if rule == "joint":
        if sharing.joint == "by_authors":
            return _("Shared by the number of authors, and none of them is of this unit.")
        return _("Only the lead unit loses points.") if loses else _("Only the lead unit counts.")
    if sharing.persons != "first" and sharing.authors_at_most > 1:
        counted = {"count": sharing.authors_at_most}
        return (_("Only the first %(count)d authors lose points.") if loses
                else _("Only the first %(count)d authors count.")) % counted  # fmt: skip
    return _("Only the first author loses points.") if loses else _("Only the first author counts.")


def _changes(told: Mapping[str, str]) -> list[str]:
    """What made more or less of the points of the row that fits."""
    said = []
    if not told.get("full"):
        said.append(_("The superior's points are not recorded yet."))
    if "external" in told:
        said.append(_("The superior gave %(points)s points.") % {"points": told["external"]})
    if "length_times" in told:
        said.append(_("Longer than %(count)s characters: times %(times)s.")
                    % {"count": told["longer_than"], "times": told["length_times"]})  # fmt: skip
    if "front_page_times" in told:
        said.append(_("On the front page: times %(times)s.") % {"times": told["front_page_times"]})
    if "length_times" in told or "front_page_times" in told:
        said.append(_("Together: %(points)s.") % {"points": told["full"]})
    if "minutes" in told:
        said.append(_("Reported after %(minutes)s minutes; %(limit)s were allowed.")
                    % {"minutes": told["minutes"], "limit": told["limit"]})  # fmt: skip
    if "reason" in told:
        said.append(str(REASONS[told["reason"]]))
    if "counted_before" in told:
        said.append(_("%(points)s points were counted for this item already; only what exceeds them is added.")
                    % {"points": told["counted_before"]})  # fmt: skip
    if told.get("repeated") == "further":
        said.append(_("A further leader on the same item: reduced points."))
    if told.get("repeated") == "same_leader":
        said.append(_("The same leader wrote on this item before: not counted again."))
    return said


def _credit(told: Mapping[str, str], names: Names) -> list[str]:
    """What the row has to do with the host of a direct-report point."""
    said = []
    # Where a rule of sharing leaves nothing, nothing goes to the host.
    if "host" in told and "no_share" not in told:
        host = {"unit": names.of("unit", told["host"]), "points": told["credited"]}
        if told["credit"] == "instead":
            said.append(_("%(points)s points go to the host unit %(unit)s instead.") % host)
        else:
            said.append(_("The host unit %(unit)s gets %(points)s points as well.") % host)
    if "credit_of" in told and "no_share" not in told:
        points = pgettext("between names", ", ").join(names.of("unit", unit) for unit in told["credit_of"].split(","))
        said.append(_("With %(points)s points of the direct-report point %(unit)s.")
                    % {"unit": points, "points": told["credit_points"]})  # fmt: skip
    return said


def units_named_in(rows: Iterable[LedgerRow]) -> set[str]:
    """Keys of the units that the explanations of these rows name."""
    found: set[str] = set()
    for row in rows:
        found |= {unit for name in ("host", "credit_of") for unit in row.explanation.get(name, "").split(",") if unit}
    return found
