"""Items as the engine's facts need them: whose they are, with whom they are shared. Read in columns, not as objects."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models.functions import Coalesce, Length
from django.utils.timezone import localtime

from organizations.models import Membership
from organizations.standing import UNIT_ROLES
from scoring.engine import Author, Part
from submissions.models import Item, ItemAuthor, ItemSource, JointUnit
from submissions.states import Source

Pairs = dict[int, list[Any]]


@dataclass(slots=True)
class ItemData:
    """What facts say of their item. `filed_on`: the local day of the first filing; `group`: its key among facts."""

    pk: int
    group: str
    unit: int
    item_type: str
    status: str
    is_composite: bool
    is_supplementary: bool
    commissioned: bool
    filed_on: date | None
    length: int
    parts: tuple[Part, ...] = ()


Items = dict[int, ItemData]


def load_items(pks: Sequence[int]) -> Items:
    """The items with their parts; a fixed number of statements."""
    items = _items(pks)
    composites = [item.pk for item in items.values() if item.is_composite]
    sources = _sources(composites) if composites else {}
    others = {pk for links in sources.values() for pk, _share in links} - items.keys()
    people = _People([*items.values(), *(_items(sorted(others)).values() if others else ())])
    for item in items.values():
        links: list[tuple[int, Decimal | None]] = sources.get(item.pk) or [(item.pk, None)]
        item.parts = tuple(people.part(pk, share) for pk, share in links)
    return items


def _items(pks: Sequence[int]) -> Items:
    rows = Item.objects.filter(pk__in=pks).annotate(length=Coalesce(Length("current__text"), 0))
    found: Items = {}
    for pk, unit, item_type, status, composite, supplementary, source, filed_at, length in rows.order_by().values_list(
        "pk", "unit", "item_type__code", "status", "is_composite", "is_supplementary", "source", "first_filed_at",
        "length",
    ):  # fmt: skip
        filed_on = localtime(filed_at).date() if filed_at else None
        found[pk] = ItemData(
            pk, str(pk), unit, item_type or "", status, composite, supplementary, source == Source.COMMISSION,
            filed_on, length,
        )  # fmt: skip
    return found


def _sources(composites: Sequence[int]) -> dict[int, list[tuple[int, Decimal | None]]]:
    found: dict[int, list[tuple[int, Decimal | None]]] = defaultdict(list)
    links = ItemSource.objects.filter(composite__in=composites)
    for composite, pk, share in links.values_list("composite_id", "item_id", "share"):
        found[composite].append((pk, share))
    return found


class _People:
    """The parts of items: lead unit and partners that countersigned; authors, each for one of these units."""

    def __init__(self, items: Sequence[ItemData]) -> None:
        pks = [item.pk for item in items]
        joint = JointUnit.objects.filter(item__in=pks, state=JointUnit.State.COUNTERSIGNED)
        self._lead = {item.pk: item.unit for item in items}
        self._partners = _gathered(joint.values_list("item", "unit"))
        self._authors = _gathered(ItemAuthor.objects.filter(item__in=pks).values_list("item", "user"))
        self._homes: dict[int, set[int]] = defaultdict(set)
        users = {user for pk in self._partners for user in self._authors.get(pk, ())}
        if users:
            held = Membership.objects.filter(user__in=users, role__in=UNIT_ROLES)
            for user, unit in held.values_list("user", "unit"):
                self._homes[user].add(unit)

    def part(self, pk: int, share: Decimal | None) -> Part:
        units = tuple(dict.fromkeys([self._lead[pk], *self._partners.get(pk, ())]))
        authors = tuple(Author(str(user), str(self._home(user, units))) for user in self._authors.get(pk, ()))
        return Part(str(pk), tuple(map(str, units)), authors, share)

    def _home(self, user: int, units: Sequence[int]) -> int:
        """One of the units in which the author had a role, else the lead unit."""
        return next((unit for unit in units if unit in self._homes.get(user, ())), units[0])


def _gathered(rows: Iterable[tuple[int, Any]]) -> Pairs:
    found: Pairs = defaultdict(list)
    for pk, value in rows:
        found[pk].append(value)
    return found
