"""采用申报: what units claim of items that somebody printed without the office having heard of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Case, Exists, OuterRef, When

from activity.clock import now, today
from documents.models import StoredFile
from documents.services import store_upload
from govinfo.demo import organ
from govinfo.demo.clippings import clipping
from govinfo.demo.lives import Stage, seeded
from organizations.models import Outlet, User
from review.models import Adoption, AdoptionClaim
from review.services.claim_decisions import confirm_claim, refuse_claim
from review.services.claims import PRINTED, claim_adoption, claim_without_filing, withdraw_claim
from submissions.models import Item
from submissions.states import Status

Steps = Iterator[datetime]


@dataclass(frozen=True)
class ClaimPlan:
    """How many working days before the last one it is claimed, of which outlet, and what becomes of it."""

    days_back: int
    outlet: str
    edition: str = ""
    ends: str = ""
    note: str = ""
    in_shown_unit: bool = False


PLANS = (
    ClaimPlan(12, "city-daily", "第3版 法治周刊", "confirmed", "样报一份，附扫描件。", True),
    ClaimPlan(10, "city-party", "", "corrected", "市委办公室来电告知，期号以刊物为准。"),
    ClaimPlan(8, "city-daily", "第6版", "refused", "", True),
    ClaimPlan(7, "province-law", "", "refused", "省委依法治省办网站截图。"),
    ClaimPlan(6, "city-daily", "第2版", "withdrawn"),
    ClaimPlan(2, "province-gov", "", "", "省政府办公厅信息处通知已采用，分值见稿费单。", True),
    ClaimPlan(2, "city-daily", "头版"),
    ClaimPlan(1, "city-party"),
    ClaimPlan(1, "city-daily", "第5版", "paper", "记者电话约稿，未经系统报送。"),
)
REFUSED = ("所附剪报为转载的公示信息，不是本条信息被采用。", "截图没有期号和日期，无法核对，请补充刊物首页后再报。")
ON_PAPER = "市法制办向本报介绍行政执法案卷评查新做法"
ON_PAPER_TEXT = (
    "本报讯 记者昨日从市政府法制办公室获悉，我市今年改进行政执法案卷评查，由各部门自查、交叉互查、集中评查三步完成。"
    "评查组随机抽取行政处罚、行政许可案卷，逐卷打分，问题当场反馈，整改情况一个月后回头看。"
    "据介绍，评查中发现较多的是送达回证填写不全、裁量理由说明过简，市法制办已编印示范文本发至基层执法单位。"
    "下一步，评查结果将纳入依法行政年度考核。"
)


class ClaimLife:
    """One claim, in the order of time beside the lives of the items."""

    def __init__(self, stage: Stage, plan: ClaimPlan, no: int, last_day: date) -> None:
        self.stage, self.plan, self.no, self.last_day = stage, plan, no, last_day
        self.rng = seeded(stage.seed, "claim", no)
        self.outlet: Outlet = stage.world.outlets[plan.outlet]
        self.editor = self.rng.choice(stage.world.editors())

    def run(self) -> Steps:
        """Claim, and decide a working day or so later."""
        yield self.stage.hours.moment(self.rng, self._day())
        item = self._item()
        if item is None:
            return
        claim = self._on_paper() if self.plan.ends == "paper" else self._of_item(item)
        if self.plan.ends in ("", "paper"):
            return
        yield self.stage.hours.after(self.rng, now(), 3, 20)
        self._settle(claim)

    def _day(self) -> date:
        day = self.last_day
        for _back in range(self.plan.days_back):
            day = self.stage.hours.last_worked(day - timedelta(days=1))
        return day

    def _item(self) -> Item | None:
        """The latest item that was forwarded elsewhere and that nobody claimed: of the shown unit, or rather of another."""
        rows = Item.objects.filter(status=Status.SIGNED, forwarded_at__isnull=False, is_composite=False)
        printed = Adoption.objects.filter(item=OuterRef("pk"), outlet=self.outlet)
        rows = rows.filter(~Exists(printed), claims__isnull=True).exclude(forwardings__outlet=self.outlet)
        is_shown = Case(When(unit__code=organ.SHOWN_UNIT, then=1), default=0)
        wanted = "-is_shown" if self.plan.in_shown_unit else "is_shown"
        return rows.annotate(is_shown=is_shown).select_related("drafter", "current").order_by(wanted, "-pk").first()

    def _printed(self, title: str, text: str) -> tuple[dict[str, Any], bytes]:
        day = today() - timedelta(days=self.rng.randint(1, 3))
        number = f"第{self.rng.randint(10, 60) if not self.outlet.is_media else self.rng.randint(8800, 8999)}期"
        given = {"outlet": self.outlet, "issue_number": number, "adopted_on": day, "edition": self.plan.edition}
        if self.plan.outlet == "province-gov":
            given["external_points"] = Decimal(6)
        if self.plan.edition == "头版":
            given["is_front_page"] = True
        return given, clipping(masthead=self.outlet.name, number=number, day=day, title=title, text=text)

    def _evidence(self, page: bytes, by: User) -> StoredFile:
        name = f"{self.outlet.name}剪报.png"
        return store_upload(upload=SimpleUploadedFile(name, page, content_type="image/png"), by=by)

    def _of_item(self, item: Item) -> AdoptionClaim:
        printed, page = self._printed(item.title, item.text)
        return claim_adoption(
            item_id=item.pk, by=item.drafter, evidence=self._evidence(page, item.drafter), printed=printed,
            note=self.plan.note,
        )  # fmt: skip

    def _on_paper(self) -> AdoptionClaim:
        world = self.stage.world
        officer = world.person(organ.OFFICER, organ.SHOWN_UNIT)
        printed, page = self._printed(ON_PAPER, ON_PAPER_TEXT)
        return claim_without_filing(
            unit=world.units[organ.SHOWN_UNIT], title=ON_PAPER, item_type=world.item_types["新闻稿"], authors=[officer],
            by=officer, evidence=self._evidence(page, officer), printed=printed, note=self.plan.note,
        )  # fmt: skip

    def _settle(self, claim: AdoptionClaim) -> None:
        if self.plan.ends == "withdrawn":
            withdraw_claim(claim_id=claim.pk, by=claim.claimed_by)
        elif self.plan.ends == "refused":
            refuse_claim(claim_id=claim.pk, by=self.editor, reason=REFUSED[self.no % len(REFUSED)])
        else:
            printed = {name: getattr(claim, name) for name in PRINTED}
            if self.plan.ends == "corrected":
                printed["adopted_on"] = claim.adopted_on - timedelta(days=1)
                printed["edition"] = "要情摘编"
            confirm_claim(claim_id=claim.pk, by=self.editor, printed=printed)


def claim_lives(stage: Stage, last_day: date) -> list[ClaimLife]:
    """The lives of all claims of the demo."""
    return [ClaimLife(stage, plan, no, last_day) for no, plan in enumerate(PLANS)]
