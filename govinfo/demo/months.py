"""What the office does when a month is over: objections, closing, the bulletin with its comments, signature and issue."""

import random
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date, datetime, timedelta
from pathlib import Path

from activity.clock import OFFICE_ZONE, today
from activity.runner import run_job
from documents.errors import RenderFailed
from govinfo.demo import organ
from govinfo.demo.lives import Stage, seeded
from govinfo.demo.texts.remarks import remark
from govinfo.demo.times import first_of_month
from organizations.models import User
from reports.models import Bulletin
from reports.services import bulletins
from reports.services.building import Built, keep, latest_job, prepare
from reports.services.closing import close_month
from reports.states import CommentKind
from scoring.models import Period
from scoring.services.periods import OBJECTION_WORKING_DAYS, begin_objections, make_period
from scoring.services.reckoning import reckon_changes
from scoring.services.scheme_files import DIRECTORY, adopt_scheme, read_scheme_file

Steps = Iterator[datetime]
SCHEME_FILE: Path = DIRECTORY / "demo-office.yaml"
# Working day of the next month, hour: each step of a month's end.
OBJECTIONS, CLOSING, CHECKING, COMMENTING, SIGNING, ISSUING = (1, 9), (5, 9), (5, 15), (6, 10), (7, 10), (9, 15)
LONGEST_REMARK = 200
NUMERALS = "一二三四五六七"


def adopt_demo_scheme(*, valid_from: date, by: User) -> None:
    """The scheme of points by which the demo organ scores, from a day on."""
    adopt_scheme(file=read_scheme_file(SCHEME_FILE.read_text(encoding="utf-8")), valid_from=valid_from, by=by)


class MonthEnd:
    """The end of one month, as a life of its own beside those of the items.

    Whatever would come after `deadline` is done then, so that the last full month always has its issued bulletin.
    """

    def __init__(self, stage: Stage, month: date, deadline: datetime) -> None:
        self.stage, self.month, self.deadline = stage, month, deadline
        self.rng: random.Random = seeded(stage.seed, "month", month)
        self.head = stage.world.person(organ.OFFICE_HEAD)
        self.editor = self.rng.choice(stage.world.editors())
        self.deputies = [stage.world.person(organ.DEPUTY_LEADER, no=no) for no in (0, 1)]
        self.principal = stage.world.person(organ.PRINCIPAL_LEADER)
        self._steps = 0

    def run(self) -> Steps:
        if self._planned(CLOSING) <= self.deadline:
            yield self._at(OBJECTIONS)
            self._put_up_for_objections()
        yield self._at(CLOSING)
        close_month(year=self.month.year, month=self.month.month, by=self.head)
        period = Period.objects.get(year=self.month.year, month=self.month.month)
        bulletin = bulletins.propose(period=period, by=self.editor)
        self._write(bulletin)
        yield self._at(CHECKING)
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=self.head)
        yield self._at(COMMENTING)
        self._comment(bulletin)
        yield self._at(SIGNING)
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=self.deputies[0])
        pdf = self.stage.printer.submit(prepare(Bulletin.objects.for_paper().get(pk=bulletin.pk)).render)
        yield self._at(ISSUING)
        self._issue(bulletin, pdf)

    def _put_up_for_objections(self) -> None:
        period = make_period(self.month.year, self.month.month)
        reckon_changes(by=self.head)
        until = self._planned((1 + OBJECTION_WORKING_DAYS, 0)).date()
        begin_objections(period_id=period.pk, by=self.head, until=until)

    def _write(self, bulletin: Bulletin) -> None:
        """The office adds a sentence of its own to the proposed demands."""
        section = bulletin.sections.get(key="demands")
        lines = section.text.split("\n")
        demands = [line for line in lines if line[1:2] == "要"]
        one_more = f"{NUMERALS[len(demands)]}{remark(self.rng, 'demand', day=today())}"
        text = "\n".join((*demands, one_more, *lines[len(demands) :]))
        bulletins.save_section(bulletin_id=bulletin.pk, key="demands", text=text, by=self.editor)

    def _comment(self, bulletin: Bulletin) -> None:
        for leader in (*self.deputies, self.principal):
            writes = leader == self.principal or self.rng.random() < 0.6
            words = remark(self.rng, "comment", day=today())[:LONGEST_REMARK] if writes else ""
            kind = CommentKind.COMMENT if writes else CommentKind.READ
            bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, kind=kind, text=words)

    def _issue(self, bulletin: Bulletin, pdf: "Future[Built]") -> None:
        """Where the PDF could not be made here, the bulletin stays signed and the promised job tries again."""
        try:
            keep(bulletin.pk, pdf.result(), by=self.deputies[0])
        except RenderFailed:
            return
        job = latest_job(bulletin)
        assert job is not None, "a signature promises the PDF"
        run_job(job.pk)
        bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=self.head)
        for reader in self._readers():
            bulletins.mark_read(bulletin_id=bulletin.pk, by=reader)

    def _readers(self) -> list[User]:
        """Most have read the bulletins of the past; the last one still lies unread on many desks."""
        people = [person for person in organ.PEOPLE if person.role]
        is_last = self.month == first_of_month(self.stage.today, 1)
        count = len(people) // (5 if is_last else 2)
        shown = [] if is_last else [p for p in people if p.unit in ("LJFZ", "ZHC", organ.SHOWN_UNIT)]
        chosen = {person.username: person for person in (*shown, *self.rng.sample(people, count))}
        return [self.stage.world.users[username] for username in chosen]

    def _at(self, when: tuple[int, int]) -> datetime:
        self._steps += 1
        return min(self._planned(when), self.deadline + timedelta(minutes=self._steps))

    def _planned(self, when: tuple[int, int]) -> datetime:
        working_day, hour = when
        day = (self.month.replace(day=28) + timedelta(days=5)).replace(day=1)
        for _no in range(working_day - 1):
            day = self.stage.hours.next_worked(day) + timedelta(days=1)
        day = self.stage.hours.next_worked(day)
        return datetime.combine(day, datetime.min.time(), OFFICE_ZONE) + timedelta(hours=hour, minutes=day.day)
