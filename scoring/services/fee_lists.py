"""Lists of fees (稿酬): made from the ledger, put before a leader, approved; nobody types an amount.

A line says what a person is due since January, within the scheme's budget, less what earlier lists of the year paid. So
a correction of a month that was paid already comes with the next list, and what was paid too much is held back from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from organizations.models import Membership, User
from organizations.standing import LEADER_ROLES
from scoring.engine.head import Budget
from scoring.engine.numbers import ZERO, rounded, split
from scoring.engine.seconds import within_budget
from scoring.errors import FeesRefused
from scoring.models import Account, FeeLine, FeeList, FeeListState, LedgerRow, Period
from scoring.services.validity import rules_of, scheme_on

Person = tuple[int, int]
"""Primary keys of a person and of the unit for which the person wrote."""
WHOLE_YEAR = "year"


def open_periods() -> list[Period]:
    """The closed periods that stand in no list yet and lie after all that do, by date: from these a list is made."""
    taken = FeeList.objects.live().order_by("last__starts_on").select_related("last").last()
    closed = Period.objects.closed().order_by("starts_on")
    return list(closed.filter(starts_on__gt=taken.last.ends_on) if taken else closed)


@transaction.atomic
def make_list(*, first: Period, last: Period, by: User) -> FeeList:
    """Make a draft for the closed periods from `first` to `last`. Raises FeesRefused for periods of two years, periods
    that are not closed, and periods that stand in another list or before one."""
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
    days = _days(periods)
    due, paid = _due(periods, days), _paid(fees)
    lines = []
    for person, unit in sorted({*days, *paid}):
        earned = sum((amount for (period, _day), amount in days[person, unit].items() if period in own), ZERO)
        line = FeeLine(
            fee_list=fees, person_id=person, unit_id=unit, earned=earned,
            due=due.get((person, unit), ZERO), paid=paid.get((person, unit), ZERO),
        )  # fmt: skip
        line.amount = max(rounded(line.due - line.paid, fees.places), ZERO)
        if line.earned or line.amount or line.due != line.paid:
            lines.append(line)
    return _within_room(lines, _room(periods, paid), fees.places)


def _room(periods: Sequence[Period], paid: dict[Person, Decimal]) -> Decimal | None:
    """What the budgets since January leave to pay; None where one of the spans has no budget."""
    budgets = [budget for budget, _members in _spans(periods)]
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


def _days(periods: Sequence[Period]) -> dict[Person, dict[tuple[int, date], Decimal]]:
    """What persons earned in these periods, by the period in which it is booked and the day."""
    found: dict[Person, dict[tuple[int, date], Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    rows = LedgerRow.objects.of_people().filter(period__in=periods, account=Account.YUAN).order_by()
    for person, unit, period, day, points in rows.values_list("person", "unit", "period", "happened_on", "points"):
        found[person, unit][period, day] += points
    return found


def _due(periods: Sequence[Period], days: dict[Person, dict[tuple[int, date], Decimal]]) -> dict[Person, Decimal]:
    """Since January, within the budget that was valid at the end of each of its spans."""
    found: dict[Person, Decimal] = defaultdict(lambda: ZERO)
    for budget, members in _spans(periods):
        inside = {period.pk for period in members}
        by_day = {
            (str(person), str(unit)): _by_day(
                (day, amount) for (period, day), amount in own.items() if period in inside
            )
            for (person, unit), own in days.items()
        }
        paid = (
            within_budget(budget, by_day) if budget else {one: sum(own.values(), ZERO) for one, own in by_day.items()}
        )
        for (person_key, unit_key), amount in paid.items():
            found[int(person_key), int(unit_key)] += amount
    return found


def _by_day(amounts: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    found: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for day, amount in amounts:
        found[day] += amount
    return found


def _spans(periods: Sequence[Period]) -> list[tuple[Budget | None, list[Period]]]:
    """The periods by the spans for which the budget holds; without a budget each for itself."""
    found: dict[str, list[Period]] = defaultdict(list)
    budgets: dict[str, Budget | None] = {}
    for period in periods:
        scheme = scheme_on(period.ends_on)
        budget = rules_of(scheme).budget if scheme else None
        key = _span_key(period, budget)
        found[key].append(period)
        budgets[key] = budget
    return [(budgets[key], members) for key, members in found.items()]


def _span_key(period: Period, budget: Budget | None) -> str:
    months = {"quarter": 3, "half": 6, WHOLE_YEAR: 12}.get(budget.per if budget else "", 0)
    return f"{months}:{(period.month - 1) // months}" if months else period.slug


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
