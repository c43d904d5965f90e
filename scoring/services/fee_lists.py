"""Lists of fees (稿酬): made from the ledger, put before a leader, approved; nobody types an amount.

A line says what a person is due since January, within the scheme's budget, less what earlier lists of the year paid. So
a correction of a month that was paid already comes with the next list, and what was paid too much is held back from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from organizations.models import Membership, User
from organizations.standing import LEADER_ROLES
from scoring.engine import FactKind
from scoring.engine.holdings import Standing
from scoring.engine.numbers import ZERO, exact, rounded, split
from scoring.engine.seconds import Second, seconds
from scoring.engine.settlement import Sum as LedgerSum
from scoring.errors import FeesRefused
from scoring.models import Account, FeeLine, FeeList, FeeListState, LedgerRow, Period, Scheme
from scoring.services.ledger_sums import slots_of
from scoring.services.validity import rules_of, scheme_book, scheme_on

Person = tuple[int, int]
"""Primary keys of a person and of the unit for which the person wrote."""


def open_periods() -> list[Period]:
    """The closed periods that stand in no list yet and lie after all that do, by date: from these a list is made."""
    taken = FeeList.objects.live().order_by("last__starts_on").select_related("last").last()
    closed = Period.objects.closed().order_by("starts_on")
    return list(closed.filter(starts_on__gt=taken.last.ends_on) if taken else closed)


@transaction.atomic
def make_list(*, first: Period, last: Period, by: User) -> FeeList:
    """Make a draft for the closed periods from `first` to `last`. Raises FeesRefused for periods of two years, periods
    that are not closed, and periods that stand in another list or before one."""
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
    fees = _locked(pk, version, FeeListState.DRAFT)
    fees.lines.all().delete()
    _write_lines(fees)
    return _moved(fees, "fee_list.reckon", by)


@transaction.atomic
def submit_list(*, pk: int, version: int, by: User) -> FeeList:
    """Put a draft before the leaders. Raises FeesRefused for an empty one."""
    fees = _locked(pk, version, FeeListState.DRAFT)
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
    fees = _locked(pk, version, FeeListState.SUBMITTED)
    if not reason.strip():
        raise FeesRefused(_("Say why the list goes back."), "reason", field="reason")
    fees.state = FeeListState.DRAFT
    fees.returned_reason = reason.strip()
    return _moved(fees, "fee_list.return", by, reason=reason.strip())


@transaction.atomic
def approve_list(*, pk: int, version: int, by: User) -> FeeList:
    """Approve it: the lines stay as they are from now on. Raises FeesRefused where the ledger has moved since the lines
    were written, and for who made the list."""
    fees = _locked(pk, version, FeeListState.SUBMITTED)
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
    fees = _locked(pk, version, FeeListState.DRAFT)
    fees.state = FeeListState.DROPPED
    return _moved(fees, "fee_list.drop", by)


def _locked(pk: int, version: int, state: str) -> FeeList:
    fees = FeeList.objects.select_for_update().get(pk=pk)
    if fees.version != version or fees.state != state:
        raise FeesRefused(
            _("This list was changed meanwhile; look at it as it stands now, and decide again."), "changed"
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
    FeeLine.objects.bulk_create(_reckoned(fees))


def _lines_of(fees: FeeList) -> dict[Person, Decimal]:
    return {(line.person_id, line.unit_id): line.amount for line in _reckoned(fees)}


def _reckoned(fees: FeeList) -> list[FeeLine]:
    """The lines as the ledger says now, without those that are nothing at all."""
    periods = list(Period.objects.filter(year=fees.year, starts_on__lte=fees.last.starts_on).order_by("starts_on"))
    own = {period.pk for period in periods if period.starts_on >= fees.first.starts_on}
    days, found = _days(periods), _seconds(periods)
    due, paid = _due(found), _paid(fees)
    lines = []
    for person, unit in sorted({*days, *paid}):
        earned = sum((amount for period, amount in days[person, unit].items() if period in own), ZERO)
        line = FeeLine(
            fee_list=fees, person_id=person, unit_id=unit, earned=earned,
            due=due.get((person, unit), ZERO), paid=paid.get((person, unit), ZERO),
        )  # fmt: skip
        line.amount = max(rounded(line.due - line.paid, fees.places), ZERO)
        if line.earned or line.amount or line.due != line.paid:
            lines.append(line)
    return _within_room(lines, _room(found, paid), fees.places)


def _room(found: Iterable[Second], paid: dict[Person, Decimal]) -> Decimal | None:
    """What the budgets since January leave to pay; None where somebody is paid without one."""
    rules = {scheme.code: rules_of(scheme).budget for scheme in Scheme.objects.all()}
    spans = {(one.scheme, one.span) for one in found}
    budgets = [rules.get(scheme) for scheme, _span in spans]
    if not all(budgets):
        return None
    return max(sum((one.yuan for one in budgets if one), ZERO) - sum(paid.values(), ZERO), ZERO)


def _within_room(lines: list[FeeLine], room: Decimal | None, places: int) -> list[FeeLine]:
    """Scaled alike where somebody got more by an earlier list than is due now, so that all lists together never pay more
    than the budget."""
    amounts = [line.amount for line in lines]
    if room is not None and sum(amounts, ZERO) > room:
        for line, amount in zip(lines, split(room, amounts), strict=True):
            line.amount = max(amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN), ZERO)
    return lines


def _days(periods: Sequence[Period]) -> dict[Person, dict[int, Decimal]]:
    """What persons earned in these periods, by the period in which it is booked."""
    found: dict[Person, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = LedgerRow.objects.of_people().filter(period__in=periods, account=Account.YUAN).order_by()
    for person, unit, period, points in rows.values_list("person", "unit", "period").annotate(Sum("points")):
        found[person, unit][period] += exact(points)
    return found


def _seconds(periods: Sequence[Period]) -> list[Second]:
    """What the engine makes of the yuan in the ledger: within the budget of the scheme of each day.

    A late fact of the year before counts on the first day of this one, under the scheme of that day.
    """
    book, _keys = scheme_book()
    standing = Standing(book, slots_of(periods))
    first = periods[0].starts_on
    rows = LedgerRow.objects.of_people().filter(period__in=periods, account=Account.YUAN).order_by()
    grouped = rows.values_list("person", "unit", "happened_on", "scheme__code").annotate(Sum("points"))
    for person, unit, day, scheme, points in grouped:
        if day < first:
            day, scheme = first, book.on(first).code
        standing.add_sum(
            LedgerSum(
                unit=str(unit), person=str(person), on=day, scheme=scheme or "", clause="", kind=FactKind.ADOPTED,
                item_type="", level="", outlet="", fault="", account=Account.YUAN, points=exact(points), count=0,
            )
        )  # fmt: skip
    return [one for one in seconds(standing) if one.account == Account.YUAN and one.person]


def _due(found: Iterable[Second]) -> dict[Person, Decimal]:
    """Since January, within the budgets."""
    due: dict[Person, Decimal] = defaultdict(lambda: ZERO)
    for one in found:
        due[int(one.person), int(one.unit)] += one.result
    return due


def _paid(fees: FeeList) -> dict[Person, Decimal]:
    """What the approved lists of the year before this one paid."""
    found: dict[Person, Decimal] = defaultdict(lambda: ZERO)
    before = FeeLine.objects.filter(
        fee_list__state=FeeListState.APPROVED,
        fee_list__year=fees.year,
        fee_list__last__starts_on__lt=fees.first.starts_on,
    )
    for person, unit, amount in before.order_by().values_list("person", "unit", "amount"):
        found[person, unit] += amount
    return found
