"""What the words of schemes are made of: names of codes, a clause in words, lists, numbers of clauses."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from activity.clock import today
from organizations.models import Outlet, OutletLevel, PersonGroup, SuperiorLeader, Unit, UnitClass
from scoring.engine import Scheme as Rules
from scoring.engine.numbers import plain
from scoring.engine.settlement.spans import Slot
from scoring.models import Period, Scheme
from scoring.services.profiles import code_of
from scoring.services.validity import dated_schemes
from scoring.span_days import SpanDays
from scoring.vocabulary import CHANNELS, EVENT_CLASSES, FAULTS, said
from submissions.models import ItemType
from ui.numerals import cardinal

EACH_SPAN = {
    "week": gettext_lazy("each week"),
    "month": gettext_lazy("each month"),
    "quarter": gettext_lazy("each quarter"),
    "half": gettext_lazy("each half-year"),
    "year": gettext_lazy("each year"),
    "period": gettext_lazy("each period"),
}
LOSSES = {
    "points": gettext_lazy("minus %(points)s points"),
    "yuan": gettext_lazy("minus %(points)s yuan"),
    "target": gettext_lazy("minus %(points)s target points"),
}
AMOUNTS = {
    "points": gettext_lazy("%(points)s points"),
    "yuan": gettext_lazy("%(points)s yuan"),
    "target": gettext_lazy("%(points)s target points"),
    "count": gettext_lazy("%(points)s items counted"),
}
# What a condition, or the kind of a name, is called among the `Names`.
FIELDS = {
    "outlet": "outlets", "level": "levels", "item_type": "item_types", "rank": "ranks", "class": "classes",
    "fault": "faults", "event_class": "event_classes", "channel": "channels", "unit": "units",
}  # fmt: skip


def _named_by_code() -> "QuerySet[Any, tuple[str, int, str, str]]":
    """(kind of name, primary key, code, name) of everything that the office names by a code, and the days of periods and
    schemes, first and last; in one statement."""
    tables = {
        "outlets": Outlet,
        "levels": OutletLevel,
        "item_types": ItemType,
        "classes": UnitClass,
        "groups": PersonGroup,
    }
    first, *more = (
        model._default_manager.order_by().values_list(Value(kind, output_field=CharField()), "pk", "code", "name")
        for kind, model in tables.items()
    )
    return first.union(*more, *_dated(), all=True)


def _dated() -> "Iterator[QuerySet[Any, tuple[str, int, str, str]]]":
    for kind, rows, first, last in (
        ("periods", Period.objects.filter(starts_on__lte=today()), "starts_on", "ends_on"),
        ("schemes", Scheme.objects.all(), "valid_from", "valid_until"),
    ):
        days = (Coalesce(Cast(day, CharField()), Value("")) for day in (first, last))
        yield rows.order_by().values_list(Value(kind, output_field=CharField()), "pk", *days)


@dataclass(frozen=True)
class Names:
    """Code -> name of what schemes speak of; an unknown code stands for itself. `spans`: which days spans have
    under a scheme."""

    outlets: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    item_types: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    event_classes: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    spans: SpanDays = field(default_factory=SpanDays)

    @classmethod
    def load(cls, *, units: Collection[str] = ()) -> "Names":
        """One statement, and one for the names of these units (their keys)."""
        named = Unit.objects.filter(pk__in=units).values_list("pk", "name") if units else ()
        found: dict[str, dict[str, str]] = {"outlets": {}, "levels": {}, "item_types": {}}
        classes: dict[str, str] = {}
        periods, schemes = [], []
        for table, pk, code, name in _named_by_code():
            if table == "periods":
                periods.append((date.fromisoformat(code), date.fromisoformat(name)))
            elif table == "schemes":
                last = date.fromisoformat(name) if name else None
                schemes.append(Scheme(pk=pk, valid_from=date.fromisoformat(code), valid_until=last))
            elif table == "classes":
                classes[code_of(UnitClass(pk=pk, code=code))] = name
            elif table == "groups":
                classes[code] = name
            else:
                found[table][code] = name
        return cls(
            **found,
            ranks={str(rank.value): str(rank.label) for rank in SuperiorLeader.Rank},
            classes=classes,
            faults=said(FAULTS),
            event_classes=said(EVENT_CLASSES),
            channels=said(CHANNELS),
            units={str(pk): name for pk, name in named},
            spans=_span_days(periods, schemes),
        )

    def of_scheme(self, scheme: Rules) -> "Names":
        """The same with the names that the scheme itself gives to codes: they go before all others."""
        own: dict[str, dict[str, str]] = {}
        for name in scheme.names:
            own.setdefault(FIELDS[name.kind], {})[name.code] = name.name
        named: dict[str, Any] = {field: {**getattr(self, field), **given} for field, given in own.items()}
        return replace(self, **named)

    def of(self, condition: str, code: str) -> str:
        """The name of the code of a condition."""
        known: Mapping[str, str] = getattr(self, FIELDS[condition]) if condition in FIELDS else {}
        return known.get(code, code)

    def several(self, condition: str, codes: Iterable[str]) -> str:
        """The names of several codes, always in the same order."""
        return listing(sorted(self.of(condition, code) for code in codes))


def _span_days(periods: Sequence[tuple[date, date]], schemes: Iterable[Scheme]) -> SpanDays:
    slots = [Slot(f"{ends_on:%Y-%m}", starts_on, ends_on) for starts_on, ends_on in periods]
    return SpanDays(slots, {scheme.pk: (first, last) for scheme, first, last in dated_schemes(schemes)})


@dataclass(frozen=True)
class Line:
    """A row of a clause's table: for what, and how much."""

    what: str
    points: str


@dataclass(frozen=True)
class ClauseWords:
    """A clause in words: `number` is its place in the scheme. `said`: each row as part of the article; `rules`: the
    sentences after them."""

    number: int
    id: str
    head: str
    lines: Sequence[Line]
    rules: Sequence[str]
    said: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """The whole clause in one breath: what it is about, its table, its rules."""
        rows = _("; ").join(_("%(what)s: %(points)s") % {"what": one.what, "points": one.points} for one in self.lines)
        return one_after_the_other([_("%(event)s: %(rows)s.") % {"event": self.head, "rows": rows}, *self.rules])

    @property
    def article(self) -> str:
        """The whole clause as a printed scheme would say it: 市级刊物采用简讯，每条计3分。"""
        rows = _("%(rows)s.") % {"rows": _("; ").join(self.said)}
        return one_after_the_other([rows, *self.rules])


def listing(words: Sequence[str]) -> str:
    """甲、乙、丙."""
    return pgettext("between names", ", ").join(words)


def one_after_the_other(sentences: Sequence[str]) -> str:
    """The sentences as one text."""
    return reduce(
        lambda first, second: pgettext("sentences", "%(first)s %(second)s") % {"first": first, "second": second},
        sentences,
    )


def amount(value: Decimal, gives: str) -> str:
    """5 points, 50 yuan, 2 target points."""
    return str(AMOUNTS[gives]) % {"points": plain(value)}


def numeral(number: int) -> str:
    """三 for who reads Chinese, 3 for others."""
    return cardinal(number) if (get_language() or "").startswith("zh") else str(number)


def clauses_named(codes: Iterable[str], order: Sequence[str]) -> str:
    """第二、三条: `order` are the codes of all clauses of the scheme."""
    wanted = set(codes)
    numbers = [numeral(place) for place, code in enumerate(order, start=1) if code in wanted]
    return _("clauses %(numbers)s") % {"numbers": listing(numbers)}
