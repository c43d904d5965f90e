"""Loads the demo organ: fourteen months of work, act by act in the order of time, through the services.

The whole load is one transaction: a load that is cut off leaves nothing behind and is simply run again. It is also the
fastest way, for nothing is flushed to the disk between acts.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation

from activity.clock import OFFICE_ZONE, frozen
from govinfo.demo import organ
from govinfo.demo.claims import claim_lives
from govinfo.demo.lives import ItemLife, Stage
from govinfo.demo.months import MonthEnd, adopt_demo_scheme
from govinfo.demo.packages import choose_specials, edition_lives
from govinfo.demo.passwords import keep_password
from govinfo.demo.plan import ItemPlan, make_plan
from govinfo.demo.records import CompositeLife, RecordedLife
from govinfo.demo.registers import register_lives
from govinfo.demo.texts.stocks import topics
from govinfo.demo.times import OfficeHours, first_of_month
from govinfo.demo.titles import TitleBook
from govinfo.demo.volume import Archive
from govinfo.demo.world import World, build_world
from organizations.models import Unit, User
from scoring.services.reckoning import reckon_changes
from submissions.models import Item

SEED = 20070101
ITEMS, MONTHS = 1200, 14
# More than that is volume for benchmarks: the rest lies in earlier years and is written in bulk.
MOST_BY_SERVICES = 5000
Tell = Callable[[int, int], None]


class DemoRefused(Exception):
    """The database holds something else than the demo organ."""


@dataclass(frozen=True)
class Loaded:
    """What a load left: whether it wrote anything, and how much stands there now."""

    is_new: bool
    items: int
    people: int


def is_loaded() -> bool:
    """Whether the demo organ stands in the database. As a load is one transaction, it stands there whole or not at all."""
    return Unit.objects.filter(code=organ.UNITS[0].code, name=organ.ORGAN_NAME).exists()


def load_demo(
    *, today: date, items: int = ITEMS, seed: int = SEED, months: int = MONTHS, tell: Tell | None = None
) -> Loaded:
    """Load the demo once; a second call writes nothing. Raises DemoRefused for a database with another organ."""
    if is_loaded():
        return _counted(is_new=False)
    if Unit.objects.exists() or User.objects.exists():
        raise DemoRefused(
            "The database holds units or people already; the demo organ is loaded into an empty one only."
        )
    encoded = make_password(keep_password())
    with transaction.atomic(), translation.override("zh-hans"):
        _load(today=today, items=items, seed=seed, months=months, encoded=encoded, tell=tell)
    return _counted(is_new=True)


def _counted(*, is_new: bool) -> Loaded:
    return Loaded(is_new, Item.objects.count(), User.objects.count())


def _load(*, today: date, items: int, seed: int, months: int, encoded: str, tell: Tell | None) -> None:
    first_day = first_of_month(today, months - 1)
    hours = OfficeHours()
    last_day = hours.last_worked(today - timedelta(days=1))
    with frozen(_moment(hours.last_worked(first_day - timedelta(days=1)), time(9))):
        fields = sorted({topic.field for topic in topics().values()})
        world = build_world(first_day=first_day, today=today, encoded_password=encoded, fields=fields)
        adopt_demo_scheme(valid_from=first_day, by=world.person(organ.OFFICE_HEAD))
    if items > MOST_BY_SERVICES:
        Archive(world, seed=seed, until=first_day).write(items - ITEMS, tell)
    with ThreadPoolExecutor(max_workers=1) as printer:
        stage = Stage(world, hours, seed, today, printer)
        _live(
            stage,
            items=items if items <= MOST_BY_SERVICES else ITEMS,
            first_day=first_day,
            last_day=last_day,
            months=months,
            tell=tell,
        )
    # The password ages from today, not from the day on which the accounts were opened.
    User.objects.update(password_changed_at=timezone.now())


def _live(stage: Stage, *, items: int, first_day: date, last_day: date, months: int, tell: Tell | None) -> None:
    """Let everything happen that happens until the end of the last working day."""
    seed, today, hours = stage.seed, stage.today, stage.hours
    worked = [day for day in _days(first_day, last_day) if hours.is_worked(day)]
    plans = make_plan(seed=seed, items=items, first_day=first_day, today=today, worked_days=worked)
    stage.specials.update(choose_specials(plans, today))
    agenda = Agenda(until=_moment(last_day, time(18)), people=stage.world.users.values())
    for life in _lives(stage, plans):
        agenda.add(life.run())
    for claim in claim_lives(stage, last_day):
        agenda.add(claim.run())
    for steps in register_lives(stage, last_day, months):
        agenda.add(steps)
    for steps in edition_lives(stage, last_day, months):
        agenda.add(steps)
    # A month that ended yesterday is closed in the first minutes of today, for a load must not write into the future.
    deadline = _moment(today, time(0, 10))
    for back in range(months - 1, 0, -1):
        end = MonthEnd(stage, first_of_month(today, back), deadline, first=first_day)
        agenda.add(end.run(), until=deadline + timedelta(minutes=30))
    agenda.run(tell)
    with frozen(max(agenda.until, deadline)):
        reckon_changes(by=None)


def _lives(stage: Stage, plans: list[ItemPlan]) -> Iterator[ItemLife]:
    book = TitleBook(stage.seed)
    groups: defaultdict[int, list[ItemPlan]] = defaultdict(list)
    for plan in plans:
        text = book.text(index=plan.index, kind=plan.kind, unit=plan.unit, day=plan.day)
        if plan.group:
            groups[plan.group].append(plan)
        yield RecordedLife(stage, plan, text)
    for group, members in groups.items():
        last = max(members, key=lambda plan: plan.day)
        day = stage.hours.next_worked(last.day + timedelta(days=0 if last.stop else 2))
        kind = "综合"
        plan = ItemPlan(
            len(plans) + group, kind, last.unit, day, stop=last.stop, outlets=last.outlets, adopted_by=last.adopted_by,
            group=group,
        )  # fmt: skip
        text = book.text(index=last.index, kind=kind, unit=last.unit, day=last.day)
        yield CompositeLife(stage, plan, text, members=len(members))


class Agenda:
    """Lives and months that wait for their next moment; resumes them in the order of time."""

    def __init__(self, until: datetime, people: Iterable[User] = ()) -> None:
        self.until = until
        self._people = list(people)
        self._day: date | None = None
        self._heap: list[tuple[datetime, int, datetime, Iterator[datetime]]] = []
        self._number = 0

    def add(self, steps: Iterator[datetime], until: datetime | None = None) -> None:
        """Take up a life; its acts after `until` (default: the end of the agenda) do not happen."""
        self._push(steps, until or self.until)

    def run(self, tell: Tell | None = None) -> int:
        """Do everything; returns the number of acts. `tell(done, of)` hears of items that are through."""
        total, acts = len(self._heap), 0
        while self._heap:
            at, _number, until, steps = heapq.heappop(self._heap)
            with frozen(at):
                self._turn_day(at)
                self._push(steps, until)
            acts += 1
            if tell and acts % 500 == 0:
                tell(total - len(self._heap), total)
        return acts

    def _turn_day(self, at: datetime) -> None:
        """Nobody's roles change within the load: what is known of them is carried to the next day, and not asked again."""
        day = at.astimezone(OFFICE_ZONE).date()
        if day == self._day:
            return
        self._day = day
        for user in self._people:
            if known := getattr(user, "_standing", None):
                user._standing = replace(known, day=day)  # type: ignore[attr-defined]

    def _push(self, steps: Iterator[datetime], until: datetime) -> None:
        at = next(steps, None)
        if at is not None and at <= until:
            self._number += 1
            heapq.heappush(self._heap, (at, self._number, until, steps))


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, OFFICE_ZONE)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=no) for no in range((last - first).days + 1))


__all__ = ["DemoRefused", "Loaded", "World", "is_loaded", "load_demo"]
