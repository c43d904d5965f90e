"""What this app shows on pages of lower floors: the rail, the desk, the item page."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity import reminders
from activity.clock import now
from organizations.policy import can, visible_to
from organizations.standing import UNIT_ROLES, standing_of
from registers.models import BestItem, Commission, CommissionTarget, EmergencyReport, Fault, FaultObjection
from registers.services.answers import Answer, Outcome, answers_of
from registers.services.reminding import remind_of_commissions
from review.fault_kinds import fault_labels
from submissions.states import ReportStage
from ui import desk, panels, rail

MOST_LINES = 6


def _business(user: Any) -> bool:
    return standing_of(user).has_business_role


def _works_in_office(user: Any) -> bool:
    return can(user, "commission.make")


def _works_in_unit(user: Any) -> bool:
    return standing_of(user).has(*UNIT_ROLES)


def owed(user: Any) -> list[Answer]:
    """What the person's units are asked for and have not filed, the nearest due time first."""
    targets = CommissionTarget.objects.standing().filter(unit__in=standing_of(user).units(*UNIT_ROLES))
    answers = answers_of(targets.select_related("commission", "unit"))
    waiting = [one for one in answers if one.outcome in (Outcome.OPEN, Outcome.MISSED)]
    return sorted(waiting, key=lambda one: (one.target.due_at, one.target.pk))


def _owed_lines(user: Any) -> list[desk.DeskLine]:
    return [
        desk.DeskLine(
            title=one.target.commission.topic, url=one.target.commission.get_absolute_url(), what=_("commissioned"),
            who=one.target.unit.short_name, since=one.target.commission.made_at, until=one.target.due_at,
            urgent=one.is_overdue, act_label=_("Open"), act_url=one.target.commission.get_absolute_url(),
        )
        for one in owed(user)[:MOST_LINES]
    ]  # fmt: skip


def _to_close_lines(user: Any) -> list[desk.DeskLine]:
    rows: Any = Commission.objects.to_close(now())
    return [
        desk.DeskLine(
            title=row.topic, url=row.get_absolute_url(), what=_("commission to close"), who=row.number, since=row.last_due_at,
            act_label=_("Open"), act_url=row.get_absolute_url(),
        )
        for row in rows.order_by("last_due_at", "pk")[:MOST_LINES]
    ]  # fmt: skip


def _objected(user: Any) -> Any:
    waiting = FaultObjection.objects.filter(fault=OuterRef("pk"), outcome=FaultObjection.Outcome.WAITING)
    return Fault.objects.in_force().filter(Exists(waiting)).select_related("unit").order_by("happened_on", "pk")


def _objection_lines(user: Any) -> list[desk.DeskLine]:
    faults = list(_objected(user)[:MOST_LINES])
    labels = fault_labels() if faults else {}
    return [
        desk.DeskLine(
            title=labels.get(fault.code, fault.code), url=fault.get_absolute_url(), what=_("objection to decide"), who=str(fault.unit),
            since=fault.recorded_at, act_label=_("Open"), act_url=fault.get_absolute_url(),
        )
        for fault in faults
    ]  # fmt: skip


def _on_item(request: HttpRequest, item: Any) -> dict[str, Any] | None:
    """Faults about the item, its choices as best, the commission that it names; acts for the office."""
    user: Any = request.user
    faults = list(visible_to(user, Fault.objects.facts().filter(item=item).select_related("countered_by"), "view"))
    marks = list(BestItem.objects.facts().filter(item=item).select_related("countered_by"))
    commission = Commission.objects.filter(number=item.commission_no).first() if item.commission_no else None
    if commission is not None and not can(user, "commission.view", commission):
        commission = None
    may_record = can(user, "fault.record") and item.first_filed_at is not None
    reports = list(visible_to(user, EmergencyReport.objects.facts().filter(item=item).select_related("countered_by")))
    if not (faults or marks or commission or reports or may_record):
        return None
    labels = fault_labels() if faults else {}
    return {
        "item": item, "faults": [(fault, labels.get(fault.code, fault.code)) for fault in faults], "marks": marks, "commission": commission, "reports": reports,
        "may_record": may_record, "may_choose": may_record and not item.is_composite,
        "may_report": may_record and bool(item.event_name) and item.report_stage in ("", ReportStage.INITIAL),
    }  # fmt: skip


def register_all() -> None:
    """Called once, when the apps are ready."""
    rail.register(
        rail.RailEntry("commissions", _("Commissions"), "megaphone", "registers:commissions", 35, _business, _count)
    )
    rail.register(rail.RailEntry("registers", _("Registers"), "clipboard-check", "registers:faults", 55, _business))
    desk.register(
        desk.DeskBlock("commissions", 22, _owed_lines, _works_in_unit, lambda _user: reverse("registers:commissions"))
    )
    desk.register(
        desk.DeskBlock(
            "commissions-to-close", 42, _to_close_lines, _works_in_office,
            lambda _user: reverse("registers:commissions") + "?state=overdue",
        )
    )  # fmt: skip
    desk.register(
        desk.DeskBlock(
            "objections", 44, _objection_lines, _works_in_office,
            lambda _user: reverse("registers:faults") + "?state=objected",
        )
    )  # fmt: skip
    panels.register(panels.Panel("item", "registers", 25, "registers/_item_panel.html", _on_item))
    reminders.register_rule("commissions", remind_of_commissions)


def _count(user: Any) -> int:
    """What waits: for a unit what it owes, for the office what is to be closed."""
    if _works_in_unit(user):
        return len(owed(user))
    return Commission.objects.to_close(now()).count() if _works_in_office(user) else 0
