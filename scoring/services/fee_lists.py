"""Lists of fees (稿酬): made from the ledger, put before a leader, approved; nobody types an amount.

A line says what a person is due since January, within the scheme's budget, less what earlier lists of the year paid. So
a correction of a month that was paid already comes with the next list, and what was paid too much is held back from it.
"""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from organizations.models import Membership, User
from organizations.policy import can
from organizations.standing import LEADER_ROLES
from scoring.errors import FeesRefused
from scoring.models import FeeLine, FeeList, FeeListState, LedgerRow, Period
from scoring.services.fee_reckoning import Person, reckon_fees
from scoring.services.validity import rules_of, scheme_on


def open_periods() -> list[Period]:
    """The closed periods that stand in no list yet and lie after all that do, by date: from these a list is made."""
    taken = FeeList.objects.live().order_by("last__starts_on").select_related("last").last()
    closed = Period.objects.closed().order_by("starts_on")
    return list(closed.filter(starts_on__gt=taken.last.ends_on) if taken else closed)


@transaction.atomic
def make_list(*, first: Period, last: Period, by: User) -> FeeList:
    """Make a draft for the closed periods from `first` to `last`. Raises FeesRefused for periods of two years, periods
    that are not closed, and periods that stand in another list or before one."""
    if not can(by, "feelist.make"):
        raise FeesRefused(_("The head of the comprehensive office makes lists of fees."), "rights")
    # Two windows at once: the second waits here, and then finds the list of the first.
    list(Period.objects.select_for_update().filter(pk__in=[first.pk, last.pk]).order_by("pk"))
    _check_bounds(first, last)
    scheme = scheme_on(last.ends_on)
    rounding = rules_of(scheme).rounding if scheme else None
    made = FeeList.objects.create(
        first=first, last=last, year=last.year, made_at=now(), made_by=by, places=rounding.yuan if rounding else 2
    )
    _write_lines(made)
    record("fee_list.make", subject=made, by=by, data={"periods": [first.slug, last.slug], "lines": made.lines.count()})
    return made


@transaction.atomic
def reckon_list(*, pk: int, version: int, by: User) -> FeeList:
    """Work the lines of a draft out again. Raises FeesRefused for one that is no draft, or was changed meanwhile."""
    fees = _locked(pk, version, FeeListState.DRAFT, by, "feelist.write")
    fees.lines.all().delete()
    _write_lines(fees)
    return _moved(fees, "fee_list.reckon", by)


@transaction.atomic
def submit_list(*, pk: int, version: int, by: User) -> FeeList:
    """Put a draft before the leaders. Raises FeesRefused for an empty one."""
    fees = _locked(pk, version, FeeListState.DRAFT, by, "feelist.write")
    if not fees.lines.filter(amount__gt=0).exists():
        raise FeesRefused(_("Nobody gets anything by this list; there is nothing to approve."), "empty")
    fees.state = FeeListState.SUBMITTED
    fees.returned_reason = ""
    moved = _moved(fees, "fee_list.submit", by)
    leaders = Membership.objects.filter(role__in=LEADER_ROLES).current(today()).select_related("user")
    tell({one.user for one in leaders if one.user_id != fees.made_by_id}, kind="fee_list.waiting", subject=fees,
         data={"periods": str(fees), "by": by.name}, url=fees.get_absolute_url())  # fmt: skip
    return moved


@transaction.atomic
def return_list(*, pk: int, version: int, by: User, reason: str) -> FeeList:
    """Give a submitted list back to the office. Raises FeesRefused without a reason."""
    fees = _locked(pk, version, FeeListState.SUBMITTED, by, "feelist.approve")
    if not reason.strip():
        raise FeesRefused(_("Say why the list goes back."), "reason", field="reason")
    fees.state = FeeListState.DRAFT
    fees.returned_reason = reason.strip()
    return _moved(fees, "fee_list.return", by, reason=reason.strip())


@transaction.atomic
def approve_list(*, pk: int, version: int, by: User) -> FeeList:
    """Approve it: the lines stay as they are from now on. Raises FeesRefused where the ledger has moved since the lines
    were written, and for who made the list."""
    fees = _locked(pk, version, FeeListState.SUBMITTED, by, "feelist.approve")
    if fees.made_by_id == by.pk:
        raise FeesRefused(_("Who made a list does not approve it."), "own")
    if _lines_of(fees) != {(line.person_id, line.unit_id): line.amount for line in fees.lines.all()}:
        raise FeesRefused(
            _("Scores changed after this list was made. Give it back, so that it is worked out again."), "stale"
        )
    fees.state, fees.approved_at, fees.approved_by = FeeListState.APPROVED, now(), by
    return _moved(fees, "fee_list.approve", by)


@transaction.atomic
def drop_list(*, pk: int, version: int, by: User) -> FeeList:
    """Throw a draft away; its periods may stand in another list."""
    fees = _locked(pk, version, FeeListState.DRAFT, by, "feelist.write")
    fees.state = FeeListState.DROPPED
    return _moved(fees, "fee_list.drop", by)


def _locked(pk: int, version: int, state: str, by: User, action: str) -> FeeList:
    fees = FeeList.objects.select_for_update().get(pk=pk)
    if fees.version != version or fees.state != state:
        raise FeesRefused(
            _("This list was changed meanwhile; look at it as it stands now, and decide again."), "changed"
        )
    if not can(by, action, fees):
        raise FeesRefused(
            _("This is for somebody else to do: the head of the office writes lists, a leader approves them."), "rights"
        )
    return fees


def _moved(fees: FeeList, verb: str, by: User, reason: str = "") -> FeeList:
    fees.version += 1
    fees.save()
    record(verb, subject=fees, by=by, reason=reason, data={"version": fees.version})
    return fees


def _check_bounds(first: Period, last: Period) -> None:
    if last.starts_on < first.starts_on:
        raise FeesRefused(_("The last period comes before the first."), "order", field="last")
    if first.year != last.year:
        raise FeesRefused(_("A list stays inside one year; make one for each."), "years", field="last")
    inside = Period.objects.filter(starts_on__gte=first.starts_on, starts_on__lte=last.starts_on)
    waiting = FeeList.objects.live().exclude(state=FeeListState.APPROVED).first()
    if waiting:
        raise FeesRefused(
            _("The list %(list)s is not approved yet; what it pays must be known first.") % {"list": waiting}, "waiting"
        )
    still_open = inside.unclosed().first()
    if still_open:
        raise FeesRefused(
            _("%(period)s is not closed yet; fees are paid for closed periods.") % {"period": still_open}, "open",
            field="last",
        )  # fmt: skip
    other = FeeList.objects.live().filter(last__ends_on__gte=first.starts_on).order_by("last__starts_on").last()
    if other:
        raise FeesRefused(
            _("The list %(list)s covers these periods or later ones already.") % {"list": other}, "taken", field="first"
        )


def _write_lines(fees: FeeList) -> None:
    fees.rows_until = LedgerRow.objects.aggregate(last=Max("pk"))["last"] or 0
    fees.save(update_fields=["rows_until"])
    FeeLine.objects.bulk_create(reckon_fees(fees, until=fees.rows_until).lines)


def _lines_of(fees: FeeList) -> dict[Person, Decimal]:
    """What everybody would get by the ledger as it stands now."""
    return {(line.person_id, line.unit_id): line.amount for line in reckon_fees(fees).lines}
