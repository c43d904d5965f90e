"""The best items of a month: chosen with a reason, revoked by a counter-record."""

import calendar
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from registers.models import BestItem
from registers.services.counters import counter_of
from review.errors import RecordRefused
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.moves.chain import people_in
from submissions.states import IN_OFFICE, Status


def last_day(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def candidates(month: date) -> QuerySet[Item]:
    """Items that were filed in the month and have not come to nothing, and those that outlets printed in it."""
    start, end = month.replace(day=1), last_day(month)
    printed = Q(
        adoptions__adopted_on__range=(start, end),
        adoptions__counters__isnull=True,
        adoptions__countered_by__isnull=True,
    )
    filed = Q(first_filed_at__date__range=(start, end))
    found = Item.objects.filter(filed | printed).filter(status__in=IN_OFFICE)
    lost = (Status.DECLINED, Status.CLOSED)
    return Item.objects.filter(pk__in=found.exclude(status__in=lost).values("pk"), is_composite=False)


@transaction.atomic
def choose_best(*, item_id: int, month: date, why: str, by: User, batch: str = "") -> BestItem:
    """Mark the item as one of the best of the month (its first day). Its unit and authors are told.

    Raises NotAllowed; RecordRefused for a month to come, an item that is no candidate of it, no reason, or a second
    choice for the same month.
    """
    if not can(by, "bestitem.choose"):
        raise NotAllowed(_("Only the comprehensive office chooses the best items."), code="not_allowed")
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    month = month.replace(day=1)
    if month > today():
        raise RecordRefused(_("This month has not begun."), code="future", field="month")
    if not why.strip():
        raise RecordRefused(_("Say why it was chosen."), code="why", field="why")
    if BestItem.objects.in_force().filter(item=item, month=month).exists():
        raise RecordRefused(_("“%(title)s” is chosen already.") % {"title": item.title}, code="twice", field="month")
    if not candidates(month).filter(pk=item.pk).exists():
        raise RecordRefused(
            _("“%(title)s” was neither filed nor printed in this month, or came to nothing.") % {"title": item.title},
            code="no_candidate", field="month",
        )  # fmt: skip
    best = BestItem.objects.create(
        item=item, month=month, counts_on=min(last_day(month), today()), why=why.strip(), recorded_by=by,
        recorded_at=now(),
    )  # fmt: skip
    record("best.choose", subject=item, by=by, reason=why.strip(), data={"best": best.pk, "month": f"{month:%Y-%m}"},
           batch=batch)  # fmt: skip
    _tell(item, "best.chosen", by, month=f"{month:%Y-%m}")
    return best


@transaction.atomic
def revoke_best(*, best_id: int, by: User, reason: str) -> BestItem:
    """Write the counter-record; the choice stays on the record and counts no more. Raises NotAllowed, RecordRefused."""
    best = BestItem.objects.select_for_update(of=("self",)).select_related("item").get(pk=best_id)
    if not can(by, "bestitem.revoke", best):
        raise NotAllowed(_("Only the comprehensive office revokes a choice, and only once."), code="not_allowed")
    if not reason.strip():
        raise RecordRefused(_("Give the reason for revoking it."), code="reason", field="reason")
    counter = counter_of(best, by=by, reason=reason.strip())
    record(
        "best.revoke", subject=best.item, by=by, reason=reason.strip(), data={"best": best.pk, "counter": counter.pk}
    )
    _tell(best.item, "best.revoked", by, month=f"{best.month:%Y-%m}", reason=reason.strip())
    return counter


def _tell(item: Item, kind: str, by: User, **data: str) -> None:
    authors = User.objects.filter(authored_links__item=item)
    people = {item.drafter, *authors, *people_in(Role.UNIT_HEAD, item.unit_id)} - {by}
    tell(
        sorted(people, key=lambda one: one.pk), kind=kind, subject=item, url=item.get_absolute_url(),
        data={"title": item.title, **data},
    )  # fmt: skip
