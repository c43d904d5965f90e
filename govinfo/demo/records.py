"""What follows signature: forwarding, adoption, instructions and feedback; and composites of several items."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from activity.clock import now, today
from govinfo.demo import organ
from govinfo.demo.lives import ItemLife, Stage
from govinfo.demo.packages import report_on
from govinfo.demo.plan import ItemPlan
from govinfo.demo.texts import DemoText
from review.models import Instruction
from review.services.adoption import record_adoption
from review.services.forwarding import forward_item, notify_outlet
from review.services.instruction import give_feedback, record_instructions
from submissions.models import Item
from submissions.services.merging import merge_items
from submissions.states import Status

Steps = Iterator[datetime]
DAYS_TO_PRINT = {"own": (1, 6), "city": (2, 9), "province": (5, 20), "state": (9, 30)}
FEEDBACK_DAYS = 30


class RecordedLife(ItemLife):
    """An item whose life goes on after the last signature."""

    def run(self) -> Steps:
        yield from super().run()
        if self.is_at(Status.SIGNED) and self.stops_at("signed"):
            yield from self.special_report()
        elif self.is_at(Status.SIGNED):
            yield from self.after_signature()

    def after_signature(self) -> Steps:
        if self.has("shelved") or self.has("reopened"):
            yield self.wait(1, 6)
            self.move("shelve", self.office_head, reason=self.remark("shelve"))
            if not self.has("reopened"):
                return
            yield self.wait(20, 60)
            self.move("reopen", self.office_head, reason="有关文件已公布,恢复办理。")
            # A flash item reaches the leader without an editor: then the head who reopens it has it in hand.
            self.editor = self.item.editor or self.editor
            self.tick(self.editor)
            self.move("submit_for_approval", self.editor)
            yield from self.approve()
            yield from self.for_signature()
        if self.is_at(Status.SIGNED) and self.plan.outlets:
            yield from self.forward()
            yield from self.printed()

    def forward(self) -> Steps:
        yield from self.special_report()
        yield self.wait(0.4, 8)
        outlets = [self.world.outlets[code] for code in self.plan.outlets]
        rows = forward_item(item_id=self.item.pk, outlets=outlets, by=self.editor)
        if self.rng.random() < 0.008:
            yield self.wait(1, 5)
            text = "原稿第二段中的统计时段有误,现予更正,其余内容不变。"
            notify_outlet(forwarding_id=rows[-1].pk, kind="correction", text=text, by=self.editor)

    def special_report(self) -> Steps:
        """The paper on which the item is sent on, for those few that the demo shows."""
        special = self.stage.specials.get(self.plan.index)
        if special:
            yield self.wait(0.3, 2)
            yield from report_on(self.item, special, by=self.editor, pause=lambda: self.wait(0.5, 2))

    def printed(self) -> Steps:
        """Adoptions as the outlets print, and the instructions that leaders write on what they read there."""
        acts = sorted((self.printed_at(code), code) for code in self.plan.adopted_by)
        if self.plan.leaders and acts:
            acts.append((acts[-1][0] + timedelta(days=self.rng.randint(2, 9)), ""))
        for at, code in acts:
            yield max(at, now() + timedelta(minutes=3))
            if code:
                self.adopt(code)
            else:
                yield from self.instructed()

    def printed_at(self, code: str) -> datetime:
        least, most = DAYS_TO_PRINT[self.world.outlets[code].level.code]
        return self.stage.hours.moment(self.rng, today() + timedelta(days=self.rng.randint(least, most)))

    def adopt(self, code: str) -> None:
        outlet = self.world.outlets[code]
        adopted_on = today() - timedelta(days=self.rng.choice((0, 0, 0, 1)))
        details: dict[str, Any] = {}
        if outlet.level.code == "city" and self.rng.random() < 0.12:
            details["in_composite"] = True
        week = adopted_on.timetuple().tm_yday // (3 if outlet.is_own or outlet.level.code == "city" else 7) + 1
        record_adoption(
            item_id=self.item.pk, outlet=outlet, issue_number=f"〔{adopted_on.year}〕第{week}期", adopted_on=adopted_on,
            by=self.editor, **details,
        )  # fmt: skip

    def instructed(self) -> Steps:
        leaders = [self.world.leaders[name] for name in self.plan.leaders]
        wants_feedback = self.rng.random() < 0.8
        due = today() + timedelta(days=FEEDBACK_DAYS) if wants_feedback else None
        rows: list[Instruction] = []
        for leader in leaders:
            rows += record_instructions(
                item_id=self.item.pk, leaders=[leader], text=self.remark("instruction"), by=self.editor,
                instructed_on=today() - timedelta(days=self.rng.choice((0, 0, 1))), outlet=self.instructed_on(),
                addressed_to=organ.ORGAN_SHORT, feedback_due=due,
            )  # fmt: skip
        if wants_feedback and self.rng.random() < 0.8:
            yield self.wait(24 * 9, 24 * 33)
            for row in rows:
                by = self.drafter if self.rng.random() < 0.7 else self.editor
                give_feedback(instruction_id=row.pk, text=self.remark("feedback"), by=by)

    def instructed_on(self) -> Any:
        city = [code for code in self.plan.adopted_by if not code.startswith("own")]
        return self.world.outlets[city[0]] if city else None


class CompositeLife(RecordedLife):
    """综合编发: an editor merges what several units filed, and the composite goes on like an item of the office."""

    def __init__(self, stage: Stage, plan: ItemPlan, text: DemoText, members: int) -> None:
        super().__init__(stage, plan, text)
        self.members = members

    def run(self) -> Steps:
        opens = self.stage.hours.moment(self.rng, self.plan.day)
        yield opens.replace(hour=14) if self.plan.stop else opens
        for _try in range(6):
            # A source may have been sent back in its unit: the editor waits some days for it.
            if len(self.sources()) >= self.members:
                break
            yield self.wait(8, 24)
        sources = self.sources()
        if len(sources) < 2:
            return
        self.item = merge_items(sources=sources, by=self.editor, title=self.remark("merge.title"))
        if self.stops_at("merged_editing"):
            return
        yield self.wait(1, 6)
        self.edit()
        yield from self.edit_and_approve()
        if self.is_at(Status.SIGNATURE):
            yield from self.for_signature()
        if self.is_at(Status.SIGNED):
            yield from self.after_signature()

    def sources(self) -> list[tuple[int, int]]:
        rows = Item.objects.filter(pk__in=self.stage.groups.get(self.plan.group, []), status=Status.FILED)
        return list(rows.order_by("filed_at", "pk").values_list("pk", "version"))
