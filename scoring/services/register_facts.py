"""Facts of the registers: faults, the best items of the months, commissions that were closed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from activity.models import Event
from registers.models import BestItem, CommissionTarget, EmergencyReport, Fault, minutes_between
from review import fault_kinds
from scoring.engine import Author, Fact, FactKind, Part
from scoring.models import Scheme
from scoring.services.fact_sources import FactSource, Group, item_pk, register
from scoring.services.validity import rules_of
from submissions.models import Item

FAULT_LATE = "commission_late"
Outcome = CommissionTarget.Outcome


def register_sources() -> None:
    """Called once, when the apps are ready. Faults that a scheme invents can be put on record too."""
    fault_kinds.add_source(faults_of_schemes)
    register(FactSource("fault", _faults, _faults_between, {"registers.fault": _groups_of("fault")}))
    register(
        FactSource("emergency", _reports, _reports_between, {"registers.emergencyreport": _groups_of("emergency")})
    )
    register(FactSource("best", _best, _best_between))  # events of choices are about the item
    register(
        FactSource("commission", _commissions, _commissions_between, {"registers.commission": _targets_of_commissions})
    )


def _groups_of(name: str) -> Callable[[Sequence[str]], list[Group]]:
    return lambda keys: [f"{name}:{key}" for key in keys]


def _keys(name: str, groups: Sequence[Group]) -> list[int]:
    """Primary keys of the source's own groups among these."""
    found = (group.removeprefix(f"{name}:") for group in groups if group.startswith(f"{name}:"))
    return [int(key) for key in found if key.isdecimal()]


def _between(rows: QuerySet[Any], field: str, first: date, last: date) -> QuerySet[Any]:
    return rows.filter(**{f"{field}__range": (first, last)}).order_by()


def _faults(groups: Sequence[Group]) -> Iterator[tuple[Group, Fact]]:
    """A fault is a group of its own, also where it concerns an item: it is that of the unit on record, not of all who filed
    jointly. A counter-record stands in the group of the fault that it takes back."""
    keys = _keys("fault", groups)
    if not keys:
        return
    rows = Fault.objects.filter(pk__in=keys) | Fault.objects.filter(counters__in=keys)
    for pk, counters, code, unit, person, on, item_type in rows.order_by("pk").values_list(
        "pk", "counters", "code", "unit", "person", "happened_on", "item__item_type__code"
    ):
        authors = (Author(str(person), str(unit)),) if person else ()
        yield f"fault:{counters or pk}", Fact(
            f"fault:{pk}", FactKind.FAULT, on, (Part("", (str(unit),), authors),), fault=code,
            item_type=item_type or "", revokes=f"fault:{counters}" if counters else "",
        )  # fmt: skip


def _faults_between(first: date, last: date) -> Iterable[Group]:
    found = _between(Fault.objects.facts(), "happened_on", first, last).values_list("pk", flat=True)
    return [f"fault:{pk}" for pk in found]


def _reports(groups: Sequence[Group]) -> Iterator[tuple[Group, Fact]]:
    """A first report of an emergency, of the unit alone, on the day on which it came."""
    keys = _keys("emergency", groups)
    if not keys:
        return
    rows = EmergencyReport.objects.filter(pk__in=keys) | EmergencyReport.objects.filter(counters__in=keys)
    for pk, counters, unit, event_class, channel, happened_at, reported_at, item_type in rows.order_by(
        "pk"
    ).values_list(
        "pk", "counters", "unit", "event_class", "channel", "happened_at", "reported_at", "item__item_type__code"
    ):
        yield f"emergency:{counters or pk}", Fact(
            f"emergency:{pk}", FactKind.REPORTED, localtime(reported_at).date(), (Part("", (str(unit),)),),
            event_class=event_class, channel=channel, minutes=Decimal(minutes_between(happened_at, reported_at)),
            item_type=item_type or "", revokes=f"emergency:{counters}" if counters else "",
        )  # fmt: skip


def _reports_between(first: date, last: date) -> Iterable[Group]:
    found = _between(EmergencyReport.objects.facts(), "reported_at__date", first, last).values_list("pk", flat=True)
    return [f"emergency:{pk}" for pk in found]


def _best(groups: Sequence[Group]) -> Iterator[tuple[Group, Fact]]:
    items = [pk for pk in map(item_pk, groups) if pk is not None]
    if not items:
        return
    rows = BestItem.objects.filter(item__in=items).order_by("pk")
    for pk, counters, item, on in rows.values_list("pk", "counters", "item", "counts_on"):
        revokes = f"best:{counters}" if counters else ""
        yield str(item), Fact(f"best:{pk}", FactKind.BEST, on, item=str(item), revokes=revokes)


def _best_between(first: date, last: date) -> Iterable[Group]:
    rows = _between(BestItem.objects.facts(), "counts_on", first, last)
    return [str(item) for item in rows.values_list("item", flat=True)]


def _commissions(groups: Sequence[Group]) -> Iterator[tuple[Group, Fact]]:
    """Done: a fact of the item that did it, for the unit that was asked and its authors only. Late: a fault. Missed: a fact of its own."""
    items = [pk for pk in map(item_pk, groups) if pk is not None]
    keys = _keys("commission", groups)
    if not items and not keys:
        return
    done = CommissionTarget.objects.filter(outcome=Outcome.DONE, item__in=items)
    others = CommissionTarget.objects.filter(outcome__in=(Outcome.LATE, Outcome.MISSED), pk__in=keys)
    rows = (done | others).order_by("pk")
    told: Iterable[Any] = rows.values_list("pk", "outcome", "unit", "item", "happened_on")
    for pk, outcome, unit, item, on in told:
        key = f"commission:{pk}"
        if outcome == Outcome.DONE:
            yield str(item), Fact(key, FactKind.COMMISSION_DONE, on, (Part("", (str(unit),)),), item=str(item))
        elif outcome == Outcome.LATE:
            yield key, Fact(key, FactKind.FAULT, on, (Part("", (str(unit),)),), fault=FAULT_LATE)
        else:
            yield key, Fact(key, FactKind.COMMISSION_MISSED, on, (Part("", (str(unit),)),))


def _commissions_between(first: date, last: date) -> Iterable[Group]:
    rows = _between(CommissionTarget.objects.exclude(outcome=Outcome.OPEN), "happened_on", first, last)
    return [_group(*row) for row in rows.values_list("pk", "outcome", "item")]


def _targets_of_commissions(keys: Sequence[str]) -> Iterable[Group]:
    """All that may count or have counted: each target, the items that did it or name the commission, and those that did
    it until it was opened again, whatever their slips say by now."""
    targets = CommissionTarget.objects.filter(commission__in=list(map(int, keys))).order_by()
    found = {f"commission:{pk}" for pk in targets.values_list("pk", flat=True)}
    numbers = targets.values("commission__number")
    items = Item.objects.filter(commission_no__in=numbers, first_filed_at__isnull=False).order_by()
    did = targets.filter(outcome=Outcome.DONE, item__isnull=False).values_list("item", flat=True)
    reopened = Event.objects.filter(
        subject_kind="registers.commission", subject_key__in=list(keys), verb="commission.reopen"
    )
    before = {pk for data in reopened.order_by().values_list("data", flat=True) for pk in data.get("items", ())}
    return found | {str(pk) for pk in {*items.values_list("pk", flat=True), *did, *before}}


def _group(pk: int, outcome: str, item: int | None) -> Group:
    return str(item) if outcome == Outcome.DONE else f"commission:{pk}"


def faults_of_schemes() -> dict[str, str]:
    """Kinds of faults that schemes name themselves, the latest scheme's words last. One statement."""
    schemes = [rules_of(scheme) for scheme in Scheme.objects.order_by("valid_from")]
    return {name.code: name.name for scheme in schemes for name in scheme.names if name.kind == "fault"}
