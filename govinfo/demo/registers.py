"""台账: faults with an objection, emergency reports, commissions with their answers, the best items of each month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from activity.clock import OFFICE_ZONE, now
from govinfo.demo import organ
from govinfo.demo.lives import Stage, seeded
from govinfo.demo.times import first_of_month
from organizations.models import User
from registers.models import Commission, EmergencyReport
from registers.services import commissions
from registers.services.best import candidates, choose_best
from registers.services.emergencies import Channel, record_report, revoke_report
from registers.services.faults import object_to_fault, record_fault, rectify_fault, revoke_fault, uphold_fault

Steps = Iterator[datetime]
BEST_EACH_MONTH = 3
WHY = (
    "立意新，问题抓得准，建议已被采纳。", "题目新、语言新，数据扎实，上级刊物采用。", "内容新，反映基层情况及时，领导作出批示。",
)  # fmt: skip


@dataclass(frozen=True)
class FaultPlan:
    """How many working days before the last one, whose, which, and what becomes of it: upheld, revoked, objected,
    rectified, or left."""

    days_back: int
    unit: str
    code: str
    severity: str
    note: str
    ends: str = ""


FAULTS = (
    FaultPlan(46, "MT", "late", "较轻", "防汛工作情况未在规定时限内报送，经电话催报后于次日上午报来。", "rectified"),
    FaultPlan(31, "CH", "inaccurate", "一般", "《行政执法证件清理情况》中换证人数与附表不符，已发更正。", "upheld"),
    FaultPlan(18, "XZYS", "feedback_late", "一般", "对副市长批示的办理情况逾期5个工作日反馈。", "revoked"),
    FaultPlan(12, "WY", "omitted", "较重", "辖区内发生涉法群体事件，未向市法制办报告，由市政府总值班室转来后方知。"),
    FaultPlan(
        2, organ.SHOWN_UNIT, "error", "较轻", "信息中引用的条例名称和施行日期有误，编辑时发现并改正。", "objected"
    ),
)
RECTIFIED = "补报了受灾情况，明确了汛期信息员和带班领导，经抽查值班记录，已落实。"
OBJECTIONS = {
    "upheld": ("附表统计口径为含辅助人员，正文为在编人员，并非差错。", "正文未注明口径，读者无从分辨，维持登记。"),
    "revoked": ("反馈件按时送达办公室收发，登记簿可查。", "经核对收发登记簿，反馈件按时送达，予以撤销。"),
    "objected": ("引用的是送审时的文本，条例其后才公布修订。", ""),
}


@dataclass(frozen=True)
class EmergencyPlan:
    """How many working days before the last one, whose, what, and after how many minutes it was reported by telephone and
    in writing; `put_right`: the telephone minutes as they should have been recorded."""

    days_back: int
    unit: str
    event: str
    event_class: str
    phone: int
    written: int
    put_right: int | None = None


EMERGENCIES = (
    EmergencyPlan(33, "MT", "明塘街道危化品运输车侧翻", "large", 18, 95),
    EmergencyPlan(21, "WY", "望城镇山体滑坡", "major", 34, 58),
    EmergencyPlan(6, "CH", "澄湖区农贸市场火灾", "general", 41, 110, put_right=21),
)
CALLER = "值班室"
MISHEARD = "接报时间记错，经核对电话记录更正。"


@dataclass(frozen=True)
class CommissionPlan:
    """How many working days before the last one it is made and due (due may lie ahead: negative), of whom, and whether it
    is closed."""

    days_back: int
    due_back: int
    topic: str
    wanted: str
    asked_by: str
    units: tuple[str, ...]
    is_closed: bool = False


COMMISSIONS = (
    CommissionPlan(
        40, 30, "依法行政重点工作推进情况", "写清进度、主要做法和存在问题，1500字以内，数据截至上月底。", "省政府办公厅信息处",
        ("LF1", "ZFJD", "XZFY", "GFWJ", "MT"), is_closed=True,
    ),
    CommissionPlan(
        9, 2, "基层执法中的突出问题和建议", "一事一报，有事例、有数据、有可操作的建议。", "市政府办公室",
        ("ZFJD", "DL", "CH", "WY", "MT"),
    ),
    CommissionPlan(
        1, -4, "年度法治政府建设亮点工作", "每篇突出一个亮点，附必要数据。", "", ("LF1", "LF2", "ZFJD", "XZFY", "ZCYJ", "DL"),
    ),
)  # fmt: skip


class FaultLife:
    """One fault, its objection and what the office makes of it."""

    def __init__(self, stage: Stage, plan: FaultPlan, no: int, last_day: date) -> None:
        self.stage, self.plan = stage, plan
        self.rng = seeded(stage.seed, "fault", no)
        self.day = working_day(stage, last_day, plan.days_back)

    def run(self) -> Steps:
        """Recorded, and a working day later objected to and decided."""
        plan, world = self.plan, self.stage.world
        unit, head = world.units[plan.unit], world.person(organ.OFFICE_HEAD)
        yield self.stage.hours.moment(self.rng, self.day)
        fault = record_fault(
            code=plan.code, unit=unit, happened_on=self.day - timedelta(days=1), note=plan.note, severity=plan.severity,
            by=self.rng.choice(world.editors()),
        )  # fmt: skip
        if not plan.ends:
            return
        if plan.ends == "rectified":
            yield self.stage.hours.after(self.rng, now(), 40, 60)
            rectify_fault(fault_id=fault.pk, by=head, text=RECTIFIED)
            return
        objection, answer = OBJECTIONS[plan.ends]
        yield self.stage.hours.after(self.rng, now(), 4, 8)
        object_to_fault(fault_id=fault.pk, by=world.person(organ.UNIT_HEAD, plan.unit), text=objection)
        if not answer:
            return
        yield self.stage.hours.after(self.rng, now(), 4, 20)
        if plan.ends == "upheld":
            uphold_fault(fault_id=fault.pk, by=head, answer=answer)
        else:
            revoke_fault(fault_id=fault.pk, by=head, reason=answer)


class EmergencyLife:
    """The call and the paper about one event, put on record when both have come."""

    def __init__(self, stage: Stage, plan: EmergencyPlan, no: int, last_day: date) -> None:
        self.stage, self.plan = stage, plan
        self.rng = seeded(stage.seed, "emergency", no)
        self.day = working_day(stage, last_day, plan.days_back)

    def run(self) -> Steps:
        """Recorded some hours later; a moment that was wrong is revoked and recorded anew."""
        plan, by = self.plan, self.rng.choice(self.stage.world.editors())
        yield self.stage.hours.moment(self.rng, self.day)
        happened_at = (now() - timedelta(hours=3)).replace(second=0, microsecond=0)
        call = self._put(happened_at, Channel.PHONE, plan.phone, by)
        self._put(happened_at, Channel.WRITTEN, plan.written, by)
        if plan.put_right is not None:
            yield self.stage.hours.after(self.rng, now(), 2, 5)
            revoke_report(report_id=call.pk, by=by, reason=MISHEARD)
            self._put(happened_at, Channel.PHONE, plan.put_right, by)

    def _put(self, happened_at: datetime, channel: str, minutes: int, by: User) -> EmergencyReport:
        return record_report(
            unit=self.stage.world.units[self.plan.unit], event_name=self.plan.event, event_class=self.plan.event_class,
            channel=channel, happened_at=happened_at, reported_at=happened_at + timedelta(minutes=minutes), caller=CALLER,
            by=by,
        )  # fmt: skip


class CommissionLife:
    """One commission: the next item that a unit drafts answers it."""

    def __init__(self, stage: Stage, plan: CommissionPlan, no: int, last_day: date) -> None:
        self.stage, self.plan, self.last_day = stage, plan, last_day
        self.rng = seeded(stage.seed, "commission", no)
        self.by = self.rng.choice(stage.world.editors())

    def run(self) -> Steps:
        """Made, reminded of once, closed."""
        plan, stage = self.plan, self.stage
        yield stage.hours.moment(self.rng, working_day(stage, self.last_day, plan.days_back))
        due_at = _at(working_day(stage, self.last_day, plan.due_back), 17)
        made = commissions.make_commission(
            topic=plan.topic, wanted=plan.wanted, asked_by=plan.asked_by, due_at=due_at, by=self.by,
            units=[stage.world.units[code] for code in plan.units],
        )  # fmt: skip
        stage.commissions.update(dict.fromkeys(plan.units, made.number))
        if not plan.is_closed:
            return
        yield due_at - timedelta(hours=8)
        self._remind(made)
        yield stage.hours.after(self.rng, due_at, 20, 40)
        for code in plan.units:
            stage.commissions.pop(code, None)
        commissions.close_commission(commission_id=made.pk, by=self.by)

    def _remind(self, made: Commission) -> None:
        try:
            commissions.remind_units(commission_id=made.pk, by=self.by)
        except commissions.CommissionRefused:
            return


class BestLife:
    """月度优秀: on the fourth working day of the next month."""

    def __init__(self, stage: Stage, month: date) -> None:
        self.stage, self.month = stage, month
        self.rng = seeded(stage.seed, "best", month)

    def run(self) -> Steps:
        """The most printed items of the month."""
        day = (self.month.replace(day=28) + timedelta(days=5)).replace(day=1)
        for _no in range(3):
            day = self.stage.hours.next_worked(day) + timedelta(days=1)
        yield _at(self.stage.hours.next_worked(day), 10)
        rows = candidates(self.month).annotate(printed=Count("adoptions", distinct=True)).order_by("-printed", "pk")
        for why, item in zip(WHY, rows[:BEST_EACH_MONTH], strict=False):
            choose_best(item_id=item.pk, month=self.month, why=why, by=self.rng.choice(self.stage.world.editors()))


def register_lives(stage: Stage, last_day: date, months: int) -> Iterator[Iterator[datetime]]:
    """Everything that happens in the registers, as far as it lies within the demo."""
    first = first_of_month(stage.today, months - 1) + timedelta(days=1)
    for no, fault in enumerate(FAULTS):
        if working_day(stage, last_day, fault.days_back) > first:
            yield FaultLife(stage, fault, no, last_day).run()
    for no, emergency in enumerate(EMERGENCIES):
        if working_day(stage, last_day, emergency.days_back) > first:
            yield EmergencyLife(stage, emergency, no, last_day).run()
    for no, commission in enumerate(COMMISSIONS):
        if working_day(stage, last_day, commission.days_back) > first:
            yield CommissionLife(stage, commission, no, last_day).run()
    for back in range(months - 1, 0, -1):
        yield BestLife(stage, first_of_month(stage.today, back)).run()


def working_day(stage: Stage, last_day: date, back: int) -> date:
    """The day so many working days before the last one; after it, where `back` is negative."""
    day = last_day
    for _no in range(abs(back)):
        day = (
            stage.hours.last_worked(day - timedelta(days=1))
            if back > 0
            else stage.hours.next_worked(day + timedelta(days=1))
        )
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, datetime.min.time(), OFFICE_ZONE) + timedelta(hours=hour)
