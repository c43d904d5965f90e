"""The nine kinds of clauses and the head of a scheme: what each form asks. The fields are those of docs/schemes.md."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scoring.forms.columns import (
    AS_IN_HEAD,
    CONDITIONS,
    COUNT_CONDITIONS,
    DEMANDS,
    LENGTHS,
    NAMES,
    POINTS,
    PRIZES,
    VALUES,
)
from scoring.forms.fields import Choice, Codes, Counted, Field, Flag, Kind, Number, Rows, Section, Text
from scoring.forms.words import (
    BEYOND,
    COMBINE,
    COMPOSITE,
    COUNTED_ON,
    DEDUCTIONS,
    EVENTS,
    GIVES,
    GIVES_OR_COUNTS,
    HOST_MODE,
    JOINT,
    PERSONS,
    REPEAT,
    SPANS,
    THRESHOLDS,
    WHOM,
)
from scoring.services import scheme_values as values

FIRST_FITS = _("Rows are read from the top; the first that fits counts. An empty condition fits everything.")
GIVES_FIELD = Choice("gives", pgettext_lazy("clause", "It gives"), choices=GIVES, default="points")
GIVES_OR_COUNTS_FIELD = Choice(
    "gives", pgettext_lazy("clause", "It gives"), _("Such as shares of joint filings, which a quota of points then counts."),
    choices=GIVES_OR_COUNTS, default="points",
)  # fmt: skip
REMARK = Text("remark", _("Remark"), _("Printed with the clause; it changes nothing."))
CODE = Field(
    "id", _("Code of the clause"), _("Letters and digits. Other clauses and the ledger name the clause by it.")
)
OWN = Section(_("More"), (CODE, GIVES_FIELD, REMARK), is_folded=True)
OWN_OR_COUNTED = Section(_("More"), (CODE, GIVES_OR_COUNTS_FIELD, REMARK), is_folded=True)
PER = Choice("per", _("Span"), choices=SPANS, empty=_("choose"))
FOR = Choice("for", _("For"), choices=WHOM, default="units")
CLASSES = Codes("classes", _("Classes"), source="class", as_list=True, none=_("all"))
OF = Codes(
    "of",
    _("Clauses"),
    _("Nothing ticked: all clauses above."),
    source="clause_above",
    as_list=True,
    none=_("all above"),
)


def _sharing(*, in_clause: bool) -> tuple[Choice | Number, ...]:
    """How points are shared; a clause says only what it does otherwise than the head."""
    defaults = {"composite": "shares", "joint": "even", "persons": "even"}
    names = {"composite": (_("Composite items"), COMPOSITE), "joint": (_("Joint filings"), JOINT),
             "persons": (_("Authors"), PERSONS)}  # fmt: skip
    chosen = tuple(
        Choice(f"sharing.{name}", label, choices=choices, default="" if in_clause else defaults[name], empty=AS_IN_HEAD)
        for name, (label, choices) in names.items()
    )
    hint = _("Authors beyond it get nothing; empty: all count.")
    return (*chosen, Number("sharing.authors_at_most", _("Authors at most"), hint))


SHARING = Section(
    _("Sharing otherwise than in the head"), _sharing(in_clause=True), _("Only what differs for this clause."),
    is_folded=True,
)  # fmt: skip

POINTS_KIND = Kind(
    "points", _("Points for an event"),
    _("Filing, forwarding, adoption, a commission done, the best item: points by outlet, level and type."),
    (
        Section(_("For what"), (
            Choice("event", _("Event"), choices=EVENTS, empty=_("choose")),
            Choice("combine", _("Several outlets for one item"), choices=COMBINE, default="sum"),
            Flag("needs_evidence", _("Counts only once the office has confirmed the evidence")),
        )),
        Section(pgettext_lazy("clause", "Points"), (
            Rows("table", pgettext_lazy("clause", "Points"), (*CONDITIONS, *VALUES), frozenset({"level", "item_type", "points"}), add=_("Add a row")),
        ), FIRST_FITS),
        Section(_("Length and front page"), (
            Number("front_page_times", _("Times on the front page"), _("Such as 1.5; empty: no difference.")),
            Rows("length_factors", _("Length"), LENGTHS, frozenset({"longer_than", "times"}), add=_("Add a length")),
        ), _("Of the lengths, from the top, the first that fits multiplies the points."), is_folded=True),
        SHARING, OWN_OR_COUNTED,
    ),
    {"event": "adopted", "table": [{"level": "city", "points": 1}]},
)  # fmt: skip

INSTRUCTION_KIND = Kind(
    "instruction", _("Instructions of leaders"),
    _("Points when a leader writes on an item, by level and rank; what several instructions bring."),
    (
        Section(_("Several instructions on one item"), (Choice("repeat", _("They count"), choices=REPEAT, empty=_("choose")),)),
        Section(pgettext_lazy("clause", "Points"), (
            Rows("table", pgettext_lazy("clause", "Points"), (*CONDITIONS, *VALUES, Number("then", _("Each further one"))),
                 frozenset({"level", "rank", "points"}), add=_("Add a row")),
        ), FIRST_FITS),
        SHARING, OWN,
    ),
    {"repeat": "once_per_level", "table": [{"level": "city", "points": 10}]},
)  # fmt: skip

DEDUCTION_KIND = Kind(
    "deduction", _("Deductions"), _("Points that each fault, or each missed commission, takes away from the lead unit."),
    (
        Section(_("For what"), (Choice("event", _("Event"), choices=DEDUCTIONS, empty=_("choose")),)),
        Section(_("Points taken away"), (
            Rows("table", _("Points taken away"), (*CONDITIONS, POINTS), frozenset({"fault", "points"}), add=_("Add a row")),
        ), FIRST_FITS),
        SHARING, OWN,
    ),
    {"event": "fault", "table": [{"points": 1}]},
)  # fmt: skip

TIME_LIMIT_KIND = Kind(
    "time_limit", _("Time limits"), _("Points taken away where an emergency was reported later than its time limit."),
    (
        Section(_("Time limits"), (
            Rows("table", _("Time limits"), (*CONDITIONS, Number("minutes", _("Minutes")), POINTS),
                 frozenset({"event_class", "channel", "minutes", "points"}), add=_("Add a row")),
        ), FIRST_FITS),
        SHARING, OWN,
    ),
    {"table": [{"minutes": 60, "points": 1}]},
)  # fmt: skip

BASE_KIND = Kind(
    "base", _("Base points"), _("Points with which everybody begins a month, a quarter or a year."),
    (Section(_("Base"), (PER, Number("points", pgettext_lazy("clause", "Points")), CLASSES, FOR)), OWN),
    {"per": "year", "points": 60},
)  # fmt: skip

QUOTA_KIND = Kind(
    "quota", _("Quotas"), _("How many items are demanded of each class, and what meeting or missing the demand brings."),
    (
        Section(_("What is counted"), (
            PER,
            Counted("counts", pgettext_lazy("clause", "What is counted"), source="counted", none=_("choose")),
            Codes("of", _("Clauses"), _("Only where points are counted. Nothing ticked: all above."), source="clause_above",
                  as_list=True, none=_("all above")),
            *COUNT_CONDITIONS, FOR, CLASSES,
        )),
        Section(_("Demands"), (
            Rows("demands", _("Demands"), DEMANDS, frozenset({"classes", "at_least", "optional"}), add=_("Add a demand")),
        ), _("From the top, the first that fits the class of the unit. No row fits: no quota.")),
        Section(_("What it brings"), (
            Number("result.met", _("Met, once")),
            Number("result.each", _("For each one, up to the demand")),
            Number("result.each_above", _("For each one above the demand")),
            Number("result.each_missing", _("Taken away for each one missing")),
            Number("result.missed", _("Taken away once, if missed")),
        ), _("Empty: only progress is shown. What is filled in adds up.")),
        OWN,
    ),
    {"per": "month", "counts": ["filed"], "demands": [{"at_least": 2}]},
)  # fmt: skip

RATE_KIND = Kind(
    "rate", _("Adoption rate"), _("Points given or taken away by the share of filed items that were adopted."),
    (
        Section(_("Rate"), (
            PER,
            Number("below", _("Rate below (%)"), _("Either below or at least.")),
            Number("at_least", _("Rate at least (%)")),
            Number("minus", _("Points taken away"), _("Either taken away or given.")),
            Number("plus", _("Points given")),
            Flag("only_with_filings", _("Only units that filed something")),
            CLASSES, FOR,
        )),
        OWN,
    ),
    {"per": "quarter", "below": 30, "minus": 1},
)  # fmt: skip

LIMIT_KIND = Kind(
    "limit", _("Caps and floors"), _("The most, or the least, that clauses may bring in a span."),
    (
        Section(_("Limit"), (
            PER, OF,
            Number("at_most", _("At most")), Number("at_least", _("At least"), _("0: deductions end when all is taken away; -10: they take away 10 points at most.")),
            CLASSES, FOR,
        )),
        OWN,
    ),
    {"per": "year", "at_most": 100},
)  # fmt: skip

THRESHOLD_KIND = Kind(
    "threshold", _("Consequences"), _("What follows from so many faults or misses: points lost, no prize, not passed."),
    (
        Section(_("When"), (
            PER,
            Choice("counts", pgettext_lazy("clause", "What is counted"), choices=THRESHOLDS, empty=_("choose")),
            Codes("fault", _("Kinds of fault"), source="fault", as_list=True, is_open=True, none=_("all")),
            Codes("quota", _("Quota"), source="quota", none=_("none")),
            Codes("of", _("Clauses"), _("Only where points are counted. Nothing ticked: all above."), source="clause_above",
                  as_list=True, none=_("all above")),
            Number("at_least", _("At least")),
            Number("below", _("Below"), _("Only where points are counted; looked at when the span has ended.")),
            CLASSES, FOR,
        )),
        Section(_("What follows"), (
            Number("effects.minus", _("Taken away once")),
            Number("effects.minus_each", _("Taken away for each one counted, also the ones before")),
            Codes("effects.withhold", _("Clauses whose points are lost"), source="clause_above", as_list=True, none=_("none")),
            Flag("effects.zero", _("All points of the span are lost")),
            Flag("effects.no_prize", _("No prize")),
            Flag("effects.failed", _("Appraised as failed")),
            Flag("effects.named", _("Named in a circular")),
        )),
        OWN,
    ),
    {"per": "year", "counts": "fault", "at_least": 2, "effects": {"no_prize": True}},
)  # fmt: skip

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        POINTS_KIND, INSTRUCTION_KIND, DEDUCTION_KIND, TIME_LIMIT_KIND, BASE_KIND, QUOTA_KIND, RATE_KIND, LIMIT_KIND,
        THRESHOLD_KIND,
    )
}  # fmt: skip

HEAD = Kind(
    "head", _("Head of the scheme"), _("Title, sharing, ranking, rounding, money and prizes: what holds for all clauses."),
    (
        Section(_("Scheme"), (
            Field("title", _("Title")),
            Field("code", _("Code"), _("Letters, digits and hyphens, such as city-2027. Every version has its own.")),
            Text("remark", _("Remark"), _("A rule of which only a part is known says so here.")),
            Choice("counted_on", _("Day that counts"), choices=COUNTED_ON, default="happened"),
        )),
        Section(_("Sharing"), _sharing(in_clause=False)),
        Section(_("Ranking"), (
            Codes("ranking.outside", _("Listed, not ranked"), source="class", as_list=True, none=_("none")),
            Codes("ranking.optional", _("Ranked only with filings in the period"), source="class", as_list=True, none=_("none")),
        )),
        Section(_("Rounding"), tuple(
            Number(f"rounding.{name}", label) for name, label in (
                ("unit", _("Units")), ("person", pgettext_lazy("rounding", "People")), ("rate", _("Rates")), ("yuan", _("Yuan")),
                ("target", _("Target points")),
            )
        ), _("Digits after the point that are printed: 2 for points and yuan, 1 for rates where nothing is said.")),
        Section(_("Direct-report points"), (
            Choice("host_credit.mode", _("The host unit gets the points"), choices=HOST_MODE, empty=_("no")),
            Codes("host_credit.of", _("Clauses"), source="item_clause", as_list=True, none=_("all")),
        ), is_folded=True),
        Section(_("Target points"), (
            Number("conversion.times", _("Points times")), Number("conversion.at_most", _("At most")),
            Choice("conversion.per", _("Span"), choices=SPANS, empty=pgettext_lazy("conversion", "no conversion")),
        ), _("Points of the target appraisal out of the score."), is_folded=True),
        Section(_("Budget"), (
            Number("budget.yuan", _("Yuan")), Choice("budget.per", _("Span"), choices=SPANS, empty=pgettext_lazy("budget", "no budget")),
            Choice("budget.beyond", _("Beyond it"), choices=BEYOND, empty=pgettext_lazy("budget", "no budget")),
        ), is_folded=True),
        Section(_("Prizes"), (
            Rows("prizes", _("Prizes"), PRIZES, frozenset(column.path for column in PRIZES), add=_("Add a prize")),
        ), is_folded=True),
        Section(_("Names of codes"), (
            Rows("names", _("Names of codes"), NAMES, frozenset(column.path for column in NAMES), add=_("Add a name")),
        ), _("Words for codes that the settings do not have, such as kinds of faults of your own. They go before the names "
             "of the settings wherever the scheme is printed."), is_folded=True),
    ),
)  # fmt: skip


SECONDS: Mapping[str, Any] = {
    "yuan": pgettext_lazy("clause", "Fees"),
    "target": pgettext_lazy("clause", "Target points"),
    "count": pgettext_lazy("clause", "What counts"),
}
"""What a clause about events is called where it gives no points."""


def short_title(clause: Mapping[str, Any]) -> str:
    """A few words that name the clause: what it is about."""
    kind = KINDS.get(values.typed(clause.get("kind")))
    if kind is None:
        return values.typed(clause.get("id")) or gettext("clause of an unknown kind")
    about = EVENTS.get(values.typed(clause.get("event"))) or DEDUCTIONS.get(values.typed(clause.get("event")))
    span = SPANS.get(values.typed(clause.get("per")))
    if about and kind.code in ("points", "deduction"):
        named = SECONDS.get(values.typed(clause.get("gives")), kind.label) if kind is POINTS_KIND else kind.label
        return gettext("%(kind)s: %(about)s") % {"kind": named, "about": about}
    if span:
        return gettext("%(kind)s, each %(span)s") % {"kind": kind.label, "span": span}
    return str(kind.label)
