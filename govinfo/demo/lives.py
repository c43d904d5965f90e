"""The life of one item, step by step, through the same services as the screens use.

A life is a generator: it yields the moment of its next act, and is resumed with the clock at that moment. What would
happen after the end of the demo simply does not happen, so that work waits on the desks.
"""

import random
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from activity.clock import OFFICE_ZONE, now
from assignments.models import Meeting
from govinfo.demo import organ
from govinfo.demo.plan import ItemPlan, Special
from govinfo.demo.texts import DemoText
from govinfo.demo.texts.comments import Comments
from govinfo.demo.texts.remarks import edit_text, remark
from govinfo.demo.times import OfficeHours
from govinfo.demo.world import World
from organizations.models import User
from review.services.editing import save_edit
from submissions.models import Item
from submissions.moves.context import PaperRecord
from submissions.services.drafts import create_draft, save_draft
from submissions.services.moves import move_item
from submissions.services.ticks import may_tick, tick_figures, unticked
from submissions.states import Nature, Secrecy, Source, Status, Urgency

Steps = Iterator[datetime]
NATURES = {"成绩": Nature.ACHIEVEMENT, "问题": Nature.PROBLEM, "建议": Nature.ADVICE}
FAULT_KINDS = ("facts", "structure", "language", "incomplete", "form")
DECLINE_KINDS = ("no_value", "stale", "covered", "duplicate", "padding")


@dataclass
class Stage:
    """What all lives share."""

    world: World
    hours: OfficeHours
    seed: int
    today: date
    # Sets bulletins in type beside the acts, on another core.
    printer: Executor
    # Items by the group in which they are to be merged, as they are filed.
    groups: dict[int, list[int]] = field(default_factory=dict)
    # Number of the commission that the unit's next item answers, by the code of the unit.
    commissions: dict[str, str] = field(default_factory=dict)
    # What becomes of the 信息专报 of an item, by the index of its plan.
    specials: dict[int, Special] = field(default_factory=dict)
    # What leaders have written on bulletins.
    comments: Comments = field(default_factory=Comments)


class ItemLife:
    """One item on its way. Methods that take time are generators of moments."""

    def __init__(self, stage: Stage, plan: ItemPlan, text: DemoText) -> None:
        self.stage, self.plan, self.text = stage, plan, text
        self.world = stage.world
        self.rng = plan.rng(stage.seed)
        self.drafter = self.world.person(organ.UNIT_HEAD if "by_head" in plan.fates else organ.OFFICER, plan.unit.code)
        self.head = self.world.person(organ.UNIT_HEAD, plan.unit.code)
        self.office_head = self.world.person(organ.OFFICE_HEAD)
        self.editor = self.rng.choice(self.world.editors())
        # Lives of the last days go quickly, so that they reach the desk on which they are to wait.
        self.pace = 0.06 if plan.stop else 1.0
        self.item = Item()

    def run(self) -> Steps:
        yield from self.draft()
        yield from self.through_unit()
        if self.is_at(Status.FILED):
            yield from self.in_office()
        if self.is_at(Status.SIGNATURE):
            yield from self.for_signature()

    # ── helpers ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def wait(self, least: float, most: float) -> datetime:
        """The moment some working hours from now."""
        return self.stage.hours.after(self.rng, now(), least * self.pace, most * self.pace)

    def has(self, fate: str) -> bool:
        return fate in self.plan.fates

    def stops_at(self, stage: str) -> bool:
        return self.plan.stop == stage

    def is_at(self, *statuses: Status) -> bool:
        return self.item.status in statuses and not self.is_done

    @property
    def is_done(self) -> bool:
        return getattr(self, "_done", False)

    def done(self) -> None:
        """Nothing more happens to the item."""
        self._done = True

    def remark(self, section: str) -> str:
        return remark(self.rng, section, day=self.stage.today, field=self.text.topics[0])

    def move(self, name: str, by: User, **given: Any) -> None:
        self.item = move_item(item_id=self.item.pk, name=name, by=by, seen_version=self.item.version, **given)

    def tick(self, by: User) -> None:
        keys = [figure.key for figure in unticked(self.item)]
        if keys and may_tick(self.item, by):
            tick_figures(item_id=self.item.pk, by=by, keys=keys)

    # ── in the unit ───────────────────────────────────────────────────────────────────────────────────────────────────

    def draft(self) -> Steps:
        opens = self.stage.hours.moment(self.rng, self.plan.day)
        if self.plan.stop:
            opens = opens.replace(hour=9, minute=self.rng.randint(0, 59))
        yield opens
        self.item = create_draft(by=self.drafter, unit=self.world.units[self.plan.unit.code], data=self.slip())

    def slip(self) -> dict[str, Any]:
        """What the officer fills in."""
        world, plan = self.world, self.plan
        late = self.rng.randint(6, 15) if self.has("late") else self.rng.choice((0, 0, 1, 1, 2))
        happened = datetime.combine(plan.day - timedelta(days=late), datetime.min.time(), OFFICE_ZONE)
        return {
            "title": self.text.title, "summary": self.text.summary, "text": self.text.body,
            "item_type": world.item_types[plan.kind], "nature": NATURES[self.text.nature],
            "happened_at": happened + timedelta(hours=self.rng.choice((9, 10, 14, 15))),
            "urgency": Urgency.FLASH if self.has("flash") else self.rng.choices(list(Urgency)[:2], (14, 1))[0],
            "secrecy": Secrecy.INTERNAL if plan.kind in ("专报", "调研") else Secrecy.PUBLIC,
            "secrecy_reviewer": self.head if self.head != self.drafter else None,
            "topics": [world.topics[name] for name in self.text.topics],
            "intended_outlets": [world.outlets[code] for code in plan.outlets],
            "joint_units": [world.units[code] for code in plan.partners],
            "meeting": self.meeting() if self.has("held") else None,
            "wants_media": plan.kind == "新闻稿",
            **self.commissioned(),
        }  # fmt: skip

    def commissioned(self) -> dict[str, Any]:
        """The first item that a unit drafts after it was asked answers the commission."""
        number = self.stage.commissions.pop(self.plan.unit.code, "")
        return {"source": Source.COMMISSION, "commission_no": number} if number else {}

    def meeting(self) -> Meeting:
        """The next standing meeting of the city government: on the Thursday after the day of the item."""
        day = self.plan.day + timedelta(days=(3 - self.plan.day.weekday()) % 7 or 7)
        if self.stops_at("held"):
            day = self.stage.today + timedelta(days=2)
        held_at = datetime.combine(day, datetime.min.time(), OFFICE_ZONE) + timedelta(hours=9, minutes=30)
        number = day.toordinal() // 7 % 60 + 1
        return Meeting.objects.get_or_create(
            held_at=held_at,
            defaults={"title": f"市政府第{number}次常务会议", "place": "市政府第一会议室", "created_by": self.editor},
        )[0]

    def through_unit(self) -> Steps:
        if self.stops_at("draft"):
            return
        yield self.wait(0.3, 3)
        yield from self.submit()
        if self.has("pulled_back") or self.stops_at("pulled_back"):
            yield self.wait(0.2, 1)
            self.move("pull_back", self.drafter, reason=self.remark("withdraw"))
            if self.stops_at("pulled_back"):
                return
            yield self.wait(1, 5)
            yield from self.submit()
        if self.has("voided"):
            yield self.wait(0.5, 2)
            self.move("pull_back", self.head, reason=self.remark("withdraw"))
            self.move("void", self.head)
            return
        yield from self.sign_in_unit()
        if self.is_at(Status.HELD) and not self.stops_at("held"):
            meeting = self.item.meeting
            assert meeting is not None
            yield meeting.held_at + timedelta(hours=1, minutes=self.rng.randint(5, 40))
            self.move("release_held", self.drafter, decision="passed", decided_at=now() - timedelta(minutes=4))

    def submit(self) -> Steps:
        if self.has("by_head"):
            self.tick(self.drafter)
        self.move("submit", self.drafter)
        return iter(())

    def sign_in_unit(self) -> Steps:
        """Step by step to the last signer; beside that the partners answer."""
        returned = not (self.has("returned_in_unit") or self.stops_at("returned_in_unit"))
        while self.is_at(Status.UNIT_REVIEW) and self.item.awaits_role:
            role = self.item.awaits_role
            if self.stops_at("unit_step_1" if role == organ.UNIT_SIGNER else "unit_head"):
                return
            yield self.wait(0.5, 7)
            signer = self.world.person(role, self.plan.unit.code)
            if not returned:
                returned = True
                self.move("return_in_unit", signer, reason=self.remark("return.unit"))
                if self.stops_at("returned_in_unit"):
                    return
                yield self.wait(2, 12)
                self.rewrite()
                yield from self.submit()
                continue
            self.tick(signer)
            self.move("approve_in_unit", signer, opinion=self.remark("approve.unit"))
        yield from self.ask_partners()

    def ask_partners(self) -> Steps:
        if self.stops_at("countersign"):
            return
        for code in self.plan.partners:
            yield self.wait(1, 14)
            partner = self.world.person(organ.UNIT_HEAD, code)
            if self.rng.random() < 0.1:
                self.move("decline_to", partner, reason=self.remark("decline_to"))
            else:
                self.move("countersign", partner, opinion="同意联合报送。")

    def rewrite(self) -> None:
        """The drafter mends what was asked for."""
        edit = edit_text(self.rng, self.item.title, self.item.text)
        data = {"title": edit.title, "text": edit.text}
        self.item = save_draft(item_id=self.item.pk, by=self.drafter, seen_version=self.item.version, data=data)

    # ── in the office ─────────────────────────────────────────────────────────────────────────────────────────────────

    def in_office(self) -> Steps:
        if self.plan.group:
            self.stage.groups.setdefault(self.plan.group, []).append(self.item.pk)
            return
        if self.stops_at("filed"):
            return
        if self.has("withdrawn"):
            yield self.wait(0.2, 1)
            self.move("withdraw", self.head, reason=self.remark("withdraw"))
            yield self.wait(30, 120)
            self.move("void", self.head, reason=self.remark("given_up"))
            return
        yield self.wait(0.4, 9)
        yield from self.take()
        if self.has("returned") or self.stops_at("returned"):
            yield from self.send_back()
        if self.has("declined") and self.is_at(Status.EDITING):
            yield self.wait(1, 10)
            reason, kind = self.remark("decline"), self.rng.choice(DECLINE_KINDS)
            self.move("decline", self.editor, reason=reason, kind=kind)
        if self.is_at(Status.EDITING):
            yield from self.edit_and_approve()

    def take(self) -> Steps:
        if self.rng.random() < 0.2:
            self.move("assign", self.office_head, editor=self.editor)
        else:
            self.move("take", self.editor)
        if self.has("put_back"):
            yield self.wait(1, 4)
            self.move("put_back", self.editor)
            self.editor = self.rng.choice(self.world.editors())
            yield self.wait(0.5, 3)
            self.move("take", self.editor)

    def send_back(self) -> Steps:
        yield self.wait(1, 8)
        self.move("send_back", self.editor, reason=self.remark("return.office"), kind=self.rng.choice(FAULT_KINDS))
        if self.stops_at("returned"):
            self.done()
            return
        if self.rng.random() < 0.12:
            yield self.wait(60, 240)
            self.move("void", self.head, reason=self.remark("given_up"))
            return
        yield self.wait(4, 40)
        self.rewrite()
        yield from self.submit()
        yield from self.sign_in_unit()
        if self.is_at(Status.FILED):
            yield self.wait(0.5, 6)
            self.move("take", self.editor)

    def edit_and_approve(self) -> Steps:
        if self.stops_at("withdrawal_asked"):
            yield self.wait(0.5, 2)
            self.move("ask_withdrawal", self.head, reason=self.remark("withdraw"))
            return
        if self.rng.random() < 0.7:
            yield self.wait(0.5, 6)
            self.edit()
        if self.stops_at("editing"):
            return
        yield self.wait(0.2, 3)
        self.tick(self.editor)
        self.move("submit_for_approval", self.editor)
        if self.has("called_back"):
            yield self.wait(0.2, 1)
            self.move("call_back", self.editor, reason=self.remark("call_back"))
            yield self.wait(0.3, 2)
            self.edit()
            self.tick(self.editor)
            self.move("submit_for_approval", self.editor)
        yield from self.approve()

    def edit(self) -> None:
        edit = edit_text(self.rng, self.item.title, self.item.text)
        self.item = save_edit(
            item_id=self.item.pk, by=self.editor, seen_version=self.item.version, title=edit.title, text=edit.text,
            summary=self.item.summary, note=edit.note,
        )  # fmt: skip

    def approve(self) -> Steps:
        if self.stops_at("office_review"):
            return
        yield self.wait(0.5, 6)
        if self.has("to_editor"):
            self.move("return_to_editor", self.office_head, reason=self.remark("return.editor"))
            yield self.wait(0.5, 4)
            self.edit()
            self.tick(self.editor)
            self.move("submit_for_approval", self.editor)
            yield self.wait(0.5, 4)
        self.move("approve", self.office_head, opinion="拟同意报送,请领导审定。" if self.rng.random() < 0.5 else "")

    # ── leaders ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def for_signature(self) -> Steps:
        while self.is_at(Status.SIGNATURE):
            role = self.item.awaits_role
            if self.stops_at("deputy" if role == organ.DEPUTY_LEADER else "principal"):
                return
            yield self.wait(0.5, 10 if not self.has("flash") else 1)
            leader = self.world.person(role, no=self.item.pk % 2 if role == organ.DEPUTY_LEADER else 0)
            if self.has("refused"):
                self.move("refuse", leader, reason=self.remark("refuse"))
            elif self.has("passed_up") and role == organ.DEPUTY_LEADER:
                self.move("pass_up", leader, opinion=self.remark("pass_up"))
            elif self.has("on_phone"):
                paper = PaperRecord("phone", decided_by=leader, decided_at=now() - timedelta(minutes=20))
                self.move("sign", self.editor, opinion=self.remark("sign"), on_paper=paper)
            else:
                self.move("sign", leader, opinion=self.remark("sign"))


def seeded(seed: int, *names: object) -> random.Random:
    """A chance of its own for each thing, so that one change leaves the others as they are."""
    return random.Random("/".join(map(str, (seed, *names))))
