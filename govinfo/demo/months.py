"""What the office does when a month is over: objections, closing, the bulletin with its comments, signature and issue.

After some months also that of the quarter or half-year, one on a single matter, and the correction of an issued one.
"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import date, datetime, timedelta
from pathlib import Path

from activity.clock import OFFICE_ZONE, now, today
from activity.runner import run_job
from documents.errors import RenderFailed
from govinfo.demo import organ
from govinfo.demo.lives import Stage, seeded
from govinfo.demo.reading import Readings
from govinfo.demo.texts.bulletins import longer, matter, why_superseded
from govinfo.demo.texts.remarks import remark
from govinfo.demo.times import first_of_month
from organizations.models import User
from reports.models import Bulletin
from reports.services import bulletins, rectifying
from reports.services.building import Built, keep, latest_job, prepare
from reports.services.closing import close_month
from reports.services.rectifying import has_untold
from reports.services.sections import save_section
from reports.services.spans import calendar_span
from reports.states import CommentKind, Kind
from scoring.models import Period
from scoring.services.periods import OBJECTION_WORKING_DAYS, begin_objections, make_period
from scoring.services.reckoning import reckon_changes
from scoring.services.scheme_files import DIRECTORY, adopt_scheme, read_scheme_file

Steps = Iterator[datetime]
SCHEME_FILE: Path = DIRECTORY / "demo-office.yaml"
# Working day of the next month, hour: each step of a month's end.
OBJECTIONS, CLOSING = (1, 9), (5, 9)
FIRST_WAY = ((5, 15), (6, 10), (7, 10), (9, 15))
"""Check, comments, signature and issue of the monthly bulletin; the others follow after it."""
LATER_WAYS = (
    ((10, 9), ((10, 15), (11, 10), (12, 10), (13, 15))),
    ((14, 9), ((14, 15), (15, 10), (16, 10), (17, 15))),
)
# How many months before today's: whose bulletin is corrected, after which one matter is made known.
CORRECTED, TOPICAL = 3, 2
RECENT_QUARTER = 6
# How often a deputy leader writes something; else the bulletin is marked as read.
WRITES = 0.6
NUMERALS = "一二三四五六七"


def adopt_demo_scheme(*, valid_from: date, by: User) -> None:
    """The scheme of points by which the demo organ scores, from a day on."""
    adopt_scheme(file=read_scheme_file(SCHEME_FILE.read_text(encoding="utf-8")), valid_from=valid_from, by=by)


class MonthEnd:
    """The end of one month, as a life of its own beside those of the items.

    Whatever would come after `deadline` is done then, so that the last full month always has its issued bulletin.
    """

    def __init__(self, stage: Stage, month: date, deadline: datetime, first: date) -> None:
        self.stage, self.month, self.deadline, self.first = stage, month, deadline, first
        self.rng: random.Random = seeded(stage.seed, "month", month)
        self.head = stage.world.person(organ.OFFICE_HEAD)
        self.editor = self.rng.choice(stage.world.editors())
        self.deputies = [stage.world.person(organ.DEPUTY_LEADER, no=no) for no in (0, 1)]
        self.principal = stage.world.person(organ.PRINCIPAL_LEADER)
        self._steps = 0
        self._readings = Readings(stage.hours, self.rng)

    @property
    def back(self) -> int:
        """How many months it lies before today's."""
        today_ = self.stage.today
        return (today_.year - self.month.year) * 12 + today_.month - self.month.month

    def run(self) -> Steps:
        """The acts of the office, and between them people who read what was issued."""
        for moment in self._acts():
            yield from self._readings.before(moment)
            yield moment
        yield from self._readings.all()

    def _acts(self) -> Steps:
        if self._planned(CLOSING) <= self.deadline:
            yield self._at(OBJECTIONS)
            self._put_up_for_objections()
        yield self._at(CLOSING)
        close_month(year=self.month.year, month=self.month.month, by=self.head)
        period = Period.objects.get(year=self.month.year, month=self.month.month)
        bulletin = bulletins.propose(period=period, by=self.editor)
        yield from self._way(bulletin, FIRST_WAY)
        if Bulletin.objects.get(pk=bulletin.pk).issued_at is None:
            return
        if self.back == 1:
            self._send_notices(bulletin)
        yield from self._more(bulletin)

    def _more(self, monthly: Bulletin) -> Steps:
        """What follows after the bulletin of the month, one after the other."""
        kind = self._span_kind()
        begins: list[Callable[[], Bulletin]] = []
        if kind:
            begins.append(lambda: self._begin_span(kind))
        if self.back == CORRECTED:
            begins.append(lambda: self._correct(monthly))
        if self.back == TOPICAL:
            begins.append(self._begin_matter)
        for begin, (beginning, moments) in zip(begins, LATER_WAYS, strict=False):
            yield self._at(beginning)
            yield from self._way(begin(), moments)

    def _begin_span(self, kind: str) -> Bulletin:
        span = calendar_span(kind, self.month.year, self.month.month)
        return bulletins.propose_span(span=span, by=self.editor)

    def _correct(self, monthly: Bulletin) -> Bulletin:
        return bulletins.supersede_bulletin(bulletin_id=monthly.pk, by=self.head, reason=why_superseded())

    def _begin_matter(self) -> Bulletin:
        title, text = matter()
        return bulletins.propose_topical(title=title, matter=text, by=self.editor)

    def _span_kind(self) -> str:
        """What ends with this month and lies wholly within the demo: a half-year, or a quarter of the last months."""
        months = (self.month.year - self.first.year) * 12 + self.month.month - self.first.month + 1
        if self.month.month % 6 == 0 and months >= 6:
            return Kind.HALF_YEARLY
        return Kind.QUARTERLY if self.month.month % 3 == 0 and months >= 3 and self.back < RECENT_QUARTER else ""

    def _way(self, bulletin: Bulletin, moments: tuple[tuple[int, int], ...]) -> Steps:
        """Written, checked, commented on, signed and issued."""
        checking, commenting, signing, issuing = moments
        self._write(bulletin)
        yield self._at(checking)
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=self.head)
        yield self._at(commenting)
        yield from self._comment(bulletin)
        yield self._at(signing)
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=self.deputies[0])
        pdf = self.stage.printer.submit(prepare(Bulletin.objects.for_paper().get(pk=bulletin.pk)).render)
        yield self._at(issuing)
        self._issue(bulletin, pdf)

    def _put_up_for_objections(self) -> None:
        period = make_period(self.month.year, self.month.month)
        reckon_changes(by=self.head)
        until = self._planned((1 + OBJECTION_WORKING_DAYS, 0)).date()
        begin_objections(period_id=period.pk, by=self.head, until=until)

    def _write(self, bulletin: Bulletin) -> None:
        """The office writes on under each proposal; among the demands of a month it puts one of its own."""
        for section in bulletin.sections.all():
            text = longer(self.rng, section.key, section.text, bulletin)
            if section.key == "demands" and not bulletin.is_topical:
                text = self._one_more_demand(text)
            save_section(bulletin_id=bulletin.pk, key=section.key, text=text, by=self.editor)

    def _one_more_demand(self, text: str) -> str:
        lines = text.split("\n")
        demands = [line for line in lines if line[1:2] == "要"]
        if len(demands) >= len(NUMERALS):
            return text
        one_more = f"{NUMERALS[len(demands)]}{remark(self.rng, 'demand', day=today())}"
        return "\n".join((*demands, one_more, *lines[len(demands) :]))

    def _comment(self, bulletin: Bulletin) -> Steps:
        """One leader after the other, within the day."""
        written = Bulletin.objects.for_paper().get(pk=bulletin.pk)
        for leader in (*self.deputies, self.principal):
            is_principal = leader == self.principal
            writes = is_principal or self.rng.random() < WRITES
            words = self.stage.comments.next(self.rng, written, by_principal=is_principal) if writes else ""
            kind = CommentKind.COMMENT if writes else CommentKind.READ
            yield self._soon()
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
        bulletins.mark_read(bulletin_id=bulletin.pk, by=self.head)
        self._readings.spread(bulletin.pk, self._readers())

    def _send_notices(self, bulletin: Bulletin) -> None:
        """零报送单位告知书 go out with the last bulletin; where every unit filed something there are none."""
        fresh = Bulletin.objects.for_paper().get(pk=bulletin.pk)
        if not has_untold(fresh):
            return
        rectifying.make_notices(bulletin_id=bulletin.pk, by=self.head)
        job = rectifying.latest_job(bulletin)
        assert job is not None, "the notices promise their sheets"
        run_job(job.pk)

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

    def _soon(self) -> datetime:
        """Some time later on the same day."""
        self._steps += 1
        later = now() + timedelta(seconds=self.rng.randint(600, 7200))
        return min(later, self.deadline + timedelta(minutes=self._steps))

    def _planned(self, when: tuple[int, int]) -> datetime:
        working_day, hour = when
        day = (self.month.replace(day=28) + timedelta(days=5)).replace(day=1)
        for _no in range(working_day - 1):
            day = self.stage.hours.next_worked(day) + timedelta(days=1)
        day = self.stage.hours.next_worked(day)
        return datetime.combine(day, datetime.min.time(), OFFICE_ZONE) + timedelta(hours=hour, minutes=day.day)
