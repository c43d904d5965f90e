"""From items and the office's records to facts of the engine."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from activity.models import Event
from organizations.models import Membership
from organizations.standing import UNIT_ROLES
from review.models import Adoption, Forwarding, Instruction
from scoring.engine import Author, Fact, FactKind, Part
from scoring.models import Period
from submissions.models import Item, JointUnit
from submissions.states import Status

ITEM_KIND = "submissions.item"
BACK_TO_THE_UNIT = ("item.withdraw", "item.answer_withdrawal", "item.send_back")


def item_ids_of(period: Period) -> set[int]:
    """Items of which something happened in the period."""
    start, end = period.starts_on, period.ends_on
    queries: list[QuerySet[Any, Any]] = [
        Item.objects.first_filed_between(start, end).values_list("pk", flat=True),
        Forwarding.objects.filter(forwarded_at__date__gte=start, forwarded_at__date__lte=end).values_list(
            "item", flat=True
        ),
        Adoption.objects.filter(adopted_on__gte=start, adopted_on__lte=end).values_list("item", flat=True),
        Instruction.objects.filter(instructed_on__gte=start, instructed_on__lte=end).values_list("item", flat=True),
    ]
    return {pk for query in queries for pk in query}


def changed_item_ids(*, after: int, until: int) -> set[int]:
    """Items with events numbered above `after` up to `until`, and the composites of which they are sources."""
    keys = Event.objects.filter(subject_kind=ITEM_KIND, pk__gt=after, pk__lte=until).values_list(
        "subject_key", flat=True
    )
    ids = {int(key) for key in keys.distinct()}
    composites = Item.objects.filter(pk__in=ids).values_list("composite", flat=True)
    return ids | {pk for pk in composites if pk is not None}


def load_facts(item_ids: Sequence[int]) -> dict[str, list[Fact]]:
    """Group key -> facts of each of the items; a fixed number of statements whatever their count."""
    items = {
        item.pk: item
        for item in Item.objects.filter(pk__in=item_ids)
        .select_related("item_type")
        .prefetch_related(
            "author_links", "joint_units", "source_links__item__author_links", "source_links__item__joint_units"
        )
    }
    people = _Homes(items.values())
    parts = {pk: _parts(item, people) for pk, item in items.items()}
    withdrawn = _withdrawn(items.values())
    facts: dict[str, list[Fact]] = {str(pk): [] for pk in item_ids}
    for pk, item in items.items():
        if _counts_as_filed(item) and pk not in withdrawn and item.first_filed_at:
            facts[str(pk)].append(_fact(FactKind.FILED, pk, item, parts, on=_day(item.first_filed_at)))
    for fact in [*_forwarded(items, parts), *_adopted(items, parts), *_instructed(items, parts)]:
        facts[fact.item].append(fact)
    return facts


Items = dict[int, Item]
Parts = dict[int, tuple[Part, ...]]


def _forwarded(items: Items, parts: Parts) -> Iterator[Fact]:
    for row in Forwarding.objects.filter(item__in=items).select_related("outlet__level").order_by("pk"):
        yield _record(
            FactKind.FORWARDED, row, items, parts, on=_day(row.forwarded_at),
            outlet=row.outlet.code, level=row.outlet.level.code,
        )  # fmt: skip


def _adopted(items: Items, parts: Parts) -> Iterator[Fact]:
    for row in Adoption.objects.filter(item__in=items).select_related("outlet__level").order_by("pk"):
        yield _record(
            FactKind.ADOPTED, row, items, parts, on=row.adopted_on, outlet=row.outlet.code, level=row.outlet.level.code,
            edition=row.edition, in_composite=row.in_composite, external=row.external_points,
        )  # fmt: skip


def _instructed(items: Items, parts: Parts) -> Iterator[Fact]:
    rows = Instruction.objects.filter(item__in=items).select_related("leader__level", "outlet").defer("text")
    for row in rows.order_by("pk"):
        yield _record(
            FactKind.INSTRUCTED, row, items, parts, on=row.instructed_on, level=row.leader.level.code,
            rank=row.leader.rank, leader=str(row.leader_id), outlet=row.outlet.code if row.outlet else "",
        )  # fmt: skip


def _record(kind: FactKind, row: Any, items: Items, parts: Parts, **told: Any) -> Fact:
    """A record is a fact; a counter-record revokes the fact of the record that it names."""
    revokes = f"{kind}:{row.counters_id}" if row.counters_id else ""
    return _fact(kind, row.pk, items[row.item_id], parts, revokes=revokes, **told)


def _fact(kind: FactKind, key: int, item: Item, parts: Parts, **told: Any) -> Fact:
    return Fact(
        key=f"{kind}:{key}",
        kind=kind,
        item=str(item.pk),
        item_type=item.item_type.code if item.item_type else "",
        parts=parts[item.pk],
        **told,
    )


def _counts_as_filed(item: Item) -> bool:
    """A composite is the office's own; a 补录件 was never filed in the system; a voided item is no filing."""
    return not item.is_composite and not item.is_supplementary and item.status != Status.VOIDED


def _withdrawn(items: Iterable[Item]) -> set[int]:
    """Filed items that their unit has taken back and not filed again; those that the office sent back still count."""
    back = {str(item.pk) for item in items if item.status in (Status.RETURNED, Status.DRAFT) and item.first_filed_at}
    if not back:
        return set()
    last: dict[str, bool] = {}
    events = Event.objects.filter(subject_kind=ITEM_KIND, subject_key__in=back, verb__in=BACK_TO_THE_UNIT)
    for event in events.order_by("pk"):
        last[event.subject_key] = event.verb != "item.send_back" and event.data.get("accepted", True)
    return {int(key) for key, by_unit in last.items() if by_unit}


def _parts(item: Item, people: "_Homes") -> tuple[Part, ...]:
    """The item itself, or the sources of a composite with their shares."""
    links = list(item.source_links.all()) if item.is_composite else []
    if not links:
        return (_part(item, people),)
    return tuple(_part(link.item, people, share=link.share) for link in links)


def _part(item: Item, people: "_Homes", share: Any = None) -> Part:
    partners = [joint.unit_id for joint in item.joint_units.all() if joint.state == JointUnit.State.COUNTERSIGNED]
    units = tuple(dict.fromkeys([item.unit_id, *partners]))
    writers = [link.user_id for link in item.author_links.all()]
    authors = tuple(Author(str(user), str(people.unit_of(user, units))) for user in writers)
    return Part(str(item.pk), tuple(str(unit) for unit in units), authors, share)


class _Homes:
    """For which unit of a joint item each author wrote: one in which the author had a role, else the lead unit."""

    def __init__(self, items: Iterable[Item]) -> None:
        joint = [part for item in items for part in _with_sources(item) if part.joint_units.all()]
        users = {link.user_id for item in joint for link in item.author_links.all()}
        self._homes: dict[int, set[int]] = defaultdict(set)
        if users:
            held = Membership.objects.filter(user__in=users, role__in=UNIT_ROLES)
            for user_id, unit_id in held.values_list("user", "unit"):
                self._homes[user_id].add(unit_id)

    def unit_of(self, user_id: int, units: Sequence[int]) -> int:
        return next((unit for unit in units if unit in self._homes[user_id]), units[0])


def _with_sources(item: Item) -> list[Item]:
    return [item, *(link.item for link in item.source_links.all())]


def _day(at: datetime) -> date:
    return localtime(at).date()
