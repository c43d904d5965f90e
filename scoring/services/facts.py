"""From items and the office's records to facts of the engine, group by group."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from activity.models import Event
from review.models import Adoption, Forwarding, Instruction
from scoring.engine import Fact, FactKind, Part
from scoring.models import Period
from scoring.services.dated_units import DatedUnits
from scoring.services.fact_sources import Group, all_sources, item_pk
from scoring.services.items import ItemData, Items, load_items
from submissions.models import Item
from submissions.states import DeclineKind, Status

ITEM_KIND = "submissions.item"
BACK_TO_THE_UNIT = ("item.withdraw", "item.answer_withdrawal", "item.send_back")
DECLINED = "item.decline"
FOR_NUMBERS = (DeclineKind.PADDING, DeclineKind.DUPLICATE)

Facts = dict[Group, list[Fact]]


def groups_of(period: Period) -> set[Group]:
    """Groups of which something happened in the period."""
    start, end = period.starts_on, period.ends_on
    queries: list[QuerySet[Any, Any]] = [
        Item.objects.first_filed_between(start, end).values_list("pk", flat=True),
        Forwarding.objects.filter(forwarded_at__date__gte=start, forwarded_at__date__lte=end).values_list(
            "item", flat=True
        ),
        Adoption.objects.filter(adopted_on__gte=start, adopted_on__lte=end).values_list("item", flat=True),
        Instruction.objects.filter(instructed_on__gte=start, instructed_on__lte=end).values_list("item", flat=True),
    ]
    found = {str(pk) for query in queries for pk in query.order_by().iterator(chunk_size=5000)}
    return found.union(*(source.between(start, end) for source in all_sources()))


def changed_groups(*, after: int, until: int) -> set[Group]:
    """Groups that events numbered above `after` up to `until` concern, with the composites of items among them."""
    events = Event.objects.filter(pk__gt=after, pk__lte=until).order_by()
    found: set[Group] = set()
    for source in all_sources():
        for kind, groups in source.of_subjects.items():
            keys = events.filter(subject_kind=kind).values_list("subject_key", flat=True).distinct()
            found.update(groups(list(keys)))
    found.update(events.filter(subject_kind=ITEM_KIND).values_list("subject_key", flat=True).distinct())
    ids = [pk for pk in map(item_pk, found) if pk is not None]
    composites = Item.objects.filter(pk__in=ids, composite__isnull=False).values_list("composite", flat=True)
    return found | {str(pk) for pk in composites}


def load_facts(groups: Sequence[Group], units: DatedUnits | None = None) -> Facts:
    """Group -> its facts; a fixed number of statements whatever the number of groups."""
    hosts = _Hosts(units or DatedUnits())
    items = load_items([pk for pk in map(item_pk, groups) if pk is not None])
    facts: Facts = {group: [] for group in groups}
    for fact in _own_facts(items):
        facts[fact.item].append(hosts.fill(fact))
    for source in all_sources():
        for group, fact in source.facts(groups):
            told = _of_item(fact, items[int(fact.item)]) if fact.item else fact
            facts[group].append(hosts.fill(told))
    return facts


def _own_facts(items: Items) -> Iterator[Fact]:
    yield from _filed(items)
    yield from _forwarded(items)
    yield from _adopted(items)
    yield from _instructed(items)


def _filed(items: Items) -> Iterator[Fact]:
    withdrawn, padding = _withdrawn(items.values()), _padding(items.values())
    for item in items.values():
        if item.filed_on and _counts_as_filed(item) and item.pk not in withdrawn:
            yield _fact(FactKind.FILED, item.pk, item, on=item.filed_on, padding=item.pk in padding)


def _forwarded(items: Items) -> Iterator[Fact]:
    rows = Forwarding.objects.filter(item__in=items).order_by("pk")
    for pk, counters, item, at, outlet, level in rows.values_list(
        "pk", "counters", "item", "forwarded_at", "outlet__code", "outlet__level__code"
    ):
        yield _record(FactKind.FORWARDED, pk, counters, items[item], on=_day(at), outlet=outlet, level=level)


def _adopted(items: Items) -> Iterator[Fact]:
    """Everything in the register was entered by the office; evidence is confirmed where the office filed it."""
    rows = Adoption.objects.filter(item__in=items).order_by("pk")
    for pk, counters, item_id, outlet, level, on, edition, in_composite, front_page, length, external, channel, evidence in (
        rows.values_list(
            "pk", "counters", "item", "outlet__code", "outlet__level__code", "adopted_on", "edition", "in_composite",
            "is_front_page", "printed_length", "external_points", "channel", "evidence",
        )
    ):  # fmt: skip
        item = items[item_id]
        yield _record(
            FactKind.ADOPTED, pk, counters, item, on=on, outlet=outlet, level=level, edition=edition,
            in_composite=in_composite, front_page=front_page, external=external, channel=channel, evidence=evidence is not None,
            length=item.length if length is None else length,
        )  # fmt: skip


def _instructed(items: Items) -> Iterator[Fact]:
    rows = Instruction.objects.filter(item__in=items).order_by("pk")
    for pk, counters, item, on, level, rank, leader, outlet in rows.values_list(
        "pk", "counters", "item", "instructed_on", "leader__level__code", "leader__rank", "leader", "outlet__code"
    ):
        yield _record(
            FactKind.INSTRUCTED, pk, counters, items[item], on=on, level=level, rank=rank, leader=str(leader),
            outlet=outlet or "",
        )  # fmt: skip


def _record(kind: FactKind, key: int, counters: int | None, item: ItemData, **told: Any) -> Fact:
    """A record is a fact; a counter-record revokes the fact of the record that it names."""
    return _fact(kind, key, item, revokes=f"{kind}:{counters}" if counters else "", **told)


def _fact(kind: FactKind, key: int, item: ItemData, *, on: date, **told: Any) -> Fact:
    told.setdefault("length", item.length)
    return Fact(
        f"{kind}:{key}", kind, on, item.parts, item=item.group, item_type=item.item_type, filed_on=item.filed_on,
        commissioned=item.commissioned, **told,
    )  # fmt: skip


def _of_item(fact: Fact, item: ItemData) -> Fact:
    """A fact of another room about an item: what the item is, is filled in here."""
    parts = tuple(_of_units(part, item) for part in fact.parts) or item.parts
    return fact._replace(
        parts=parts, item_type=item.item_type, filed_on=item.filed_on, commissioned=item.commissioned,
        length=fact.length or item.length,
    )  # fmt: skip


def _of_units(part: Part, item: ItemData) -> Part:
    """The part with the authors that the item has in its units."""
    authors = (author for one in item.parts for author in one.authors if author.unit in part.units)
    return part._replace(item=item.group, authors=tuple(dict.fromkeys(authors)))


def _counts_as_filed(item: ItemData) -> bool:
    """A composite is the office's own; a 补录件 was never filed in the system; a voided item is no filing."""
    return not item.is_composite and not item.is_supplementary and item.status != Status.VOIDED


def _withdrawn(items: Iterable[ItemData]) -> set[int]:
    """Filed items that their unit has taken back and not filed again; those that the office sent back still count."""
    back = [item.group for item in items if item.status in (Status.RETURNED, Status.DRAFT) and item.filed_on]
    last: dict[str, bool] = {}
    for event in _events(back, BACK_TO_THE_UNIT):
        last[event.subject_key] = event.verb != "item.send_back" and event.data.get("accepted", True)
    return {int(key) for key, by_unit in last.items() if by_unit}


def _padding(items: Iterable[ItemData]) -> set[int]:
    """Filings that stand declined, last of all as padding or as a duplicate."""
    declined = [item.group for item in items if item.status == Status.DECLINED]
    last = {event.subject_key: event.data.get("kind") in FOR_NUMBERS for event in _events(declined, (DECLINED,))}
    return {int(key) for key, for_numbers in last.items() if for_numbers}


def _events(keys: Sequence[str], verbs: Sequence[str]) -> Iterable[Event]:
    """Oldest first."""
    if not keys:
        return ()
    found = Event.objects.filter(subject_kind=ITEM_KIND, subject_key__in=keys, verb__in=verbs)
    return found.only("subject_key", "verb", "data").order_by("pk")


class _Hosts:
    """Writes into the parts of a fact which host each direct-report point had on that day."""

    def __init__(self, units: DatedUnits) -> None:
        self._units = units
        self._known: dict[tuple[str, date], str] = {}

    def fill(self, fact: Fact) -> Fact:
        hosted = [self._of(part.units, fact.on) for part in fact.parts]
        if not any(hosted):
            return fact
        parts = (part._replace(hosts=hosts) for part, hosts in zip(fact.parts, hosted, strict=True))
        return fact._replace(parts=tuple(parts))

    def _of(self, units: tuple[str, ...], day: date) -> tuple[tuple[str, str], ...]:
        return tuple((unit, host) for unit in units if (host := self._host(unit, day)))

    def _host(self, unit: str, day: date) -> str:
        if (unit, day) not in self._known:
            self._known[(unit, day)] = str(self._units.host_of(int(unit), day) or "")
        return self._known[(unit, day)]


def _day(at: datetime) -> date:
    return localtime(at).date()
