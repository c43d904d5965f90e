"""What adoptions and instructions of the past have in common: the item that they are about.

It is looked for by the number of the item, else by unit and title. Where there is none, a 补录件 stands in for it, as
for an adoption that the office enters today: the fact counts, no filing is counted.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Min
from django.utils.translation import gettext as _

from activity.services import EventRow, record_many
from documents.spreadsheets.values import key_of
from organizations.models import PastImport, Unit, User
from organizations.past.kinds import Planned, Told
from organizations.past.rows import Problems, Row
from review.models import Adoption, Instruction
from review.past.matching import Books, Candidate, ItemBook, imported_before, joined, told_of
from review.services.records import note_on_item
from submissions.models import Item, ItemType
from submissions.services.past import PORTION, PastItem, start_of, write_past_items

ITEM_KIND = "submissions.item"
# Unit and title: what a 补录件 is known by among the rows of one file.
ItemKey = tuple[int, str]


class RecordPlanner(ABC):
    """Base of the two planners. `day_key` names the column of the fact's day."""

    kind_key = ""
    day_key = ""

    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        self.rows, self.problems = rows, problems
        self.books, self.items = Books(problems), ItemBook()
        self.units = {id(row): self.books.units_of(row, row.get(self.day_key)) for row in rows}

    def plan(self) -> list[Planned]:
        """The rows that are complete, each with its item."""
        complete = [row for row in self.rows if self._is_complete(row)]
        self.items.load(
            ((row.get("title"), self.units[id(row)], row.get(self.day_key)) for row in complete if row.get("title")),
            (row.get("item_number") for row in complete if row.get("item_number")),
        )
        named = [(row, one) for row in complete for one in self.objects(row)]
        keyed = [(row, one, self._identity(row)) for row, one in named]
        parts = [(row, one, item, self.parts(row, one, key)) for row, one, (item, key) in keyed if key is not None]
        before = imported_before(self.kind_key, (part for _row, _one, _item, part in parts))
        return [
            planned
            for row, one, item, part in parts
            if (planned := self._planned(row, one, item, part, before.get(part))) is not None
        ]

    @abstractmethod
    def objects(self, row: Row) -> list[Any]:
        """What the row names besides the item, one for each fact in it: the outlet, each of its leaders."""

    @abstractmethod
    def parts(self, row: Row, one: Any, key: ItemKey) -> tuple[str, ...]:
        """What the fact is known by."""

    @abstractmethod
    def told(self, row: Row, one: Any) -> dict[str, Told]:
        """What the row says, for those columns that stand for something."""

    @abstractmethod
    def known(self, row: Row, one: Any, item_id: int) -> tuple[str, str] | None:
        """The fact, where it stands here without an import."""

    def _is_complete(self, row: Row) -> bool:
        has_number = bool(row.get("item_number"))
        for key in ("unit", "title"):
            if not has_number and not row.get(key) and key not in row.raw:
                self.problems.add(
                    row, key, _("This cell must not be empty."), _("Fill it in, or give the number of the item.")
                )
        named = bool(self.units[id(row)]) and bool(row.get("title"))
        return bool(row.get(self.day_key)) and (has_number or named)

    def _identity(self, row: Row) -> tuple[Candidate | None, ItemKey | None]:
        """The item by number, if one is given, and by what the fact's item is known."""
        number, units = row.get("item_number"), self.units[id(row)]
        title = row.get("title", "")
        if not number:
            return None, (units[0].pk, key_of(title))
        found = self.books.tried(row, "item_number", lambda: self.items.numbered(number, units, title))
        if found is None:
            return None, None
        if title and key_of(found.title) != key_of(title):
            self.problems.note(
                row, "title", _("The item of this number is called: %(title)s.") % {"title": found.title}
            )
        return found, (found.unit_id, key_of(found.title))

    def _planned(
        self, row: Row, one: Any, item: Candidate | None, parts: tuple[str, ...], known_as: tuple[str, str] | None
    ) -> Planned | None:
        units, on = self.units[id(row)], row.get(self.day_key)
        authors = self.books.authors_of(row, units, on)
        item_type = self.books.type_of(row)
        if item is None and known_as is None:
            item = self.books.tried(row, "title", lambda: self.items.find(row.get("title"), units, on))
        if row.is_wrong:
            return None
        facts = {
            "object": one, "item_id": item.pk if item else None, "row": row, "on": on,
            "item": None if item else self._stand_in(row, units, authors, item_type, on),
        }  # fmt: skip
        told = told_of(row, **self._told_items(row, units, authors, item_type), **self.told(row, one))
        planned = Planned(
            row, facts, parts, told, number=self._number(row, one), happened_on=on, known_as=known_as,
            order=(str(on), *parts),
        )  # fmt: skip
        if known_as is None and item is not None:
            planned.known_as = self.known(row, one, item.pk)
        if planned.known_as is None:
            planned.note = _note(item)
        return planned

    def _number(self, row: Row, one: Any) -> str:
        return str(row.get("number", ""))

    def _told_items(
        self, row: Row, units: Sequence[Unit], authors: Sequence[User], item_type: ItemType | None
    ) -> dict[str, Told]:
        told: dict[str, Told] = {self.day_key: (str(row.get(self.day_key)), str(row.get(self.day_key)))}
        if units:
            told["unit"] = ("、".join(str(unit.pk) for unit in units), joined(units))
        if authors:
            told["authors"] = ("、".join(str(user.pk) for user in authors), joined(authors))
        if item_type is not None:
            told["item_type"] = (item_type.code, item_type.name)
        return told

    def _stand_in(
        self, row: Row, units: Sequence[Unit], authors: tuple[User, ...], item_type: ItemType | None, on: date
    ) -> PastItem | None:
        if not units:
            return None
        return PastItem(
            unit=units[0], partners=tuple(units[1:]), title=row.get("title"), on=on, authors=authors, item_type=item_type,
            is_supplementary=True, place=f"{row.sheet}!{row.number}",
        )  # fmt: skip


def _note(item: Candidate | None) -> str:
    if item is None:
        return _("No filing was found: entered without one; it counts as no filing.")
    return _("Item %(number)s") % {"number": item.number}


def items_for(rows: Sequence[Planned], *, by: User, past: PastImport) -> list[int]:
    """The key of the item of each row; items that stand in for a missing filing are written, once for unit and title."""
    missing: dict[ItemKey, PastItem] = {}
    for one in rows:
        item: PastItem | None = one.facts["item"]
        if item is not None:
            missing.setdefault((item.unit.pk, key_of(item.title)), item)
    written = write_past_items(list(missing.values()), by=by, batch=past.batch, import_id=past.pk)
    made = {key: item.pk for key, item in zip(missing, written, strict=True)}
    return [one.facts["item_id"] or made[_key(one)] for one in rows]


def _key(one: Planned) -> ItemKey:
    item: PastItem = one.facts["item"]
    return item.unit.pk, key_of(item.title)


@transaction.atomic
def note_on_items(item_ids: Sequence[int]) -> None:
    """Tell the items what is in force, as `note_on_item` tells one: their first adoption, and a version more.

    An imported item that was adopted or instructed had been signed by then, so leaders may read it.
    """
    keys = sorted(set(item_ids))
    for start in range(0, len(keys), PORTION):
        part = keys[start : start + PORTION]
        items = list(
            Item.objects.filter(pk__in=part).only("adopted_at", "signed_at", "is_imported", "is_composite", "version")
        )
        first = dict(
            Adoption.objects.in_force()
            .filter(item__in=part)
            .order_by()
            .values_list("item")
            .annotate(on=Min("adopted_on"))
        )
        instructed = dict(
            Instruction.objects.in_force()
            .filter(item__in=part)
            .order_by()
            .values_list("item")
            .annotate(on=Min("instructed_on"))
        )
        for item in items:
            item.adopted_at = first.get(item.pk, item.adopted_at)
            days = [day for day in (first.get(item.pk), instructed.get(item.pk)) if day]
            if item.is_imported and item.signed_at is None and days:
                item.signed_at = start_of(min(days))
        Item.objects.bulk_update(items, ["adopted_at", "signed_at"], batch_size=PORTION)
        Item.objects.filter(pk__in=part).update(version=F("version") + 1)
        for item in items:
            if item.is_composite:
                note_on_item(Item.objects.get(pk=item.pk))


def write_events(verb: str, rows: Sequence[tuple[int, str, dict[str, Any]]], *, by: User, past: PastImport) -> None:
    """One event a fact, about its item: (item, unit, data)."""
    record_many(
        EventRow(
            verb=verb, subject_kind=ITEM_KIND, subject_key=str(item_id), actor_id=by.pk, unit_key=unit_key,
            data={**data, "import": past.pk}, batch=past.batch,
        )
        for item_id, unit_key, data in rows
    )  # fmt: skip


def units_of_items(item_ids: Sequence[int]) -> dict[int, str]:
    """The unit of each item, as events name it."""
    keys, found = sorted(set(item_ids)), {}
    for start in range(0, len(keys), PORTION):
        rows = Item.objects.filter(pk__in=keys[start : start + PORTION])
        found.update({pk: str(unit) for pk, unit in rows.values_list("pk", "unit")})
    return found
