"""A month of items with their records and nothing else: no events, no search. For measuring the ledger alone."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from activity.clock import OFFICE_ZONE, today
from benchmarks import volume
from organizations.models import Membership, Outlet, OutletLevel, Role, Unit, UnitKind, User
from review.models import Adoption, Forwarding
from scoring.models import Period
from scoring.services.periods import ensure_periods
from submissions.models import Item, ItemAuthor, Revision
from submissions.states import Nature, Secrecy, Status

UNITS = 400
PORTION = 2000


def last_month() -> Period:
    """The month that ended last."""
    return ensure_periods(since=today().replace(day=1) - timedelta(days=1))[0]


def fill_month(count: int, month: Period) -> int:
    """Items spread over the days of the month and over units with an officer each; how many."""
    chance = random.Random(volume.SEED)
    office = volume.Office()
    officers = _officers(office)
    province = OutletLevel.objects.create(code="province", name="省级", sort_no=1)
    outlets = [
        *office.outlets,
        *(Outlet.objects.create(name=f"专报{no}", code=f"p{no}", level=province) for no in (1, 2)),
    ]
    texts = [volume.text_of(chance) for _one in range(50)]
    for start in range(0, count, PORTION):
        with transaction.atomic():
            _portion(office, officers, outlets, texts, chance, month, range(start, min(start + PORTION, count)))
    return count


def _officers(office: volume.Office) -> list[tuple[Unit, User]]:
    units = Unit.objects.bulk_create(
        Unit(
            name=f"单位{no}", short_name=f"单位{no}", code=f"x{no}", kind=UnitKind.SUBORDINATE, sort_no=100 + no,
            unit_class=office.unit_class, starts_on=volume.LONG_AGO,
        )
        for no in range(UNITS)
    )  # fmt: skip
    users = User.objects.bulk_create(
        User(username=f"x{no}", name=f"人员{no}", password="!") for no in range(UNITS)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(user=user, unit=unit, role=Role.OFFICER, starts_on=volume.LONG_AGO)
        for unit, user in zip(units, users, strict=True)
    )
    return list(zip(units, users, strict=True))


def _portion(
    office: volume.Office, officers: list[tuple[Unit, User]], outlets: list[Outlet], texts: list[str],
    chance: random.Random, month: Period, numbers: range,
) -> None:  # fmt: skip
    days = (month.ends_on - month.starts_on).days
    noon = datetime(month.year, month.month, 1, 12, tzinfo=OFFICE_ZONE)
    items: list[Any] = []
    for no in numbers:
        unit, user = officers[no % UNITS]
        at = noon + timedelta(days=chance.randrange(days))
        items.append(
            Item(
                title=f"情况{no}", item_type=chance.choice(office.types), nature=Nature.ACHIEVEMENT,
                secrecy=Secrecy.INTERNAL, unit=unit, chain_unit=unit, drafter=user, status=Status.SIGNED, created_at=at,
                entered_at=at, number=f"{at.year}-{no:07d}", first_filed_at=at, filed_at=at, filing_count=1,
            )
        )  # fmt: skip
    Item.objects.bulk_create(items)
    revisions = Revision.objects.bulk_create(volume.first_revision(item, chance.choice(texts)) for item in items)
    for item, revision in zip(items, revisions, strict=True):
        item.current = revision
    Item.objects.bulk_update(items, ["current"], batch_size=200)
    ItemAuthor.objects.bulk_create(ItemAuthor(item=item, user_id=item.drafter_id) for item in items)
    Forwarding.objects.bulk_create(
        Forwarding(
            item=item, outlet=chance.choice(outlets), revision_id=item.current_id, forwarded_at=item.filed_at,
            recorded_at=item.created_at, recorded_by=office.editor,
        )
        for item in items
    )  # fmt: skip
    Adoption.objects.bulk_create(
        Adoption(
            item=item, outlet=chance.choice(outlets), issue_number=f"第{item.pk}期", adopted_on=item.created_at.date(),
            recorded_at=item.created_at, recorded_by=office.editor,
        )
        for item in items[::2]
    )  # fmt: skip
