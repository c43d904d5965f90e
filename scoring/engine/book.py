"""Which scheme was valid on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scoring.engine.facts import Fact
from scoring.engine.plans import Plan
from scoring.engine.problems import Problem, SchemeRefused
from scoring.engine.scheme import EMPTY, Scheme


@dataclass(frozen=True, slots=True)
class Valid:
    """A scheme with the days on which it is valid, both included; no end means until further notice."""

    scheme: Scheme
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class SchemeBook:
    """Which scheme was valid on which day (F20). It also remembers what each scheme says of facts that are alike."""

    def __init__(self, schemes: Iterable[Valid]) -> None:
        """Raises SchemeRefused where two schemes are valid on one day."""
        self._schemes = sorted(schemes, key=lambda valid: valid.starts_on)
        for before, after in zip(self._schemes, self._schemes[1:], strict=False):
            if before.covers(after.starts_on):
                names = {"first": before.scheme.code, "second": after.scheme.code}
                raise SchemeRefused([Problem("", "overlap", names)])
        self._plans: dict[str, Plan] = {}
        self._by_day: dict[date, Plan] = {}
        #: What has been found for a day on which facts count by the day on which they happened.
        self.plans: dict[date, Plan] = {}
        self._counts_on_filing = any(valid.scheme.counted_on == "filed" for valid in self._schemes)

    @classmethod
    def always(cls, scheme: Scheme) -> "SchemeBook":
        return cls([Valid(scheme, date.min)])

    @property
    def schemes(self) -> tuple[Valid, ...]:
        """All schemes with their days, the earliest first."""
        return tuple(self._schemes)

    def on(self, day: date) -> Scheme:
        """The scheme of `day`; one without clauses where none was valid."""
        return next((valid.scheme for valid in self._schemes if valid.covers(day)), EMPTY)

    def plan_on(self, day: date) -> Plan:
        """The scheme of `day`, ready for many facts."""
        plan = self._by_day.get(day)
        if plan is None:
            plan = self._by_day[day] = self._plan_of(self.on(day))
        return plan

    def _plan_of(self, scheme: Scheme) -> Plan:
        plan = self._plans.get(scheme.code)
        if plan is None:
            plan = self._plans[scheme.code] = Plan(scheme)
        return plan

    def home_of(self, fact: Fact) -> tuple[date, Plan]:
        """The day on which the fact counts, and the scheme that judges it.

        A fact counts on the day on which it happened, by the scheme of that day (F20); where the scheme of the day on
        which its item was first filed counts by filing, on that day and by that scheme (F22). So every fact counts on
        a day of the scheme that judges it, and all facts of an item that counts by filing are judged by one scheme.
        """
        if self._counts_on_filing and fact.filed_on is not None:
            plan = self.plan_on(fact.filed_on)
            if plan.scheme.counted_on == "filed":
                return fact.filed_on, plan
        plan = self.plan_on(fact.on)
        if not self._counts_on_filing:
            self.plans[fact.on] = plan
        return fact.on, plan
