"""What the office's sheets name: units, authors, outlets, leaders, types, and the items that a record is about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from documents.spreadsheets.values import clean, key_of
from organizations.models import ImportedRow, Unit, User
from organizations.past.columns import CellRefused, names
from organizations.past.fingerprints import PORTION, fingerprint
from organizations.past.kinds import Told
from organizations.past.matching import LeaderBook, OutletBook, PeopleBook, UnitBook, listed
from organizations.past.rows import Problems, Row
from submissions.models import Item, ItemType, JointUnit
from submissions.services.past import start_of

FoundT = TypeVar("FoundT")
# How long before a record its item may have been filed, where the title is written a little differently.
LOOK_BACK = timedelta(days=400)
LONGEST_CELL = 300


@dataclass(frozen=True)
class Words:
    """A cell with one name or several."""

    whole: str
    parts: tuple[str, ...]


def words(value: Any, from_1904: bool) -> Words:
    """Read a cell that names a unit, or several units in their order."""
    whole = clean(value)
    if len(whole) > LONGEST_CELL:
        raise CellRefused(_("The cell is too long for names."))
    return Words(whole, names(value, from_1904))


class Books:
    """Everything that is looked up, read once a file."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.units, self.people, self.outlets, self.leaders = UnitBook(), PeopleBook(), OutletBook(), LeaderBook()
        self.types = {key_of(word): one for one in ItemType.objects.all() for word in (one.code, one.name)}

    def tried(self, row: Row, key: str, look_up: Callable[[], FoundT]) -> FoundT | None:
        """What the look-up finds; its refusal becomes the problem of that cell."""
        try:
            return look_up()
        except CellRefused as refusal:
            self.problems.add(row, key, refusal.what, refusal.advice)
            return None

    def units_of(self, row: Row, on: date | None) -> list[Unit]:
        """The submitting unit and its partners, in order; empty where the cell is empty or wrong."""
        cell: Words | None = row.get("unit")
        if cell is None:
            return []
        found = self.tried(row, "unit", lambda: self.units.find_all(cell.whole, cell.parts, on)) or []
        partners: Words | None = row.get("partners")
        if found and partners is not None:
            more = self.tried(row, "partners", lambda: self.units.find_all(partners.whole, partners.parts, on)) or []
            found += [unit for unit in more if unit not in found]
        return found

    def authors_of(self, row: Row, units: Sequence[Unit], on: date | None) -> tuple[User, ...]:
        """The authors in their order; a problem of the cell for each who is not found."""
        found = [
            self.tried(row, "authors", lambda name=name: self.people.find(name, units, on))  # type: ignore[misc]
            for name in row.get("authors", ())
        ]
        return tuple(user for user in found if user is not None)

    def type_of(self, row: Row) -> ItemType | None:
        """The type of item by name or code."""
        name = row.get("item_type")
        if not name:
            return None
        found = self.types.get(key_of(name)) or self.types.get(key_of(name.removesuffix("类").removesuffix("信息")))
        if found is None:
            known = listed(dict.fromkeys(one.name for one in self.types.values()))
            self.problems.add(
                row, "item_type", _("There is no such type of item."), _("There are: %(names)s.") % {"names": known}
            )
        return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a row may mean. `day`: when it was filed; None for a 补录件, which never was."""

    pk: int
    number: str
    title: str
    unit_id: int
    partner_ids: frozenset[int]
    day: date | None

    def in_words(self) -> str:
        return f"{self.number}（{self.day}）" if self.day else self.number


class ItemBook:
    """Items that reached the office, found by number, or by unit and title."""

    FIELDS = ("pk", "number", "title", "unit_id", "first_filed_at")

    def __init__(self) -> None:
        self.by_title: defaultdict[str, dict[int, Candidate]] = defaultdict(dict)
        self.by_number: defaultdict[str, dict[int, Candidate]] = defaultdict(dict)

    def load(self, wanted: Iterable[tuple[str, Sequence[Unit], date]], numbers: Iterable[str] = ()) -> None:
        """Read the items that may be meant: by exact title, by number, then by title without signs and spaces."""
        asked = [(title, frozenset(unit.pk for unit in units), on) for title, units, on in wanted if units]
        rows: QuerySet[Item] = Item.objects.filter(
            Q(first_filed_at__isnull=False) | Q(is_supplementary=True) | Q(is_composite=True)
        )
        titles = sorted({title for title, _units, _on in asked})
        for start in range(0, len(titles), PORTION):
            self._keep(rows.filter(title__in=titles[start : start + PORTION]))
        self._load_numbers(rows, sorted({number for number in numbers if number}))
        rest = [one for one in asked if not self._titled(one[0], one[1])]
        if rest:
            self._load_alike(rows, rest)

    def find(self, title: str, units: Sequence[Unit], on: date) -> Candidate | None:
        """The one item of the title in one of the units, filed by the day. Raises CellRefused where several may be meant."""
        found = self._titled(title, frozenset(unit.pk for unit in units))
        before = [one for one in found if one.day is None or one.day <= on]
        filed = [one for one in before if one.day is not None]
        chosen = filed or before
        if len(chosen) > 1:
            raise CellRefused(
                _("Several items have this title: %(items)s.") % {"items": listed(one.in_words() for one in chosen)},
                _("Give the number of the item in a column “%(head)s”.") % {"head": "信息编号"},
            )
        if not chosen and found:
            raise CellRefused(
                _("The item of this title was filed only later: %(items)s.")
                % {"items": listed(one.in_words() for one in found)},
                _("Check the date."),
            )
        return chosen[0] if chosen else None

    def numbered(self, number: str, units: Sequence[Unit], title: str) -> Candidate:
        """The item of the number; unit and title decide where a register counted anew. Raises CellRefused."""
        found = list(self.by_number[key_of(number)].values())
        if len(found) > 1 and units:
            keys = {unit.pk for unit in units}
            found = [one for one in found if one.unit_id in keys or one.partner_ids & keys]
        if len(found) > 1 and title:
            found = [one for one in found if key_of(one.title) == key_of(title)]
        if len(found) == 1:
            return found[0]
        if found:
            raise CellRefused(
                _("Several items have this number: %(items)s.") % {"items": listed(one.in_words() for one in found)}
            )
        raise CellRefused(
            _("There is no item of this number."), _("Import the filings first, or leave the number empty.")
        )

    def same(self, title: str, unit: Unit, day: date) -> Candidate | None:
        """The item of the unit with this title that was filed on the day."""
        return next((one for one in self._titled(title, frozenset({unit.pk})) if one.day == day), None)

    def supplementary(self, title: str, unit: Unit) -> Candidate | None:
        """A 补录件 of the title."""
        return next((one for one in self._titled(title, frozenset({unit.pk})) if one.day is None), None)

    def _titled(self, title: str, units: frozenset[int]) -> list[Candidate]:
        found = self.by_title.get(key_of(title), {}).values()
        return [one for one in found if one.unit_id in units or one.partner_ids & units]

    def _load_numbers(self, rows: QuerySet[Item], numbers: Sequence[str]) -> None:
        for start in range(0, len(numbers), PORTION):
            part = numbers[start : start + PORTION]
            self._keep(rows.filter(number__in=part))
            imported = ImportedRow.objects.filter(kind="filings", number__in=part)
            by_item: defaultdict[int, str] = defaultdict(str)
            for key, number in imported.values_list("subject_key", "number"):
                by_item[int(key)] = number
            for one in self._keep(rows.filter(pk__in=by_item)):
                self.by_number[key_of(by_item[one.pk])][one.pk] = one

    def _load_alike(self, rows: QuerySet[Item], rest: list[tuple[str, frozenset[int], date]]) -> None:
        keys = {key_of(title) for title, _units, _on in rest}
        units = frozenset().union(*(units for _title, units, _on in rest))
        first, last = min(on for _t, _u, on in rest) - LOOK_BACK, max(on for _t, _u, on in rest)
        near = rows.filter(
            unit__in=units, created_at__gte=start_of(first), created_at__lt=start_of(last) + timedelta(days=1)
        )
        titles = near.values_list("pk", "title").iterator(chunk_size=2000)
        meant = [pk for pk, title in titles if key_of(title) in keys]
        for start in range(0, len(meant), PORTION):
            self._keep(rows.filter(pk__in=meant[start : start + PORTION]))

    def _keep(self, rows: QuerySet[Item]) -> list[Candidate]:
        found = list(rows.values_list(*self.FIELDS))
        partners: defaultdict[int, set[int]] = defaultdict(set)
        joint = JointUnit.objects.filter(item__in=[row[0] for row in found], state=JointUnit.State.COUNTERSIGNED)
        for item_id, unit_id in joint.values_list("item_id", "unit_id"):
            partners[item_id].add(unit_id)
        kept = []
        for pk, number, title, unit_id, filed_at in found:
            day = localtime(filed_at).date() if filed_at else None
            one = Candidate(pk, number or "", title, unit_id, frozenset(partners[pk]), day)
            self.by_title[key_of(title)][pk] = one
            if number:
                self.by_number[key_of(number)][pk] = one
            kept.append(one)
        return kept


def imported_before(kind: str, contents: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, str]]:
    """Which of the facts an earlier import stored, and as what: they need not be matched again."""
    by_print = {fingerprint(kind, ("content", *parts)): parts for parts in contents}
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    prints = list(by_print)
    for start in range(0, len(prints), PORTION):
        rows = ImportedRow.objects.filter(kind=kind, content__in=prints[start : start + PORTION])
        for content, subject_kind, subject_key in rows.values_list("content", "subject_kind", "subject_key"):
            found[by_print[content]] = (subject_kind, subject_key)
    return found


def told_of(row: Row, **objects: Told) -> dict[str, Told]:
    """What the row says by column: a comparable form, and the words; `objects` for cells that stand for something."""
    told = {key: (key_of(clean(raw)), clean(raw)[:LONGEST_CELL]) for key, raw in row.raw.items() if key in row.values}
    return {**told, **{key: value for key, value in objects.items() if key in told}}


def long_told(text: str) -> Told:
    """A text: its hash, and how it begins."""
    return fingerprint("text", (text,))[:16], text[:40] + ("…" if len(text) > 40 else "")


def joined(values: Iterable[Any]) -> str:
    """Names in a row, as Chinese texts enumerate."""
    return "、".join(str(value) for value in values)
