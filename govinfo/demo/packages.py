"""Papers on which items leave the office: 信息专报 when an item is forwarded, editions of the office's own journal."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from activity.clock import today
from activity.runner import run_job
from govinfo.demo.lives import Stage, seeded
from govinfo.demo.plan import STRONG, ItemPlan, Special
from govinfo.demo.registers import working_day
from govinfo.demo.times import first_of_month
from organizations.models import Outlet, User
from review.errors import RecordRefused
from review.models import Package
from review.services.packages import (
    Head,
    editions_without_paper,
    items_of_edition,
    latest_job,
    make_package,
    proposed_head,
    void_package,
)
from submissions.models import Item

Steps = Iterator[datetime]
JOURNAL = "own-journal"
WHY_VOID = "发送范围漏列各区县政府法制办公室，改正后按原期号重印。"
PUT_RIGHT: dict[str, Any] = {"send_down": "各处室，各区县政府法制办公室。", "copies": 45}
JOURNAL_LINES: dict[str, Any] = {
    "send_up": "市委办公室、市政府办公室，省司法厅办公室，本机关领导。",
    "send_peer": "市直有关部门，各区县政府办公室。",
    "send_down": "各处室，各区县政府法制办公室，各乡镇（街道）司法所。",
    "copies": 120,
}
# Working days before the last one on which an edition is printed; how many items one has that reads well.
EDITION_DAYS = (24, 4)
EDITION_ITEMS = 6
# An edition is complete some days after the first adoption in it was recorded.
COMPLETE_AFTER, LOOKED_BACK = timedelta(days=4), timedelta(days=12)


# The types whose texts are long, the longest first.
LONG = {"调研": 2, "专报": 1}
# How many days before today the item was drafted.
DRAFTED = {Special.SENT: (160, 70), Special.REPLACED: (70, 25)}


def choose_specials(plans: Sequence[ItemPlan], today_: date) -> dict[int, Special]:
    """The items, by the index of their plans, of which the office makes a 信息专报."""
    chosen: dict[int, Special] = {}
    for special, (first, last) in DRAFTED.items():
        from_, to = today_ - timedelta(days=first), today_ - timedelta(days=last)
        within = [plan for plan in plans if from_ <= plan.day < to and _goes_smoothly(plan)]
        if within:
            chosen[max(within, key=_weight).index] = special
    waiting = [plan for plan in plans if plan.stop == "signed"]
    if waiting:
        chosen[max(waiting, key=_weight).index] = Special.WAITING
    return chosen


def _goes_smoothly(plan: ItemPlan) -> bool:
    return not plan.fates and not plan.stop and plan.kind in STRONG and "city-gov" in plan.outlets


def _weight(plan: ItemPlan) -> tuple[int, int, int]:
    """A long text on which leaders wrote and that many have printed comes first."""
    return LONG.get(plan.kind, 0), len(plan.leaders), len(plan.adopted_by)


def report_on(item: Item, special: Special, *, by: User, pause: Callable[[], datetime]) -> Steps:
    """Make the 信息专报 of one item; where a line of it is wrong, make it void and print it anew under its number."""
    head = proposed_head(Package.Kind.SPECIAL)
    made = _printed(kind=Package.Kind.SPECIAL, head=head, items=[item], by=by)
    if special != Special.REPLACED or made is None:
        return
    yield pause()
    void_package(package_id=made.pk, by=by, reason=WHY_VOID)
    again = replace(proposed_head(Package.Kind.SPECIAL), **PUT_RIGHT)
    _printed(kind=Package.Kind.SPECIAL, head=again, items=[item], by=by)


class EditionLife:
    """One edition of 法制工作信息 is printed, of what the register of adoptions says stands in it."""

    def __init__(self, stage: Stage, day: date) -> None:
        self.stage, self.day = stage, day
        self.rng: random.Random = seeded(stage.seed, "edition", day)
        self.outlet = stage.world.outlets[JOURNAL]

    def run(self) -> Steps:
        """On its day; where the journal printed nothing lately, there is no edition."""
        yield self.stage.hours.moment(self.rng, self.day)
        edition = edition_to_print(self.outlet)
        if edition is None:
            return
        number, printed_on = edition
        head: Head = replace(
            proposed_head(Package.Kind.EDITION, self.outlet), number_line=number, dated_on=printed_on, **JOURNAL_LINES
        )
        items = list(items_of_edition(self.outlet, number))
        by = self.rng.choice(self.stage.world.editors())
        _printed(kind=Package.Kind.EDITION, head=head, items=items, by=by, outlet=self.outlet)


def edition_to_print(outlet: Outlet) -> tuple[str, date] | None:
    """Number and date of a complete edition of the last days that has no paper yet, of about as many items as it should."""
    until = today() - COMPLETE_AFTER
    found = [
        (abs(one["count"] - EDITION_ITEMS), until - one["adopted_on"], one["issue_number"], one["adopted_on"])
        for one in editions_without_paper(limit=60)
        if one["outlet"] == outlet.pk and until - LOOKED_BACK <= one["adopted_on"] <= until
    ]
    return min(found)[2:] if found else None


def edition_lives(stage: Stage, last_day: date, months: int) -> Iterator[Steps]:
    """The editions, as far as they lie within the demo."""
    first = first_of_month(stage.today, months - 1) + timedelta(days=14)
    for back in EDITION_DAYS:
        day = working_day(stage, last_day, back)
        if day > first:
            yield EditionLife(stage, day).run()


def _printed(*, kind: str, head: Head, items: list[Item], by: User, outlet: Outlet | None = None) -> Package | None:
    """The paper with its PDF; None where this machine lacks the fonts, without which the office can make none."""
    try:
        package = make_package(kind=kind, head=head, items=items, by=by, outlet=outlet)
    except RecordRefused as refusal:
        if refusal.code != "fonts":
            raise
        return None
    job = latest_job(package)
    assert job is not None, "a paper promises its PDF"
    run_job(job.pk)
    return package
