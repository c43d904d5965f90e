"""What this app puts on the desk and in the rail: what came back, drafts, to sign, to countersign, held; figures."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import today
from activity.models import Event
from activity.verbs import label_of
from organizations.models import Role
from organizations.policy import visible_to
from organizations.standing import UNIT_ROLES, standing_of
from submissions.filters import URGENCY_ORDER
from submissions.models import Item, ItemAuthor
from submissions.states import Status, Urgency
from ui import desk, rail, search
from ui.desk import Change, DeskBlock, DeskChanges, DeskFigure, DeskLine, DeskStart, Figure
from ui.rail import RailEntry

SHOWN = 6
MONTHS = 6


def in_a_unit(user: Any) -> bool:
    """Has a role in a unit that files."""
    return standing_of(user).has(*UNIT_ROLES)


def _line(item: Item, what: Any, *, act: Any, act_url: str, who: Any = "", until: datetime | None = None) -> DeskLine:
    return DeskLine(
        title=str(item),
        url=item.get_absolute_url(),
        what=what,
        who=who or item.unit.name,
        since=item.entered_at,
        until=until,
        urgent=item.urgency != Urgency.ORDINARY,
        act_label=act,
        act_url=act_url,
    )


def _pressing(items: Any) -> Any:
    return items.select_related("unit", "drafter", "meeting").order_by(URGENCY_ORDER, "entered_at", "pk")[:SHOWN]


def signing_waits(user: Any) -> Any:
    """Items that wait for this person's signature inside a unit."""
    return visible_to(user, Item.objects.all(), "approve_in_unit")


def countersigning_waits(user: Any) -> Any:
    """Items of other units that ask for this person's countersignature."""
    return visible_to(user, Item.objects.filter(status=Status.UNIT_REVIEW), "countersign")


def own_drafts(user: Any) -> Any:
    """Drafts and returned items that this person goes on writing."""
    return visible_to(user, Item.objects.all(), "edit_draft")


def checking_waits(user: Any) -> Any:
    """Items whose figures this person was named to tick, while they are being signed in the unit."""
    return Item.objects.filter(checker=user, status=Status.UNIT_REVIEW).exclude(drafter=user)


def _to_sign(user: Any) -> Sequence[DeskLine]:
    return [
        _line(
            item, _("To sign"), who=item.drafter, act=_("Read and sign"),
            act_url=reverse("submissions:review", args=[item.pk]),
        )
        for item in _pressing(signing_waits(user))
    ]  # fmt: skip


def _to_countersign(user: Any) -> Sequence[DeskLine]:
    return [
        _line(item, _("To countersign"), act=_("Read and answer"), act_url=item.get_absolute_url())
        for item in _pressing(countersigning_waits(user))
    ]


def _to_check(user: Any) -> Sequence[DeskLine]:
    return [
        _line(item, _("Figures to tick"), who=item.drafter, act=_("Check the figures"), act_url=item.get_absolute_url())
        for item in _pressing(checking_waits(user))
    ]


def _came_back(user: Any) -> Sequence[DeskLine]:
    return [
        _line(
            item, _("Returned"), who=item.return_reason, act=_("Go on writing"),
            act_url=reverse("submissions:edit", args=[item.pk]),
        )
        for item in _pressing(own_drafts(user).filter(status=Status.RETURNED))
    ]  # fmt: skip


def _drafts(user: Any) -> Sequence[DeskLine]:
    return [
        _line(item, _("Draft"), act=_("Go on writing"), act_url=reverse("submissions:edit", args=[item.pk]))
        for item in _pressing(own_drafts(user).filter(status=Status.DRAFT))
    ]


def _held(user: Any) -> Sequence[DeskLine]:
    return [
        _line(
            item, _("Held for a meeting"), who=item.meeting, until=item.meeting.held_at if item.meeting else None,
            act=_("Enter the decision"), act_url=reverse("submissions:move", args=[item.pk, "release_held"]),
        )
        for item in _pressing(visible_to(user, Item.objects.all(), "release_held"))
    ]  # fmt: skip


def _month_starts(count: int) -> list[date]:
    first = today().replace(day=1)
    starts = [first]
    for _n in range(count - 1):
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    return starts[::-1]


def _filed(user: Any) -> Figure:
    """First filings of the person's units this month, with five months before it as the trend."""
    months = _month_starts(MONTHS)
    start = make_aware(datetime.combine(months[0], time.min))
    units = standing_of(user).units(*UNIT_ROLES)
    rows = Item.objects.filter(unit__in=units, first_filed_at__gte=start).annotate(month=TruncMonth("first_filed_at"))
    found = {month.date(): number for month, number in rows.values_list("month").annotate(Count("pk")).order_by()}
    trend = [found.get(month, 0) for month in months]
    return Figure(_("Filed this month"), trend[-1], _("First filings of my units"), trend, reverse("submissions:items"))


def _changes(user: Any, since: datetime) -> Sequence[Change]:
    """What others did to the person's items."""
    written = ItemAuthor.objects.filter(user=user).values("item")
    mine = Item.objects.filter(Q(drafter=user) | Q(pk__in=written)).order_by("-entered_at")
    items = {str(item.pk): item for item in mine.filter(entered_at__gt=since)[:12]}
    if not items:
        return []
    events = (
        Event.objects.filter(subject_kind=Item._meta.label_lower, subject_key__in=list(items), at__gt=since)
        .exclude(actor=user)
        .select_related("actor")
        .order_by("-pk")[:12]
    )
    return [
        Change(
            title=str(items[event.subject_key]), at=event.at, what=label_of(event.verb), who=event.actor or "",
            url=items[event.subject_key].get_absolute_url(),
        )
        for event in events
    ]  # fmt: skip


def _waiting_count(user: Any) -> int:
    mine = Q(pk__in=signing_waits(user).values("pk")) | Q(
        pk__in=own_drafts(user).filter(status=Status.RETURNED).values("pk")
    )
    return Item.objects.filter(mine | Q(pk__in=countersigning_waits(user).values("pk"))).count()


def has_business(user: Any) -> bool:
    """Any role but that of an administrator."""
    return standing_of(user).has_business_role


def may_draft(user: Any) -> bool:
    """May start an item."""
    return standing_of(user).has(Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD)


def _listed(query: str, user: Any) -> str:
    return f"{reverse('submissions:items')}?{query}"


def register_all() -> None:
    """Called once, when the apps are ready."""
    items = gettext_lazy("Items")
    rail.register(RailEntry("items", items, "file-earmark-text", "submissions:items", 10, has_business, _waiting_count))
    search.register("submissions:search")
    blocks = (
        ("sign", 10, _to_sign, "state=unit_review"),
        ("countersign", 20, _to_countersign, "state=unit_review"),
        ("check_figures", 25, _to_check, "state=unit_review"),
        ("came_back", 30, _came_back, "state=returned&mine=true"),
        ("held", 40, _held, "state=held"),
        ("drafts", 50, _drafts, "state=draft&mine=true"),
    )
    for key, order, lines, query in blocks:
        desk.register(DeskBlock(f"items.{key}", order, lines, in_a_unit, partial(_listed, query)))
    desk.register_figure(DeskFigure("items.filed", 10, _filed, in_a_unit))
    desk.register_changes(DeskChanges("items", 10, _changes, in_a_unit))
    desk.register_start(
        DeskStart(
            "items.new", 10, gettext_lazy("New item"), gettext_lazy("Fill in the slip, or start from a Word document."),
            "pencil-square", "submissions:new", may_draft,
        )
    )  # fmt: skip
