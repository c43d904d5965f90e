"""What holds of the ledger whatever happens, in whatever order it is reckoned."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.clock import frozen
from activity.services import record
from scoring.models import LedgerRow, Period, ScoreTotal, SettlementDue
from scoring.services.periods import ensure_periods, freeze, reopen
from scoring.services.reckoning import reading_desk, reckon_changes, reckon_period
from scoring.services.standings import wrong_standings
from scoring.services.summaries import FIELDS, wrong_totals
from tests.factories.organizations import make_organ
from tests.factories.scoring import BY_SPANS, adopted, filed_item, instructed, revoked, scheme_of
from tests.factories.submissions import ItemTypeFactory

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2026, 9, 20), date(2026, 11, 8))
LEVELS = st.sampled_from(["city", "province"])
ACTS = st.one_of(
    st.tuples(st.just("file"), DAYS, st.integers(0, 2)),
    st.tuples(st.just("adopt"), DAYS, LEVELS),
    st.tuples(st.just("instruct"), DAYS, LEVELS),
    st.tuples(st.just("revoke"), st.integers(0, 9)),
    st.tuples(st.just("retype"), st.integers(0, 9)),
    st.tuples(st.just("pad"), st.integers(0, 9)),
)
RECKONINGS = st.sampled_from(["changes", "september", "october", "none"])
MANY = settings(
    # Each example is reckoned through several runs; PostgreSQL, slower by ten, gets fewer.
    max_examples=20 if connection.vendor == "sqlite" else 6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@pytest.fixture
def organ():
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        organ = make_organ()
        scheme_of(
            *_clauses(), sharing={"persons": "even", "joint": "even"}, counted_on="happened",
        )  # fmt: skip
        ensure_periods(since=date(2026, 9, 1))
        yield organ


def _clauses() -> list[dict[str, Any]]:
    instruction = {"id": "instructed", "kind": "instruction", "repeat": "once_per_level", "table": [{"points": 10}]}
    highest = {**BY_SPANS[1], "combine": "highest"}
    return [BY_SPANS[0], highest, instruction, *BY_SPANS[2:]]


@contextmanager
def undone() -> Iterator[None]:
    """One example: everything in it is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """Does the acts; what cannot be done (nothing to adopt yet) is passed over."""

    def __init__(self, organ: Any) -> None:
        self.organ = organ
        self.items: list[Any] = []
        self.records: list[Any] = []

    def act(self, name: str, *told: Any) -> None:
        if name == "file":
            day, size = told
            unit = self.organ.divisions[size % 2]
            others = [one for one in self.organ.divisions if one != unit] if size == 2 else []
            self.items.append(filed_item(day, unit=unit, joint=others))
            self._tell(self.items[-1])
        elif self.items:
            getattr(self, f"_{name}")(*told)

    def _adopt(self, day: date, level: str) -> None:
        self._record(adopted(self.items[-1], max(day, date(2026, 9, 20)), level))

    def _instruct(self, day: date, level: str) -> None:
        self._record(instructed(self.items[-1], day, level))

    def _revoke(self, number: int) -> None:
        if self.records:
            found = self.records.pop(number % len(self.records))
            revoked(found)
            self._tell(found.item)

    def _retype(self, number: int) -> None:
        item = self.items[number % len(self.items)]
        item.item_type = ItemTypeFactory.create(code="research", name="调研")
        item.save()
        self._tell(item)

    def _pad(self, number: int) -> None:
        item = self.items[number % len(self.items)]
        item.status = "declined"
        item.save()
        record("item.decline", subject=item, by=self.organ.editor, data={"kind": "padding"})

    def _record(self, made: Any) -> None:
        self.records.append(made)
        self._tell(made.item)

    def _tell(self, item: Any) -> None:
        record("item.submit", subject=item, by=self.organ.officer)


def reckon(which: str) -> None:
    if which == "changes":
        reckon_changes()
    elif which != "none":
        month = {"september": 9, "october": 10}[which]
        reckon_period(Period.objects.get(month=month), by=None)


def reckon_all() -> None:
    reckon_changes()
    for period in Period.objects.unclosed():
        reckon_period(period, by=None)


def totals(*, by_period: bool = True) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """(period, receiver) -> figures; without periods the sums of what adds up. Rows of zeros are left out."""
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for total in ScoreTotal.objects.all():
        key = (total.period.slug, total.receiver) if by_period else (total.receiver,)
        found[key].append(total)
    names = FIELDS if by_period else ("points", "filed", "forwarded", "adoptions", "padding", "settled")
    summed = {
        key: tuple(_sum([getattr(total, name) for total in rows]) for name in names) for key, rows in found.items()
    }
    return {key: figures for key, figures in summed.items() if any(figures)}


def _sum(values: list[Any]) -> Any:
    return values[0] if isinstance(values[0], dict) else sum(values, Decimal(0))


def assert_right() -> None:
    assert wrong_totals() == []
    assert wrong_standings(reading_desk()) == []
    assert not SettlementDue.objects.exists()
    rows = LedgerRow.objects.count()
    reckon_all()
    assert LedgerRow.objects.count() == rows


@MANY
@given(acts=st.lists(st.tuples(ACTS, RECKONINGS), max_size=9))
def test_any_order_of_runs_comes_to_the_same_totals(organ, acts):
    """Reckoned on the way in any manner, or once at the end: the same figures in every period."""
    with undone():
        world = World(organ)
        for act, _which in acts:
            world.act(*act)
        reckon_all()
        once = totals()
        assert_right()
    with undone():
        world = World(organ)
        for act, which in acts:
            world.act(*act)
            reckon(which)
        reckon_all()
        assert totals() == once
        assert_right()


@MANY
@given(acts=st.lists(ACTS, min_size=1, max_size=7), close_at=st.integers(0, 7), opens=st.booleans())
def test_closing_moves_points_between_months_and_makes_none(organ, acts, close_at, opens):
    """September is closed somewhere on the way, and perhaps opened again: together everybody has the same."""
    with undone():
        world = World(organ)
        for act in acts:
            world.act(*act)
        reckon_all()
        never_closed = totals(by_period=False)
    with undone():
        world = World(organ)
        september = Period.objects.get(month=9)
        for number, act in enumerate(acts):
            if number == close_at:
                freeze(september, by=organ.office_head)
                closed = list(september.rows.order_by("pk").values_list("pk", flat=True))
            world.act(*act)
        if close_at >= len(acts):
            freeze(september, by=organ.office_head)
            closed = list(september.rows.order_by("pk").values_list("pk", flat=True))
        reckon_all()
        assert list(september.rows.order_by("pk").values_list("pk", flat=True)) == closed
        assert totals(by_period=False) == never_closed
        if opens:
            reopen(september, by=organ.office_head, reason="补登")
            reckon_all()
            assert totals(by_period=False) == never_closed
        assert_right()


@MANY
@given(acts=st.lists(ACTS, min_size=1, max_size=6), number=st.integers(0, 9))
def test_fact_revoked_and_recorded_again_leaves_the_same_totals(organ, acts, number):
    with undone():
        world = World(organ)
        for act in acts:
            world.act(*act)
        reckon_all()
        before = totals()
        if world.records:
            first = world.records[number % len(world.records)]
            counter = revoked(first)
            world._tell(first.item)
            reckon_changes()
            revoked(counter)
            world._tell(first.item)
            reckon_changes()
        assert totals() == before
        assert_right()
