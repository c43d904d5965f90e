"""Items of the past, by bulk: filed before this system, they pass no move and stand where the past left them.

A filing becomes an item that is closed (办结) or declined, with `is_imported`: it counts as filed on its day. What an
outlet printed without a filing becomes a 补录件, as `enter_supplementary` makes one: it counts as no filing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import OuterRef, Subquery

from activity.clock import OFFICE_ZONE, now
from activity.services import EventRow, record_many
from organizations.models import Unit, User
from submissions.models import Item, ItemAuthor, ItemType, JointUnit, NumberSeries, Revision
from submissions.search import index_many
from submissions.services.numbering import SUPPLEMENTARY_SERIES
from submissions.services.revisions import digest
from submissions.states import Secrecy, Source, Status

PAST_SERIES = "past"
PORTION = 500


@dataclass(frozen=True)
class PastItem:
    """What a register says of an item. `on`: the day of filing, or for a 补录件 the day on which it is first met.

    `number`: as the register gives it, where it can stand beside the numbers of this system. `place`: where it was read.
    """

    unit: Unit
    title: str
    on: date
    place: str
    partners: tuple[Unit, ...] = ()
    authors: tuple[User, ...] = ()
    text: str = ""
    summary: str = ""
    item_type: ItemType | None = None
    nature: str = ""
    secrecy: str = Secrecy.INTERNAL
    number: str = ""
    is_declined: bool = False
    is_supplementary: bool = False


def start_of(day: date) -> datetime:
    """The first moment of the day: registers know no hour."""
    return datetime.combine(day, time(), OFFICE_ZONE)


@transaction.atomic
def write_past_items(rows: Sequence[PastItem], *, by: User, batch: str, import_id: int) -> list[Item]:
    """Write the items in the order given, each with its version, authors, partners, entry in the search and event."""
    numbers = _numbers(rows)
    items: list[Item] = []
    for start in range(0, len(rows), PORTION):
        part = rows[start : start + PORTION]
        made = Item.objects.bulk_create([_item(row, numbers[start + no], by) for no, row in enumerate(part)])
        _write_words(made, part, by)
        _write_parts(made, part)
        index_many(made)
        _write_events(made, part, by=by, batch=batch, import_id=import_id)
        items.extend(made)
    return items


def _item(row: PastItem, number: str, by: User) -> Item:
    at = start_of(row.on)
    filed = {} if row.is_supplementary else {"first_filed_at": at, "filed_at": at, "filing_count": 1}
    status = Status.SIGNED if row.is_supplementary else Status.DECLINED if row.is_declined else Status.CLOSED
    return Item(
        title=row.title, summary=row.summary, item_type=row.item_type, nature=row.nature, secrecy=row.secrecy,
        source=Source.OWN, unit=row.unit, chain_unit=row.unit.host or row.unit,
        drafter=row.authors[0] if row.authors else by, is_supplementary=row.is_supplementary, is_imported=True,
        status=status, number=number, created_at=at, entered_at=at,
        signed_at=at if row.is_supplementary else None, **filed,
    )  # fmt: skip


def _numbers(rows: Sequence[PastItem]) -> list[str]:
    """The register's own number, else one of the series 历 (filings) or 补 of the year."""
    counts: dict[tuple[str, int], int] = {}
    numbers = []
    for row in rows:
        if row.number:
            numbers.append(row.number)
            continue
        series, sign = (SUPPLEMENTARY_SERIES, "补") if row.is_supplementary else (PAST_SERIES, "历")
        key = (series, row.on.year)
        if key not in counts:
            NumberSeries.objects.get_or_create(series=series, year=row.on.year)
            counts[key] = NumberSeries.objects.select_for_update().get(series=series, year=row.on.year).last
        counts[key] += 1
        numbers.append(f"{row.on.year}-{sign}-{counts[key]:04d}")
    for (series, year), last in counts.items():
        NumberSeries.objects.filter(series=series, year=year).update(last=last)
    return numbers


def _write_words(items: Sequence[Item], rows: Sequence[PastItem], by: User) -> None:
    at = now()
    revisions = Revision.objects.bulk_create(
        Revision(
            item=item, no=1, kind=Revision.Kind.AS_UNIT_SIGNED, title=row.title, summary=row.summary, text=row.text,
            sha256=digest(row.title, row.summary, row.text), created_by=by, created_at=at,
        )
        for item, row in zip(items, rows, strict=True)
    )  # fmt: skip
    for item, revision in zip(items, revisions, strict=True):
        item.current = revision
    # One statement for all of them, where bulk_update would spell out each pair.
    first = Revision.objects.filter(item=OuterRef("pk")).values("pk")[:1]
    Item.objects.filter(pk__in=[item.pk for item in items]).update(current=Subquery(first))


def _write_parts(items: Sequence[Item], rows: Sequence[PastItem]) -> None:
    pairs = list(zip(items, rows, strict=True))
    ItemAuthor.objects.bulk_create(
        ItemAuthor(item=item, user=author, sort_no=no)
        for item, row in pairs
        for no, author in enumerate(dict.fromkeys(row.authors))
    )
    JointUnit.objects.bulk_create(
        JointUnit(item=item, unit=partner, sort_no=no, state=JointUnit.State.COUNTERSIGNED)
        for item, row in pairs
        for no, partner in enumerate(dict.fromkeys(row.partners))
        if partner.pk != row.unit.pk
    )


def _write_events(items: Sequence[Item], rows: Sequence[PastItem], *, by: User, batch: str, import_id: int) -> None:
    record_many(
        EventRow(
            verb="item.import", subject_kind="submissions.item", subject_key=str(item.pk), actor_id=by.pk,
            unit_key=str(item.unit_id), batch=batch,
            data={
                "import": import_id, "place": row.place[:80], "on": str(row.on), "number": item.number,
                "revision": item.current_id, "sha256": item.current.sha256 if item.current else "",
            },
        )
        for item, row in zip(items, rows, strict=True)
    )  # fmt: skip
