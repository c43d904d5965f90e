"""Schemes, periods and facts for tests of scores."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import factory

from activity.clock import OFFICE_ZONE, now
from organizations.models import Outlet, OutletLevel, SuperiorLeader
from review.models import Adoption, Forwarding, Instruction
from scoring.models import Period, Scheme
from scoring.services.periods import make_period
from scoring.services.scheme_files import DIRECTORY, adopt_scheme, read_scheme_file
from submissions.models import Item
from tests.factories.organizations import OutletFactory, OutletLevelFactory, SuperiorLeaderFactory, make_person
from tests.factories.submissions import ItemTypeFactory, make_item

LEVELS = (("own", "本级"), ("city", "市级"), ("province", "省级"), ("state", "国家级"))


class PeriodFactory(factory.django.DjangoModelFactory):
    """An open month of 2026; give `month`."""

    class Meta:
        model = Period

    year = 2026
    month = 10

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kw: Any) -> Period:
        return make_period(kw["year"], kw["month"])


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=OFFICE_ZONE)


def demo_scheme(valid_from: date = date(2020, 1, 1), *, whole: bool = False, **kw: Any) -> Scheme:
    """The scheme of the demo organ, adopted: its clauses about items in points; those about periods and fees if `whole`."""
    text = (Path(DIRECTORY) / "demo-office.yaml").read_text(encoding="utf-8")
    text = text if whole else text.partition("  # ——")[0]
    return adopt_scheme(file=read_scheme_file(text), valid_from=valid_from, by=None, **kw)


def level(code: str) -> OutletLevel:
    index = [name for name, _label in LEVELS].index(code)
    return OutletLevelFactory.create(code=code, name=LEVELS[index][1], sort_no=index)


def outlet_of(level_code: str) -> Outlet:
    """The one outlet of the level."""
    found = Outlet.objects.filter(level__code=level_code).first()
    return found or OutletFactory.create(level=level(level_code))


def filed_item(on: date, **kw: Any) -> Item:
    """A signed item, first filed on the day."""
    kw.setdefault("item_type", ItemTypeFactory.create(code="update", name="动态"))
    kw.setdefault("status", "signed")
    return make_item(created_at=noon(on), **kw)


def adopted(item: Item, on: date, level_code: str = "city", **kw: Any) -> Adoption:
    serial = Adoption.objects.count() + 1
    return Adoption.objects.create(
        item=item, outlet=kw.pop("outlet", None) or outlet_of(level_code), issue_number=f"第{serial}期", adopted_on=on,
        recorded_by=make_person(), recorded_at=now(), **kw,
    )  # fmt: skip


def forwarded(item: Item, on: date, level_code: str = "city") -> Forwarding:
    return Forwarding.objects.create(
        item=item, outlet=outlet_of(level_code), revision=item.current, forwarded_at=noon(on),
        recorded_by=make_person(), recorded_at=now(),
    )  # fmt: skip


def instructed(item: Item, on: date, level_code: str = "city", rank: str = "deputy", **kw: Any) -> Instruction:
    leader = kw.pop("leader", None) or SuperiorLeaderFactory.create(
        level=level(level_code), rank=SuperiorLeader.Rank(rank)
    )
    return Instruction.objects.create(
        item=item, leader=leader, instructed_on=on, text="请阅研。", recorded_by=make_person(), recorded_at=now(), **kw
    )


def revoked(record: Any, reason: str = "重复登记") -> Any:
    """The counter-record, as `review.services.records.revoke` writes it."""
    same = {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if not field.primary_key and field.name not in {"counters", "reason", "recorded_at"}
    }
    return type(record).objects.create(**same, counters=record, reason=reason, recorded_at=now() + timedelta(seconds=1))


def points(value: str | int) -> Decimal:
    return Decimal(value)


BY_SPANS: tuple[dict[str, Any], ...] = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"level": "city", "points": 5}, {"points": 10}]},
    {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"points": 2}]},
    {"id": "base", "kind": "base", "per": "month", "points": 2},
    {
        "id": "two-a-month", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 2}],
        "result": {"met": 4, "missed": 3},
    },
    {"id": "rate", "kind": "rate", "per": "quarter", "below": 40, "only_with_filings": True, "minus": 6},
    {"id": "cap", "kind": "limit", "per": "month", "of": ["filed", "two-a-month"], "at_most": 6},
    {
        "id": "two-faults", "kind": "threshold", "per": "year", "counts": "fault", "at_least": 2,
        "effects": {"minus": 10, "no_prize": True},
    },
)  # fmt: skip
"""Clauses about items, and of every kind about periods."""


def scheme_of(*clauses: dict[str, Any], valid_from: date = date(2020, 1, 1), code: str = "spans", **kw: Any) -> Scheme:
    """An adopted scheme of these clauses, by default those of `BY_SPANS`."""
    document = {
        "schema": "govinfo-scheme/1", "code": code, "title": "按期间计分", "sharing": {"persons": "none"},
        "clauses": list(clauses or BY_SPANS), **kw,
    }  # fmt: skip
    return adopt_scheme(file=read_scheme_file(json.dumps(document, default=str)), valid_from=valid_from, by=None)
