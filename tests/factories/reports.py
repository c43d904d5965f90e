"""A closed month with facts of every kind, and its bulletin in any state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.runner import run_queued
from organizations.models import User
from reports.models import Bulletin, RectificationNotice, Snapshot
from reports.services import bulletins, closing, rectifying
from reports.states import State
from scoring.models import Period
from scoring.services.periods import make_period
from submissions.states import Nature
from tests.factories.organizations import Organ, UnitFactory, make_organ
from tests.factories.scoring import adopted, demo_scheme, filed_item, instructed

YEAR, MONTH = 2026, 10
AFTER = datetime(2026, 11, 5, 9, 0, tzinfo=OFFICE_ZONE)
TITLE = "我市蔬菜质量安全检测体系建设情况"
PDF = b"%PDF-1.7 made in a test"


@dataclass
class Month:
    """An organ with a month of work. `zero` is a ranked unit that filed nothing."""

    organ: Organ
    period: Period
    zero: Any

    @property
    def head(self) -> User:
        return self.organ.office_head

    def close(self) -> Snapshot:
        return closing.close_month(year=self.period.year, month=self.period.month, by=self.head)

    def propose(self) -> Bulletin:
        self.period.refresh_from_db()
        if not self.period.is_closed:
            self.close()
            self.period.refresh_from_db()
        return bulletins.propose(period=self.period, by=self.head)


def make_month(*, items: int = 3, with_facts: bool = True, adopt: Callable[[], Any] = demo_scheme) -> Month:
    """October 2026 with filed items in two divisions, two adoptions (one of them joint), one instruction, a zero filer.

    `adopt`: brings the scheme. Freeze the clock after its end (`AFTER`) before closing it.
    """
    organ = make_organ(divisions=2)
    zero = UnitFactory.create(name="秘书处", parent=organ.organ, unit_class=organ.unit_class)
    adopt()
    period = make_period(YEAR, MONTH)
    if with_facts:
        first, second = organ.divisions
        item = filed_item(date(2026, 10, 8), unit=first, title=TITLE)
        adopted(item, date(2026, 10, 20), "province")
        instructed(item, date(2026, 10, 22), "city")
        joint = filed_item(date(2026, 10, 12), unit=second, joint=[first], title="行政复议三项制度运行情况")
        adopted(joint, date(2026, 10, 26), "city")
        natures = (Nature.PROBLEM, Nature.ADVICE, Nature.ACHIEVEMENT)
        for number in range(items - 2):
            filed_item(date(2026, 10, 28), unit=second, nature=natures[number % 3])
    return Month(organ, period, zero)


def make_bulletin(month: Month, state: str = State.DRAFT, *, pdf: bool = False) -> Bulletin:
    """The month's bulletin, brought by the services to a live state. `pdf` makes the real file, else a stand-in."""
    bulletin = month.propose()
    if state == State.DRAFT:
        return bulletin
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    if state in (State.SIGNED, State.ISSUED):
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
        run_queued() if pdf else give_pdf(bulletin)
    if state == State.ISSUED:
        bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head)
    return Bulletin.objects.get(pk=bulletin.pk)


def give_pdf(bulletin: Bulletin) -> None:
    """Files of a few bytes, kept as the job keeps the real ones: setting pages takes seconds."""
    from reports.services.building import Built, keep
    from reports.services.paper import source_of

    fresh = Bulletin.objects.for_paper().get(pk=bulletin.pk)
    keep(bulletin.pk, Built(pdf=PDF, xlsx=b"PK", source=source_of(fresh)), by=None)


def make_notice_sheet(bulletin_id: int, unit: Any) -> RectificationNotice:
    """A rectification notice to the unit, with a sheet of a few bytes."""
    bulletin = Bulletin.objects.for_paper().get(pk=bulletin_id)
    notice = rectifying.number_notice(bulletin, unit, by=bulletin.issued_by)
    rectifying.keep_sheets(bulletin.pk, [(notice, PDF)])
    return RectificationNotice.objects.get(pk=notice.pk)


def after_month() -> Any:
    """The clock on a morning after the month's end."""
    return clock.frozen(AFTER)


def make_quarter(*, first_month: int = 7, items: int = 2, adopt: Callable[[], Any] = demo_scheme) -> Month:
    """Three closed months of 2026 from `first_month` on, each with `items` items and an adoption; a zero filer in all.
    `adopt`: brings the scheme.

    The first division's first item is adopted in the first month and again in the second. Freeze the clock afterwards.
    """
    organ = make_organ(divisions=2)
    zero = UnitFactory.create(name="秘书处", parent=organ.organ, unit_class=organ.unit_class)
    adopt()
    first = None
    for number in range(3):
        month = first_month + number
        for index in range(items):
            item = filed_item(date(YEAR, month, 5 + 10 * index), unit=organ.divisions[index % 2])
            first = first or item
        adopted(first, date(YEAR, month, 20), ("city", "province", "city")[number])
        make_period(YEAR, month)
    made = Month(organ, make_period(YEAR, first_month + 2), zero)
    for number in range(3):
        closing.close_month(year=YEAR, month=first_month + number, by=made.head)
    made.period.refresh_from_db()
    return made
