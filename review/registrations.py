"""What this app shows on pages of lower floors: the rail, the desk, the item page."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity import jobs
from activity.clock import now, today
from documents import pdf_warming
from organizations.policy import can, visible_to
from organizations.standing import standing_of
from review.models import Adoption, AdoptionClaim, Forwarding, Instruction
from review.services import package_paper, packages
from submissions.models import Item
from submissions.services.paper import may_record_paper
from submissions.states import Status, Urgency
from ui import desk, panels, rail

MOST_LINES = 6
TREND = 4
"""Months of the small line beside a figure."""


def _works_queue(user: Any) -> bool:
    return can(user, "queue.view")


def _signs(user: Any) -> bool:
    return can(user, "sign.view")


def _business(user: Any) -> bool:
    return standing_of(user).has_business_role


def _queue_count(user: Any) -> int:
    return Item.objects.filter(status=Status.FILED).count()


def _sign_count(user: Any) -> int:
    from review.views.signing import waiting_for

    return waiting_for(user).count()


def _owed(user: Any) -> Any:
    rows = Instruction.objects.in_force().filter(feedback_due__isnull=False).exclude(feedbacks__is_final=True)
    return (
        visible_to(user, rows, "feedback")
        .order_by("feedback_due", "pk")
        .select_related("item", "leader", "feedback_unit")
    )


def _to_sign_lines(user: Any) -> list[desk.DeskLine]:
    from review.views.signing import waiting_for

    return [
        desk.DeskLine(
            title=item.title, url=reverse("review:sign_item", args=[item.pk]), what=_("to sign"), who=str(item.unit),
            since=item.entered_at, urgent=item.urgency != Urgency.ORDINARY, act_label=_("Open"),
            act_url=reverse("review:sign_item", args=[item.pk]),
        )
        for item in waiting_for(user)[:MOST_LINES]
    ]  # fmt: skip


def _my_work_lines(user: Any) -> list[desk.DeskLine]:
    mine = Item.objects.held_by_editor(user.pk).select_related("unit").order_by("entered_at")[:MOST_LINES]
    return [_line(item, _("to edit"), reverse("review:edit", args=[item.pk]), _("Edit")) for item in mine]


def _queue_lines(user: Any) -> list[desk.DeskLine]:
    from review.views.queue import BY_URGENCY

    rows = Item.objects.waiting_in_queue().select_related("unit").annotate(urgency_rank=BY_URGENCY)
    urgent_first = rows.order_by("urgency_rank", "entered_at", "pk")[:MOST_LINES]
    return [_line(item, _("to take"), item.get_absolute_url(), _("Open")) for item in urgent_first]


def _to_forward_lines(user: Any) -> list[desk.DeskLine]:
    rows = Item.objects.filter(status=Status.SIGNED, forwarded_at__isnull=True, is_supplementary=False)
    rows = rows.select_related("unit").order_by("signed_at")[:MOST_LINES]
    return [_line(item, _("to forward"), reverse("review:forward", args=[item.pk]), _("Forward")) for item in rows]


def _line(item: Item, what: Any, act_url: str, act_label: Any) -> desk.DeskLine:
    return desk.DeskLine(
        title=item.title, url=item.get_absolute_url(), what=what, who=item.unit.short_name, since=item.entered_at,
        urgent=item.urgency != Urgency.ORDINARY, act_label=act_label, act_url=act_url,
    )  # fmt: skip


def _claims(user: Any) -> bool:
    return can(user, "adoptionclaim.list")


def _decides_claims(user: Any) -> bool:
    return can(user, "adoptionclaim.decide")


def _waiting_claims() -> QuerySet[AdoptionClaim]:
    return AdoptionClaim.objects.filter(state=AdoptionClaim.State.WAITING)


def _claim_count(user: Any) -> int:
    """What waits for the office; nothing waits for a unit here."""
    return _waiting_claims().count() if _decides_claims(user) else 0


def _claim_lines(user: Any) -> list[desk.DeskLine]:
    rows = _waiting_claims().exclude(claimed_by=user).select_related("item", "unit", "outlet")
    return [
        desk.DeskLine(
            title=str(claim), url=claim.get_absolute_url(), what=_("adoption to confirm"), who=claim.unit.short_name,
            since=claim.claimed_at, act_label=_("Open"), act_url=claim.get_absolute_url(),
        )
        for claim in rows.order_by("claimed_at", "pk")[:MOST_LINES]
    ]  # fmt: skip


def _feedback_lines(user: Any) -> list[desk.DeskLine]:
    soon = _owed(user).filter(feedback_due__lte=today() + timedelta(days=14))[:MOST_LINES]
    return [
        desk.DeskLine(
            title=row.item.title, url=reverse("review:feedback", args=[row.pk]), what=_("feedback due"),
            who=str(row.feedback_unit or row.item.unit_id), since=None, until=_end_of(row.feedback_due),
            urgent=row.feedback_due < today(), act_label=_("Report"), act_url=reverse("review:feedback", args=[row.pk]),
        )
        for row in soon
    ]  # fmt: skip


def _end_of(day: Any) -> Any:
    from datetime import datetime, time

    from django.utils.timezone import make_aware

    return make_aware(datetime.combine(day, time(18, 0)))


def _flow_figure(user: Any) -> desk.Figure:
    open_items = Item.objects.open_in_office()
    slow = open_items.filter(entered_at__lt=now() - timedelta(days=3)).count()
    return desk.Figure(
        label=_("In the office's hands"), value=open_items.count(), url=reverse("review:queue"),
        hint=_("longer than three days at one step: %(count)d") % {"count": slow},
    )  # fmt: skip


def _month_start() -> Any:
    return today().replace(day=1)


def _adopted_figure(user: Any) -> desk.Figure:
    rows = visible_to(user, Adoption.objects.in_force(), "view")
    months = _last_months()
    # One statement for all months: which records a unit may see is the costly part of it.
    counts = {
        f"month{no}": Count("pk", filter=Q(adopted_on__gte=start, adopted_on__lt=end))
        for no, (start, end) in enumerate(months)
    }
    trend = list(rows.filter(adopted_on__gte=months[0][0]).aggregate(**counts).values())
    return desk.Figure(
        label=_("Adopted this month"), value=trend[-1], hint=_("times printed, all levels"), trend=trend,
        url=reverse("review:adoptions"),
    )  # fmt: skip


def _instructed_figure(user: Any) -> desk.Figure:
    rows = visible_to(user, Instruction.objects.in_force(), "view")
    months = _last_months()
    trend = [
        rows.filter(instructed_on__gte=start, instructed_on__lt=end).values("item").distinct().count()
        for start, end in months
    ]
    return desk.Figure(
        label=_("Instructed this month"), value=trend[-1], hint=_("items on which leaders wrote"), trend=trend,
        url=reverse("review:instructions"),
    )  # fmt: skip


def _last_months() -> list[tuple[Any, Any]]:
    months, start = [], _month_start()
    for _no in range(TREND):
        end = (start + timedelta(days=32)).replace(day=1)
        months.append((start, end))
        start = (start - timedelta(days=1)).replace(day=1)
    return months[::-1]


def _records(request: HttpRequest, item: Any) -> dict[str, Any] | None:
    user: Any = request.user
    may_record = can(user, "item.record_any", item)
    rows = {
        "forwardings": _with_revoked(Forwarding.objects.facts().filter(item=item).select_related("outlet", "countered_by").prefetch_related("notices")),
        "adoptions": _with_revoked(Adoption.objects.facts().filter(item=item).select_related("outlet", "countered_by")),
        "instructions": _with_revoked(
            Instruction.objects.facts().filter(item=item).select_related("leader", "countered_by").prefetch_related("feedbacks__given_by")
        ),
        "sources": list(item.source_links.select_related("item__unit")) if item.is_composite else [],
    }  # fmt: skip
    paper, may_claim = _may_paper(user, item), can(user, "item.claim", item)
    if not any(rows.values()) and not may_record and not paper and not item.composite_id and not may_claim:
        return None
    composite = item.composite
    sources = rows["sources"]
    return {
        "may_share": bool(sources) and not sources[0].is_frozen and can(user, "item.edit_in_office", item),
        "packages": list(visible_to(user, item.packages.defer("content").order_by("-pk"), "view")),
        "may_claim": may_claim,
        "claims": list(visible_to(user, item.claims.select_related("outlet"))),
        "may_package": item.status == Status.SIGNED and can(user, "package.make"),
        "item": item, "may_record": may_record, "may_forward": can(user, "item.record", item), "may_paper": paper,
        "composite": composite, "may_see_composite": bool(composite) and can(user, "item.view", composite), **rows,
    }  # fmt: skip


def _head_acts(request: HttpRequest, item: Any) -> dict[str, Any] | None:
    from review.views.signing import waiting_for

    user: Any = request.user
    may_edit = can(user, "item.edit_in_office", item)
    may_sign = _signs(user) and waiting_for(user).filter(pk=item.pk).exists()
    return {"item": item, "may_edit": may_edit, "may_sign": may_sign} if may_edit or may_sign else None


def _with_revoked(rows: Any) -> list[Any]:
    found = list(rows)
    for row in found:
        row.is_revoked = hasattr(row, "countered_by")
    return found


def _may_paper(user: Any, item: Item) -> bool:
    from review.views.signing import decision_moves

    return bool(decision_moves(item)) and may_record_paper(user, item)


def register_all() -> None:
    """Called once, when the apps are ready."""
    pdf_warming.register_sheet("package", package_paper.package_css)
    rail.register(rail.RailEntry("queue", _("Queue"), "inbox", "review:queue", 30, _works_queue, _queue_count))
    rail.register(rail.RailEntry("sign", _("To sign"), "pen", "review:sign", 20, _signs, _sign_count))
    rail.register(rail.RailEntry("adopted", _("Adopted"), "journal-check", "review:adoptions", 40, _business))
    rail.register(
        rail.RailEntry("instructions", _("Instructions"), "chat-square-quote", "review:instructions", 50, _business)
    )
    rail.register(
        rail.RailEntry("claims", _("Adoption claims"), "patch-check", "review:claims", 45, _claims, _claim_count)
    )
    desk.register(desk.DeskBlock("sign", 10, _to_sign_lines, _signs, lambda _user: reverse("review:sign")))
    desk.register(
        desk.DeskBlock(
            "my-work", 30, _my_work_lines, _works_queue, lambda _user: reverse("review:queue") + "?status=editing"
        )
    )
    desk.register(
        desk.DeskBlock("queue", 32, _queue_lines, _works_queue, lambda _user: reverse("review:queue") + "?status=filed")
    )
    desk.register(
        desk.DeskBlock(
            "forward", 34, _to_forward_lines, _works_queue, lambda _user: reverse("review:queue") + "?status=signed"
        )
    )
    desk.register(
        desk.DeskBlock(
            "claims", 36, _claim_lines, _decides_claims, lambda _user: reverse("review:claims") + "?state=waiting"
        )
    )
    desk.register(
        desk.DeskBlock(
            "feedback", 40, _feedback_lines, _business, lambda _user: reverse("review:instructions") + "?open=owed"
        )
    )
    desk.register_figure(desk.DeskFigure("flow", 10, _flow_figure, _works_queue))
    desk.register_figure(desk.DeskFigure("adopted", 30, _adopted_figure, _business))
    desk.register_figure(desk.DeskFigure("instructed", 40, _instructed_figure, _business))
    jobs.register(
        packages.JOB, packages.build_job, label=_("PDF of a paper for forwarding"),
        may_view=lambda user, _job: can(user, "package.list"),
    )  # fmt: skip
    panels.register(panels.Panel("item.head", "office", 10, "review/_head_acts.html", _head_acts))
    panels.register(panels.Panel("item", "records", 20, "review/_panel_records.html", _records))
